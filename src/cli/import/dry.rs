//! `sigap import --dry-run`: what would come of a file. Never changes anything, never starts a
//! desk.

use std::path::Path;

use super::batch::{Batch, Records};
use super::heading::Told;
use super::opened::{Mapped, Mapping};
use super::progress::Progress;
use super::report;
use super::send::{Made, Tally};
use super::trouble::Trouble;
use crate::cli::context::Context;
use crate::cli::exit::{Ended, Exit, Failure};
use crate::cli::output::Form;
use crate::cli::table::Table;
use crate::client::Client;
use crate::domain::{At, CodeKind, Profile, TwoLetters};
use crate::speech::Speech;
use crate::wire::{
    Answer, CustomerRef, ImportedInteraction, ImportedLeaver, ImportedTicket, Query,
};

/// Rows that are shown as they would be stored.
const SHOWN_ROWS: usize = 3;
/// Rejected rows whose reasons are shown.
const SHOWN_REASONS: usize = 10;

/// A dry run.
pub struct Dry<'a> {
    /// The file.
    pub file: &'a Path,
    /// How it is read.
    pub mapping: &'a Mapping,
    /// The desk, when one answers.
    pub client: Option<&'a mut Client>,
    /// How far it is.
    pub progress: Progress,
}

/// What a dry run has found.
#[derive(Default)]
struct Found {
    tally: Tally,
    /// Whether the desk was asked who is known.
    asked: bool,
    shown: Vec<Shown>,
    reasons: Vec<(u64, String)>,
}

/// A row as it would be stored.
struct Shown {
    line: u64,
    values: Vec<(String, String)>,
    json: serde_json::Value,
}

impl Dry<'_> {
    /// Reads the whole file and tells what would come of it.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(mut self, batches: impl IntoIterator<Item = Made>, context: &mut Context) -> Ended {
        let mut found = Found::default();
        for (made, charset) in batches {
            found.tally.charset = charset;
            let batch = made.map_err(|why| {
                let why = Trouble::Unreadable(why);
                let file = self.file.display().to_string();
                Failure::said(why.exit(), why.sentence(&file, &context.speech))
            })?;
            self.take(batch, &mut found, &context.speech)?;
        }
        self.progress.finish();
        match context.out.form() {
            Form::Json => self.json(&found, context)?,
            Form::People => self.people(&found, context)?,
        }
        Ok(if found.tally.rejected > 0 { Exit::Partly } else { Exit::Done })
    }

    fn take(&mut self, batch: Batch, found: &mut Found, speech: &Speech) -> Result<(), Failure> {
        found.tally.counts = found.tally.counts.plus(batch.counts);
        found.tally.rejected += batch.rejected.len() as u64;
        for reject in &batch.rejected {
            if found.reasons.len() < SHOWN_REASONS {
                found.reasons.push((reject.row.line, report::reason(&reject.why, speech)));
            }
        }
        let room = SHOWN_ROWS.saturating_sub(found.shown.len());
        found.shown.extend(shown(&batch.records, room, speech));
        let taken = batch.records.len() as u64;
        let mut known = 0;
        if let (Some(client), Records::Customers(rows)) = (&mut self.client, batch.records) {
            found.asked = true;
            let profiles: Vec<Profile> = rows.into_iter().map(|row| row.profile).collect();
            if !profiles.is_empty() {
                let answer = client.query(Query::Matches { profiles })?;
                let Answer::Matches(matches) = answer else { return Err(Failure::unexpected()) };
                known = matches.iter().flatten().count() as u64;
            }
        }
        found.tally.known += known;
        found.tally.added += taken.saturating_sub(known);
        self.progress.add(batch.counts.rows, speech);
        Ok(())
    }

    fn json(&self, found: &Found, context: &mut Context) -> Result<(), Failure> {
        let elapsed = self.progress.elapsed();
        let mut summary = report::summary(self.file, &found.tally, self.mapping, elapsed);
        summary.dry_run = true;
        summary.updated = None;
        if !found.asked {
            (summary.added, summary.known) = (None, None);
        }
        summary.sample = found.shown.iter().map(|shown| shown.json.clone()).collect();
        context.out.json(&summary)
    }

    fn people(&self, found: &Found, context: &mut Context) -> Result<(), Failure> {
        let say = |key: &str| context.speech.say(key);
        let table = mapping_table(self.mapping, &context.speech);
        let doubts = report::doubts(self.mapping, &context.speech);
        let counts = counts(found, &context.speech);
        let remarks = report::remarks(&found.tally, &context.speech);
        let (as_stored, reasons) = (say("import-as-stored"), say("import-reasons"));
        let nothing = say("import-dry");
        context.out.table(&table)?;
        doubts.iter().try_for_each(|line| context.out.line(line))?;
        if !table.is_empty() {
            context.out.line("")?;
        }
        context.out.line(&as_stored)?;
        for shown in &found.shown {
            let line = shown.line.to_string();
            let line = context.speech.say_with("import-line", &[("line", &line)]);
            context.out.line(&line)?;
            let mut sheet = Table::sheet();
            shown.values.iter().for_each(|(name, value)| sheet.row([name.clone(), value.clone()]));
            context.out.table(&sheet)?;
        }
        if !found.reasons.is_empty() {
            context.out.line("")?;
            context.out.line(&reasons)?;
            let mut sheet = Table::sheet();
            found.reasons.iter().for_each(|(line, why)| sheet.row([line.to_string(), why.clone()]));
            context.out.table(&sheet)?;
        }
        context.out.line("")?;
        context.out.line(&counts)?;
        remarks.iter().try_for_each(|line| context.out.line(line))?;
        context.out.line(&nothing)
    }
}

fn counts(found: &Found, speech: &Speech) -> String {
    let number = |number: u64| speech.number(number);
    let rows = found.tally.counts.rows;
    let (added, known) = (number(found.tally.added), number(found.tally.known));
    let rejected = number(found.tally.rejected);
    let taken = number(found.tally.counts.rows - found.tally.rejected);
    if found.asked {
        let values = [("added", &*added), ("known", &*known), ("rejected", &*rejected)];
        speech.say_count("import-would", rows, &values)
    } else {
        let values = [("taken", &*taken), ("rejected", &*rejected)];
        speech.say_count("import-would-alone", rows, &values)
    }
}

fn mapping_table(mapping: &Mapping, speech: &Speech) -> Table {
    let heads = ["column", "field", "how"].map(|head| speech.say(&format!("import-col-{head}")));
    let mut table = Table::new(heads, &[]);
    for column in &mapping.columns {
        table.row([column.column.clone(), goes_to(column), told(column.told, speech)]);
    }
    table
}

fn goes_to(column: &Mapped) -> String {
    match column.label.as_str() {
        "" | "id" => column.field.to_owned(),
        label => format!("{} ({label})", column.field),
    }
}

fn told(told: Told, speech: &Speech) -> String {
    speech.say(match told {
        Told::Heading => "import-told-heading",
        Told::Person => "import-told-person",
        Told::Values => "import-told-values",
        Told::Unknown => "import-told-unknown",
    })
}

fn shown(records: &Records, count: usize, speech: &Speech) -> Vec<Shown> {
    let json = |value: Result<serde_json::Value, serde_json::Error>| {
        value.expect("our records have text keys only")
    };
    match records {
        Records::Customers(rows) => rows
            .iter()
            .take(count)
            .map(|row| Shown {
                line: row.line,
                values: profile_values(&row.profile, speech),
                json: json(serde_json::to_value(row)),
            })
            .collect(),
        Records::Interactions(rows) => rows
            .iter()
            .take(count)
            .map(|row| Shown {
                line: row.line,
                values: interaction_values(row, speech),
                json: json(serde_json::to_value(row)),
            })
            .collect(),
        Records::Tickets(rows) => rows
            .iter()
            .take(count)
            .map(|row| Shown {
                line: row.line,
                values: ticket_values(row, speech),
                json: json(serde_json::to_value(row)),
            })
            .collect(),
        Records::Lost(rows) => rows
            .iter()
            .take(count)
            .map(|row| Shown {
                line: row.line,
                values: leaver_values(row, speech),
                json: json(serde_json::to_value(row)),
            })
            .collect(),
    }
}

fn profile_values(profile: &Profile, speech: &Speech) -> Vec<(String, String)> {
    let changes = Profile::default().changes_to(profile);
    let value = |change: crate::domain::Change| {
        let field = speech.field(change.field);
        let name = if change.key.is_empty() { field } else { format!("{field}: {}", change.key) };
        (format!("  {name}"), change.to)
    };
    changes.into_iter().map(value).collect()
}

fn interaction_values(row: &ImportedInteraction, speech: &Speech) -> Vec<(String, String)> {
    let direction = speech.word("direction", row.direction.word());
    let channel = speech.word("channel", row.channel.word());
    named(
        &[
            ("customer", customer(&row.customer)),
            ("at", speech.full(row.at)),
            ("channel", format!("{channel} {direction}")),
            ("topic", code(CodeKind::Topic, row.topic, speech)),
            (
                "outcome",
                row.outcome.map(|o| code(CodeKind::Outcome, o, speech)).unwrap_or_default(),
            ),
            ("note", row.note.clone()),
        ],
        speech,
    )
}

fn leaver_values(row: &ImportedLeaver, speech: &Speech) -> Vec<(String, String)> {
    let when = |at: Option<At>| at.map(|at| speech.full(at)).unwrap_or_default();
    let sum = |sum: Option<i64>| sum.map(|sum| speech.money(sum)).unwrap_or_default();
    let why = row.reason.map(|why| code(CodeKind::Leaving, why, speech)).unwrap_or_default();
    named(
        &[
            ("customer", customer(&row.customer)),
            ("since", when(row.worth.since)),
            ("monthly", sum(row.worth.monthly)),
            ("paid", sum(row.worth.paid)),
            ("left", when(row.left)),
            ("reason", why),
        ],
        speech,
    )
}

fn ticket_values(row: &ImportedTicket, speech: &Speech) -> Vec<(String, String)> {
    let word = |group: &str, word: Option<&str>| word.map(|word| speech.word(group, word));
    named(
        &[
            ("customer", customer(&row.customer)),
            ("at", speech.full(row.opened)),
            ("topic", code(CodeKind::Topic, row.topic, speech)),
            ("severity", word("severity", row.severity.map(|s| s.word())).unwrap_or_default()),
            ("priority", word("priority", row.priority.map(|p| p.word())).unwrap_or_default()),
            ("status", word("status", row.status.map(|s| s.word())).unwrap_or_default()),
            ("kind", word("matter", row.kind.map(|k| k.word())).unwrap_or_default()),
            ("acknowledged", row.acknowledged.map(|at| speech.full(at)).unwrap_or_default()),
            ("answered", row.answered.map(|at| speech.full(at)).unwrap_or_default()),
            ("settled", row.settled.map(|at| speech.full(at)).unwrap_or_default()),
            ("gap", word("gap", row.gap.map(|g| g.word())).unwrap_or_default()),
            ("cause", row.cause.clone()),
            ("agreed", word("agreed", row.agreed.map(|a| a.word())).unwrap_or_default()),
            ("assignee", row.assignee.clone().unwrap_or_default()),
            ("subject", row.subject.clone()),
            ("note", row.note.clone()),
        ],
        speech,
    )
}

fn named(values: &[(&str, String)], speech: &Speech) -> Vec<(String, String)> {
    let filled = values.iter().filter(|(_, value)| !value.is_empty());
    let name = |name: &str| format!("  {}", speech.say(&format!("import-value-{name}")));
    filled.map(|(key, value)| (name(key), value.clone())).collect()
}

fn code(kind: CodeKind, code: TwoLetters, speech: &Speech) -> String {
    format!("{code} {}", speech.code(kind, code, &[])).trim_end().to_owned()
}

fn customer(reference: &CustomerRef) -> String {
    match reference {
        CustomerRef::Id(id) => id.to_string(),
        CustomerRef::Account(text) | CustomerRef::Phone(text) | CustomerRef::Email(text) => {
            text.clone()
        }
        CustomerRef::External { system, id } => format!("{system} {id}").trim().to_owned(),
    }
}
