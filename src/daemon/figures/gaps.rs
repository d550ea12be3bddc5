//! What one group of raters has answered to one version of an instrument, as rows of a report.
//! Never a gap of a perception without an expectation.

use crate::domain::instrument::{self, Both, Side};
use crate::domain::quality::alpha::alpha;
use crate::domain::quality::gap::{self, Gap};
use crate::domain::quality::{Interval, Worth, interval};
use crate::domain::{Dimension, Importance, Instrument};
use crate::wire::report::{Cell, Row, Saying, Unit};

/// Letters of a statement in a row: the instrument has them all.
const LABEL: usize = 60;
/// An alpha below this says that the statements do not go together (Nunnally 1978).
const TOGETHER: f64 = 0.7;

/// What is asked, statements in the order of their dimensions.
pub struct Asking<'a> {
    instrument: &'a Instrument,
    /// Places of the statements of each dimension.
    dimensions: Vec<Vec<usize>>,
    /// What matters to all.
    points: Option<Importance>,
}

/// What a group has answered: one row for each sitting.
#[derive(Debug, Default)]
pub struct Group {
    sittings: Vec<Sitting>,
}

/// One sitting, 0 where nothing was answered.
#[derive(Debug)]
pub struct Sitting {
    /// What they expect.
    pub expected: Vec<u8>,
    /// What they get.
    pub perceived: Vec<u8>,
    /// What matters to whoever answered, where they have said it.
    pub own: Option<Importance>,
}

impl Sitting {
    fn side(&self, side: Side) -> &[u8] {
        match side {
            Side::Expected => &self.expected,
            Side::Perceived => &self.perceived,
        }
    }
}

/// One row: a statement, a dimension, or all of it.
pub struct Said {
    /// What it is about.
    pub label: Cell,
    /// How many expectations and perceptions it is of.
    n: [u64; 2],
    expected: Option<f64>,
    /// The mean perception.
    pub perceived: Option<f64>,
    /// What is perceived less what is expected.
    pub gap: Option<f64>,
    /// How far that may be from what it stands for.
    pub interval: Option<Interval>,
    alpha: [Option<f64>; 2],
}

/// All rows of a group.
pub struct Sayings {
    /// All of it, even and by importance.
    pub whole: Vec<Said>,
    /// Dimension by dimension.
    pub dimensions: Vec<Said>,
    /// Statement by statement.
    pub statements: Vec<Said>,
    left_out: u64,
    /// Whether the same people have said what they expect and what they get.
    paired: bool,
}

impl<'a> Asking<'a> {
    /// What an instrument asks, and how important each dimension is where it has those of the
    /// literature.
    pub fn new(instrument: &'a Instrument, points: Option<Importance>) -> Asking<'a> {
        let points = points.filter(|_| is_usual(instrument));
        let places = |name: &str| instrument.of_dimension(name);
        let dimensions = instrument.dimensions.iter().map(|one| places(&one.name)).collect();
        Asking { instrument, dimensions, points }
    }

    /// What matters to somebody, as the figures take it.
    fn own(&self, sitting: &Sitting) -> Option<Importance> {
        sitting.own.filter(|_| is_usual(self.instrument))
    }

    /// Points of importance.
    pub fn points(&self) -> Option<[u8; 5]> {
        self.points.map(|points| points.0)
    }

    /// Each dimension with the places of its statements.
    pub fn about(&self) -> Vec<(Cell, Vec<usize>)> {
        let dimensions = self.dimensions.iter().enumerate();
        dimensions.map(|(at, places)| (self.dimension(at), places.clone())).collect()
    }

    /// Places of the statements, dimension by dimension.
    fn order(&self) -> Vec<usize> {
        self.dimensions.concat()
    }

    fn dimension(&self, at: usize) -> Cell {
        let asked = &self.instrument.dimensions[at];
        match asked.name.parse::<Dimension>() {
            Ok(usual) => Cell::Word(format!("word-dimension-{usual}")),
            Err(_) => both("", &asked.title, usize::MAX),
        }
    }

    fn statement(&self, place: usize) -> Cell {
        let one = &self.instrument.statements[place];
        let said =
            if self.instrument.asks(Side::Perceived) { &one.perceived } else { &one.expected };
        both(&format!("{} ", place + 1), said, LABEL)
    }
}

/// Tells whether an instrument has the dimensions of the literature, which points are for.
fn is_usual(instrument: &Instrument) -> bool {
    let names = instrument.dimensions.iter().map(|one| one.name.as_str());
    names.eq(Dimension::ALL.iter().map(|one| one.word()))
}

/// A text of an instrument as a cell: in both languages where it has both.
fn both(before: &str, text: &instrument::Said, most: usize) -> Cell {
    let cut = |text: &str| {
        let kept: String = text.chars().take(most).collect();
        format!("{before}{}", kept.trim_end())
    };
    let (en, id) = (cut(text.of("en")), cut(text.of("id")));
    if en == id { Cell::Text(en) } else { Cell::Said(Both { en, id }) }
}

impl Group {
    /// One sitting more.
    pub fn add(&mut self, sitting: Sitting) {
        self.sittings.push(sitting);
    }

    fn side(&self, side: Side) -> impl Iterator<Item = &[u8]> {
        self.sittings.iter().map(move |sitting| sitting.side(side))
    }

    /// What is expected of each dimension, by those who answered all of it: their means.
    pub fn expected<'a>(
        &'a self,
        asking: &'a Asking<'_>,
    ) -> impl Iterator<Item = (Cell, Vec<f64>)> + 'a {
        let dimensions = asking.dimensions.iter().enumerate();
        dimensions.map(|(at, places)| (asking.dimension(at), self.means(Side::Expected, places)))
    }

    /// Tells whether anybody has answered on a side.
    pub fn has(&self, side: Side) -> bool {
        self.side(side).flatten().any(|answer| *answer > 0)
    }

    /// Every answer that was given, statement by statement.
    pub fn given<'a>(
        &'a self,
        asking: &'a Asking<'_>,
    ) -> impl Iterator<Item = (Cell, Side, impl Iterator<Item = u8> + 'a)> {
        let asked = asking.order().into_iter().flat_map(|at| Side::ALL.map(|side| (at, side)));
        asked.filter(|(_, side)| asking.instrument.asks(*side)).map(move |(at, side)| {
            let answers = self.side(side).filter_map(move |all| all.get(at).copied());
            (asking.statement(at), side, answers.filter(|answer| *answer > 0))
        })
    }

    /// Its figures: of the people who answered everything on both sides where there are any, else
    /// of the two sides apart.
    pub fn said(&self, asking: &Asking<'_>) -> Sayings {
        let order = asking.order();
        let pick = |all: &[u8]| -> Vec<Option<u8>> {
            order.iter().map(|at| all.get(*at).copied().filter(|answer| *answer > 0)).collect()
        };
        let sat = |sitting: &Sitting| gap::Answers {
            expected: pick(&sitting.expected),
            perceived: pick(&sitting.perceived),
            points: asking.own(sitting).map(|own| own.0.map(u32::from).to_vec()),
        };
        let answers: Vec<gap::Answers> = self.sittings.iter().map(sat).collect();
        let sizes: Vec<usize> = asking.dimensions.iter().map(Vec::len).collect();
        let points = asking.points().map(|points| points.map(u32::from));
        match gap::gaps(&sizes, &answers, points.as_ref().map(<[u32; 5]>::as_slice)) {
            Some(gaps) => paired(asking, &answers, &gaps),
            None => self.apart(asking),
        }
    }

    /// The two sides by themselves: expectations and perceptions of different people.
    fn apart(&self, asking: &Asking<'_>) -> Sayings {
        let whole = asking.order();
        let row = |label: Cell, places: &[usize]| {
            let alpha = Side::ALL.map(|side| alpha(&self.complete(side, places)));
            two_sided(label, Side::ALL.map(|side| self.means(side, places)), alpha)
        };
        let places = asking.dimensions.iter().enumerate();
        let dimensions: Vec<Said> =
            places.map(|(at, places)| row(asking.dimension(at), places)).collect();
        let statements = whole.iter().map(|at| row(asking.statement(*at), &[*at])).collect();
        let mut all = vec![row(Cell::Word("report-quality-all".to_owned()), &whole)];
        let [expected, perceived] = Side::ALL.map(|side| self.weighted(side, asking));
        let sides = expected.zip(perceived);
        let is_some = |(one, other): &(Vec<f64>, Vec<f64>)| !one.is_empty() || !other.is_empty();
        if let Some(sides) = sides.filter(is_some) {
            let label = Cell::Word("report-quality-weighted".to_owned());
            all.push(two_sided(label, sides.into(), [None, None]));
        }
        let left_out = (self.sittings.len() as u64).saturating_sub(all[0].n.iter().sum());
        Sayings { whole: all, dimensions, statements, left_out, paired: false }
    }

    /// The answers of those who gave all of some.
    fn complete(&self, side: Side, places: &[usize]) -> Vec<Vec<u8>> {
        let rows = self.side(side).filter_map(|all| {
            let row = places.iter().map(|at| all.get(*at).copied().filter(|one| *one > 0));
            row.collect::<Option<Vec<u8>>>()
        });
        rows.collect()
    }

    /// What each who gave all answers of a side comes to by importance, as they see it, else all;
    /// `None` where that is not known of one of them.
    fn weighted(&self, side: Side, asking: &Asking<'_>) -> Option<Vec<f64>> {
        let whole = |sitting: &&Sitting| {
            let mut places = asking.order().into_iter();
            places.all(|at| sitting.side(side).get(at).is_some_and(|answer| *answer > 0))
        };
        let one = |sitting: &Sitting| -> Option<f64> {
            let Importance(points) = asking.own(sitting).or(asking.points)?;
            let mean = |places: &Vec<usize>| {
                let sum: f64 = places.iter().map(|at| f64::from(sitting.side(side)[*at])).sum();
                sum / places.len() as f64
            };
            let parts = asking.dimensions.iter().zip(points);
            Some(parts.map(|(places, of)| mean(places) * f64::from(of) / 100.0).sum())
        };
        self.sittings.iter().filter(whole).map(one).collect()
    }

    /// Their means.
    fn means(&self, side: Side, places: &[usize]) -> Vec<f64> {
        let sum = |row: &Vec<u8>| row.iter().map(|one| f64::from(*one)).sum::<f64>();
        let rows = self.complete(side, places);
        rows.iter().map(|row| sum(row) / places.len() as f64).collect()
    }
}

/// What two sides of different people come to: expectations first, a value for each of them.
fn two_sided(label: Cell, values: [Vec<f64>; 2], alpha: [Option<f64>; 2]) -> Said {
    let [expected, perceived] = values;
    let means = [interval::mean(&expected), interval::mean(&perceived)];
    let gap = means[0].zip(means[1]).map(|(expected, perceived)| perceived - expected);
    let interval = match gap {
        Some(_) => interval::of_difference(&perceived, &expected),
        None if expected.is_empty() => interval::of_mean(&perceived),
        None => interval::of_mean(&expected),
    };
    let n = [expected.len() as u64, perceived.len() as u64];
    Said { label, n, expected: means[0], perceived: means[1], gap, interval, alpha }
}

/// The figures of those who answered everything on both sides.
fn paired(asking: &Asking<'_>, answers: &[gap::Answers], gaps: &gap::Gaps) -> Sayings {
    let side = |of: fn(&gap::Answers) -> &Vec<Option<u8>>| -> Vec<Vec<u8>> {
        let both = answers
            .iter()
            .filter(|one| one.expected.iter().chain(&one.perceived).all(Option::is_some));
        both.filter_map(|one| of(one).iter().copied().collect()).collect()
    };
    let sides = [side(|one| &one.expected), side(|one| &one.perceived)];
    let alphas = |from: usize, until: usize| {
        sides.each_ref().map(|rows| {
            let rows: Vec<&[u8]> = rows.iter().map(|row| &row[from..until]).collect();
            alpha(&rows)
        })
    };
    let row = |label: Cell, gap: &Gap, alpha: [Option<f64>; 2]| Said {
        label,
        n: [gaps.n; 2],
        expected: Some(gap.expected),
        perceived: Some(gap.perceived),
        gap: Some(gap.gap),
        interval: gap.interval,
        alpha,
    };
    let order = asking.order();
    let all = Cell::Word("report-quality-all".to_owned());
    let mut whole = vec![row(all, &gaps.flat, alphas(0, order.len()))];
    let by_points = Cell::Word("report-quality-weighted".to_owned());
    whole.extend(gaps.weighted.as_ref().map(|gap| row(by_points, gap, [None, None])));
    let mut from = 0;
    let mut dimensions = Vec::new();
    for (at, (places, gap)) in asking.dimensions.iter().zip(&gaps.dimensions).enumerate() {
        let until = from + places.len();
        dimensions.push(row(asking.dimension(at), gap, alphas(from, until)));
        from = until;
    }
    let statements = order.iter().zip(&gaps.statements);
    let statements =
        statements.map(|(at, gap)| row(asking.statement(*at), gap, [None, None])).collect();
    Sayings { whole, dimensions, statements, left_out: gaps.left_out, paired: true }
}

impl Said {
    /// Tells whether it is of so many that it means something.
    pub fn is_told(&self) -> bool {
        self.gap.is_some() && self.n.iter().all(|n| Worth::of(*n) != Worth::Nothing)
    }

    /// As a row of the report.
    pub fn row(&self) -> Row {
        let mut cells = vec![self.label.clone()];
        cells.extend(self.n.map(Cell::count));
        let ends = [self.interval.map(|one| one.low), self.interval.map(|one| one.high)];
        let figures = [self.expected, self.perceived, self.gap, ends[0], ends[1]];
        cells.extend(figures.into_iter().chain(self.alpha).map(Cell::real));
        Row { cells, rows_of: String::new() }
    }
}

impl Sayings {
    /// What it means, in plain sentences.
    pub fn says(&self) -> Vec<Saying> {
        let all = &self.whole[0];
        let counts = all.n.into_iter().filter(|n| *n > 0);
        let n = counts.min().unwrap_or(0);
        let worth = Worth::of(n);
        let has_gap = self.dimensions.iter().any(|one| one.gap.is_some());
        let mut says = vec![Saying::of(match (self.paired, has_gap) {
            (true, _) => "quality-paired",
            (false, true) => "quality-apart",
            (false, false) => "quality-one-side",
        })];
        // Where the sides are apart each row has whoever answered it.
        if self.paired && self.left_out > 0 {
            let count = Cell::count(self.left_out);
            says.push(Saying::of("quality-left-out").with("count", Unit::Count, count));
        }
        if worth != Worth::Sound {
            let saying = Saying::of(&format!("quality-{}", worth.word()));
            says.push(saying.with("count", Unit::Count, Cell::count(n)));
        }
        if worth != Worth::Nothing {
            says.extend(self.widest());
        }
        let scattered = self
            .dimensions
            .iter()
            .filter(|one| one.alpha.iter().flatten().any(|alpha| *alpha < TOGETHER));
        if worth == Worth::Sound {
            let loose = |one: &Said| {
                Saying::of("quality-loose").with("dimension", Unit::Label, one.label.clone())
            };
            says.extend(scattered.map(loose));
        }
        says
    }

    /// Where it falls short most.
    fn widest(&self) -> Option<Saying> {
        let short = self.dimensions.iter().filter(|one| one.gap.is_some_and(|gap| gap < 0.0));
        let widest = short.min_by(|a, b| a.gap.unwrap_or(0.0).total_cmp(&b.gap.unwrap_or(0.0)))?;
        let is_sure = widest.interval.is_some_and(|one| one.high < 0.0);
        let key = if is_sure { "quality-short" } else { "quality-maybe-short" };
        let saying = Saying::of(key).with("dimension", Unit::Label, widest.label.clone());
        Some(saying.with("gap", Unit::Score, Cell::real(widest.gap)))
    }
}
