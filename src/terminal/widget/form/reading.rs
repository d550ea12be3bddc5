//! Days in the ways people write them. Never guesses the century.

use crate::domain::Date;

/// A day: `1987-11-21`, or day first with any of `/ . - ` or blanks, `21/11/1987`.
pub fn date(text: &str) -> Option<Date> {
    let parts: Vec<&str> =
        text.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let [first, month, last] = parts[..] else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    if year.len() != 4 || day.len() > 2 || month.len() > 2 {
        return None;
    }
    Date::new(number(year)?, u8::try_from(number(month)?).ok()?, u8::try_from(number(day)?).ok()?)
}

fn number(digits: &str) -> Option<u16> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_the_ways_people_write_them() {
        for (text, wanted) in [
            ("1987-11-21", Some("1987-11-21")),
            ("21/11/1987", Some("1987-11-21")),
            ("1.2.1987", Some("1987-02-01")),
            ("21 11 1987", Some("1987-11-21")),
            ("31/11/1987", None),
            ("21/11/87", None),
            ("11/21/1987", None),
            ("+1/2/1987", None),
            ("besok", None),
            ("", None),
        ] {
            assert_eq!(date(text).map(|day| day.to_string()).as_deref(), wanted, "{text}");
        }
    }
}
