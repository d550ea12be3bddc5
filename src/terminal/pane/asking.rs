//! One statement at a time: where one is, what is read out, which answers there are. Never a
//! statement that is cut: what does not fit is read on.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use crate::domain::instrument::Side;
use crate::speech::Speech;
use crate::terminal::flow::asking::{Asked, Asking, RATER, SKIPPED};
use crate::terminal::model::Model;
use crate::terminal::paint::flow;
use crate::terminal::sheet::Sheet;
use crate::terminal::widget::columns::{ends, wrap};
use crate::terminal::widget::list::counted;
use crate::terminal::widget::{Look, put, put_at};

/// Lines above the statement: what is asked, and about what.
const ABOVE: usize = 2;

impl Asked {
    /// What is read out at a place.
    pub fn statement<'a>(&'a self, place: (Option<Side>, usize), speech: &'a Speech) -> String {
        match (self, place) {
            (Asked::Instrument { form, .. }, (Some(side), at)) => {
                form.statements[at].said(side).of(speech.lang().tag()).to_owned()
            }
            (Asked::Instrument { .. }, (None, _)) => String::new(),
            (Asked::Measure(what), _) => speech.say(&format!("ask-{what}")),
        }
    }

    /// The dimension of a place; of one question there is none.
    pub fn dimension(&self, at: usize, speech: &Speech) -> String {
        match self {
            Asked::Instrument { form, .. } => {
                let name = &form.statements[at].dimension;
                let found = form.dimensions.iter().find(|one| one.name == *name);
                found.map_or_else(String::new, |one| one.title.of(speech.lang().tag()).to_owned())
            }
            Asked::Measure(_) => String::new(),
        }
    }

    /// What the ends of the scale mean: `1 not at all, 7 fully`.
    pub fn scale(&self, speech: &Speech) -> String {
        let (low, high) = self.range();
        let [low, high] = [low, high].map(|end| end.to_string());
        let [lowest, highest] = match self {
            Asked::Instrument { form, .. } => {
                [&form.lowest, &form.highest].map(|said| said.of(speech.lang().tag()).to_owned())
            }
            Asked::Measure(what) => {
                ["lowest", "highest"].map(|end| speech.say(&format!("ask-{what}-{end}")))
            }
        };
        let values =
            [("low", &*low), ("lowest", &*lowest), ("high", &*high), ("highest", &*highest)];
        speech.say_with("asking-scale", &values)
    }

    /// What is asked, side first: `What they get  servqual`.
    pub fn heading(&self, side: Option<Side>, speech: &Speech) -> Vec<String> {
        match (self, side) {
            (Asked::Instrument { name, .. }, Some(side)) => {
                vec![speech.say(&format!("asking-{side}")), name.clone()]
            }
            (Asked::Instrument { name, .. }, None) => vec![name.clone()],
            (Asked::Measure(what), _) => vec![speech.word("measure", what.word())],
        }
    }
}

/// Who answers, as the form on show says it.
pub fn rater(sheet: &Sheet, speech: &Speech) -> String {
    let rater = speech.word("rater", &sheet.form.value(RATER));
    speech.say_with("asking-by", &[("rater", &rater)])
}

/// The lines of the page.
struct Page {
    /// Of the statement, all of them.
    statement: Vec<String>,
    /// Lines that are kept for it, so that what follows stays where it is.
    kept: usize,
    /// How many of them show it.
    room: usize,
    /// What the ends of the scale mean, and how ten is typed.
    scale: Vec<String>,
    /// The answers there are, in lines.
    answers: Vec<String>,
    /// Column and line of the chosen answer, or of the first.
    cursor: (u16, usize),
}

impl Page {
    fn of(sheet: &Sheet, asking: &Asking, area: Rect, speech: &Speech) -> Page {
        let (what, width) = (&asking.what, usize::from(area.width).max(1));
        let place = what.place(sheet.form.at());
        let mut scale = wrap(&what.scale(speech), width);
        if what.range().1 >= 10 {
            scale.extend(wrap(&speech.say("asking-ten"), width));
        }
        let (answers, cursor) = answers(what, &sheet.form.focused().value(), width);
        let taken = ABOVE + scale.len() + answers.len();
        let left = usize::from(area.height).saturating_sub(taken).max(1);
        let lines = |place| wrap(&what.statement(place, speech), width);
        let all = (0..what.sides().len().max(1) * what.count()).map(|field| what.place(field));
        let longest = all.map(|place| lines(place).len()).max().unwrap_or(1);
        let statement = lines(place);
        let room = if statement.len() > left { left.saturating_sub(1).max(1) } else { left };
        Page { statement, kept: longest.min(left), room, scale, answers, cursor }
    }
}

/// `1  2 [3]`: every answer as wide as it can become, so that little changes with a key.
fn answers(what: &Asked, given: &str, width: usize) -> (Vec<String>, (u16, usize)) {
    let (low, high) = what.range();
    let all = (low..=high).map(|answer| answer.to_string()).chain([SKIPPED.to_owned()]);
    let (mut lines, mut cursor) = (vec![String::new()], (1, 0));
    for answer in all {
        let cell = if answer == given { format!("[{answer}]") } else { format!(" {answer} ") };
        if lines.last().is_some_and(|line| line.width() + cell.width() > width) {
            lines.push(String::new());
        }
        let at = lines.len() - 1;
        if answer == given {
            cursor = (u16::try_from(lines[at].width() + 1).unwrap_or(1), at);
        }
        lines[at] += &cell;
    }
    (lines, cursor)
}

/// Draws the page; tells where the cursor belongs.
pub fn draw(
    sheet: &Sheet,
    asking: &Asking,
    area: Rect,
    buf: &mut Buffer,
    look: &Look<'_>,
) -> Option<Position> {
    let (what, speech, width) = (&asking.what, look.speech, usize::from(area.width));
    let page = Page::of(sheet, asking, area, speech);
    let (side, at) = what.place(sheet.form.at());
    let progress = match what.count() {
        1 => String::new(),
        count => counted(speech, at as u64 + 1, count as u64),
    };
    let room = width.saturating_sub(progress.width() + 1);
    let heading = flow(&what.heading(side, speech), room).into_iter().next().unwrap_or_default();
    put(buf, area, 0, &ends(&heading, &progress, width), look.theme.title());
    let about = ends(&what.dimension(at, speech), &rater(sheet, speech), width);
    put(buf, area, 1, &about, look.theme.faint());
    let shown = page.statement.iter().skip(asking.top).take(page.room);
    for (row, line) in (ABOVE..).zip(shown) {
        put(buf, area, row as u16, line, look.theme.text());
    }
    let mut row = ABOVE + page.kept;
    if asking.top + page.room < page.statement.len() {
        put(buf, area, row as u16 - 1, &speech.say("asking-more"), look.theme.faint());
    }
    // Where there is a line to spare the statement stands out by it.
    row += usize::from(row + page.scale.len() + page.answers.len() < usize::from(area.height));
    for line in &page.scale {
        put(buf, area, row as u16, line, look.theme.faint());
        row += 1;
    }
    let (column, line) = page.cursor;
    let y = area.y + (row + line) as u16;
    for line in &page.answers {
        put_at(buf, area, (0, row as u16), line, look.theme.text());
        row += 1;
    }
    (y < area.bottom()).then(|| Position::new(area.x + column.min(area.width.max(1) - 1), y))
}

impl Model {
    /// Lines of the statement that is asked which are below what is on show.
    pub fn lines_below(&self) -> usize {
        let Some(sheet) = &self.sheet else { return 0 };
        let Some(asking) = sheet.asking() else { return 0 };
        let page = Page::of(sheet, asking, self.layout().sheet, &self.speech);
        page.statement.len().saturating_sub(asking.top + page.room)
    }
}
