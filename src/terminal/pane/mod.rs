//! The four panes and what stands beside or over them. Never a rule about who may do what.

pub mod asking;
pub mod beside;
pub mod covers;
pub mod detail;
pub mod find;
pub mod header;
pub mod history;
pub mod queue;
pub mod rating;

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::backend::Frame;
use super::model::{Focus, Model};
use super::narrow::Narrow;
use super::paint::flow;
use super::rows::{Row, Rows};
use super::view::point;
use super::widget::columns::{Width, cut, ends, row, widths, wrap};
use super::widget::{put, put_at};
use crate::wire::{FoundRow, QueueRow, Record};

/// Columns of the marks before a row: `>` and a blank.
const MARK: u16 = 2;

/// Draws one pane.
pub fn draw(model: &Model, focus: Focus, area: Rect, frame: &mut Frame) {
    match focus {
        Focus::Find => draw_find(model, area, frame),
        Focus::History => draw_history(model, area, frame),
        Focus::Queue => draw_queue(model, area, frame),
        Focus::Rating => draw_rating(model, area, frame),
    }
}

/// Tells whether keys go to a pane itself, so that the mark and the hardware cursor belong to it.
fn has_keys(model: &Model, focus: Focus) -> bool {
    let covered = model.sheet.is_some() || model.over.is_some();
    let opened = model.detail.is_some() && model.focus != Focus::Rating;
    model.focus == focus && !covered && !opened
}

/// A title line: the mark of the pane that has the keys, its name, what it is about, and how much
/// of it there is.
fn title(
    model: &Model,
    focus: Focus,
    area: Rect,
    about: &[String],
    right: &str,
    frame: &mut Frame,
) {
    let key = match focus {
        Focus::Find => "pane-find",
        Focus::History => "pane-history",
        Focus::Queue => "pane-queue",
        Focus::Rating => "pane-rating",
    };
    // Only the mark moves: a title that changed its looks would cost three times as much.
    let mark = if has_keys(model, focus) { "*" } else { " " };
    let mut parts = vec![model.speech.say(key)];
    parts.extend_from_slice(about);
    let room = usize::from(area.width).saturating_sub(1);
    // What does not fit beside the rest is left out whole: half a word about a person misleads.
    let wanted = room.saturating_sub(if right.is_empty() { 0 } else { right.len() + 1 });
    let left = flow(&parts, wanted).into_iter().next().unwrap_or_default();
    put(&mut frame.cells, area, 0, mark, Style::new());
    put_at(&mut frame.cells, area, (1, 0), &ends(&left, right, room), Style::new());
    put_at(&mut frame.cells, area, (1, 0), &cut(&parts[0], room), model.theme.title());
}

/// The end of a title that says `left`: who else has the record open, before `right`.
fn beside_count(
    model: &Model,
    record: Option<Record>,
    left: &str,
    (right, width): (&str, usize),
) -> String {
    // Two blanks on either side, so that neither runs into the other.
    let room = width.saturating_sub(left.width() + right.width() + 4);
    let company = record.map(|record| model.company(record, room)).unwrap_or_default();
    let parts = [company.as_str(), right].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("  ")
}

/// The rows of a list on show, with the `>` of the selected one and the hardware cursor on it.
fn list<R: Row>(
    rows: &Rows<R>,
    area: Rect,
    columns: &[Width],
    cells: impl Fn(&R) -> Vec<String>,
    frame: &mut Frame,
) -> Option<u16> {
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let wide = usize::from(body.width.saturating_sub(MARK));
    let widths = widths(wide, columns);
    let mut at = None;
    let shown = rows.all().iter().enumerate().skip(rows.top());
    for (line, (place, one)) in (0..body.height).zip(shown) {
        let texts = cells(one);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        put_at(&mut frame.cells, body, (MARK, line), &row(&texts, &widths), Style::new());
        if rows.at() == Some(place) {
            let mark = if rows.gone().is_some() { "x" } else { ">" };
            put(&mut frame.cells, body, line, mark, Style::new());
            at = Some(line + 1);
        }
    }
    at
}

/// A sentence in the place of a list that is empty.
fn empty(text: &str, area: Rect, frame: &mut Frame) {
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let width = usize::from(body.width.saturating_sub(MARK));
    for (line, text) in (0..body.height).zip(wrap(text, width)) {
        put_at(&mut frame.cells, body, (MARK, line), &text, Style::new());
    }
}

fn draw_find(model: &Model, area: Rect, frame: &mut Frame) {
    let (find, speech) = (&model.find, &model.speech);
    let typed = !find.text().is_empty();
    let right = match (typed, find.is_answered()) {
        (false, _) => String::new(),
        (true, false) => "...".to_owned(),
        (true, true) => found_count(model, area),
    };
    title(model, Focus::Find, area, &[], &right, frame);
    let name = u16::try_from(super::widget::columns::cut(&speech.say("pane-find"), 20).len());
    let from = 2 + name.unwrap_or(8);
    let room = area.width.saturating_sub(from + 2 + u16::try_from(right.len()).unwrap_or(0));
    let seen = find.edit.view(room.max(1));
    put_at(&mut frame.cells, area, (from, 0), &cut(&seen.text, usize::from(room)), Style::new());
    // A number is never cut, as far as numbers go.
    let phone = widest(&find.rows, 15, |row| find::cells(row, speech).swap_remove(1));
    let phone = Width::Fixed(phone.min(PHONE) + 1);
    let columns = match area.width {
        78.. => {
            [Width::Share(5), phone, Width::Share(6), Width::Fixed(8), Width::Fixed(8)].to_vec()
        }
        _ => vec![Width::Share(1), phone],
    };
    let cells = |row: &FoundRow| find::cells_among(row, find.rows.all(), speech);
    let at = list(&find.rows, area, &columns, cells, frame);
    underline(model, area, &columns, frame);
    for (line, row) in (1..area.height).zip(find.rows.all().iter().skip(find.rows.top())) {
        if let Some((sign, _)) = find::sign(row.why) {
            put_at(&mut frame.cells, area, (1, line), sign, Style::new());
        }
    }
    if find.rows.is_empty() {
        let text = match (typed, find.is_answered()) {
            (false, _) => find_hint(model),
            (true, true) => speech.say_with("find-nobody", &[("key", &model.new_key())]),
            (true, false) => String::new(),
        };
        empty(&text, area, frame);
    }
    if has_keys(model, Focus::Find) {
        match (find.typing, at) {
            (false, Some(line)) => point(frame, area, (0, line)),
            (true, _) | (false, None) => point(frame, area, (from + seen.cursor, 0)),
        }
    }
}

/// How many were found among how many, how many of them are not on show, and what the signs before
/// the rows mean: as much of it as leaves room for what is typed.
fn found_count(model: &Model, area: Rect) -> String {
    let (find, speech) = (&model.find, &model.speech);
    let lines = super::layout::list_rows(area);
    let shown = find.rows.all().iter().skip(find.rows.top()).take(lines);
    let legend = find::legend(&shown.clone().cloned().collect::<Vec<_>>(), speech);
    let more = find.total.saturating_sub((find.rows.top() + shown.count()) as u64);
    let (total, of) = (speech.number(find.total), speech.number(find.of));
    let values = [("total", &*total), ("of", &*of), ("more", &*speech.number(more))];
    let count = speech.say_with("find-count", &values);
    let (long, short) = match more {
        0 => (count.clone(), count),
        _ => (speech.say_with("find-more", &values), speech.say_with("find-more-short", &values)),
    };
    let taken = speech.say("pane-find").width() + 4 + find.text().width().max(TYPED);
    let room = usize::from(area.width).saturating_sub(taken);
    let forms = [format!("{legend}  {long}"), format!("{legend}  {short}"), long, short.clone()];
    let fitting = forms.into_iter().map(|form| form.trim().to_owned());
    fitting.into_iter().find(|form| form.width() <= room).unwrap_or(short)
}

/// Columns that are kept for what is typed in Find.
const TYPED: usize = 8;

/// Underlines the letters by which the rows on show were found.
fn underline(model: &Model, area: Rect, columns: &[Width], frame: &mut Frame) {
    let widths = widths(usize::from(area.width.saturating_sub(MARK)), columns);
    let rows = &model.find.rows;
    for (line, row) in (1..area.height).zip(rows.all().iter().skip(rows.top())) {
        let cells = find::cells(row, &model.speech);
        for (cell, start, len) in find::marked(row) {
            let Some(width) = widths.get(cell).copied() else { continue };
            let from: usize = widths[..cell].iter().map(|width| width + 1).sum();
            let columns =
                |count: usize| cells[cell].chars().take(count).collect::<String>().width();
            let (begin, end) = (columns(start), columns(start + len));
            // The `~` of a cell that is cut is no letter of it.
            let room = if cells[cell].width() > width { width.saturating_sub(1) } else { width };
            for column in begin.min(room)..end.min(room) {
                let x = usize::from(area.x + MARK) + from + column;
                let at = (u16::try_from(x).unwrap_or(u16::MAX), area.y + line);
                if let Some(cell) = frame.cells.cell_mut(at) {
                    cell.set_style(model.theme.matched());
                }
            }
        }
    }
}

/// What may be typed, and how many customers there are to be found.
fn find_hint(model: &Model) -> String {
    let speech = &model.speech;
    speech.say_count("find-hint", model.desk.customers, &[])
}

fn draw_history(model: &Model, area: Rect, frame: &mut Frame) {
    let (history, speech) = (&model.history, &model.speech);
    let about = match &model.hand {
        Some(hand) => {
            let mut about = history::title(hand, model.now, speech);
            if model.settings.followed.contains(&Record::Customer(hand.id)) {
                about.insert(1, speech.say("history-followed"));
            }
            about
        }
        None => Vec::new(),
    };
    let right = lines_shown(model, area);
    let room = filter_room(model, "pane-history", area, &right);
    let words = filtered(model, &history.narrow, history.like, room);
    let about = [words, about].concat();
    let boxed = filter_box(model, Focus::History, &history.narrow, (area, &right), frame);
    if boxed.is_none() {
        let right = with_company(model, area, &about, &right);
        title(model, Focus::History, area, &about, &right, frame);
    }
    let codes = &model.settings.codes;
    let cells = |line: &history::Line| history::cells(line, codes, model.now, speech);
    let columns = match area.width {
        78.. => {
            let widest = |least, cell: usize| {
                widest(&history.rows, least, |line| cells(line).swap_remove(cell))
            };
            let (way, topic, ended) = (widest(8, 1), widest(10, 2), widest(4, 4));
            vec![
                Width::Fixed(13),
                Width::Fixed(way + 1),
                Width::Fixed(topic + 1),
                Width::Share(1),
                Width::Fixed(ended),
            ]
        }
        _ => {
            let ended = widest(&history.rows, 4, |line| cells(line).swap_remove(4));
            vec![Width::Fixed(12), Width::Share(1), Width::Fixed(ended.min(ENDED))]
        }
    };
    let shown = |line: &history::Line| {
        let mut cells = cells(line);
        if columns.len() < cells.len() {
            cells.drain(1..3);
        }
        cells
    };
    let at = list(&history.rows, area, &columns, shown, frame);
    if history.rows.is_empty() {
        let text = match (&model.hand, history.of, history.narrow.is_empty()) {
            (None, _, _) => speech.say("history-no-customer"),
            (Some(_), None, _) => String::new(),
            (Some(_), Some(_), true) => speech.say("history-empty"),
            (Some(_), Some(_), false) => model.none_match(),
        };
        empty(&text, area, frame);
    }
    if has_keys(model, Focus::History) {
        point(frame, area, boxed.unwrap_or((0, at.unwrap_or(0))));
    }
}

/// The end of the history's title, with who else has the customer open where there is room.
fn with_company(model: &Model, area: Rect, about: &[String], right: &str) -> String {
    let parts = [&[model.speech.say("pane-history")], about].concat();
    let room = usize::from(area.width).saturating_sub(1);
    let left = flow(&parts, room.saturating_sub(right.width() + 1)).into_iter().next();
    let record = model.hand.as_ref().map(|hand| Record::Customer(hand.id));
    beside_count(model, record, &left.unwrap_or_default(), (right, room))
}

/// Columns of the longest telephone number that is written as people write them.
const PHONE: usize = 20;
/// Columns of how a contact ended, on a narrow screen.
const ENDED: usize = 9;

/// `1-6 of 17` lines of the time line, unless all of them are on show.
fn lines_shown(model: &Model, area: Rect) -> String {
    let history = &model.history;
    if let Some((total, of)) = history.total {
        let (total, of) = (model.speech.number(total), model.speech.number(of));
        return model.speech.say_with("queue-count", &[("total", &total), ("open", &of)]);
    }
    let (rows, top) = (history.rows.len(), history.rows.top());
    let last = (top + super::layout::list_rows(area)).min(rows);
    if last - top.min(last) == rows && !history.more {
        return String::new();
    }
    let more = if history.more { "+" } else { "" };
    let all = format!("{}{more}", model.speech.number(rows as u64));
    let values = [("shown", &*format!("{}-{last}", top + 1)), ("all", &*all)];
    model.speech.say_with("detail-lines", &values)
}

/// What a list is narrowed by, and whether what it shows is only like that.
fn filtered(model: &Model, narrow: &Narrow, like: bool, room: usize) -> Vec<String> {
    if narrow.is_empty() {
        return Vec::new();
    }
    let with = |words: &str| {
        let key = if like { "pane-filtered-like" } else { "pane-filtered" };
        model.speech.say_with(key, &[("words", words)])
    };
    let room = room.saturating_sub(with("").width()).min(FILTER);
    vec![with(&cut(narrow.edit.text().trim(), room))]
}

/// Columns of a filter in a title at most: the rest is seen in its box.
const FILTER: usize = 40;

/// The columns that a title has between its name and its end.
fn filter_room(model: &Model, name: &str, area: Rect, right: &str) -> usize {
    let taken = model.speech.say(name).width() + right.width() + 5;
    usize::from(area.width).saturating_sub(taken)
}

/// The box that a filter is typed into, in the place of what the title says; gives where the
/// cursor belongs.
fn filter_box(
    model: &Model,
    focus: Focus,
    narrow: &Narrow,
    (area, right): (Rect, &str),
    frame: &mut Frame,
) -> Option<(u16, u16)> {
    if !narrow.typing || model.focus != focus || model.detail.is_some() {
        return None;
    }
    // On a narrow screen what is typed comes before how much of it there is.
    let right = if usize::from(area.width) < 2 * BOX { "" } else { right };
    title(model, focus, area, &[], right, frame);
    let name = match focus {
        Focus::Find => "pane-find",
        Focus::History => "pane-history",
        Focus::Queue => "pane-queue",
        Focus::Rating => "pane-rating",
    };
    let lead = format!("{}: ", model.speech.say("pane-filter"));
    let from = 3 + model.speech.say(name).width();
    let room = usize::from(area.width).saturating_sub(from + right.width() + 2);
    let lead = if room > lead.width() + BOX { lead } else { String::new() };
    let wide = u16::try_from(room.saturating_sub(lead.width())).unwrap_or(0).max(1);
    let seen = narrow.edit.view(wide);
    let from = u16::try_from(from).unwrap_or(0);
    let text = format!("{lead}{}", seen.text);
    put_at(&mut frame.cells, area, (from, 0), &cut(&text, room), Style::new());
    Some((from + u16::try_from(lead.width()).unwrap_or(0) + seen.cursor, 0))
}

/// Columns that a filter's box has at least before there is a word in front of it.
const BOX: usize = 24;

fn draw_queue(model: &Model, area: Rect, frame: &mut Frame) {
    let (queue, speech) = (&model.queue, &model.speech);
    let right = queue.page.as_ref().map_or(String::new(), |page| {
        let (total, open) = (speech.number(page.total), speech.number(page.open));
        let count = speech.say_with("queue-count", &[("total", &total), ("open", &open)]);
        match page.unread {
            0 => count,
            unread => speech.say_count("queue-unread", unread, &[("rows", &count)]),
        }
    });
    let like = queue.page.as_ref().is_some_and(|page| page.like);
    // The filter comes first: what does not fit is left out at the end.
    let room = filter_room(model, "pane-queue", area, &right);
    let mut about = filtered(model, &queue.narrow, like, room);
    let view = match &queue.view {
        queue::View::BuiltIn(view) => speech.say(queue::view_key(*view)),
        queue::View::Saved(saved) => saved.name.clone(),
    };
    about.push(format!("{view}, {}", speech.word("sort", queue.sort.word())));
    if !queue.marked.is_empty() {
        about.insert(0, speech.say_count("queue-marked", queue.marked.len() as u64, &[]));
    }
    if let Some(changes) = queue.frozen {
        about.insert(0, speech.say_count("queue-frozen", changes, &[]));
    }
    let boxed = filter_box(model, Focus::Queue, &queue.narrow, (area, &right), frame);
    if boxed.is_none() {
        title(model, Focus::Queue, area, &about, &right, frame);
    }
    let seen = model.seen();
    let columns = queue_columns(model, area);
    let cells = |row: &QueueRow| {
        let mut cells = queue::cells(row, &seen);
        if area.width < 78 {
            cells[2] = queue::due_short(&row.ticket, &seen);
        }
        if model.is_sending(row.ticket.no) {
            cells[2] = speech.say("queue-sending");
        }
        cells
    };
    let at = list(&queue.rows, area, &columns, cells, frame);
    for (line, row) in (1..area.height).zip(queue.rows.all().iter().skip(queue.rows.top())) {
        if queue.marked.contains(&row.ticket.no) {
            put_at(&mut frame.cells, area, (1, line), MARKED, Style::new());
        }
    }
    if queue.rows.is_empty() && queue.page.is_some() {
        let is_whole = queue.narrow.is_empty();
        let text = if is_whole { speech.say("queue-empty") } else { model.none_match() };
        empty(&text, area, frame);
    }
    if has_keys(model, Focus::Queue) {
        point(frame, area, boxed.unwrap_or((0, at.unwrap_or(0))));
    }
}

/// Before a row that is marked; every terminal has it.
const MARKED: &str = "*";

/// The columns of the queue: a number, a time or a name is never cut, its column is as wide as
/// the widest one on show.
fn queue_columns(model: &Model, area: Rect) -> Vec<Width> {
    let (seen, rows) = (model.seen(), &model.queue.rows);
    let number = widest(rows, 6, |row| row.ticket.no.to_string());
    let (mark, number) = (Width::Fixed(1), Width::Fixed(number + 1));
    if area.width < 78 {
        let due = Width::Fixed(widest(rows, 5, |row| queue::due_short(&row.ticket, &seen)));
        let (none, label, subject) = (Width::Fixed(0), Width::Share(2), Width::Share(3));
        return vec![mark, number, due, none, label, subject];
    }
    let word = |row: &QueueRow| seen.speech.word("priority", row.ticket.priority.word());
    let priority = Width::Fixed(widest(rows, 6, word) + 1);
    let due = Width::Fixed(widest(rows, 14, |row| queue::due(&row.ticket, &seen)) + 1);
    let holder = |row: &QueueRow| cut(&queue::holder(&row.ticket, &seen), 10);
    let holder = Width::Fixed(widest(rows, 2, holder));
    vec![mark, number, due, priority, Width::Share(2), Width::Share(3), holder]
}

/// The columns that the widest text of the rows takes, at least `least`: of all that are there, so
/// that no column moves while one scrolls.
fn widest<R: Row>(rows: &Rows<R>, least: usize, text: impl Fn(&R) -> String) -> usize {
    rows.all().iter().map(|row| text(row).width()).max().unwrap_or(0).max(least)
}

fn draw_rating(model: &Model, area: Rect, frame: &mut Frame) {
    let lines = model.rating_lines();
    for (row, line) in (0..area.height).zip(&lines) {
        put(&mut frame.cells, area, row, line, Style::new());
    }
    let name = model.speech.say("pane-rating");
    put_at(&mut frame.cells, area, (1, 0), &name, model.theme.title());
    if has_keys(model, Focus::Rating) {
        // The cursor stands where the next digit appears.
        let spot = lines.iter().enumerate().find_map(|(row, line)| {
            let at = line.find('_')?;
            let column = line[..at].width();
            Some((u16::try_from(column).ok()?, u16::try_from(row).ok()?))
        });
        point(frame, area, spot.unwrap_or((0, 0)));
    }
}
