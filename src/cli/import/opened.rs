//! A file that can be imported, and how it will be read. Never begins to send anything.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;

use super::batch::Maker;
use super::cards::{self, Cards};
use super::contact::{self, Contacts, Words};
use super::contacts::{self, INTERACTIONS, LOST, TICKETS};
use super::customer::{self, Customers};
use super::customers;
use super::dates::Order;
use super::heading::{Column, Lookup, Origin, Table, Told};
use super::orders::Written;
use super::sheet::{self, Sheet};
use super::sniff::Asked;
use super::source::{self, Counted, Letters, Source};
use super::text::Text;
use super::trouble::Trouble;
use super::window::Window;
use super::{What, text};
use crate::domain::{At, Code};

/// Bytes by which cards are told from a table.
const LOOK: usize = 64;

/// What a person has said about a file.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// `COLUMN=field`.
    pub maps: Vec<String>,
    /// A character set's name.
    pub encoding: Option<String>,
    /// How it is written.
    pub asked: Asked,
    /// The name under which the file's ids are kept.
    pub source: Option<String>,
}

/// What is known of the world beside the file.
pub struct World {
    /// Which of day and month people here write first.
    pub usual: Order,
    /// The year of today.
    pub this_year: u16,
    /// When what the file says was so.
    pub as_of: At,
    /// The desk's time zone.
    pub zone: TimeZone,
    /// The desk's codes.
    pub codes: Vec<Code>,
}

/// An opened file.
pub struct Opened {
    /// Its path; `None` for standard input.
    pub path: Option<PathBuf>,
    /// Its length, when it has one.
    pub length: Option<u64>,
    /// How many of its bytes have been read.
    pub read: Arc<AtomicU64>,
    wish: Wish,
    content: Content,
}

enum Content {
    Customers(Sheet<customers::Place>),
    Cards(Cards<Counted>),
    Interactions(Sheet<contacts::Place>),
    Tickets(Sheet<contacts::Place>),
    Lost(Sheet<contacts::Place>),
}

/// Where one column goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// The column.
    pub column: String,
    /// The field, as `--map` takes it.
    pub field: &'static str,
    /// What a number is for; which of several addresses.
    pub label: String,
    /// How that was told.
    pub told: Told,
    /// How its days are written.
    pub written: Option<Written>,
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Its columns; none for cards.
    pub columns: Vec<Mapped>,
    /// Between two values; `None` for cards.
    pub delimiter: Option<u8>,
    /// The program that wrote it.
    pub origin: Option<Origin>,
    /// Lines above the headings that were passed over.
    pub titles: Vec<String>,
    /// Whether it has headings.
    pub has_header: bool,
}

impl Opened {
    /// Opens a file and finds out what it is.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn open(file: &std::path::Path, what: What, wish: Wish) -> Result<Opened, Trouble> {
        let named = charset(&wish)?;
        let source = Source::open(file)?;
        let (path, length, read) = (source.path, source.length, source.read);
        let mut window = window(source.bytes, named)?;
        let is_cards = cards::is_cards(window.see(LOOK).map_err(Trouble::Unreadable)?);
        let (asked, maps) = (wish.asked, wish.maps.as_slice());
        let content = match what {
            What::Customers if is_cards => Content::Cards(Cards::new(window)),
            What::Answers => unreachable!("answers have a way of their own"),
            What::Interactions | What::Tickets | What::Lost if is_cards => {
                return Err(Trouble::Cards);
            }
            What::Customers => {
                let sheet = sheet::open(window, &Lookup::new(customers::TABLE), asked, maps)?;
                Content::Customers(sheet.identified()?)
            }
            What::Interactions => {
                let sheet = sheet::open(window, &Lookup::new(INTERACTIONS), asked, maps)?;
                Content::Interactions(sheet.identified()?)
            }
            What::Tickets => {
                let sheet = sheet::open(window, &Lookup::new(TICKETS), asked, maps)?;
                Content::Tickets(sheet.identified()?)
            }
            What::Lost => {
                let sheet = sheet::open(window, &Lookup::new(LOST), asked, maps)?;
                Content::Lost(sheet.named()?)
            }
        };
        Ok(Opened { path, length, read, wish, content })
    }

    /// Everything that is needed to read it, and how it will be read.
    pub fn ready(self, world: World) -> (Maker, Mapping) {
        let again = self.again();
        let source = self.wish.source.clone().unwrap_or_else(|| self.stem());
        match self.content {
            Content::Cards(cards) => {
                let none = Mapping {
                    columns: Vec::new(),
                    delimiter: None,
                    origin: None,
                    titles: Vec::new(),
                    has_header: true,
                };
                (Maker::Cards(cards, world.this_year), none)
            }
            Content::Customers(sheet) => {
                let places = [customers::Place::BirthDate];
                let (orders, written) = sheet.orders(&places, world.usual, again);
                let (origin, this_year) = (sheet.origin, world.this_year);
                let setting = customer::Setting { origin, source, this_year };
                let customers = Customers::new(&sheet.columns, &orders, &setting);
                let mapping = mapping(&sheet, customers::TABLE, &written);
                (Maker::Customers(sheet.rows, customers), mapping)
            }
            Content::Interactions(sheet) => {
                let (rows, contacts, mapping) = contacts(sheet, INTERACTIONS, world, again);
                (Maker::Interactions(rows, contacts), mapping)
            }
            Content::Tickets(sheet) => {
                let (rows, contacts, mapping) = contacts(sheet, TICKETS, world, again);
                (Maker::Tickets(rows, contacts), mapping)
            }
            Content::Lost(sheet) => {
                let (rows, contacts, mapping) = contacts(sheet, LOST, world, again);
                (Maker::Lost(rows, contacts), mapping)
            }
        }
    }

    /// Opens the file a second time, when that is possible.
    fn again(&self) -> impl FnOnce() -> Option<Window<Counted>> + use<> {
        let path = self.path.clone().filter(|_| self.length.is_some());
        let named = charset(&self.wish).ok().flatten();
        move || window(Source::open(&path?).ok()?.bytes, named).ok()
    }

    /// The file's name without its ending, its date and its copy's number: next month's export of
    /// the same list has the same ids.
    fn stem(&self) -> String {
        let stem = self.path.as_deref().and_then(|path| path.file_stem());
        let stem = stem.map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
        let ends = |c: char| c.is_ascii_digit() || "-_. ()".contains(c);
        let bare = stem.trim_end_matches(ends);
        // `dataset1` and `dataset3` are two lists; a date has a year in it.
        let is_date = stem[bare.len()..].bytes().filter(u8::is_ascii_digit).count() >= 6;
        let is_copy = stem.ends_with(')');
        if (is_date || is_copy) && !bare.is_empty() { bare.to_owned() } else { stem }
    }
}

fn charset(wish: &Wish) -> Result<Option<&'static Encoding>, Trouble> {
    let Some(name) = &wish.encoding else { return Ok(None) };
    text::charset(name).map(Some).ok_or_else(|| Trouble::Charset(name.clone()))
}

pub(super) fn window(
    bytes: Counted,
    named: Option<&'static Encoding>,
) -> Result<Window<Counted>, Trouble> {
    let text = Text::open(bytes, named).map_err(Trouble::Unreadable)?;
    let letters = if text.is_wide() { Letters::Wide } else { Letters::Narrow };
    match source::foreign(text.head(), letters) {
        Some(foreign) => Err(Trouble::Foreign(foreign)),
        None => Ok(Window::new(text)),
    }
}

fn contacts(
    sheet: Sheet<contacts::Place>,
    table: Table<contacts::Place>,
    world: World,
    again: impl FnOnce() -> Option<Window<Counted>>,
) -> (super::rows::Rows<Counted>, Contacts, Mapping) {
    use contacts::Place;
    let steps = [Place::Acknowledged, Place::Answered, Place::Settled];
    let places = [&[Place::At, Place::Since][..], &steps].concat();
    let (orders, written) = sheet.orders(&places, world.usual, again);
    let mapping = mapping(&sheet, table, &written);
    let setting = contact::Setting {
        origin: sheet.origin,
        zone: world.zone,
        this_year: world.this_year,
        as_of: world.as_of,
        codes: Words::new(&world.codes),
    };
    (sheet.rows, Contacts::new(sheet.columns, orders, setting), mapping)
}

fn mapping<P: Copy + PartialEq>(
    sheet: &Sheet<P>,
    table: Table<P>,
    written: &[(usize, Written)],
) -> Mapping {
    let mapped = |(at, column): (usize, &Column<P>)| Mapped {
        column: column.name.clone(),
        field: table.field(column.place),
        label: column.label.clone(),
        told: column.told,
        written: written.iter().find(|(of, _)| *of == at).map(|(_, written)| *written),
    };
    Mapping {
        columns: sheet.columns.iter().enumerate().map(mapped).collect(),
        delimiter: Some(sheet.dialect().delimiter),
        origin: sheet.origin,
        titles: sheet.opening.titles.clone(),
        has_header: sheet.opening.has_header,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_a_list_without_a_program_are_kept_under_its_name() {
        let dir = tempfile::tempdir().expect("temp folder");
        for (name, stem) in [
            ("customers.csv", "customers"),
            ("Dataset1.csv", "dataset1"),
            ("list-2026-11-21.csv", "list"),
            ("list_20261121.csv", "list"),
            ("list (1).csv", "list"),
            ("2026.csv", "2026"),
            ("20261121.csv", "20261121"),
        ] {
            let path = dir.path().join(name);
            std::fs::write(&path, "name\nNur\n").expect("written");
            let opened = Opened::open(&path, What::Customers, Wish::default()).expect("a list");
            assert_eq!(opened.stem(), stem, "{name}");
        }
    }
}
