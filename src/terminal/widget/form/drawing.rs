//! A form as lines of text: labels to the left where there is room, above their fields where there
//! is not. Never hides the field that is being filled in.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::super::{Look, columns, list, put};
use super::reading::date;
use super::{Choice, CodeEdit, Field, Form, Kind};
use crate::speech::Speech;

/// Lines a note shows of itself while another field is being filled in.
const NOTE_AT_REST: usize = 2;
/// Lines a note has at least while it is being filled in.
const NOTE_AT_WORK: usize = 3;
/// Below this many columns labels stand above their fields.
const NARROW: u16 = 34;
/// Columns of a label at most, when it stands to the left.
const LABEL: usize = 18;

/// Where labels and values are.
#[derive(Debug, Clone, Copy)]
struct Margins {
    /// Column of the values.
    value: u16,
    /// Columns of the values.
    room: u16,
    /// Whether labels have a line of their own.
    above: LabelsAt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LabelsAt {
    Left,
    Above,
}

/// The lines of one field, with the cursor in them when it is being filled in.
#[derive(Default)]
struct Block {
    lines: Vec<Line>,
    cursor: Option<(u16, usize)>,
}

struct Line {
    text: String,
    column: u16,
    tone: Tone,
}

#[derive(Clone, Copy)]
enum Tone {
    Plain,
    Aside,
    Alarm,
}

impl Form {
    fn margins(&self, width: u16) -> Margins {
        let label = self.fields.iter().map(|field| field.label.width()).max().unwrap_or(0);
        if width < NARROW || label > LABEL {
            return Margins { value: 2, room: width.saturating_sub(2), above: LabelsAt::Above };
        }
        let value = label as u16 + 4;
        Margins { value, room: width.saturating_sub(value), above: LabelsAt::Left }
    }

    /// Columns and lines in which the focused note is shown; (0, 0) for other fields.
    pub(super) fn note_size(&self, area: Rect) -> (u16, u16) {
        match &self.focused().kind {
            Kind::Note(_) => {
                let margins = self.margins(area.width);
                (margins.room, self.note_lines(area, margins) as u16)
            }
            Kind::Line(_) | Kind::Choice(_) | Kind::Code(_) | Kind::Date(_) => (0, 0),
        }
    }

    /// Lines of the focused note: what the other fields leave.
    fn note_lines(&self, area: Rect, margins: Margins) -> usize {
        let others = self.fields.iter().enumerate().filter(|(at, _)| *at != self.at);
        let label = usize::from(margins.above == LabelsAt::Above);
        // Errors are not counted: a note that shrinks while one reads it would be worse than a
        // form that scrolls.
        let lines: usize =
            others.map(|(_, field)| label + lines_at_rest(field, margins.room)).sum();
        let left = usize::from(area.height).saturating_sub(1 + label + lines);
        left.max(NOTE_AT_WORK).min(usize::from(area.height.saturating_sub(1)).max(1))
    }

    /// Draws the title with the place in the form, then the fields; those around the focused one
    /// when they do not all fit. Tells where the cursor belongs.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let width = usize::from(area.width);
        let place = list::counted(look.speech, self.at as u64 + 1, self.fields.len() as u64);
        put(buf, area, 0, &columns::ends(&self.title, &place, width), look.theme.title());
        let rows = usize::from(area.height.saturating_sub(1));
        let blocks = self.blocks(area, look.speech);
        let (first, skipped) = first_shown(&blocks, self.at, rows);
        let mut row = 1;
        let mut cursor = None;
        for (at, block) in blocks.iter().enumerate().skip(first) {
            let skip = if at == first { skipped } else { 0 };
            if let Some((column, line)) = block.cursor.filter(|_| at == self.at) {
                cursor = Some((column, row + line.saturating_sub(skip)));
            }
            for line in block.lines.iter().skip(skip) {
                let shown = Rect { x: area.x + line.column.min(area.width), ..area };
                let shown = Rect { width: area.width.saturating_sub(line.column), ..shown };
                if row < usize::from(area.height) {
                    put(buf, shown, row as u16, &line.text, style(line.tone, look));
                }
                row += 1;
            }
        }
        let (column, row) = cursor?;
        let row = row.min(usize::from(area.height.saturating_sub(1))) as u16;
        let column = column.min(area.width.saturating_sub(1));
        (!area.is_empty()).then(|| Position::new(area.x + column, area.y + row))
    }

    /// From which column on the title line is free, and for how many.
    pub fn title_gap(&self, area: Rect, speech: &Speech) -> (u16, u16) {
        let place = list::counted(speech, self.at as u64 + 1, self.fields.len() as u64);
        let short = |width: usize| u16::try_from(width + 2).unwrap_or(u16::MAX);
        let from = short(self.title.width()).min(area.width);
        (from, area.width.saturating_sub(from.saturating_add(short(place.width()))))
    }

    fn blocks(&self, area: Rect, speech: &Speech) -> Vec<Block> {
        let margins = self.margins(area.width);
        let block = |(at, field): (usize, &Field)| {
            let height = (at == self.at).then(|| self.note_lines(area, margins));
            let mut block = block(field, margins, height, speech);
            label(&mut block, field, margins, if at == self.at { "> " } else { "  " });
            block
        };
        self.fields.iter().enumerate().map(block).collect()
    }
}

fn style(tone: Tone, look: &Look<'_>) -> Style {
    match tone {
        Tone::Plain => look.theme.text(),
        Tone::Aside => look.theme.faint(),
        Tone::Alarm => look.theme.alarm(),
    }
}

fn lines_at_rest(field: &Field, room: u16) -> usize {
    match &field.kind {
        Kind::Note(note) => note.height(room).min(NOTE_AT_REST),
        Kind::Line(_) | Kind::Choice(_) | Kind::Code(_) | Kind::Date(_) => 1,
    }
}

/// The first field that is shown, and how many of its lines are left out: as many before the
/// focused one as fit, with a line of the next one in sight.
fn first_shown(blocks: &[Block], at: usize, rows: usize) -> (usize, usize) {
    let height = |block: &Block| block.lines.len();
    if blocks.iter().map(height).sum::<usize>() <= rows {
        return (0, 0);
    }
    let next = usize::from(at + 1 < blocks.len());
    let mut taken = height(&blocks[at]) + next;
    if taken > rows {
        // The cursor's line must be seen, whatever is above it.
        let line = blocks[at].cursor.map_or(0, |(_, line)| line);
        return (at, (line + 1).saturating_sub(rows));
    }
    let mut first = at;
    while first > 0 && taken + height(&blocks[first - 1]) <= rows {
        first -= 1;
        taken += height(&blocks[first]);
    }
    (first, 0)
}

/// Puts the label before or above a field's lines, after the mark that says whether the field is
/// being filled in.
fn label(block: &mut Block, field: &Field, margins: Margins, mark: &str) {
    let text = format!("{mark}{}", field.label);
    let line = Line { text, column: 0, tone: Tone::Aside };
    match margins.above {
        LabelsAt::Above => {
            block.lines.insert(0, line);
            block.cursor = block.cursor.map(|(column, at)| (column, at + 1));
        }
        LabelsAt::Left => {
            let Some(first) = block.lines.first_mut() else { return };
            let gap = usize::from(margins.value).saturating_sub(line.text.width());
            first.text = format!("{}{}{}", line.text, " ".repeat(gap), first.text);
            first.column = 0;
        }
    }
}

/// The lines of a field's content and of what is said about it, without its label. `height` is
/// the lines of a note that is being filled in; other fields at work have some too.
fn block(field: &Field, margins: Margins, height: Option<usize>, speech: &Speech) -> Block {
    let mut block = Block::default();
    let room = margins.room;
    match &field.kind {
        Kind::Line(line) => {
            let view = line.view(room);
            block.value(view.text, margins, height.map(|_| view.cursor));
        }
        Kind::Date(line) => {
            let view = line.view(room);
            let text = with_day(&view.text, field, room, speech);
            block.value(text, margins, height.map(|_| view.cursor));
        }
        Kind::Choice(choice) => {
            let (text, at) = choice_text(choice, usize::from(room));
            block.value(text, margins, height.map(|_| at));
        }
        Kind::Code(code) => {
            let view = code.line.view(room);
            let word = code.word().map_or_else(String::new, |word| format!("  {word}"));
            let text = format!("{}{word}", columns::fit(&view.text, 2));
            let text = columns::cut(text.trim_end(), usize::from(room));
            block.value(text, margins, height.map(|_| view.cursor));
        }
        Kind::Note(note) => {
            let view = note.view(room, height.unwrap_or(NOTE_AT_REST) as u16);
            let lines = if height.is_some() { height.unwrap_or(1) } else { view.lines.len() };
            for line in view.lines.into_iter().chain(std::iter::repeat_n(String::new(), lines)) {
                if block.lines.len() < lines {
                    block.lines.push(Line { text: line, column: margins.value, tone: Tone::Plain });
                }
            }
            let (column, row) = view.cursor;
            block.cursor = height.map(|_| (margins.value + column, usize::from(row)));
        }
    }
    if let Some(error) = &field.error {
        for text in columns::wrap(&format!("! {error}"), usize::from(room)) {
            block.lines.push(Line { text, column: margins.value, tone: Tone::Alarm });
        }
    }
    if let (Kind::Code(code), true) = (&field.kind, height.is_some()) {
        block.offer(code, margins);
    }
    block
}

impl Block {
    fn value(&mut self, text: String, margins: Margins, cursor: Option<u16>) {
        self.lines.push(Line { text, column: margins.value, tone: Tone::Plain });
        self.cursor = cursor.map(|column| (margins.value + column, 0));
    }

    /// The codes that may still be meant, while the letters are none.
    fn offer(&mut self, code: &CodeEdit, margins: Margins) {
        if code.word().is_some() {
            return;
        }
        for text in code_list(code, usize::from(margins.room)) {
            self.lines.push(Line { text, column: margins.value, tone: Tone::Aside });
        }
    }
}

/// `21/11/1987  21 Nov 1987`: shows how a day was read, because 3/4 is two days.
fn with_day(typed: &str, field: &Field, room: u16, speech: &Speech) -> String {
    let Some(day) = date(&field.value()) else {
        return typed.to_owned();
    };
    let month = speech.say(&format!("month-{}", day.month()));
    let read = format!("{typed}  {:02} {month} {}", day.day(), day.year());
    if read.width() < usize::from(room) { read } else { typed.to_owned() }
}

/// All words with the chosen one in brackets, or that one alone where there is no room; and the
/// column of its first letter.
fn choice_text(choice: &Choice, room: usize) -> (String, u16) {
    let mut text = String::new();
    let mut column = 0;
    for (at, (_, word)) in choice.options.iter().enumerate() {
        let word = columns::cut(word, room);
        if at == choice.at {
            column = text.width() + 1;
            text += &format!("[{word}]");
        } else {
            text += &format!(" {word} ");
        }
    }
    if text.width() <= room {
        return (text, column as u16);
    }
    let word = choice.options.get(choice.at).map_or("", |(_, word)| word);
    (format!("< {} >", columns::cut(word, room.saturating_sub(4))), 2)
}

/// Lines of codes that are offered at most: on a small screen the field itself must stay in sight.
const CODE_LINES: usize = 4;

/// `BI billing  CA cancellation` on as many lines as it takes, up to a limit; `...` says that there
/// are more, which the first letter brings up.
fn code_list(code: &CodeEdit, room: usize) -> Vec<String> {
    let pairs: Vec<String> =
        code.offered().into_iter().map(|(letters, word)| format!("{letters} {word}")).collect();
    let mut lines = columns::flow(&pairs, room);
    if lines.len() > CODE_LINES {
        lines.truncate(CODE_LINES);
        let kept = columns::cut(&lines[CODE_LINES - 1], room.saturating_sub(4));
        lines[CODE_LINES - 1] = format!("{kept} ...");
    }
    lines
}
