//! Find: one box for everything and who was found. Never decides who matches: the desk does.

use crate::domain::{At, CustomerId, TicketNo, limit};
use crate::speech::Speech;
use crate::terminal::ask::Ask;
use crate::terminal::rows::{Row, Rows};
use crate::terminal::widget::LineEdit;
use crate::wire::{Found, FoundRow, MarkedField, Why};

/// What Find shows.
#[derive(Debug, Clone)]
pub struct FindPane {
    /// What is typed.
    pub edit: LineEdit,
    /// Whether keys go into the box; else they move through the list.
    pub typing: bool,
    /// What was in the box when it was come to.
    pub entered: String,
    /// What was asked for last.
    pub asked: String,
    /// What the rows on show were found for.
    pub found_for: String,
    /// Who was found.
    pub rows: Rows<FoundRow>,
    /// How many there are in all.
    pub total: u64,
    /// Among how many.
    pub of: u64,
    /// Enter was pressed before the answer came: the only hit opens when it is there.
    pub open_when_there: bool,
    /// Several are found, and the person was asked to choose and has not yet.
    pub asks: bool,
    /// When they were asked.
    pub asked_at: At,
    /// Its question.
    pub ask: Ask,
}

impl Row for FoundRow {
    type Id = (CustomerId, Option<TicketNo>);
    fn id(&self) -> Self::Id {
        (self.customer, self.ticket)
    }
}

impl Default for FindPane {
    fn default() -> FindPane {
        FindPane {
            edit: LineEdit::new("", limit::FIELD_CHARS),
            typing: false,
            entered: String::new(),
            asked: String::new(),
            found_for: String::new(),
            rows: Rows::default(),
            total: 0,
            of: 0,
            open_when_there: false,
            asks: false,
            asked_at: At::default(),
            ask: Ask::default(),
        }
    }
}

impl FindPane {
    /// Begins anew: an empty box that takes the keys.
    pub fn begin(&mut self) {
        self.edit.replace("");
        self.typing = true;
        self.asks = false;
        self.open_when_there = false;
        self.forget();
    }

    /// What is typed, without blanks around it.
    pub fn text(&self) -> &str {
        self.edit.text().trim()
    }

    /// The text has changed: asks for the new one at once, or as soon as the answer to the one
    /// before is there, so that a fast typist never has a queue of questions before them.
    pub fn typed(&mut self) {
        self.asks = false;
        self.open_when_there = false;
        if self.text().is_empty() {
            self.forget();
        } else if self.text() != self.found_for {
            self.ask.now();
        }
    }

    /// Nothing is typed, nobody is found.
    fn forget(&mut self) {
        self.rows = Rows::default();
        self.total = 0;
        self.found_for.clear();
        // An answer may still be on its way; it is for nobody.
        self.ask.drop_want();
    }

    /// Tells whether the rows on show are what the text asks for.
    pub fn is_answered(&self) -> bool {
        self.text() == self.found_for
    }

    /// Tells whether a number is typed that nobody has.
    pub fn is_nobodys_number(&self) -> bool {
        let mut digits = self.text().chars().filter(char::is_ascii_digit);
        let number = digits.next().is_some() && !self.text().contains(char::is_alphabetic);
        number && self.is_answered() && self.rows.is_empty()
    }

    /// Selects the only one whose number ends in the digits typed, or whose account they are;
    /// that others have them in the middle of a number is by the way. Tells whether there is one.
    pub fn select_sole(&mut self) -> bool {
        let rows = self.rows.all();
        let all_here = rows.len() as u64 >= self.total;
        let meant = |row: &&FoundRow| is_account(row, self.text()) || ends_in(row, self.text());
        let mut those = rows.iter().filter(meant).map(Row::id);
        let (Some(sole), None, true) = (those.next(), those.next(), all_here) else {
            return false;
        };
        self.rows.select(sole);
        true
    }

    /// Takes the answer to what was asked last.
    pub fn take(&mut self, found: Found) {
        let Found { rows, total, of } = found;
        // What was found for another text is of no use to anybody; for the beginning of this one
        // it is better than nothing.
        if !self.text().starts_with(self.asked.as_str()) {
            return;
        }
        (self.total, self.of) = (total, of);
        if self.found_for == self.asked && !self.rows.is_empty() {
            self.rows.refresh(rows);
        } else {
            self.rows.replace(rows);
        }
        self.found_for.clone_from(&self.asked);
    }
}

/// Digits from which the end of a number says whose it is.
const END_DIGITS: usize = 4;

fn is_account(row: &FoundRow, text: &str) -> bool {
    !row.account.is_empty() && row.account.eq_ignore_ascii_case(text)
}

/// Tells whether one of a row's numbers ends in the number that a text is.
fn ends_in(row: &FoundRow, text: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let typed = digits(text);
    let number = !text.contains(char::is_alphabetic) && typed.len() >= END_DIGITS;
    number && row.phones.iter().any(|phone| digits(phone).ends_with(&typed))
}

/// The sign before a row that was not found by the letters that were typed, and the word for it in
/// the title: digits of a number, sound, a letter wrong.
pub const fn sign(why: Why) -> Option<(&'static str, &'static str)> {
    match why {
        Why::Number => Some(("#", "find-by-number")),
        Why::Sound => Some(("~", "find-by-sound")),
        Why::Typo => Some(("?", "find-by-typo")),
        Why::Exact | Why::Prefix | Why::Part => None,
    }
}

/// The words for the signs of the rows on show, each once.
pub fn legend(rows: &[FoundRow], speech: &Speech) -> String {
    let mut keys: Vec<&str> = Vec::new();
    for (_, key) in rows.iter().filter_map(|row| sign(row.why)) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.into_iter().map(|key| speech.say(key)).collect::<Vec<_>>().join("  ")
}

/// Letters by which a row was found: cell, first letter and how many, of those that are shown as
/// they were looked at.
pub fn marked(row: &FoundRow) -> impl Iterator<Item = (usize, usize, usize)> {
    let account = shows_account(row);
    row.marks.iter().filter_map(move |mark| {
        let cell = match mark.field {
            MarkedField::Label => 0,
            MarkedField::Phone if !account => 1,
            MarkedField::Account if account => 1,
            MarkedField::Email => 2,
            MarkedField::Phone | MarkedField::Account => return None,
        };
        let number = |number: u32| usize::try_from(number).ok();
        Some((cell, number(mark.start)?, number(mark.len)?))
    })
}

/// Tells whether a row shows the account number where others show a phone: what it was found by is
/// on show, and so is what there is when there is no phone.
fn shows_account(row: &FoundRow) -> bool {
    let is_in = |field: MarkedField| row.marks.iter().any(|mark| mark.field == field);
    let by_account = is_in(MarkedField::Account) && !is_in(MarkedField::Phone);
    !row.account.is_empty() && (row.phones.is_empty() || by_account)
}

/// The cells of a row among the others: the account number stands beside a name that somebody else
/// has too.
pub fn cells_among(row: &FoundRow, rows: &[FoundRow], speech: &Speech) -> Vec<String> {
    let mut cells = cells(row, speech);
    let same = |other: &FoundRow| other.label == row.label && other.customer != row.customer;
    if !row.account.is_empty() && !shows_account(row) && rows.iter().any(same) {
        cells[0] = format!("{} {}", row.label, row.account);
    }
    cells
}

/// The cells of a row: name, phone, e-mail, tier, open tickets; `-` where there is nothing.
pub fn cells(row: &FoundRow, speech: &Speech) -> Vec<String> {
    let or_dash = |text: Option<&String>| text.cloned().unwrap_or_else(|| "-".to_owned());
    let tier = row.tier.map_or("-".to_owned(), |tier| speech.word("tier", tier.word()));
    let open = match (row.ticket, row.open_tickets) {
        (Some(ticket), _) => ticket.to_string(),
        (None, 0) => "-".to_owned(),
        (None, count) => speech.say_count("find-open", u64::from(count), &[]),
    };
    let number = if shows_account(row) { Some(&row.account) } else { row.phones.first() };
    vec![row.label.clone(), or_dash(number), or_dash(row.emails.first()), tier, open]
}
