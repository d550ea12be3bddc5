//! Words of a few tickets, looked for well and badly. Never a desk behind it.

use super::*;

fn prose() -> Prose {
    let mut prose = Prose::default();
    for (ticket, texts) in [
        (1, ["Modem arrived broken", "Kurir: kotak penyok", "Nur Halimah"]),
        (2, ["charged twice in October", "invoice INV-5566, two times", "Budi Hartono"]),
        (3, ["no signal at all", "The modem lamp is red; will call back", "Mochamad Yusuf"]),
        (4, ["Tagihan ganda", "minta rincian", "José Çelik"]),
    ] {
        texts.into_iter().for_each(|text| prose.add(TicketNo(ticket), text));
    }
    prose
}

fn found(prose: &Prose, text: &str) -> (Vec<u64>, bool) {
    let had = prose.find(&Wanted::words(text), None);
    (had.tickets.into_iter().map(|no| no.0).collect(), had.like)
}

#[test]
fn words_are_found_whole_begun_within_and_badly_written() {
    let prose = prose();
    for (text, tickets, like) in [
        ("modem", vec![1, 3], false),
        ("MOD", vec![1, 3], false),
        ("modem broken", vec![1], false),
        ("broken modem", vec![1], false),
        ("roken", vec![1], false),
        ("halimah modem", vec![1], false),
        ("jose", vec![4], false),
        ("inv-5566", vec![2], false),
        ("moden", vec![1, 3], true),
        ("mdoem", vec![1, 3], true),
        ("moden red", vec![3], true),
        ("muhammad jusuf", vec![3], true),
        ("tagihn ganda", vec![4], true),
        ("octobre", vec![2], true),
        ("5567", vec![], false),
        ("xyzzy", vec![], false),
        ("", vec![], false),
    ] {
        let (got, is_like) = found(&prose, text);
        assert_eq!((got, is_like), (tickets, like), "{text}");
    }
    let among = [TicketNo(2), TicketNo(3)];
    let had = prose.find(&Wanted::words("broken"), Some(&among));
    assert_eq!(had.tickets, [], "nobody asked about has it, or anything like it");
    let had = prose.find(&Wanted::words("modem"), Some(&among));
    assert_eq!(had.tickets, [TicketNo(3)]);
}

#[test]
fn words_in_quotes_are_these_words_in_this_order() {
    let phrase = Wanted::phrase("no signal");
    assert!(phrase.is_in("There is No signal.", &[]));
    for other in ["signal: no", "no good signal", "no signals", "", "no"] {
        assert!(!phrase.is_in(other, &[]), "{other}");
    }
    let had = prose().find(&Wanted::phrase("at signal no"), None);
    assert_eq!(had.tickets, [TicketNo(3)], "the words, whose order only the text tells");
    assert!(prose().find(&Wanted::phrase("no signa"), None).tickets.is_empty());
}

#[test]
fn a_ticket_that_is_taken_out_leaves_none_of_its_words() {
    let mut prose = prose();
    assert!(prose.knows("halimah") && prose.knows("modem"));
    prose.remove(&[TicketNo(1), TicketNo(77)]);
    assert!(!prose.knows("halimah") && !prose.knows("broken"), "nobody else has them");
    assert!(prose.knows("modem"), "the third one has it too");
    assert_eq!(found(&prose, "modem"), (vec![3], false));
    prose.remove(&[TicketNo(2), TicketNo(3), TicketNo(4)]);
    assert!(prose.is_empty() && prose.words.is_empty());
}

#[test]
fn a_text_without_end_takes_so_many_words_and_no_more() {
    let mut prose = Prose::default();
    let text = (0..2_000).map(|word| format!("w{word} ")).collect::<String>();
    prose.add(TicketNo(1), &text);
    prose.add(TicketNo(1), "later");
    assert_eq!(prose.words.len(), usize::from(WORDS));
    assert!(!prose.knows("later") && prose.knows("w0"));
    prose.add(TicketNo(u64::MAX), "nowhere");
    assert!(!prose.knows("nowhere"));
}
