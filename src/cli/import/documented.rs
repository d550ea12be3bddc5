//! Holds `docs/import.md` to what the code knows: headings, fields, vCard properties. Never part of
//! the program.

use super::heading::{Number, Origin, Table};
use super::{card, contacts, customers};

const DOCUMENT: &str = include_str!("../../../docs/import.md");

/// The rows of a table of headings: where a column goes, and under which names.
fn headings<P: Copy + PartialEq>(table: &Table<P>) -> String {
    let mut text = "| goes to | columns |\n|---|---|\n".to_owned();
    for heading in table.headings {
        let field = table.field(heading.place);
        let label = match heading.label {
            "" | "id" => String::new(),
            label => format!(" ({label})"),
        };
        let more = match heading.number {
            Number::Other => "",
            Number::More => ", numbered too",
            Number::Pairs => ", by number",
        };
        let only = heading.only.map(program).unwrap_or_default();
        let field = if field == "-" { "left out".to_owned() } else { format!("`{field}`{label}") };
        let names = heading.names.replace('|', ", ");
        text.push_str(&format!("| {field}{more}{only} | {names} |\n"));
    }
    text
}

fn program(origin: Origin) -> String {
    format!("; only {}", origin.system())
}

fn properties() -> String {
    let mut text = "| property | goes to |\n|---|---|\n".to_owned();
    for (property, place) in card::PLACES {
        let field = customers::TABLE.field(place);
        let field = if field == "-" { "left out".to_owned() } else { format!("`{field}`") };
        text.push_str(&format!("| {property} | {field} |\n"));
    }
    text
}

#[test]
fn the_document_has_every_heading_and_property_that_is_known() {
    for (name, table) in [
        ("customers", headings(&customers::TABLE)),
        ("interactions", headings(&contacts::INTERACTIONS)),
        ("tickets", headings(&contacts::TICKETS)),
        ("lost", headings(&contacts::LOST)),
        ("vcard", properties()),
    ] {
        let (begin, end) = (format!("<!-- {name}: "), format!("<!-- end of {name} -->"));
        let part = DOCUMENT.split(&begin).nth(1).and_then(|rest| rest.split(&end).next());
        let part = part.and_then(|part| part.split_once("-->\n\n")).map(|(_, table)| table.trim());
        assert_eq!(part, Some(table.trim()), "docs/import.md, {name}: replace it by\n{table}");
    }
}

#[test]
fn the_document_has_every_field_that_a_column_can_be_mapped_to() {
    let fields = customers::TABLE.fields.iter().map(|(name, _)| *name);
    let contacts = contacts::INTERACTIONS.fields.iter().map(|(name, _)| *name);
    let tickets = contacts::TICKETS.fields.iter().map(|(name, _)| *name);
    let lost = contacts::LOST.fields.iter().map(|(name, _)| *name);
    for field in fields.chain(contacts).chain(tickets).chain(lost) {
        assert!(DOCUMENT.contains(&format!("`{field}`")), "{field} is not in docs/import.md");
    }
}
