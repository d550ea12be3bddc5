//! Times on the command line. Never read in another way than the screen reads them.

use jiff::tz::TimeZone;

use super::context::Desk;
use super::exit::{Exit, Failure};
use crate::domain::{At, Malformed, text::clean_line};
use crate::speech::hear;
pub use crate::speech::hear::Towards;

/// How times may be written, for the sentence of a mistake.
const FORMS: &str = "14:30, tomorrow 09:00, besok 09.00, monday 10:00, 30/11 14:30, \
                     2026-11-21 14:30, +2h, 2026-11-21T14:30:00+07:00";

/// Reads an end of a stretch of the past: a time, or a day by itself, which is its first moment.
///
/// # Errors
/// [`Malformed::Word`] that lists the forms.
pub fn bound(text: &str, now: At, zone: &TimeZone) -> Result<At, Malformed> {
    let day = Some(text.trim()).filter(|day| !day.is_empty());
    let beginning = || hear::time(&format!("{} 00:00", day?), now, zone, Towards::Past);
    parse(text, now, zone, Towards::Past).or_else(|error| beginning().ok_or(error))
}

/// Reads an end that is to come: a time, or a day by itself, which is in it to its last moment.
///
/// # Errors
/// As for [`bound`].
pub fn last(text: &str, now: At, zone: &TimeZone) -> Result<At, Malformed> {
    let day = Some(text.trim()).filter(|day| !day.is_empty());
    let end = || {
        let first = hear::time(&format!("{} 00:00", day?), now, zone, Towards::Future)?;
        let next = jiff::Timestamp::from_millisecond(first.0).ok()?.to_zoned(zone.clone());
        Some(At(next.tomorrow().ok()?.timestamp().as_millisecond()))
    };
    parse(text, now, zone, Towards::Future).or_else(|error| end().ok_or(error))
}

/// Reads a time in the desk's zone, `now` being the desk's.
///
/// # Errors
/// [`Malformed::Word`] that lists the forms.
pub fn parse(text: &str, now: At, zone: &TimeZone, towards: Towards) -> Result<At, Malformed> {
    hear::time(text, now, zone, towards)
        .ok_or_else(|| Malformed::Word { given: clean_line(text), allowed: FORMS.to_owned() })
}

/// A time that ends after it begins: of another nobody learns that its figures are no zeros.
pub fn forwards((from, to): (At, At), desk: &Desk) -> Result<(At, At), Failure> {
    if from < to {
        return Ok((from, to));
    }
    let (begins, ends) = (desk.speech.full(from), desk.speech.full(to));
    let values = [("from", &*begins), ("to", &*ends)];
    let sentence = desk.speech.say_with("cli-report-backwards", &values);
    Err(Failure::said(Exit::Usage, sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_by_itself_is_its_first_moment() {
        let zone = TimeZone::get("Asia/Jakarta").expect("a zone");
        let now =
            At("2026-11-21T09:00:00Z".parse::<jiff::Timestamp>().expect("a time").as_millisecond());
        for (text, wanted) in [
            ("2026-01-31", Some("2026-01-30T17:00:00Z")),
            ("31/1", Some("2026-01-30T17:00:00Z")),
            ("yesterday", Some("2026-11-19T17:00:00Z")),
            ("kemarin", Some("2026-11-19T17:00:00Z")),
            ("2026-01-31 14:30", Some("2026-01-31T07:30:00Z")),
            ("now", Some("2026-11-21T09:00:00Z")),
            ("14:30", Some("2026-11-21T07:30:00Z")),
            ("", None),
            ("soon", None),
            ("2026-02-30", None),
        ] {
            let read = bound(text, now, &zone).ok();
            let wanted = wanted.map(|at| at.parse::<jiff::Timestamp>().expect("a time"));
            assert_eq!(read, wanted.map(|at| At(at.as_millisecond())), "{text}");
        }
    }

    #[test]
    fn a_last_day_is_in_it_to_its_last_moment() {
        let zone = TimeZone::get("Asia/Jakarta").expect("a zone");
        let at = |text: &str| At(text.parse::<jiff::Timestamp>().expect("a time").as_millisecond());
        let now = at("2026-11-21T09:00:00Z");
        for (text, wanted) in [
            ("2026-12-31", Some("2026-12-31T17:00:00Z")),
            ("tomorrow", Some("2026-11-22T17:00:00Z")),
            ("2026-12-31 14:30", Some("2026-12-31T07:30:00Z")),
            ("soon", None),
        ] {
            assert_eq!(last(text, now, &zone).ok(), wanted.map(at), "{text}");
        }
    }
}
