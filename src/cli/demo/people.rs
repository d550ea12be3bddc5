//! Made-up customers. Never two with the same phone, mail address or account.

use super::words::{COMPANY, FAMILY, GIVEN, HOST, STREET, TAG, TOWN, TRADE};
use crate::domain::rng::Rng;
use crate::domain::{
    Attribute, Channel, Date, Email, ExternalId, Line, Phone, Profile, Stage, Tier,
};

/// The `n`th customer (from 1) of a seed.
pub fn customer(seed: u64, n: u64) -> Profile {
    let mut rng = Rng::of(seed, n);
    match rng.below(100) {
        0..8 => company(&mut rng, n),
        // A number only: somebody called and never said who they are.
        8..10 => Profile { phones: vec![mobile(&mut rng, n, "")], ..Profile::default() },
        // An account without a name, as a provider's billing system knows it.
        10..12 => Profile { account: account(n), tier: tier(&mut rng), ..Profile::default() },
        _ => person(&mut rng, n),
    }
}

fn person(rng: &mut Rng, n: u64) -> Profile {
    let (given, family) = (*rng.pick(&GIVEN), *rng.pick(&FAMILY));
    let middle = if rng.chance(15) { format!(" {}", rng.pick(&GIVEN)) } else { String::new() };
    let name = format!("{given}{middle} {family}");
    let language = if rng.chance(75) { "id" } else { "en" };
    let mut phones = vec![mobile(rng, n, "mobile")];
    if rng.chance(20) {
        phones.push(home_phone(rng));
    }
    let mut profile = Profile {
        name,
        phones,
        account: if rng.chance(90) { account(n) } else { String::new() },
        language: language.to_owned(),
        tier: tier(rng),
        stage: Some(*rng.pick(&Stage::ALL[3..])),
        ..Profile::default()
    };
    if rng.chance(70) {
        let host = rng.pick(&HOST);
        let address = format!("{}.{}{n}@{host}", given.to_lowercase(), family.to_lowercase());
        profile.emails.push(Email { label: String::new(), address });
    }
    if rng.chance(60) {
        live_somewhere(&mut profile, rng);
    }
    if rng.chance(55) {
        let (month, day) = (1 + rng.below(12) as u8, 1 + rng.below(28) as u8);
        profile.birth_date = Date::new(1945 + rng.below(60) as u16, month, day);
    }
    say_more(&mut profile, rng, n);
    profile
}

fn company(rng: &mut Rng, n: u64) -> Profile {
    let (kind, trade, town) = (rng.pick(&COMPANY), rng.pick(&TRADE), rng.pick(&TOWN).0);
    let host = format!("{}{n}.example", trade.to_lowercase());
    let mut profile = Profile {
        name: format!("{kind} {trade} Contoh {town}"),
        phones: vec![Phone { line: Line::Shared, ..mobile(rng, n, "office") }],
        emails: vec![Email { label: "office".to_owned(), address: format!("halo@{host}") }],
        account: account(n),
        tier: Some(*rng.pick(&[Tier::Platinum, Tier::Gold, Tier::Gold, Tier::Iron])),
        stage: Some(Stage::Client),
        language: "id".to_owned(),
        ..Profile::default()
    };
    live_somewhere(&mut profile, rng);
    profile
}

/// The rarer things that a record may hold.
fn say_more(profile: &mut Profile, rng: &mut Rng, n: u64) {
    if rng.chance(25) {
        profile.tags.push((*rng.pick(&TAG)).to_owned());
    }
    if rng.chance(20) {
        profile.channel = Some(*rng.pick(Channel::ALL));
    }
    if rng.chance(12) {
        let system = (*rng.pick(&["billing", "zendesk", "salesforce"])).to_owned();
        profile.external.push(ExternalId { system, id: format!("{}", 100_000 + n * 3) });
    }
    if rng.chance(8) {
        profile.preferences = "calls after 17:00 only".to_owned();
    }
    if rng.chance(6) {
        profile.expectations = "wants to hear back the same day".to_owned();
    }
    if rng.chance(5) {
        profile.phones[0].line = Line::Withheld;
    }
    if rng.chance(15) {
        let value = (*rng.pick(&["10 Mbit", "50 Mbit", "300 Mbit"])).to_owned();
        profile.attributes.push(Attribute { name: "package".to_owned(), value });
    }
}

fn live_somewhere(profile: &mut Profile, rng: &mut Rng) {
    let (town, postcode) = *rng.pick(&TOWN);
    profile.address = format!("{} {}", rng.pick(&STREET), 1 + rng.below(220));
    (profile.city, profile.postcode) = (town.to_owned(), postcode.to_owned());
    profile.country = "Indonesia".to_owned();
}

fn account(n: u64) -> String {
    format!("AC-{n:05}")
}

/// A mobile number in one of the ways in which people write them; the last digits count up in
/// steps that spread them, so that no two are alike.
fn mobile(rng: &mut Rng, n: u64, label: &str) -> Phone {
    let digits = n.wrapping_mul(7_654_321) % 100_000_000;
    let (front, back) = (digits / 10_000, digits % 10_000);
    let number = match rng.below(10) {
        0 if n < 1_000 => format!("+44 7700 900{n:03}"),
        0..4 => format!("0860-{front:04}-{back:04}"),
        4..6 => format!("+62 860-{front:04}-{back:04}"),
        6..8 => format!("0860{front:04}{back:04}"),
        _ => format!("(0860) {front:04} {back:04}"),
    };
    Phone { label: label.to_owned(), number, line: Line::Own }
}

/// A number at home; several customers share one, as families do.
fn home_phone(rng: &mut Rng) -> Phone {
    let number = format!("021 555 01{:02}", rng.below(100));
    Phone { label: "home".to_owned(), number, line: Line::Shared }
}

fn tier(rng: &mut Rng) -> Option<Tier> {
    match rng.below(100) {
        0..4 => Some(Tier::Platinum),
        4..18 => Some(Tier::Gold),
        18..74 => Some(Tier::Iron),
        74..84 => Some(Tier::Lead),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_made_up_customer_is_well_formed_and_nobody_real() {
        let mut seen = HashSet::new();
        for n in 1..=5_000 {
            let profile = customer(42, n).checked().unwrap_or_else(|why| panic!("{n}: {why}"));
            for email in &profile.emails {
                assert!(email.address.ends_with(".example"), "{}", email.address);
                assert!(seen.insert(email.address.clone()), "{}", email.address);
            }
            for phone in profile.phones.iter().filter(|phone| phone.label != "home") {
                let digits = phone.digits();
                let made_up = ["0860", "62860", "447700900"];
                assert!(made_up.iter().any(|start| digits.starts_with(start)), "{digits}");
                assert!(seen.insert(phone.tail()), "{digits}");
            }
            assert!(profile.account.is_empty() || seen.insert(profile.account.clone()));
        }
        assert_eq!(customer(42, 7), customer(42, 7));
        assert_ne!(customer(42, 7), customer(43, 7));
    }
}
