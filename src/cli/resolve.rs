//! Who is meant by CUSTOMER: `C-12`, or anything that fits exactly one customer. Never picks one
//! of several.

use super::context::Desk;
use super::exit::{Exit, Failure};
use super::find;
use crate::domain::contact::tail;
use crate::domain::text::clean_line;
use crate::domain::{CustomerId, TicketNo};
use crate::wire::{Answer, Found, FoundRow, Query, Why};

/// How many candidates are shown when a name is not enough.
const CANDIDATES: u32 = 8;
/// Columns of the table of candidates, which goes to standard error.
const WIDTH: u16 = 80;

/// What a look-up says about who is meant.
#[derive(Debug, PartialEq, Eq)]
enum Meant {
    One(CustomerId),
    Nobody,
    Several,
}

impl Desk {
    /// The customer that is meant. A number (`C-12`) is taken as it is, whether there is one or
    /// not: the desk will tell.
    ///
    /// # Errors
    /// [`Failure::Said`] with the candidates when nobody or more than one fits.
    pub fn customer(&mut self, given: &str) -> Result<CustomerId, Failure> {
        let given = clean_line(given);
        if given.starts_with(['C', 'c'])
            && let Ok(id) = given.parse()
        {
            return Ok(id);
        }
        let query = Query::Find { text: given.clone(), limit: CANDIDATES };
        let Answer::Found(found) = self.client.query(query)? else {
            return Err(Failure::unexpected());
        };
        let (key, rows) = match meant(&found, &given) {
            Meant::One(id) => return Ok(id),
            Meant::Nobody => ("cli-find-nobody", &[][..]),
            Meant::Several => ("cli-who-is-meant", &found.rows[..]),
        };
        let mut sentence = self.speech.say_with(key, &[("text", &given)]);
        if !rows.is_empty() {
            sentence.push('\n');
            sentence.push_str(&find::table(rows, &self.speech).render(WIDTH));
        }
        Err(Failure::said(Exit::Refused, sentence))
    }
}

fn meant(found: &Found, given: &str) -> Meant {
    let exact: Vec<&FoundRow> = found.rows.iter().filter(|row| is(row, given)).collect();
    // A hit that only sounds alike or has a letter wrong is a question, not an answer; nor does it
    // make a question of one that fits. They come last, so none that fits is behind them.
    let fits = |row: &&FoundRow| !matches!(row.why, Why::Typo | Why::Sound);
    let fitting: Vec<&FoundRow> = found.rows.iter().filter(fits).collect();
    let is_all = found.rows.len() as u64 == found.total || fitting.len() < found.rows.len();
    match (exact.as_slice(), fitting.as_slice()) {
        ([one], _) => Meant::One(one.customer),
        ([], []) if found.rows.is_empty() => Meant::Nobody,
        ([], [one]) if is_all => Meant::One(one.customer),
        (_, _) => Meant::Several,
    }
}

/// Whether the text is this customer's name, account, e-mail, phone or ticket, to the letter.
fn is(row: &FoundRow, given: &str) -> bool {
    let same = |text: &String| text.to_lowercase() == given.to_lowercase();
    let digits = tail(given);
    let is_number = !given.chars().any(char::is_alphabetic) && digits.len() >= 7;
    row.ticket.is_some_and(|no| given.parse::<TicketNo>() == Ok(no))
        || same(&row.label)
        || same(&row.account)
        || row.emails.iter().any(same)
        || is_number && row.phones.iter().any(|phone| tail(phone) == digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u64, label: &str, phone: &str, why: Why) -> FoundRow {
        FoundRow {
            customer: CustomerId(id),
            label: label.to_owned(),
            phones: vec![phone.to_owned()],
            emails: vec![format!("c{id}@mail.example")],
            account: format!("AC-{id}"),
            tier: None,
            stage: None,
            open_tickets: 0,
            ticket: None,
            why,
            marks: Vec::new(),
        }
    }

    #[test]
    fn only_one_customer_is_ever_meant() {
        let nur = || row(1, "Nur Halimah", "+62 812-3344-5566", Why::Prefix);
        let noer = || row(2, "Noer Halima", "0812 3349 0021", Why::Sound);
        let of = |rows: Vec<FoundRow>| Found { total: rows.len() as u64, rows, of: 1000 };
        for (found, given, wanted) in [
            (of(vec![]), "x", Meant::Nobody),
            (of(vec![nur()]), "nur h", Meant::One(CustomerId(1))),
            (of(vec![noer()]), "nur halima", Meant::Several),
            (of(vec![nur(), noer()]), "hal", Meant::One(CustomerId(1))),
            (Found { total: 9, ..of(vec![nur(), noer()]) }, "hal", Meant::One(CustomerId(1))),
            (of(vec![nur(), nur(), noer()]), "hal", Meant::Several),
            (of(vec![nur(), noer()]), "nur halimah", Meant::One(CustomerId(1))),
            (of(vec![nur(), noer()]), "081233445566", Meant::One(CustomerId(1))),
            (of(vec![nur(), noer()]), "C2@mail.example", Meant::One(CustomerId(2))),
            (of(vec![nur(), noer()]), "ac-2", Meant::One(CustomerId(2))),
            (of(vec![nur(), nur()]), "nur halimah", Meant::Several),
            (Found { total: 9, ..of(vec![nur()]) }, "nur h", Meant::Several),
        ] {
            assert_eq!(meant(&found, given), wanted, "{given}");
        }
    }
}
