//! Times on the command line. Never read in another way than the screen reads them.

use jiff::tz::TimeZone;

use crate::domain::{At, Malformed, text::clean_line};
use crate::speech::hear;
pub use crate::speech::hear::Towards;

/// How times may be written, for the sentence of a mistake.
const FORMS: &str = "14:30, tomorrow 09:00, besok 09.00, monday 10:00, 30/11 14:30, \
                     2026-11-21 14:30, +2h, 2026-11-21T14:30:00+07:00";

/// Reads a time in the desk's zone, `now` being the desk's.
///
/// # Errors
/// [`Malformed::Word`] that lists the forms.
pub fn parse(text: &str, now: At, zone: &TimeZone, towards: Towards) -> Result<At, Malformed> {
    hear::time(text, now, zone, towards)
        .ok_or_else(|| Malformed::Word { given: clean_line(text), allowed: FORMS.to_owned() })
}
