//! A look-up that was filled at once beside one that everybody was put into one by one. Never looks
//! inside but at their copies, in which every order is.

use proptest::prelude::*;

use super::super::{Activity, Filling, Lookup};
use super::copy::copied;
use super::{customer, profile};
use crate::domain::{At, Attribute, Customer, CustomerId, ExternalId, Profile};

/// Few enough that many customers share some, and begin alike further than what is sorted at once.
const NAMES: [&str; 5] = ["Budi Hartono", "Budi", "Nur Siti O'Brien", "김민수", ""];
const PHONES: [&str; 6] =
    ["0812 3344 5566", "+62 812 3344 5566", "147", "0812 3344", "+1 23456789012345678", ""];
const EMAILS: [&str; 6] = [
    "budi.hartono.setiawan@mail.example",
    "budi.hartono.setiadi@mail.example",
    "budi.hartono.se@mail.example",
    "budi@mail.example",
    "b-u_d-i.99x7@mail.example",
    "",
];
const CODES: [&str; 6] = ["AC-00231", "ac 00231", "AC-0023100000000000017", "Ä-231", "7/8/9a", ""];

#[derive(Debug, Clone)]
enum Step {
    Put(Box<Customer>),
    Was(CustomerId, Box<Profile>),
    Touch(CustomerId, Activity),
}

fn profiles() -> impl Strategy<Value = Profile> {
    let one = |of: &'static [&'static str]| prop::sample::select(of);
    let parts = (one(&NAMES), one(&PHONES), one(&EMAILS), one(&CODES), one(&CODES), one(&EMAILS));
    parts.prop_map(|(name, phone, email, account, id, second)| {
        let mut whole = profile(name, phone, email, account);
        whole.emails.extend(profile("", "", second, "").emails);
        if !id.is_empty() {
            whole.external.push(ExternalId { system: account.to_owned() + "crm", id: id.into() });
        }
        if whole.name.is_empty() && account.is_empty() {
            whole.name = "Made".to_owned();
        }
        whole.attributes.push(Attribute { name: "Company".to_owned(), value: name.to_owned() });
        whole
    })
}

fn steps() -> impl Strategy<Value = Step> {
    let id = || 1..60_u64;
    let put = (id(), profiles(), prop::bool::weighted(0.1)).prop_map(|(id, profile, withdrawn)| {
        Step::Put(Box::new(Customer { withdrawn, ..customer(id, profile) }))
    });
    let was = (id(), profiles()).prop_map(|(id, first)| Step::Was(CustomerId(id), first.into()));
    let touch = (id(), 0..3_u32, 0..3_i64).prop_map(|(id, open_tickets, last)| {
        Step::Touch(CustomerId(id), Activity { open_tickets, last_contact: At(last * 1_000) })
    });
    prop_oneof![6 => put, 1 => was, 2 => touch]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whoever_is_filled_in_at_once_is_found_as_if_put_one_by_one(
        steps in prop::collection::vec(steps(), 0..200),
    ) {
        let (mut filling, mut lookup) = (Filling::new(), Lookup::new());
        for step in steps {
            match step {
                Step::Put(customer) => {
                    filling.put(&customer);
                    lookup.put(&customer);
                }
                Step::Was(id, first) => {
                    filling.was(id, &first);
                    lookup.was(id, &first);
                }
                Step::Touch(id, activity) => {
                    filling.touch(id, activity);
                    lookup.touch(id, activity);
                }
            }
        }
        prop_assert_eq!(filling.len(), lookup.len());
        let filled = filling.filled();
        prop_assert!(copied(&filled) == copied(&lookup), "their copies differ");
        for text in ["budi", "0812", "5566", "ac-", "231", "setia", "budi.hartono.se", "nur 0812"] {
            let all = |lookup: &Lookup| -> Vec<_> {
                let hits = lookup.find(text, 100).hits;
                hits.into_iter().map(|hit| (hit.customer, hit.why, hit.score)).collect()
            };
            prop_assert_eq!(all(&filled), all(&lookup), "{}", text);
        }
    }
}
