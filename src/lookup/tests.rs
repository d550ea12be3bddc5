//! The look-up as an agent meets it. Never looks inside.

use super::*;
use crate::domain::{Email, Phone};

/// A customer with what the test says.
pub(super) fn customer(id: u64, profile: Profile) -> Customer {
    Customer {
        id: CustomerId(id),
        profile: profile.checked().expect("a test's profile is right"),
        consents: Vec::new(),
        verified: Vec::new(),
        callbacks: Vec::new(),
        since: At(0),
        changed: At(0),
        withdrawn: false,
    }
}

/// Name, phone, e-mail and account; empty for none.
pub(super) fn profile(name: &str, phone: &str, email: &str, account: &str) -> Profile {
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
