//! The worked examples of `docs/service-quality.md`, read from the page and computed. Never an
//! example that is not: a line that nothing here can compute fails.

use sigap::domain::first_contact::{FirstContactCount, Verdict};
use sigap::domain::promise::Became;
use sigap::domain::quality::quadrant::{self, Bond, Course, Mood, Point};
use sigap::domain::quality::quantile::{MEDIAN, P90, quantile};
use sigap::domain::quality::retention::Retention;
use sigap::domain::quality::scales::{Recommended, satisfied};
use sigap::domain::quality::survival::{Left, Life, at, curve};
use sigap::domain::quality::{Kind, Sample, Worth, alpha, draw, gap, interval, pareto};
use sigap::domain::time::SECOND;
use sigap::domain::work::HandlingTime;
use sigap::domain::{At, CallBackState, Rater, Scale};

const PAGE: &str = include_str!("../../docs/service-quality.md");

/// The lines of all blocks of examples.
fn examples() -> Vec<&'static str> {
    let blocks = PAGE.split("```worked\n").skip(1);
    blocks.flat_map(|block| block.split("```").next().unwrap_or("").lines()).collect()
}

fn numbers<T: std::str::FromStr>(text: &str) -> Vec<T> {
    let number = |word: &str| word.parse().unwrap_or_else(|_| panic!("a number: {word} in {text}"));
    text.split_whitespace().map(number).collect()
}

/// What stands before and behind a word.
fn around<'a>(text: &'a str, word: &str) -> (&'a str, &'a str) {
    text.split_once(word).unwrap_or_else(|| panic!("{word} in {text}"))
}

/// As many decimals as the page gives.
fn written(value: f64, wanted: &str) -> String {
    let places = wanted.split_once('.').map_or(0, |(_, part)| part.len());
    format!("{value:.places$}")
}

fn sample(scale: Scale, scores: &str) -> Sample {
    let mut sample = Sample::new(Kind::of(Rater::Customer, scale));
    numbers(scores).into_iter().for_each(|score| sample.add(score).expect("on the scale"));
    sample
}

/// `sizes 1 2 points 70 30 of 7 6 6 | 5 6 4 by 20 80 ; 5 6 4 | 5 4 4`: 0 is left out; `by` says
/// what matters to one respondent.
fn gaps(given: &str) -> gap::Gaps {
    let (head, people) = around(given, " of ");
    let head = head.strip_prefix("sizes ").expect("sizes");
    let (sizes, points) = head.split_once(" points ").unwrap_or((head, ""));
    let side = |text: &str| {
        let scores = numbers::<u8>(text).into_iter();
        scores.map(|score| (score > 0).then_some(score)).collect()
    };
    let person = |text: &str| {
        let (said, own) = text.split_once(" by ").unwrap_or((text, ""));
        let (expected, perceived) = around(said, "|");
        let points = Some(numbers::<u32>(own)).filter(|own| !own.is_empty());
        gap::Answers { expected: side(expected), perceived: side(perceived), points }
    };
    let people: Vec<gap::Answers> = people.split(';').map(person).collect();
    let points = numbers::<u32>(points);
    let points = (!points.is_empty()).then_some(&points[..]);
    gap::gaps(&numbers::<usize>(sizes), &people, points).expect("somebody answered all")
}

fn survival(given: &str) -> f64 {
    let (time, lives) = around(given, " of ");
    let life = |word: &str| {
        let left = if word.ends_with('+') { Left::NotYet } else { Left::Yes };
        Life { time: word.trim_end_matches('+').parse().expect("a time"), left }
    };
    let steps = curve(lives.split_whitespace().map(life));
    at(&steps, time.parse().expect("a time"))
}

fn corners(given: &str) -> Vec<String> {
    let point = |text: &str| {
        let both = numbers::<f64>(text);
        Point { importance: both[0], performance: both[1] }
    };
    let points: Vec<Point> = given.split(';').map(point).collect();
    let cross = quadrant::cross(&points).expect("enough");
    points.iter().map(|point| point.corner(cross).to_string()).collect()
}

fn bond(given: &str) -> String {
    let (mood, course) = match given {
        "happy leaving" => (Mood::Happy, Course::Leaving),
        "unhappy staying" => (Mood::Unhappy, Course::Staying),
        other => panic!("{other}"),
    };
    Bond::of(mood, course).to_string()
}

/// `seconds` after it was due: what became of a promised call.
fn promise(given: &str) -> String {
    let due = At(0);
    let called = due.plus(given.parse::<i64>().expect("seconds") * SECOND);
    match Became::of(Some(CallBackState::Kept), due, called) {
        Became::Kept => "kept",
        Became::Late => "late",
        Became::Missed | Became::Cancelled => "not called",
    }
    .to_owned()
}

/// `B B said S S …`: what is believed less what is said.
fn believed(given: &str) -> f64 {
    let (believed, said) = around(given, "said");
    let [believed, said] =
        [believed, said].map(|all| sample(Scale::Seven, all).mean().expect("some"));
    believed - said
}

fn aht(given: &str) -> f64 {
    let (parts, calls) = around(given, " of ");
    let [talk, hold, wrap] = numbers::<i64>(parts)[..] else { panic!("{given}") };
    let calls = calls.parse().expect("a number");
    let [talk, hold, wrap] = [talk, hold, wrap].map(|seconds| seconds * SECOND);
    let time = HandlingTime { calls, talk, hold, wrap };
    time.average().expect("some") as f64 / SECOND as f64
}

fn fcr(given: &str) -> f64 {
    let [first, all] = part_of(given);
    let mut count = FirstContactCount::default();
    (0..first).for_each(|_| count.add(Verdict::First));
    (first..all).for_each(|_| count.add(Verdict::Later));
    count.share().expect("some")
}

fn retention(given: &str) -> f64 {
    let [stayed, all] = part_of(given);
    let mut told = Retention::default();
    (0..stayed).for_each(|_| told.stayed());
    (stayed..all).for_each(|_| told.left(None));
    told.rate().expect("some")
}

/// `80 of 100`.
fn part_of(given: &str) -> [u64; 2] {
    let (part, all) = around(given, " of ");
    [part, all].map(|number| number.parse().expect("a number"))
}

fn nps(given: &str) -> f64 {
    let [promoters, passives, detractors] = numbers::<u64>(given)[..] else { panic!("{given}") };
    Recommended { promoters, passives, detractors }.score().expect("some")
}

fn csat(given: &str) -> f64 {
    let (scale, scores) = around(given, " ");
    let (good, n) = satisfied(&sample(scale.parse().expect("a scale"), scores));
    good as f64 / n as f64
}

/// In thousandths, so that halves are exact.
fn quantile_of(given: &str, thousandths: u32) -> f64 {
    let mut values: Vec<i64> = numbers::<i64>(given).iter().map(|value| value * 1_000).collect();
    quantile(&mut values, thousandths).expect("some") as f64 / 1_000.0
}

/// What the program makes of an example: words, or numbers.
fn computed(figure: &str, given: &str) -> Result<Vec<f64>, Vec<String>> {
    Ok(match figure {
        "worth" => return Err(vec![Worth::of(given.parse().expect("n")).word().to_owned()]),
        "quadrant" => return Err(corners(given)),
        "bond" => return Err(vec![bond(given)]),
        "promise" => return Err(vec![promise(given)]),
        "believed" => vec![believed(given)],
        "mean" => vec![sample(Scale::Seven, given).mean().expect("some")],
        "deviation" => vec![sample(Scale::Seven, given).deviation().expect("some")],
        "share-interval" => {
            let [part, all] = numbers::<u64>(given)[..] else { panic!("{given}") };
            let found = interval::of_share(part, all).expect("some");
            vec![found.low, found.high]
        }
        "response-rate" => {
            let (part, all) = around(given, " of ");
            let [part, all] = [part, all].map(|one| one.parse::<u64>().expect("a number"));
            let found = interval::of_share(part, all).expect("some");
            vec![part as f64 / all as f64, found.low, found.high]
        }
        "median" => vec![quantile_of(given, MEDIAN)],
        "nine-of-ten" => vec![quantile_of(given, P90)],
        "gap" => vec![gaps(given).overall.gap],
        "expectation" => vec![gaps(given).overall.expected],
        "weighted-expectation" => vec![gaps(given).weighted.expect("points").expected],
        "weighted-gap" => vec![gaps(given).weighted.expect("points").gap],
        "answered-all" => vec![gaps(given).n as f64],
        "alpha" => {
            let rows: Vec<Vec<u8>> = given.split(';').map(numbers).collect();
            vec![alpha::alpha(&rows).expect("enough")]
        }
        "csat" => vec![csat(given)],
        "nps" => vec![nps(given)],
        "aht" => vec![aht(given)],
        "fcr" => vec![fcr(given)],
        "retention" => vec![retention(given)],
        "survival" => vec![survival(given)],
        "pareto" => {
            let counts = numbers::<u64>(given).into_iter().enumerate();
            pareto::pareto(counts).iter().map(|one| one.together).collect()
        }
        "allocate" => {
            let (many, sizes) = around(given, " of ");
            let shares = draw::allocate(&numbers::<usize>(sizes), many.parse().expect("a number"));
            shares.into_iter().map(|share| share as f64).collect()
        }
        other => panic!("nothing computes `{other}`"),
    })
}

#[test]
fn every_worked_example_of_the_page_is_what_the_program_computes() {
    let examples = examples();
    assert!(examples.len() > 25, "the examples are not where they were: {}", examples.len());
    for line in examples {
        let (given, wanted) = around(line, " = ");
        let (figure, given) = around(given, " ");
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        let found = match computed(figure, given) {
            Err(words) => words,
            Ok(numbers) => {
                let pairs = numbers.iter().zip(&wanted);
                assert_eq!(numbers.len(), wanted.len(), "{line}");
                pairs.map(|(number, wanted)| written(*number, wanted)).collect()
            }
        };
        assert_eq!(found, wanted, "{line}");
    }
}

#[test]
fn every_part_of_the_page_has_an_example() {
    for part in PAGE.split("\n## ").skip(1) {
        let title = part.lines().next().unwrap_or("");
        assert!(part.contains("```worked"), "{title}");
    }
}
