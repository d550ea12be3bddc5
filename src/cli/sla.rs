//! `sigap sla …`: rules for due times. Never decides which one counts for a ticket: the desk does.

use std::str::FromStr;

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::table::Table;
use crate::domain::sla::{Scope, Terms, Warn, told};
use crate::domain::{Malformed, Priority, Tier, TwoLetters, sla};
use crate::wire::{Answer, Command, Query, SettingRow};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap sla show")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap sla show\nsigap sla show --json")]
    Show,
    #[command(after_help = "\
sigap sla set --answer 4h --resolve 24h --calendar office
sigap sla set --priority urgent --tier gold --answer 30m --resolve 2h --calendar office --warn 80%
sigap sla set --topic BI --answer 1h --resolve 8h --warn 15m --raise --assign sari --tell rina
sigap sla set --topic BI --resolve 6h --assign none --no-raise")]
    Set {
        #[command(flatten)]
        scope: ScopeArgs,
        #[command(flatten)]
        given: TermsArgs,
    },
    #[command(after_help = "sigap sla remove --priority urgent --tier gold\nsigap sla remove")]
    Remove(ScopeArgs),
}

#[derive(Debug, clap::Args)]
struct ScopeArgs {
    #[arg(long, value_name = "PRIORITY", value_parser = given::word(Priority::ALL, Priority::word))]
    priority: Option<Priority>,
    #[arg(long, value_name = "TIER", value_parser = given::word(Tier::ALL, Tier::word))]
    tier: Option<Tier>,
    #[arg(long, value_name = "CODE")]
    topic: Option<TwoLetters>,
}

/// What is given of a rule; what is not stays as the rule has it.
#[derive(Debug, clap::Args)]
struct TermsArgs {
    #[arg(long, value_name = "TIME", value_parser = sla::span)]
    answer: Option<i64>,
    #[arg(long, value_name = "TIME", value_parser = sla::span)]
    resolve: Option<i64>,
    #[arg(long, value_name = "NAME")]
    calendar: Option<String>,
    #[arg(long, value_name = "WHEN")]
    warn: Option<Warning>,
    #[arg(long, conflicts_with = "no_raise")]
    raise: bool,
    #[arg(long)]
    no_raise: bool,
    #[arg(long, value_name = "AGENT")]
    assign: Option<String>,
    #[arg(long, value_name = "AGENT")]
    tell: Option<String>,
}

/// When somebody is warned; `none` takes it away.
#[derive(Debug, Clone, Copy)]
struct Warning(Option<Warn>);

impl FromStr for Warning {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Warning, Malformed> {
        match text {
            "none" => Ok(Warning(None)),
            text => text.parse().map(|warn| Warning(Some(warn))),
        }
    }
}

impl TermsArgs {
    /// The rule with what is given; `None` for a new one without both times.
    fn over(self, rule: Option<Terms>, desk: &Desk) -> Option<Terms> {
        let (answer, resolve) = (self.answer, self.resolve);
        let mut terms = match rule {
            Some(terms) => terms,
            None => Terms::plain(answer?, resolve?),
        };
        terms.answer = answer.unwrap_or(terms.answer);
        terms.resolve = resolve.unwrap_or(terms.resolve);
        terms.calendar = self.calendar.unwrap_or(terms.calendar);
        terms.warn = self.warn.map_or(terms.warn, |Warning(warn)| warn);
        terms.breach.raise = self.raise || (terms.breach.raise && !self.no_raise);
        let name = |given: Option<String>, kept: Option<String>| match given {
            Some(given) => Some(desk.agent(&given)).filter(|name| !name.is_empty()),
            None => kept,
        };
        terms.breach.assign = name(self.assign, terms.breach.assign);
        terms.breach.tell = name(self.tell, terms.breach.tell);
        Some(terms)
    }
}

impl From<ScopeArgs> for Scope {
    fn from(ScopeArgs { priority, tier, topic }: ScopeArgs) -> Scope {
        Scope { priority, tier, topic }
    }
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::Show => show(context),
        Verb::Set { scope, given } => set(Scope::from(scope), given, context),
        Verb::Remove(scope) => {
            let scope = Scope::from(scope).to_string();
            let rule = [("rule", scope.as_str())];
            let command = Command::SetRule { scope: scope.clone(), terms: String::new() };
            let done = context.desk()?.client.run(command)?;
            context.done(&done, "cli-done-rule-removed", &rule)
        }
    }
}

/// Keeps a rule; of one that is there, the desk's or what holds otherwise, what is not given stays.
fn set(scope: Scope, given: TermsArgs, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let usual = match scope {
        Scope { priority: Some(priority), tier: None, topic: None } => Some(Terms::usual(priority)),
        Scope { .. } => None,
    };
    let scope = &*scope.to_string();
    let rules = rules(&mut desk)?;
    let rule = rules.iter().find(|rule| rule.name == scope).and_then(|rule| rule.text.parse().ok());
    let Some(terms) = given.over(rule.or(usual), &desk) else {
        let sentence = context.speech.say_with("cli-sla-new", &[("rule", scope)]);
        return Err(Failure::said(Exit::Usage, sentence));
    };
    let terms = terms.to_string();
    let command = Command::SetRule { scope: scope.to_owned(), terms: terms.clone() };
    let done = desk.client.run(command)?;
    context.done(&done, "cli-done-rule", &[("rule", scope), ("terms", &terms)])
}

fn rules(desk: &mut Desk) -> Result<Vec<SettingRow>, Failure> {
    match desk.client.query(Query::Sla)? {
        Answer::Sla(page) => Ok(page.rules),
        _ => Err(Failure::unexpected()),
    }
}

/// The rules, the one that counts first of those that fit first; at the end what holds otherwise.
fn show(context: &mut Context) -> Ended {
    let rules = rules(&mut context.desk()?)?;
    if context.out.form() == Form::Json {
        rules.iter().try_for_each(|rule| context.out.json(rule))?;
        return Ok(Exit::Done);
    }
    let heads = ["rule", "answer-in", "resolve-in", "calendar", "warn", "breach", "seq"];
    let heads = heads.map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2, 6]);
    for SettingRow { seq, name, text, .. } in &rules {
        let Ok(terms) = text.parse::<Terms>() else { continue };
        table.row(cells(name, &terms, &seq.to_string()));
    }
    for priority in Priority::ALL.iter().rev() {
        let scope = Scope { priority: Some(*priority), ..Scope::default() };
        let seq = context.say("cli-sla-usual");
        table.row(cells(&scope.to_string(), &Terms::usual(*priority), &seq));
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}

fn cells(scope: &str, terms: &Terms, seq: &str) -> [String; 7] {
    let warn = match terms.warn {
        Some(Warn::Used(percent)) => format!("{percent}%"),
        Some(Warn::Before(millis)) => told(millis),
        None => "-".to_owned(),
    };
    let breach = match terms.breach.is_nothing() {
        true => "-".to_owned(),
        false => terms.breach.to_string(),
    };
    let Terms { answer, resolve, calendar, .. } = terms;
    let (answer, resolve) = (told(*answer), told(*resolve));
    [scope.to_owned(), answer, resolve, calendar.clone(), warn, breach, seq.to_owned()]
}
