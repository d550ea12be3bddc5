//! `sigap survey draw`: whom a survey asks. Never by hand: who is drawn follows from the seed.

use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::given;
use super::super::instrument;
use super::super::output::Form;
use super::super::when;
use super::list;
use crate::domain::{Asks, At, Channel, Measure, Strata, SurveyPlan};
use crate::wire::{Answer, Command, Query, SurveyPreview};

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub struct Args {
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(long, value_name = "NAME", group = "what")]
    instrument: Option<String>,
    #[arg(long, value_name = "WHAT", group = "what",
        value_parser = given::word(Measure::ALL, Measure::word))]
    measure: Option<Measure>,
    #[arg(long, value_name = "N")]
    many: u32,
    #[arg(long, value_name = "WHAT", value_parser = given::word(Strata::ALL, Strata::word))]
    by: Option<Strata>,
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    not_within: u32,
    #[arg(long, value_name = "CHANNEL", default_value = "call",
        value_parser = given::word(Channel::ALL, Channel::word))]
    channel: Channel,
    #[arg(long)]
    consented: bool,
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let is_dry = args.dry_run;
    let plan = plan(args, &desk)?;
    if let Asks::Instrument(name) = &plan.asks {
        instrument::found(&mut desk, name)?;
    }
    // Whoever draws hears the same as whoever only looks: of how many, and why not of more.
    let preview = preview(&plan, &mut desk)?;
    if is_dry {
        return tell(&plan, &preview, context);
    }
    let done = desk.client.run(Command::DrawSurvey(Box::new(plan.clone())))?;
    if context.out.form() == Form::People {
        tell(&plan, &preview, context)?;
    }
    let row = super::one(&plan.name, &mut desk)?;
    let values = [
        ("name", row.plan.name.clone()),
        ("count", context.speech.number(row.progress.drawn)),
        ("seed", row.plan.seed.unwrap_or_default().to_string()),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, &**value));
    let key = if row.progress.drawn < u64::from(plan.many) {
        "done-survey-drawn-fewer"
    } else {
        "done-survey-drawn"
    };
    context.done(&done, key, &values)
}

fn plan(args: Args, desk: &Desk) -> Result<SurveyPlan, Failure> {
    let bound = |text: Option<String>| -> Result<Option<At>, Failure> {
        Ok(text.map(|text| when::bound(&text, desk.now, &desk.zone)).transpose()?)
    };
    let end = |text: Option<String>| -> Result<Option<At>, Failure> {
        Ok(text.map(|text| when::last(&text, desk.now, &desk.zone)).transpose()?)
    };
    let asks = match (args.instrument, args.measure) {
        (Some(name), _) => Asks::Instrument(name),
        (None, Some(measure)) => Asks::Measure(measure),
        (None, None) => return Err(Failure::unexpected()),
    };
    let until = end(args.until)?;
    if until.is_some_and(|until| until < desk.now) {
        return Err(Failure::said(Exit::Usage, desk.speech.say("survey-until-past")));
    }
    let (from, to) = (bound(args.from)?, bound(args.to)?);
    if let Some(span) = from.zip(to) {
        when::forwards(span, desk)?;
    }
    Ok(SurveyPlan {
        name: args.name.trim().to_lowercase(),
        asks,
        channel: args.channel,
        many: args.many,
        by: args.by,
        apart_days: args.not_within,
        consented: args.consented,
        from,
        to,
        until,
        seed: args.seed,
    })
}

fn preview(plan: &SurveyPlan, desk: &mut Desk) -> Result<SurveyPreview, Failure> {
    match desk.client.query(Query::PreviewSurvey { plan: Box::new(plan.clone()) })? {
        Answer::PreviewSurvey(preview) => Ok(preview),
        _ => Err(Failure::unexpected()),
    }
}

fn tell(plan: &SurveyPlan, preview: &SurveyPreview, context: &mut Context) -> Ended {
    if context.out.form() == Form::Json {
        context.out.json(preview)?;
        return Ok(Exit::Done);
    }
    let wanted = context.speech.number(plan.many.into());
    let count = context.speech.number(preview.eligible);
    let values = [("count", &*count), ("wanted", &*wanted)];
    let mut lines = vec![context.speech.say_with("survey-eligible", &values)];
    let why_not = context.speech.why_not(&preview.why_not);
    if !why_not.is_empty() {
        lines.push(context.speech.say_with("survey-why-not", &[("why", &why_not)]));
    }
    lines.iter().try_for_each(|line| context.out.line(line))?;
    if plan.by.is_some() {
        let parts = preview.strata.iter().map(|(name, size, many)| (&**name, *size, *many));
        let table = list::parts(plan, parts, &context.speech);
        context.out.table(&table)?;
    }
    Ok(Exit::Done)
}
