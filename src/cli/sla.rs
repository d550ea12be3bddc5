//! `sigap sla …`: rules for due times. Never decides which one counts for a ticket: the desk does.

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::table::Table;
use crate::domain::sla::{Breach, Scope, Terms, Warn, told};
use crate::domain::{Priority, Tier, TwoLetters, calendar, sla};
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
sigap sla set --topic BI --answer 1h --resolve 8h --warn 15m --raise --assign sari --tell rina")]
    Set {
        #[command(flatten)]
        scope: ScopeArgs,
        #[arg(long, value_name = "TIME", value_parser = sla::span)]
        answer: i64,
        #[arg(long, value_name = "TIME", value_parser = sla::span)]
        resolve: i64,
        #[arg(long, value_name = "NAME", default_value = calendar::ALWAYS)]
        calendar: String,
        #[arg(long, value_name = "WHEN")]
        warn: Option<Warn>,
        #[arg(long)]
        raise: bool,
        #[arg(long, value_name = "AGENT")]
        assign: Option<String>,
        #[arg(long, value_name = "AGENT")]
        tell: Option<String>,
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

impl From<ScopeArgs> for Scope {
    fn from(ScopeArgs { priority, tier, topic }: ScopeArgs) -> Scope {
        Scope { priority, tier, topic }
    }
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::Show => show(context),
        Verb::Set { scope, answer, resolve, calendar, warn, raise, assign, tell } => {
            let mut desk = context.desk()?;
            let name = |name: Option<String>| name.map(|name| desk.agent(&name));
            let breach = Breach { raise, assign: name(assign), tell: name(tell) };
            let terms = Terms { answer, resolve, calendar, warn, breach }.to_string();
            let scope = Scope::from(scope).to_string();
            let rule = [("rule", scope.as_str()), ("terms", terms.as_str())];
            let command = Command::SetRule { scope: scope.clone(), terms: terms.clone() };
            let done = desk.client.run(command)?;
            context.done(&done, "cli-done-rule", &rule)
        }
        Verb::Remove(scope) => {
            let scope = Scope::from(scope).to_string();
            let rule = [("rule", scope.as_str())];
            let command = Command::SetRule { scope: scope.clone(), terms: String::new() };
            let done = context.desk()?.client.run(command)?;
            context.done(&done, "cli-done-rule-removed", &rule)
        }
    }
}

/// The rules, the one that counts first of those that fit first; at the end what holds otherwise.
fn show(context: &mut Context) -> Ended {
    let Answer::Sla(page) = context.desk()?.client.query(Query::Sla)? else {
        return Err(Failure::unexpected());
    };
    if context.out.form() == Form::Json {
        page.rules.iter().try_for_each(|rule| context.out.json(rule))?;
        return Ok(Exit::Done);
    }
    let heads = ["rule", "answer-in", "resolve-in", "calendar", "warn", "breach", "seq"];
    let heads = heads.map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2, 6]);
    for SettingRow { seq, name, text, .. } in &page.rules {
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
