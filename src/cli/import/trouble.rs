//! Why a file cannot be imported, and what to do. Never about one row of it.

use std::io;

use super::heading::BadMap;
use crate::cli::exit::Exit;
use crate::domain::text::clean_line;
use crate::speech::Speech;
use crate::terminal::widget::columns::wrap;

/// What a file is that is neither a table nor cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// A spreadsheet program's own format.
    Spreadsheet,
    /// PDF.
    Pdf,
    /// Compressed.
    Compressed,
    /// A picture, sound or film.
    Picture,
    /// A program.
    Program,
    /// JSON.
    Json,
    /// HTML or XML.
    Web,
    /// Something else that is no text.
    Binary,
}

/// Why a file cannot be imported.
#[derive(Debug)]
pub enum Trouble {
    /// There is no such file.
    Missing,
    /// It is a folder.
    Folder,
    /// It may not or cannot be read.
    Unreadable(io::Error),
    /// There is nothing in it.
    Empty,
    /// There is nothing in it but headings.
    NoRows,
    /// It is something else.
    Foreign(Foreign),
    /// Its first row is longer than any table's.
    NoTable,
    /// Nothing in it says who anybody is: the columns that are there.
    NoField(Vec<String>),
    /// Nothing in it says when anything was: the columns that are there.
    NoTime(Vec<String>),
    /// Columns or fields that are not there.
    Maps(Vec<BadMap>, Vec<String>, Vec<&'static str>),
    /// No character set has that name.
    Charset(String),
    /// It is cards where a table is needed.
    Cards,
}

impl Foreign {
    const fn key(self) -> &'static str {
        match self {
            Foreign::Spreadsheet => "import-foreign-spreadsheet",
            Foreign::Pdf => "import-foreign-pdf",
            Foreign::Compressed => "import-foreign-compressed",
            Foreign::Picture => "import-foreign-picture",
            Foreign::Program => "import-foreign-program",
            Foreign::Json => "import-foreign-json",
            Foreign::Web => "import-foreign-web",
            Foreign::Binary => "import-foreign-binary",
        }
    }
}

impl Trouble {
    /// The exit code: what a person typed is another matter than what is in the file.
    pub const fn exit(&self) -> Exit {
        match self {
            Trouble::Maps(..) | Trouble::Charset(_) => Exit::Usage,
            Trouble::Missing
            | Trouble::Folder
            | Trouble::Unreadable(_)
            | Trouble::Empty
            | Trouble::NoRows
            | Trouble::Foreign(_)
            | Trouble::NoTable
            | Trouble::NoField(_)
            | Trouble::NoTime(_)
            | Trouble::Cards => Exit::File,
        }
    }

    /// What is wrong with the file and what to do.
    pub fn sentence(&self, file: &str, speech: &Speech) -> String {
        let file = &clean_line(file);
        let say = |key: &str| speech.say_with(key, &[("file", file)]);
        match self {
            Trouble::Missing => say("import-missing"),
            Trouble::Folder => say("import-folder"),
            Trouble::Unreadable(why) => {
                let why = clean_line(&why.to_string());
                speech.say_with("import-unreadable", &[("file", file), ("why", &why)])
            }
            Trouble::Empty => say("import-empty"),
            Trouble::NoRows => say("import-no-rows"),
            Trouble::Foreign(foreign) => say(foreign.key()),
            Trouble::NoTable => say("import-no-table"),
            Trouble::NoField(columns) => {
                let columns = listed(columns);
                speech.say_with("import-no-field", &[("file", file), ("columns", &columns)])
            }
            Trouble::NoTime(columns) => {
                let columns = listed(columns);
                speech.say_with("import-no-time", &[("file", file), ("columns", &columns)])
            }
            Trouble::Maps(bad, columns, fields) => maps(bad, columns, fields, speech),
            Trouble::Charset(name) => {
                speech.say_with("import-no-charset", &[("name", &clean_line(name))])
            }
            Trouble::Cards => say("import-cards"),
        }
    }
}

/// Columns that are named in a sentence; a person sees by them which file it is.
const LISTED: usize = 40;

fn listed(columns: &[String]) -> String {
    let more = if columns.len() > LISTED { ", ..." } else { "" };
    let first: Vec<&str> = columns.iter().take(LISTED).map(String::as_str).collect();
    clean_line(&format!("{}{more}", first.join(", ")))
}

/// Columns of a line of a list.
const LINE_COLUMNS: usize = 79;

fn maps(bad: &[BadMap], columns: &[String], fields: &[&str], speech: &Speech) -> String {
    let mut lines: Vec<String> = bad
        .iter()
        .map(|bad| match bad {
            BadMap::Form(given) => speech.say_with("import-map-form", &[("given", given)]),
            BadMap::Column(given) => speech.say_with("import-map-column", &[("given", given)]),
            BadMap::Field(given) => speech.say_with("import-map-field", &[("given", given)]),
        })
        .collect();
    if bad.iter().any(|bad| matches!(bad, BadMap::Column(_))) {
        lines.push(speech.say_with("import-map-columns", &[("columns", &listed(columns))]));
    }
    if bad.iter().any(|bad| matches!(bad, BadMap::Field(_))) {
        let fields = speech.say_with("import-map-fields", &[("fields", &fields.join(", "))]);
        lines.extend(wrap(&fields, LINE_COLUMNS));
    }
    lines.join("\n")
}
