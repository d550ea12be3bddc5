//! The wallboard in words and bars, for the screen and for a pipe. Never a customer: it hangs on a
//! wall; never anything by colour or length alone: every bar has its number.

use unicode_width::UnicodeWidthStr;

use crate::domain::{Agent, AgentState, At, Code, CodeKind, Dimension, TwoLetters};
use crate::speech::Speech;
use crate::terminal::widget::columns::{cut, ends, fit, fit_right, flow};
use crate::wire::Wallboard;
use crate::wire::board::{Part, Quality, SLOT};

/// The eighths of a bar, from little to full. Where a terminal has no such letters others stand in
/// their place, see [`crate::terminal::letters`].
const EIGHTHS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Stands where nobody waited.
const NOTHING: char = '_';
/// Columns that one moment of the sparkline takes at most.
const BROAD: usize = 4;
/// Columns of the name of a topic, priority or tier.
const NAME: usize = 18;
/// Columns of a number of tickets.
const NUMBER: usize = 5;
/// Columns of how many are late.
const LATE: usize = 6;

/// Which part of the queue, or who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Block {
    /// The people at the desk.
    #[default]
    Agents,
    /// The queue by topic.
    Topics,
    /// By priority.
    Priorities,
    /// By tier.
    Tiers,
}

impl Block {
    /// All, in the order in which Tab goes.
    pub const ALL: [Block; 4] = [Block::Agents, Block::Topics, Block::Priorities, Block::Tiers];
}

/// What the board is seen with.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// What the desk has counted.
    pub page: &'a Wallboard,
    /// The reader's language.
    pub speech: &'a Speech,
    /// The desk's codes.
    pub codes: &'a [Code],
    /// The time.
    pub now: At,
}

/// One row of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// By what it is known: an agent's name, a topic; empty for customers without a tier.
    pub id: String,
    /// The row.
    pub text: String,
}

impl Seen<'_> {
    fn count(&self, key: &str, count: u64) -> String {
        self.speech.say_with(key, &[("count", &self.speech.number(count))])
    }

    /// The same with `!` before it when there is any.
    fn alarm(&self, key: &str, count: u64) -> String {
        let mark = if count > 0 { "! " } else { "" };
        format!("{mark}{}", self.count(key, count))
    }

    /// What waits, what is late, what was done today, and how it went, on as many lines as it
    /// takes.
    pub fn figures(&self, width: usize) -> Vec<String> {
        let page = self.page;
        let oldest = page.oldest.map(|oldest| self.speech.span(self.now.0 - oldest.0));
        let oldest = oldest.unwrap_or_else(|| "-".to_owned());
        let waiting = [
            self.count("board-waiting", page.waiting),
            self.count("board-unassigned", page.unassigned),
            self.count("board-paused", page.paused),
            self.speech.say_with("board-oldest", &[("span", &oldest)]),
        ];
        let mut late = vec![
            self.alarm("board-late", page.breached),
            self.count("board-soon", page.due_soon),
            self.alarm("board-missed", page.calls_missed),
        ];
        if page.improvements_late > 0 {
            late.push(self.alarm("board-improvements", page.improvements_late));
        }
        let mut lines = flow(&waiting, width);
        lines.extend(flow(&late, width));
        lines.extend(flow(&self.done(), width));
        lines.push(self.spark(width));
        if page.behind > 0 {
            lines.push(cut(&self.count("board-behind", page.behind), width));
        }
        lines
    }

    fn done(&self) -> Vec<String> {
        let (page, speech) = (self.page, self.speech);
        let days = page.days_to_clear().map(|days| speech.decimal(days, 1));
        let days = days.unwrap_or_else(|| "-".to_owned());
        let mut done = vec![
            self.count("board-opened", page.opened_today),
            self.count("board-resolved", page.resolved_today),
            speech.say_with("board-days", &[("days", &days)]),
        ];
        if page.opened > page.resolved {
            done.push(self.count("board-grows", page.opened - page.resolved));
        }
        done
    }

    /// How many waited, as far back as fits.
    fn spark(&self, width: usize) -> String {
        let history = &self.page.history;
        let most = history.iter().copied().max().unwrap_or(0);
        let hours = (history.len().saturating_sub(1) as i64 * SLOT).max(SLOT);
        let lead = self.speech.say_with("board-spark", &[("span", &self.speech.brief(hours))]);
        let tail = self.count("board-most", most);
        let room = width.saturating_sub(lead.width() + tail.width() + 2);
        let broad = (room / history.len().max(1)).clamp(1, BROAD);
        let skipped = history.len().saturating_sub(room / broad);
        let letters = history.iter().skip(skipped);
        let bars: String = letters.flat_map(|one| [eighth(*one, most)].repeat(broad)).collect();
        cut(&format!("{lead} {bars} {tail}"), width)
    }

    /// The title of a block.
    pub fn title(&self, block: Block) -> String {
        let key = match block {
            Block::Agents => return self.crew(),
            Block::Topics => "board-topics",
            Block::Priorities => "board-priorities",
            Block::Tiers => "board-tiers",
        };
        self.speech.say(key)
    }

    /// How many do what.
    fn crew(&self) -> String {
        let said = AgentState::ALL.iter().filter_map(|state| {
            let count = self.page.agents.iter().filter(|agent| agent.state == *state).count();
            let word = self.speech.word("state", state.word());
            (count > 0).then(|| format!("{word} {}", self.speech.number(count as u64)))
        });
        let said: Vec<String> = said.collect();
        format!("{}  {}", self.speech.say("board-agents"), said.join("  "))
    }

    /// The rows of a block.
    pub fn rows(&self, block: Block, width: usize) -> Vec<Line> {
        let page = self.page;
        match block {
            Block::Agents => self.agents(width),
            Block::Topics => self.parts(block, &page.topics, width),
            Block::Priorities => self.parts(block, &page.priorities, width),
            Block::Tiers => self.parts(block, &page.tiers, width),
        }
    }

    /// A block on one line, where it has no room of its own.
    pub fn summary(&self, block: Block, width: usize) -> String {
        let page = self.page;
        let parts = match block {
            Block::Agents => return cut(&self.crew(), width),
            Block::Topics => &page.topics,
            Block::Priorities => &page.priorities,
            Block::Tiers => &page.tiers,
        };
        let one = |part: &Part| {
            let late = if part.breached > 0 { "!" } else { "" };
            let name = match block {
                Block::Topics => part.name.clone(),
                Block::Agents | Block::Priorities | Block::Tiers => self.name(block, &part.name),
            };
            format!("{name} {}{late}", self.speech.number(part.waiting))
        };
        let all = std::iter::once(self.title(block)).chain(parts.iter().map(one));
        cut(&all.collect::<Vec<_>>().join("  "), width)
    }

    fn name(&self, block: Block, name: &str) -> String {
        match block {
            Block::Agents => name.to_owned(),
            Block::Topics => {
                let topic = name.parse::<TwoLetters>().ok();
                let label = topic.map(|one| self.speech.code(CodeKind::Topic, one, self.codes));
                format!("{name} {}", label.unwrap_or_default()).trim_end().to_owned()
            }
            Block::Priorities => self.speech.word("priority", name),
            Block::Tiers if name.is_empty() => self.speech.say("board-no-tier"),
            Block::Tiers => self.speech.word("tier", name),
        }
    }

    /// Name, number, bar, and how many are late.
    fn parts(&self, block: Block, parts: &[Part], width: usize) -> Vec<Line> {
        let most = parts.iter().map(|part| part.waiting).max().unwrap_or(0);
        let names: Vec<String> = parts.iter().map(|part| self.name(block, &part.name)).collect();
        let widest = names.iter().map(|name| name.width()).max().unwrap_or(0);
        let wide = widest.min(NAME).min(width / 2);
        let room = width.saturating_sub(wide + NUMBER + LATE + 3);
        let row = |(part, name): (&Part, &String)| {
            let number = fit_right(&self.speech.number(part.waiting), NUMBER);
            let late = match part.breached {
                0 => String::new(),
                late => format!("! {}", self.speech.number(late)),
            };
            let left = format!("{} {number} {}", fit(name, wide), bar(part.waiting, most, room));
            Line { id: part.name.clone(), text: ends(&left, &late, width) }
        };
        parts.iter().zip(&names).map(row).collect()
    }

    /// Who does what since when: whoever works first, who is away last.
    fn agents(&self, width: usize) -> Vec<Line> {
        let mut agents: Vec<&Agent> = self.page.agents.iter().collect();
        agents.sort_by_key(|agent| (agent.state, agent.since));
        let states = AgentState::ALL.iter().map(|one| self.speech.word("state", one.word()));
        let state = states.map(|word| word.width()).max().unwrap_or(0);
        let names = agents.iter().map(|agent| agent.name.width());
        let name = names.max().unwrap_or(0).min(width.saturating_sub(state + 8).max(6));
        let row = |agent: &&Agent| {
            let word = self.speech.word("state", agent.state.word());
            let span = fit_right(&self.speech.span(self.now.0 - agent.since.0), 6);
            let left = format!("{} {} {span}", fit(&agent.name, name), fit(&word, state));
            let reason = self.speech.reason(agent.state, &agent.reason, self.codes);
            let text = cut(format!("{left}  {reason}").trim_end(), width);
            Line { id: agent.name.clone(), text }
        };
        agents.iter().map(row).collect()
    }

    /// The service as it was rated today, each rater and scale by itself, always with how many.
    pub fn quality(&self, width: usize) -> Vec<String> {
        if self.page.quality.is_empty() {
            return vec![cut(&self.speech.say("board-unrated"), width)];
        }
        self.page.quality.iter().flat_map(|one| flow(&self.rated(one), width)).collect()
    }

    fn rated(&self, quality: &Quality) -> Vec<String> {
        let speech = self.speech;
        let rater = speech.word("rater", quality.rater.word());
        let lead = format!("{rater} 1-{}:", quality.scale.byte());
        let each = Dimension::ALL.iter().zip(&quality.dimensions).map(|(dimension, scores)| {
            let word = speech.word("dimension", dimension.word());
            let mean = scores.mean().map_or_else(|| "-".to_owned(), |mean| speech.decimal(mean, 1));
            let n = speech.number(scores.n);
            speech.say_with("board-score", &[("word", &word), ("mean", &mean), ("n", &n)])
        });
        std::iter::once(lead).chain(each).collect()
    }
}

/// One column of a sparkline.
fn eighth(value: u64, most: u64) -> char {
    match (value, most) {
        (0, _) | (_, 0) => NOTHING,
        (value, most) => EIGHTHS[((value * 8).div_ceil(most).clamp(1, 8) - 1) as usize],
    }
}

/// A bar whose fullest is `room` columns; whatever there is shows.
fn bar(value: u64, most: u64, room: usize) -> String {
    let columns = match (value, most) {
        (0, _) | (_, 0) => 0,
        (value, most) => (value as usize * room).div_ceil(most as usize).min(room),
    };
    String::from(EIGHTHS[7]).repeat(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_sparks_say_as_much_as_there_is() {
        let sparks: String = [0, 1, 7, 28, 29, 56, 57].iter().map(|one| eighth(*one, 57)).collect();
        assert_eq!(sparks, "_▁▁▄▅██");
        assert_eq!(eighth(3, 0), '_', "nobody ever waited");
        for (value, most, columns) in [(0, 9, 0), (1, 900, 1), (9, 9, 10), (5, 10, 5), (1, 0, 0)] {
            assert_eq!(bar(value, most, 10).width(), columns, "{value} of {most}");
        }
    }
}
