//! The look-up as an agent meets it. Never looks inside.

mod copy;
mod filling;
mod hostile;
mod identity;
mod mark;
mod recall;

use super::{Activity, Lookup, Why};
use crate::domain::{At, Attribute, Customer, CustomerId, Email, Phone, Profile};

/// A customer with what the test says.
fn customer(id: u64, profile: Profile) -> Customer {
    let profile = profile.checked().expect("a test's profile is right");
    Customer::of(CustomerId(id), profile, At(0))
}

/// Name, phone, e-mail and account; empty for none.
fn profile(name: &str, phone: &str, email: &str, account: &str) -> Profile {
    let phones = (!phone.is_empty()).then(|| Phone::parse("", phone).expect(phone));
    let emails = (!email.is_empty()).then(|| Email::parse("", email).expect(email));
    Profile {
        name: name.to_owned(),
        phones: phones.into_iter().collect(),
        emails: emails.into_iter().collect(),
        account: account.to_owned(),
        ..Profile::default()
    }
}

fn desk() -> Lookup {
    let mut lookup = Lookup::new();
    let rows = [
        ("Nur Halimah", "0812-3344-5566", "nur.h@mail.example", "AC-00231"),
        ("Nur Hamidah", "0812-3345-1100", "", ""),
        ("Noer Halima", "0812-3349-0021", "noer@mail.example", ""),
        ("Budi Hartono", "+62 813 7788 9900", "budi.hartono@gmail.example", "AC-00455"),
        ("Boedi Hartono", "", "", "AC-00460"),
        ("Muhammad Yusuf", "021 555 1234", "", ""),
        ("Mochamad Joesoef", "", "m.joesoef@kantor.example", ""),
        ("PT Sinar Jaya", "021-555-9000", "info@sinarjaya.example", "7590-VHVEG"),
        ("", "0877 1234 9876", "", ""),
        ("", "", "", "3668-QPYBK"),
        ("", "", "tanpa.nama@mail.example", ""),
        ("Robert O'Brien", "+44 7911 123456", "", ""),
        ("王小明", "", "", ""),
        ("Al-Rashid Fatimah", "", "", ""),
    ];
    for (at, (name, phone, email, account)) in rows.into_iter().enumerate() {
        lookup.put(&customer(at as u64 + 1, profile(name, phone, email, account)));
    }
    lookup
}

fn found(lookup: &Lookup, text: &str) -> Vec<u64> {
    lookup.find(text, 10).hits.iter().map(|hit| hit.customer.0).collect()
}

#[test]
fn what_an_agent_types_finds_whom_they_mean() {
    let lookup = desk();
    let rows: &[(&str, &[u64])] = &[
        ("nur halimah", &[1, 3]),
        ("halimah nur", &[1, 3]),
        ("ibu halimah", &[1, 3]),
        ("Bu. nur halimah", &[1, 3]),
        ("pak budi hartono", &[4, 5]),
        ("h muhammad yusuf", &[6, 7]),
        ("pak 5566", &[1]),
        ("nur hal", &[1, 3]),
        ("HALIMAH", &[1, 3]),
        ("halimha", &[3, 1]),
        ("nur hamida", &[2]),
        ("budi hartono", &[4, 5]),
        ("boedi", &[5, 4]),
        ("yusuf", &[6, 7]),
        ("jusuf", &[7, 6]),
        ("mohamad yusup", &[7, 6]),
        ("0812334", &[3, 1, 2]),
        ("+62 812 3344", &[1]),
        ("5566", &[1]),
        ("0021", &[3]),
        ("0813 7788", &[4]),
        ("6281377889900", &[4]),
        ("ac-00231", &[1]),
        ("00231", &[1]),
        ("ac002", &[1]),
        ("vhveg", &[8]),
        ("3668-qpybk", &[10]),
        ("08771234", &[9]),
        ("tanpa", &[11]),
        ("nur.h@mail.example", &[1]),
        ("gmail", &[4]),
        ("budi gmail", &[4]),
        ("halimah 5566", &[1]),
        ("5566 halimah", &[1]),
        ("sinarjaya.example", &[8]),
        ("obrien", &[12]),
        ("o'brien bob", &[12]),
        ("+44 7911", &[12]),
        ("小明", &[13]),
        ("fatima al rashid", &[14]),
        ("", &[]),
        ("   ", &[]),
        ("zzzzqqq", &[]),
        ("nurhalimah", &[1]),
        ("nur halimah 99999", &[]),
        ("c-12", &[12]),
        ("c-99", &[]),
        ("566", &[]),
        ("h nur", &[1, 2]),
        ("moh yusuf", &[6, 7]),
    ];
    for (text, first) in rows {
        let all = found(&lookup, text);
        assert_eq!(
            all.iter().take(first.len()).copied().collect::<Vec<_>>(),
            *first,
            "{text}: {all:?}"
        );
        if first.is_empty() {
            assert!(all.is_empty(), "{text}: {all:?}");
        }
    }
}

#[test]
fn the_h_of_haji_is_no_initial() {
    let mut lookup = desk();
    lookup.put(&customer(20, profile("Drs. H. Soekarno Tjokro", "", "", "")));
    lookup.put(&customer(21, profile("B. Soekarno", "", "", "")));
    assert_eq!(found(&lookup, "halimah"), [1, 3, 2]);
    assert_eq!(found(&lookup, "budi soekarno"), [21]);
    assert_eq!(found(&lookup, "h soekarno")[0], 20);
}

#[test]
fn the_digits_of_an_account_number_find_it() {
    let mut lookup = desk();
    let rows = [("Ani", "A-77"), ("Beni", "B-177"), ("Citra", "AC-00077"), ("Dedi", "77")];
    for (at, (name, account)) in rows.into_iter().enumerate() {
        let profile = profile(name, "0899 77", "", account);
        lookup.put(&customer(100 + at as u64, profile));
    }
    lookup.put(&customer(110, profile("Eko", "0812 0000 1277", "", "")));
    // The very number, what has no other digits, what ends with them; other numbers never.
    assert_eq!(found(&lookup, "77"), [103, 100, 102, 101]);
    assert_eq!(found(&lookup, "177"), [101]);
    assert_eq!(found(&lookup, "a-77"), [100]);
}

#[test]
fn each_row_says_why_it_was_found() {
    let lookup = desk();
    for (text, customer, why) in [
        ("nur halimah", 1, Why::Exact),
        ("halimah nur", 1, Why::Exact),
        ("AC-00231", 1, Why::Exact),
        ("nur.h@mail.example", 1, Why::Exact),
        ("hal", 1, Why::Prefix),
        ("alimah", 1, Why::Sound),
        ("lima", 1, Why::Part),
        ("halimxh", 1, Why::Typo),
        ("jusuf", 6, Why::Sound),
        ("bob obrien", 12, Why::Sound),
        ("5566", 1, Why::Number),
        ("0812-3344-5566", 1, Why::Number),
        ("halimah 5566", 1, Why::Number),
    ] {
        let hits = lookup.find(text, 10).hits;
        let hit = hits.iter().find(|hit| hit.customer.0 == customer);
        assert_eq!(hit.map(|hit| hit.why), Some(why), "{text}");
    }
    assert_eq!(lookup.find("ac-00231", 10).hits[0].score, 0);
}

#[test]
fn whoever_is_amended_is_found_as_they_are_now() {
    let mut lookup = desk();
    lookup.touch(CustomerId(1), Activity { open_tickets: 2, last_contact: At(5_000) });
    lookup.put(&customer(1, profile("Nur Halimah Sari", "0899 111 2222", "", "AC-99")));
    assert_eq!(found(&lookup, "halimah")[0], 1, "still the busiest");
    assert_eq!(found(&lookup, "sari"), [1]);
    for gone in ["0812-3344-5566", "AC-00231", "mail.example"] {
        assert!(!found(&lookup, gone).contains(&1), "{gone}");
    }
    let mut withdrawn = customer(1, profile("Nur Halimah Sari", "", "", ""));
    withdrawn.withdrawn = true;
    lookup.put(&withdrawn);
    assert_eq!(found(&lookup, "sari"), [0; 0]);
    assert_eq!(lookup.len(), 13);
    lookup.put(&customer(1, profile("Nur Halimah Sari", "", "", "")));
    assert_eq!(found(&lookup, "sari"), [1], "restored");
    lookup.remove(CustomerId(1));
    lookup.remove(CustomerId(1));
    lookup.remove(CustomerId(77));
    assert_eq!((found(&lookup, "sari"), lookup.len()), (vec![], 13));
}

#[test]
fn among_equals_the_busier_then_the_latest_then_the_label_then_the_number_is_first() {
    let mut lookup = Lookup::new();
    for id in 1..=6 {
        let name = if id == 6 { "Budi Abadi" } else { "Budi Hartono" };
        lookup.put(&customer(id, profile(name, &format!("0812 0000 000{id}"), "", "")));
    }
    assert_eq!(found(&lookup, "budi"), [6, 1, 2, 3, 4, 5]);
    lookup.touch(CustomerId(4), Activity { open_tickets: 1, last_contact: At(1_000) });
    lookup.touch(CustomerId(5), Activity { open_tickets: 0, last_contact: At(9_000_000) });
    lookup.touch(CustomerId(2), Activity { open_tickets: 1, last_contact: At(2_000) });
    assert_eq!(found(&lookup, "budi"), [2, 4, 5, 6, 1, 3]);
    assert_eq!(found(&lookup, "budi hartono"), [2, 4, 5, 1, 3]);
    lookup.touch(CustomerId(2), Activity::default());
    assert_eq!(found(&lookup, "budi"), [4, 5, 6, 1, 2, 3]);
}

#[test]
fn a_page_is_not_all_of_one_name_where_others_fit_as_well() {
    let mut lookup = Lookup::new();
    let names = [("Bambang Gita Siregar", 1..=20), ("Gita Bambang Siregar", 21..=40)];
    for (name, ids) in names {
        for id in ids {
            lookup.put(&customer(id, profile(name, "", "", "")));
        }
    }
    lookup.touch(CustomerId(17), Activity { open_tickets: 1, last_contact: At(1) });
    let all = found(&lookup, "siregar bambang gita");
    assert_eq!(all, [17, 1, 2, 21, 22, 23, 3, 4, 5, 24], "three of each, the busiest first");
    for (id, name) in [(50, "Ahmad Saem"), (51, "Ahmad Azim")] {
        (0..20).for_each(|at| lookup.put(&customer(id + at * 2, profile(name, "", "", ""))));
    }
    let alike = found(&lookup, "ahmad asem");
    let of = |odd: u64| alike.iter().filter(|id| *id % 2 == odd).count();
    assert!(of(0) >= 3 && of(1) >= 3, "one that sounds so and one with letters swapped: {alike:?}");
}

/// As many of each name.
fn of_names(names: &[(&str, u64)]) -> Lookup {
    let mut lookup = Lookup::new();
    let all = names.iter().flat_map(|&(name, many)| (0..many).map(move |_| name));
    for (id, name) in (1..).zip(all) {
        lookup.put(&customer(id, profile(name, "", "", "")));
    }
    lookup
}

#[test]
fn who_is_first_does_not_depend_on_how_many_are_shown() {
    let others = [("Ahmad Azim", 800), ("Ahmad Asim", 800), ("Ahmad Azym", 800)];
    let lookup = of_names(&[&others[..], &[("Ahmad Saem", 20)]].concat());
    let few = found(&lookup, "ahmad asem");
    let many: Vec<u64> =
        lookup.find("ahmad asem", 1_000).hits.iter().map(|hit| hit.customer.0).collect();
    assert_eq!(few, many[..10]);
    assert!(few.iter().any(|id| *id > 2_400), "one with two letters swapped: {few:?}");
}

#[test]
fn two_swapped_letters_are_seen_behind_all_that_begins_so() {
    let mut lookup = of_names(&[("Yuinwan Mei The", 3_000), ("Yuni", 5), ("Dwi Yuni", 5)]);
    let few = found(&lookup, "yuin");
    assert!(few[..8].iter().all(|id| *id <= 3_000) && few[8..] == [3_001, 3_002], "{few:?}");
    assert_eq!(found(&lookup, "dwi yuin")[0], 3_006, "nobody begins so");
    assert_eq!(lookup.find("yuin", 5).hits.len(), 5);
    lookup.put(&customer(4_000, profile("Yuin Sari", "", "", "")));
    let some = found(&lookup, "yuin");
    assert!(some.iter().all(|id| !(3_001..=3_010).contains(id)), "a word of a name: {some:?}");
}

#[test]
fn a_word_that_was_remembered_finds_whoever_came_since() {
    let mut lookup = desk();
    assert_eq!((found(&lookup, "wibowo"), found(&lookup, "wibowo")), (vec![], vec![]));
    lookup.put(&customer(30, profile("Wibowo", "", "", "")));
    lookup.put(&customer(31, profile("Wibawo", "", "", "")));
    assert_eq!(found(&lookup, "wibowo"), [30, 31]);
    lookup.put(&customer(32, profile("Wibowo", "", "", "")));
    assert_eq!(found(&lookup, "wibowo"), [30, 32, 31]);
}

#[test]
fn a_word_with_a_slip_is_not_taken_for_two_words() {
    let mut lookup = desk();
    let names = ["Marwati Siregar", "Watotito Mar Siregar", "Markus Watotito Siregar"];
    for (id, name) in (30..).zip(names) {
        lookup.put(&customer(id, profile(name, "", "", "")));
    }
    assert_eq!(found(&lookup, "marwato siregar")[0], 30);
    assert_eq!(found(&lookup, "nurhalimah"), [1]);
    assert_eq!(found(&lookup, "nurhalim")[0], 1);
}

#[test]
fn four_digits_are_the_last_of_a_phone_before_they_begin_an_account_number() {
    let mut lookup = desk();
    let rows = [("Eko Siregar", "", "", "593306069728"), ("Dwi Siregar", "0812 4455 5933", "", "")];
    for (id, (name, phone, email, account)) in (30..).zip(rows) {
        lookup.put(&customer(id, profile(name, phone, email, account)));
    }
    lookup.put(&customer(32, profile("Ani Siregar", "", "ani_5933@mail.example", "")));
    for text in ["5933", "siregar 5933"] {
        assert_eq!(found(&lookup, text)[0], 31, "{text}");
        assert_eq!(found(&lookup, text).len(), 3, "{text}");
    }
    assert_eq!(found(&lookup, "59330606"), [30]);
}

/// Who says four digits says the last of their telephone: accounts that ended so once stood first.
#[test]
fn four_digits_are_the_last_of_a_phone_before_they_end_an_account_number() {
    let mut lookup = desk();
    let rows = [
        ("Eko Siregar", "", "", "AC-001004"),
        ("Dwi Siregar", "", "", "AC-991004"),
        ("Ani Siregar", "0812 4455 1004", "", "AC-000777"),
        ("Budi Siregar", "", "", "1004"),
    ];
    for (id, (name, phone, email, account)) in (30..).zip(rows) {
        lookup.put(&customer(id, profile(name, phone, email, account)));
    }
    assert_eq!(found(&lookup, "1004")[..2], [33, 32], "the very number, then the phone");
    assert_eq!(found(&lookup, "1004").len(), 4);
    assert!(!found(&lookup, "004").contains(&32), "fewer are the end of no phone");
}

#[test]
fn how_many_fit_does_not_depend_on_how_many_are_shown() {
    let lookup = desk();
    for text in ["halimah", "hamid", "budi hartono", "yusuf", "nur hal"] {
        let totals = [1, 2, 4, 20].map(|limit| lookup.find(text, limit).total);
        assert!(totals.iter().all(|total| *total == totals[0]), "{text}: {totals:?}");
    }
}

#[test]
fn towns_companies_and_tags_find_too_but_names_come_first() {
    let mut lookup = Lookup::new();
    let town = |city: &str| Profile { city: city.to_owned(), ..profile("Budi", "", "", "") };
    lookup.put(&customer(1, town("Medan")));
    lookup.put(&customer(2, town("Surabaya")));
    lookup.put(&customer(3, profile("Medan Jaya", "", "", "")));
    let company = Attribute { name: "Company Name".into(), value: "Sumber Makmur".into() };
    let tags = vec!["vip".to_owned()];
    lookup.put(&customer(4, Profile { attributes: vec![company], tags, ..town("Solo") }));
    assert_eq!(found(&lookup, "medan"), [3, 1]);
    assert_eq!(found(&lookup, "budi surabaya"), [2]);
    assert_eq!(found(&lookup, "makmur"), [4]);
    assert_eq!(found(&lookup, "budi vip"), [4]);
    assert_eq!(found(&lookup, "surabaia"), [2]);
}

#[test]
fn the_page_is_as_long_as_asked_and_the_total_counts_all() {
    let mut lookup = Lookup::new();
    for id in 1..=700 {
        let phone = format!("0812 5566 {id:04}");
        lookup.put(&customer(id, profile("Siti Aminah", &phone, "", "")));
    }
    for (text, limit) in [("siti", 5), ("siti", 0), ("5566", 20), ("aminah siti", 600)] {
        let hits = lookup.find(text, limit);
        assert_eq!((hits.hits.len(), hits.total), (limit, 700), "{text}");
    }
    assert_eq!(lookup.find("aminah", 700).hits.last().map(|hit| hit.customer.0), Some(700));
}

#[test]
fn many_amendments_are_swept_out_and_change_nothing() {
    let mut lookup = Lookup::new();
    let wanted = |id: u64, round: u64| {
        let phone = format!("0812 {id:04} {round:04}");
        customer(id, profile(&format!("Nama{id} Putaran{round}"), &phone, "", &format!("AC-{id}")))
    };
    for round in 0..30 {
        (1..=400).for_each(|id| lookup.put(&wanted(id, round)));
        lookup.touch(CustomerId(7), Activity { open_tickets: 3, last_contact: At(1) });
    }
    assert_eq!(lookup.len(), 400);
    assert_eq!(found(&lookup, "nama123 putaran29"), [123]);
    assert_eq!(lookup.by_phone("0812 0123 0028"), []);
    assert_eq!(found(&lookup, "putaran29")[0], 7, "still the busiest");
    assert_eq!(lookup.by_phone("0812 0123 0029"), [CustomerId(123)]);
    assert_eq!(lookup.known(&wanted(123, 29).profile).map(|(who, _)| who), Some(CustomerId(123)));
}
