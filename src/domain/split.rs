//! A ticket about two matters becomes two of the same customer. Never a word taken from the first:
//! what is copied says who wrote it and when.

use jiff::Timestamp;

use super::code::TwoLetters;
use super::refusal::{Malformed, Refusal};
use super::ticket::{ACTIVE, Complaint, Ticket, TicketLine};
use super::time::At;

impl Ticket {
    /// The ticket that is opened for the second matter. It was heard when this one was, so that no
    /// clock begins anew.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`] when it is settled or merged.
    pub fn split<'a>(
        &self,
        subject: &'a str,
        topic: Option<TwoLetters>,
    ) -> Result<Complaint<'a>, Refusal> {
        self.must_be(&ACTIVE)?;
        Ok(Complaint {
            customer: self.customer,
            interaction: None,
            topic: topic.unwrap_or(self.topic),
            kind: self.handling.kind,
            severity: self.severity,
            priority: self.priority,
            subject,
            note: "",
            at: self.opened,
        })
    }
}

/// The lines of a time line, those with words numbered from one: by that number they are copied.
pub fn numbered(lines: &[TicketLine]) -> impl Iterator<Item = (Option<usize>, &TicketLine)> {
    let mut count = 0;
    lines.iter().map(move |line| {
        let has_words = line.note.as_ref().is_some_and(|note| !note.is_empty());
        count += usize::from(has_words);
        (has_words.then_some(count), line)
    })
}

/// The words of these numbers, each with who wrote them and when.
///
/// # Errors
/// [`Malformed::NoNote`] for a number that no line has.
pub fn copied(lines: &[TicketLine], wanted: &[usize]) -> Result<Vec<String>, Malformed> {
    let all: Vec<&TicketLine> =
        numbered(lines).filter_map(|(number, line)| number.map(|_| line)).collect();
    let text = |number: &usize| {
        let line = number
            .checked_sub(1)
            .and_then(|at| all.get(at))
            .ok_or(Malformed::NoNote { given: *number, count: all.len() })?;
        Ok(format!("{}, {}: {}", line.by, when(line.at), line.note.as_deref().unwrap_or_default()))
    };
    wanted.iter().map(text).collect()
}

/// A time that reads the same to everybody: a note is kept in no one's language or zone.
fn when(at: At) -> String {
    let time = Timestamp::from_millisecond(at.shown().0).unwrap_or_default();
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// Numbers as people write them: `2,3` or `2 3`, each once.
///
/// # Errors
/// [`Malformed::Word`] for what is no number.
pub fn numbers(text: &str) -> Result<Vec<usize>, Malformed> {
    let words = text.split([',', ' ', ';']).filter(|word| !word.is_empty());
    let mut all = Vec::new();
    for word in words {
        let wrong =
            |_| Malformed::Word { given: word.to_owned(), allowed: "1, 2, 3 …".to_owned() };
        let number = word.trim_start_matches('#').parse().map_err(wrong)?;
        if !all.contains(&number) {
            all.push(number);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(what: &str, note: &str) -> TicketLine {
        let (from, to, by) = (String::new(), String::new(), "sari".to_owned());
        let (what, note) = (what.to_owned(), Some(note.to_owned()));
        TicketLine { entry: 1, at: At(0), by, what, from, to, note }
    }

    #[test]
    fn words_are_copied_by_their_number_with_who_wrote_them_and_when() {
        let lines = [line("opened", "charged twice"), line("assigned", ""), line("noted", "late")];
        let wanted = ["sari, 1970-01-01 00:00 UTC: late".to_owned()];
        assert_eq!(copied(&lines, &[2]).as_deref(), Ok(&wanted[..]));
        let none = Malformed::NoNote { given: 3, count: 2 };
        assert_eq!(copied(&lines, &[1, 3]), Err(none));
        assert!(copied(&lines, &[0]).is_err() && copied(&[], &[1]).is_err());
        assert_eq!(numbers(" 2,3 #2;5"), Ok(vec![2, 3, 5]));
        assert_eq!(numbers(""), Ok(vec![]));
        assert!(numbers("two").is_err());
    }
}
