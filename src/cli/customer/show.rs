//! `sigap customer show`: everything that is known about one customer. Never the time line: that
//! is `sigap history`.

use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use super::super::row::CustomerRow;
use super::super::table::Table;
use crate::domain::{
    CallBackState, Channel, Code, Customer, CustomerId, Field, Line, Profile, Sort,
};
use crate::speech::Speech;
use crate::wire::{Answer, Query, QueueView, TicketFilter};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer show C-12
sigap customer show 0812-3344-5566
sigap customer show 'nur halimah' --json")]
pub struct Args {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let id = desk.customer(&args.customer)?;
    let customer = super::theirs::record(id, &mut desk)?;
    match context.out.form() {
        Form::Json => {
            let open = open_tickets(id, &mut desk)?;
            context.out.json(&CustomerRow::new(&customer, Some(open)))?;
        }
        Form::People => {
            let codes = desk.codes()?;
            context.out.table(&sheet(&customer, &codes, &desk))?;
        }
    }
    Ok(Exit::Done)
}

fn open_tickets(customer: CustomerId, desk: &mut Desk) -> Result<u64, Failure> {
    let filter = TicketFilter { customer: Some(customer), ..TicketFilter::default() };
    let (view, sort) = (QueueView::All, Sort::Due);
    let query = Query::Queue { view, filter, sort, skip: 0, limit: 1 };
    let Answer::Queue(page) = desk.client.query(query)? else {
        return Err(Failure::unexpected());
    };
    Ok(page.total)
}

/// The record as two columns.
pub fn sheet(customer: &Customer, codes: &[Code], desk: &Desk) -> Table {
    let speech = &desk.speech;
    let mut table = Table::sheet();
    table.row([customer.id.to_string(), speech.who(customer)]);
    let mut put = |name: String, lines: Vec<String>| {
        let value = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>();
        if !value.is_empty() {
            table.row([name, value.join("\n")]);
        }
    };
    for (field, lines) in fields(&customer.profile, speech) {
        put(speech.field(field), lines);
    }
    put(speech.say("cli-sheet-consents"), consents(customer, desk));
    put(speech.say("cli-sheet-verified"), verified(customer, desk));
    put(speech.say("cli-sheet-callbacks"), callbacks(customer, desk));
    put(speech.say("cli-sheet-worth"), speech.worth(&customer.worth));
    let left = customer.left.iter().map(|left| speech.departure(left, codes)).collect();
    put(speech.say("cli-sheet-left"), left);
    put(speech.say("cli-sheet-since"), vec![speech.full(customer.since)]);
    put(speech.say("cli-sheet-changed"), vec![speech.full(customer.changed)]);
    table
}

fn fields(profile: &Profile, speech: &Speech) -> Vec<(Field, Vec<String>)> {
    let one = |text: &str| vec![text.to_owned()];
    let labelled = |label: &str, value: &str| match label {
        "" => value.to_owned(),
        label => format!("{value} ({label})"),
    };
    let phones = profile.phones.iter().map(|phone| {
        let number = labelled(&phone.label, &phone.number);
        match phone.line {
            Line::Own => number,
            Line::Shared | Line::Withheld => {
                format!("{number} [{}]", speech.word("line", phone.line.word()))
            }
        }
    });
    let emails = profile.emails.iter().map(|email| labelled(&email.label, &email.address));
    let external = profile.external.iter().map(|one| format!("{} {}", one.system, one.id));
    let attributes = profile.attributes.iter().map(|a| format!("{}: {}", a.name, a.value));
    let word = |group: &str, word: Option<&str>| {
        word.map(|word| speech.word(group, word)).into_iter().collect::<Vec<_>>()
    };
    vec![
        (Field::Account, one(&profile.account)),
        (Field::Phone, phones.collect()),
        (Field::Email, emails.collect()),
        (Field::ExternalId, external.collect()),
        (Field::Address, one(&profile.address)),
        (Field::City, one(format!("{} {}", profile.postcode, profile.city).trim())),
        (Field::Country, one(&profile.country)),
        (Field::BirthDate, profile.birth_date.map(|date| date.to_string()).into_iter().collect()),
        (Field::Language, one(&profile.language)),
        (Field::Channel, word("channel", profile.channel.map(Channel::word))),
        (Field::Tier, word("tier", profile.tier.map(|tier| tier.word()))),
        (Field::Stage, word("stage", profile.stage.map(|stage| stage.word()))),
        (Field::Tag, one(&profile.tags.join(", "))),
        (Field::Needs, one(&profile.needs)),
        (Field::Expectations, one(&profile.expectations)),
        (Field::Preferences, one(&profile.preferences)),
        (Field::Note, one(&profile.note)),
        (Field::Attribute, attributes.collect()),
    ]
}

fn consents(customer: &Customer, desk: &Desk) -> Vec<String> {
    let speech = &desk.speech;
    let line = |consent: &crate::domain::Consent| {
        let words = [
            speech.word("purpose", consent.purpose.word()),
            speech.word("channel", consent.channel.word()),
            speech.word("consent", consent.state.word()),
        ];
        let (when, how) = (speech.full(consent.at), speech.word("how", consent.how.word()));
        format!("{} ({when}, {how})", words.join(" "))
    };
    customer.consents.iter().map(line).collect()
}

fn verified(customer: &Customer, desk: &Desk) -> Vec<String> {
    let speech = &desk.speech;
    let line = |check: &crate::domain::Verification| {
        let verdict = if check.passed { "passed" } else { "failed" };
        let (when, proof) = (speech.full(check.at), speech.word("proof", check.proof.word()));
        format!("{when} {proof}: {} ({})", speech.word("verdict", verdict), check.by)
    };
    // The latest is what an agent wants to know first.
    customer.verified.iter().rev().map(line).collect()
}

fn callbacks(customer: &Customer, desk: &Desk) -> Vec<String> {
    let speech = &desk.speech;
    let open = customer.callbacks.iter().filter(|call| call.state == CallBackState::Open);
    open.map(|call| {
        let parts = [&call.id.to_string(), &speech.full(call.due), &call.agent];
        let note = call.note.clone().unwrap_or_default();
        let parts = parts.into_iter().chain([&note]).filter(|part| !part.is_empty());
        parts.cloned().collect::<Vec<_>>().join("  ")
    })
    .collect()
}
