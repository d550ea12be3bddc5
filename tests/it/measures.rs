//! The figures of service quality over data that others gathered and published. Never part of this
//! repository: the data lies beside it, and where it does not, the test says so.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sigap::domain::quality::alpha::alpha;
use sigap::domain::quality::gap::{Answers, gaps};
use sigap::domain::quality::retention::Retention;
use sigap::domain::quality::survival::{Left, Life, at, curve};

use crate::tidy::top;

/// The rows of a file of the shared data, each by its heading.
fn rows(path: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let shared = std::env::var_os("SIGAP_SHARED").map_or(top().join("../shared"), PathBuf::from);
    let path = shared.join("data").join(path);
    if !path.is_file() {
        println!("NOT RUN: {} is not there; SIGAP_SHARED may name the folder", path.display());
        return None;
    }
    let mut reader = csv::Reader::from_path(path).expect("it can be read");
    Some(reader.deserialize().map(|row| row.expect("a row")).collect())
}

fn near(found: f64, wanted: f64, within: f64) {
    assert!((found - wanted).abs() < within, "{found}, wanted {wanted}");
}

/// A survey of 2019: 211 people, 24 pairs of expectation and perception on seven points, four of
/// whom left something out.
#[test]
fn gaps_and_alphas_of_the_kiosk_survey_are_as_published() {
    let Some(rows) = rows("servqual_kiosk/kiosk_tidy.csv") else { return };
    let mut people: BTreeMap<u32, Answers> = BTreeMap::new();
    for row in &rows {
        let none = || Answers { expected: Vec::new(), perceived: Vec::new(), points: None };
        let person = people.entry(row["respondent"].parse().expect("a number"));
        let person = person.or_insert_with(none);
        person.expected.push(row["expectation"].parse().ok());
        person.perceived.push(row["perception"].parse().ok());
    }
    let people: Vec<Answers> = people.into_values().collect();
    let found = gaps(&[24], &people, None).expect("most are whole");
    assert_eq!((found.n, found.left_out), (207, 4));
    near(found.flat.expected, 5.974, 5e-4);
    near(found.flat.perceived, 4.872, 5e-4);
    near(found.flat.gap, -1.102, 5e-4);
    let interval = found.flat.interval.expect("enough");
    assert!(interval.low < -1.102 && -1.102 < interval.high && interval.high < -0.9);
    let whole = |side: fn(&Answers) -> &Vec<Option<u8>>| {
        let scores = people.iter().filter_map(|one| side(one).iter().copied().collect());
        scores.collect::<Vec<Vec<u8>>>()
    };
    near(alpha(&whole(|one| &one.expected)).expect("enough"), 0.8788, 5e-5);
    near(alpha(&whole(|one| &one.perceived)).expect("enough"), 0.9065, 5e-5);
}

/// An amount in hundredths; `None` of a blank.
fn cents(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = format!("{part:0<2}");
    (!whole.trim().is_empty()).then(|| format!("{whole}{part}").parse().expect("an amount"))
}

/// 7,043 customers of a telephone company, and how long each has been one.
#[test]
fn loss_and_survival_of_the_telephone_company_are_as_published() {
    let Some(rows) = rows("telco_churn/Telco-Customer-Churn.csv") else { return };
    let mut all = Retention::default();
    let mut lives = Vec::new();
    for row in &rows {
        let left = if row["Churn"] == "Yes" { Left::Yes } else { Left::NotYet };
        match left {
            Left::Yes => all.left(cents(&row["MonthlyCharges"])),
            Left::NotYet => all.stayed(),
        }
        lives.push(Life { time: row["tenure"].parse().expect("months"), left });
    }
    assert_eq!((all.customers, all.lost, all.unpriced), (7_043, 1_869, 0));
    assert_eq!(all.monthly, 13_913_085, "a month, in hundredths");
    near(all.loss().expect("some"), 0.265_37, 5e-6);
    let blank = rows.iter().filter(|row| cents(&row["TotalCharges"]).is_none());
    assert_eq!(blank.count(), 11, "told, not guessed");
    let steps = curve(lives);
    near(at(&steps, 12), 0.8432, 5e-5);
    near(at(&steps, 72), 0.5928, 5e-5);
    let last = steps.last().expect("some left");
    assert!(last.interval.low < last.survival && last.survival < last.interval.high);
}
