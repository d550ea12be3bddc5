//! Keys as terminals send them. Never a key that no terminal has.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn text(sent: &[Sent]) -> String {
    let one = |sent: &Sent| match sent {
        Sent::Key(press) => press.to_string(),
        Sent::Paste(text) => format!("Paste({text:?})"),
        Sent::Ready => "Ready".to_owned(),
    };
    sent.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// All that a terminal means by some bytes when nothing comes after them.
fn all(term: &str, bytes: &[u8]) -> Vec<Sent> {
    let mut decoder = Decoder::of_terminal(term);
    let mut sent = decoder.take(bytes);
    sent.extend(decoder.give_up());
    sent
}

#[test]
fn a_press_means_the_same_whatever_the_terminal_sends_for_it() {
    for (bytes, wanted) in [
        (&b"t"[..], "t"),
        (b"T", "T"),
        (b" ", "Space"),
        (b"\x14", "Ctrl-T"),
        (b"\n", "Ctrl-J"),
        (b"\x08", "Backspace"),
        (b"\x7f", "Backspace"),
        (b"\r", "Enter"),
        (b"\x1bOM", "Enter"),
        (b"\x1b", "Esc"),
        (b"\x1b\x1b", "Esc Esc"),
        (b"\x1bx", "Esc x"),
        (b"\x1bP", "Esc P"),
        (b"\x1b[", "Esc ["),
        (b"\x1bO", "Esc O"),
        (b"\x1bOz", "Esc O z"),
        (b"\x1b\x1b[A", "Esc Up"),
        ("é東".as_bytes(), "\u{e9} \u{6771}"),
        (b"\x1b[1;5D", "Ctrl-Left"),
        (b"\x1bOd", "Ctrl-Left"),
        (b"\x1bO5D", "Ctrl-Left"),
        (b"\x1b[1;3D", "Left"),
        (b"\x1b[d", "Shift-Left"),
        (b"\x1b[Z", "Shift-Tab"),
        (b"\x1b\t", "Shift-Tab"),
        (b"\x1b[1;2R", "Shift-F3"),
        (b"\x1b[7$", "Shift-Home"),
        (b"\x1b[7^", "Ctrl-Home"),
        (b"\x1b[8@", "Ctrl-Shift-End"),
        (b"\x1b[25~", "F13"),
        (b"\x1b[34~", "F20"),
        (b"\x1b[1;2P", "Shift-F1"),
        (b"\x1b[3;5~", "Ctrl-Delete"),
        (b"\x1bOk\x1bOp\x1bOy", "+ 0 9"),
        (b"\x1b[27;5;106~", "Ctrl-J"),
        (b"\x1b[104;5u", "Backspace"),
        (b"\x1b[97;2u", "A"),
        (b"\x1b[27u", "Esc"),
        (b"\x1b[57399u", ""),
        // Answers, and reports that a program before us may have left on.
        (b"\x1b[0n", "Ready"),
        (b"\x1b[3nq", "Ready q"),
        (b"\x1b[24;80Rq", "q"),
        (b"\x1b[?1;2cq", "q"),
        (b"\x1b[>0;95;0cq", "q"),
        (b"\x1b[?2026;2$yq", "q"),
        (b"\x1b]11;rgb:0000/0000/0000\x07q", "q"),
        (b"\x1b]11;rgb:0000/0000/0000\x1b\\q", "q"),
        (b"\x1bP1+r544e=787465726d\x1b\\q", "q"),
        (b"\x1b[<0;33;12Mq", "q"),
        (b"\x1b[M !!q", "q"),
        (b"\x1b[Iq\x1b[O", "q"),
        ("\x1b]lM\u{dc}nchen W\x1b\\q".as_bytes(), "q"),
        (b"\xe2\x9b\x94q\x9bAq", "\u{26d4} q A q"),
        // A paste is one, whatever stands in it; an empty one is none.
        (b"\x1b[200~q\r\n\x1b[A\x1b[201~q", "Paste(\"q\\r\\n\\u{1b}[A\") q"),
        (b"\x1b[200~\x1b[201~", ""),
        // What is no key is nothing, and takes nothing with it.
        (b"\xff\xc3q\xe9\x80q\0q", "q q q"),
        (b"\x1b[99~q\x1b[1;1Qq\x1b[2;9;9Zq", "q F2 q Shift-Tab q"),
    ] {
        assert_eq!(text(&all("xterm-256color", bytes)), wanted, "{}", bytes.escape_ascii());
    }
}

/// A vt220 may send one byte for what begins a sequence; elsewhere such bytes belong to letters.
#[test]
fn controls_of_one_byte_are_those_of_a_terminal_that_has_them() {
    assert_eq!(text(&all("vt220-8bit", b"\x9bA\x8fB")), "Up Down");
    let mut decoder = Decoder::of_terminal("xterm");
    decoder.take(b"\xe2");
    decoder.give_up();
    assert_eq!(text(&decoder.take(b"\x9b\x94q")), "q", "half a letter, and its other half late");
}

/// Our own question's answer once closed a form, when it came in two pieces.
#[test]
fn an_answer_that_comes_in_pieces_is_not_typed() {
    for (first, then, wanted) in [
        (&b"\x1b"[..], &b"[0nq"[..], "Ready q"),
        (b"\x1b[", b"0nq", "Ready q"),
        (b"\x1b[0", b"nq", "Ready q"),
        (b"\x1b", b"[Aq", "[ A q"),
    ] {
        let mut decoder = Decoder::of_terminal("xterm");
        decoder.take(first);
        decoder.give_up();
        assert_eq!(text(&decoder.take(then)), wanted, "{}", first.escape_ascii());
    }
    let mut decoder = Decoder::of_terminal("xterm");
    assert_eq!(decoder.take(b"\x1b]11;rgb:"), []);
    assert_eq!(text(&decoder.take(b"0000/0000/0000\x07q")), "q");
}

/// Every byte once began the wait anew, and who tried to get out stayed in.
#[test]
fn a_paste_whose_end_is_lost_is_left_with_esc_or_ctrl_c() {
    let mut decoder = Decoder::of_terminal("xterm");
    decoder.take(b"\x1b[200~hello");
    assert_eq!(text(&decoder.take(b"\x03")), "Paste(\"hello\")");
    decoder.take(b"\x1b[200~hello");
    decoder.take(b"\x1b");
    assert_eq!(decoder.patience(), Some(LEAVING));
    assert_eq!(text(&decoder.give_up()), "Paste(\"hello\")");
    assert_eq!(text(&decoder.take(b"q")), "q");
}

#[test]
fn a_long_answer_is_passed_over_to_its_end() {
    let mut long = b"\x1bP!|".to_vec();
    long.extend(b"00WW".repeat(2_000));
    long.extend(b"\x1b\\q");
    assert_eq!(text(&all("xterm", &long)), "q");
}

/// Esc, then a letter that may begin an answer: over a slow line both come in one packet.
#[test]
fn keys_typed_after_esc_are_not_taken_for_an_answer() {
    let mut decoder = Decoder::of_terminal("xterm");
    assert_eq!(decoder.take(b"\x1bPab"), []);
    assert_eq!(text(&decoder.give_up()), "Esc P a b");
    assert_eq!(text(&decoder.take(b"q")), "q");
}

#[test]
fn a_sequence_may_come_in_any_pieces() {
    let bytes = b"a\x1b[1;5D\x1bOA\xc3\xa9\x1b[200~x\x1b[y\x1b[201~\x1b[0nz";
    let whole = Decoder::of_terminal("xterm").take(bytes);
    for cut in 0..bytes.len() {
        let mut decoder = Decoder::of_terminal("xterm");
        let mut sent = decoder.take(&bytes[..cut]);
        sent.extend(decoder.take(&bytes[cut..]));
        assert_eq!(sent, whole, "cut at {cut}");
    }
    let mut decoder = Decoder::of_terminal("xterm");
    let sent: Vec<Sent> = bytes.iter().flat_map(|byte| decoder.take(&[*byte])).collect();
    assert_eq!(sent, whole);
    assert_eq!(text(&whole), "a Ctrl-Left Up \u{e9} Paste(\"x\\u{1b}[y\") Ready z");
}

#[test]
fn only_what_is_not_whole_is_waited_for() {
    let mut decoder = Decoder::of_terminal("xterm");
    for (bytes, wait) in
        [(&b"a"[..], None), (b"\x1b", Some(LONE)), (b"[", Some(BEGUN)), (b"A", None)]
    {
        decoder.take(bytes);
        assert_eq!(decoder.patience(), wait, "{}", bytes.escape_ascii());
    }
    decoder.take(b"\x1b[200~half");
    assert_eq!(decoder.patience(), Some(PASTING));
    assert_eq!(text(&decoder.give_up()), "Paste(\"half\")");
    assert_eq!(decoder.patience(), None);
}

#[test]
fn a_paste_without_an_end_does_not_grow_for_ever() {
    let mut decoder = Decoder::of_terminal("xterm");
    decoder.take(b"\x1b[200~");
    let sent = decoder.take(&vec![b'x'; 2 * PASTE + 1]);
    assert_eq!(sent.len(), 2);
    assert!(decoder.held.len() < 2);
    // Nor does an answer, or a sequence.
    let mut decoder = Decoder::of_terminal("xterm");
    decoder.take(b"\x1b[");
    decoder.take(&vec![b'1'; 10 * SEQUENCE]);
    assert!(decoder.held.len() <= SEQUENCE);
    assert_eq!(text(&decoder.take(b"~q")), "q");
}

/// A capability's name and the key it is for.
fn key_named(name: &str) -> KeyPress {
    let shift = |key| KeyPress { key, ctrl: false, shift: true };
    match name {
        "kcuu1" => KeyPress::plain(Key::Up),
        "kcud1" => KeyPress::plain(Key::Down),
        "kcub1" => KeyPress::plain(Key::Left),
        "kcuf1" => KeyPress::plain(Key::Right),
        "kbs" => KeyPress::plain(Key::Backspace),
        "kdch1" => KeyPress::plain(Key::Delete),
        "kich1" => KeyPress::plain(Key::Insert),
        "khome" => KeyPress::plain(Key::Home),
        "kend" => KeyPress::plain(Key::End),
        "kpp" => KeyPress::plain(Key::PageUp),
        "knp" => KeyPress::plain(Key::PageDown),
        "kent" => KeyPress::plain(Key::Enter),
        "kcbt" => shift(Key::Tab),
        "kUP" => shift(Key::Up),
        "kDN" => shift(Key::Down),
        "kLFT" => shift(Key::Left),
        "kRIT" => shift(Key::Right),
        "kUP5" => KeyPress::ctrl(Key::Up),
        "kDN5" => KeyPress::ctrl(Key::Down),
        "kLFT5" => KeyPress::ctrl(Key::Left),
        "kRIT5" => KeyPress::ctrl(Key::Right),
        _ => {
            let number = name.strip_prefix("kf").and_then(|number| number.parse().ok());
            KeyPress::plain(Key::F(number.unwrap_or_else(|| panic!("{name}: which key?"))))
        }
    }
}

/// The bytes that terminfo writes as `\E` and `^H`.
fn bytes_of(written: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut letters = written.chars();
    while let Some(letter) = letters.next() {
        bytes.push(match letter {
            '\\' if letters.next() == Some('E') => 0x1b,
            '^' => match letters.next() {
                Some('?') => 0x7f,
                Some(letter) => letter as u8 & 0x1f,
                None => panic!("{written}"),
            },
            letter => u8::try_from(letter).expect("ASCII"),
        });
    }
    bytes
}

/// Says so when the data are not there.
#[test]
fn every_key_of_33_terminals_is_known() {
    let folder = std::env::var("SIGAP_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let Ok(data) = std::fs::read_to_string(format!("{folder}/data/terminals/terminfo_keys.json"))
    else {
        eprintln!("the terminals are not there: their keys are not compared");
        return;
    };
    let data: Value = serde_json::from_str(&data).expect("JSON");
    let terminals = data["terminals"].as_object().expect("terminals");
    let mut compared = 0;
    for (term, about) in terminals {
        for (name, written) in about["keys"].as_object().expect("keys") {
            let written = written.as_str().expect("text");
            let sent = all(term, &bytes_of(written));
            assert_eq!(sent, [Sent::Key(key_named(name))], "{term} {name} {written}");
            compared += 1;
        }
    }
    assert!(terminals.len() == 33 && compared > 700, "{compared}");
}

proptest! {
    #[test]
    fn no_bytes_make_it_fail_or_hold_much(pieces: Vec<Vec<u8>>) {
        let mut decoder = Decoder::of_terminal("xterm");
        for piece in pieces {
            decoder.take(&piece);
            prop_assert!(decoder.held.len() <= PASTE.max(WORDS));
        }
        decoder.give_up();
        prop_assert_eq!(decoder.take(b"q"), [Sent::Key(KeyPress::plain(Key::Char('q')))]);
    }
}
