//! A report as one page for a browser, a printer or somebody who hears it read: plots, and behind
//! each its table. Never a script, never a link to anywhere else, never data that is not escaped.

use std::fmt::Write as _;

use super::svg::{escaped, plot};
use super::{Said, axis};
use crate::wire::Report;
use crate::wire::report::{Column, Plot, Row, Table, Unit};

/// How the page looks on a screen, light and dark, and on paper.
pub(super) const STYLE: &str = include_str!("page.css");
/// A browser fetches nothing and runs nothing of this page, whatever got into it.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
/// Columns of a table above which its letters are smaller.
const WIDE: usize = 8;

/// The whole page.
pub fn page(report: &Report, said: Said<'_>) -> String {
    let title = escaped(&said.title(report));
    let made = escaped(&said.made(report));
    let lang = said.speech.lang().tag();
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header>\n<h1>{title}</h1>\n<p>{made}</p>\n</header>\n"
    );
    page += &contents(report, said);
    for (at, table) in report.tables.iter().enumerate() {
        page += &section(at, table, said);
    }
    page += "</main>\n</body>\n</html>\n";
    page
}

/// What is on the page.
fn contents(report: &Report, said: Said<'_>) -> String {
    let name = escaped(&said.speech.say("report-contents"));
    let mut list = format!("<nav aria-label=\"{name}\">\n<ul>\n");
    for (at, table) in report.tables.iter().enumerate() {
        let words = escaped(&said.table(table));
        let _ = writeln!(list, "<li><a href=\"#t{at}\">{words}</a></li>");
    }
    list + "</ul>\n</nav>\n"
}

/// A table with its plot before it and what it means behind.
fn section(at: usize, table: &Table, said: Said<'_>) -> String {
    let name = escaped(&said.table(table));
    let mut section =
        format!("<section aria-labelledby=\"t{at}\">\n<h2 id=\"t{at}\">{name}</h2>\n");
    for saying in &table.says {
        let _ = writeln!(section, "<p>{}</p>", escaped(&said.saying(saying)));
    }
    if table.rows.is_empty() {
        let none = escaped(&said.speech.say("report-empty"));
        return section + &format!("<p>{none}</p>\n</section>\n");
    }
    let drawn = plot(table, said, &format!("p{at}"));
    if drawn.is_empty() {
        section += &rows(table, said);
    } else {
        let figures = escaped(&said.speech.say("report-figures"));
        let _ = write!(section, "<figure>\n{drawn}{}</figure>\n", legend(table, said));
        let _ = write!(section, "<details open>\n<summary>{figures}</summary>\n");
        section += &rows(table, said);
        section += "</details>\n";
    }
    section + "</section>\n"
}

/// Which letter of a quadrant is what.
fn legend(table: &Table, said: Said<'_>) -> String {
    let Plot::Quadrant { x, y } = table.plot else { return String::new() };
    let mut list = "<ul class=\"legend\">\n".to_owned();
    for (at, (row, ..)) in axis::pairs(table, x, y).into_iter().enumerate() {
        let (letter, name) = (axis::letter(at), escaped(&said.label(table, row)));
        let _ = writeln!(list, "<li><b>{letter}</b> {name}</li>");
    }
    list + "</ul>\n"
}

/// The table itself. On a small screen its cells stand below each other; the roles say that it is a
/// table still.
fn rows(table: &Table, said: Said<'_>) -> String {
    let wide = if table.columns.len() > WIDE { " class=\"wide\"" } else { "" };
    let name = escaped(&said.table(table));
    let mut html = format!("<table role=\"table\"{wide}>\n<caption>{name}</caption>\n");
    html += "<thead role=\"rowgroup\">\n<tr role=\"row\">";
    for (at, column) in table.columns.iter().enumerate() {
        // What a row is about stands at the left, a number too.
        let class = if at == 0 { "" } else { class(column) };
        let words = escaped(&said.heading(column));
        let _ = write!(html, "<th role=\"columnheader\" scope=\"col\"{class}>{words}</th>");
    }
    html += "</tr>\n</thead>\n<tbody role=\"rowgroup\">\n";
    table.rows.iter().for_each(|one| html += &row(table, one, said));
    html + "</tbody>\n</table>\n"
}

fn row(table: &Table, row: &Row, said: Said<'_>) -> String {
    let mut html = "<tr role=\"row\">".to_owned();
    for (at, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
        let words = escaped(&said.cell(column, cell));
        let _ = match at {
            0 => write!(html, "<th role=\"rowheader\" scope=\"row\">{words}</th>"),
            _ => {
                let (class, name) = (class(column), escaped(&said.heading(column)));
                write!(html, "<td role=\"cell\"{class} data-label=\"{name}\">{words}</td>")
            }
        };
    }
    html + "</tr>\n"
}

/// Numbers stand at the right.
fn class(column: &Column) -> &'static str {
    match column.unit {
        Unit::Label => "",
        Unit::Count
        | Unit::Share
        | Unit::Duration
        | Unit::Money
        | Unit::Score
        | Unit::Days
        | Unit::Number
        | Unit::Time => " class=\"number\"",
    }
}
