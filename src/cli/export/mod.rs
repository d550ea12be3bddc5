//! `sigap export`: everything of one kind, for other programs and to be imported again. Never holds
//! more than a page of it in memory.

mod cards;
mod page;
mod record;
mod sheet;
mod sink;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use crate::client::Client;
use crate::domain::{
    Customer, CustomerId, Interaction, InteractionId, Rating, RatingId, Ticket, TicketNo,
};
use crate::wire::{Answer, Query, TicketFilter};

use page::Pages;
pub use sheet::row as csv_row;
pub use sink::Sink;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
(umask 077; sigap export customers > customers.csv)
sigap export customers --format vcard --output customers.vcf
sigap export tickets --format json
sigap export ratings --output ratings.csv")]
pub struct Args {
    #[arg(value_name = "WHAT", value_enum)]
    what: What,
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Format>,
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Customers.
    Customers,
    /// Contacts.
    Interactions,
    /// Tickets.
    Tickets,
    /// Ratings.
    Ratings,
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table.
    Csv,
    /// One JSON object per line.
    Json,
    /// vCard 4.0; customers only.
    Vcard,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let usual = match context.out.form() {
        Form::Json => Format::Json,
        Form::People => Format::Csv,
    };
    let format = args.format.unwrap_or(usual);
    if format == Format::Vcard && args.what != What::Customers {
        return Err(Failure::said(Exit::Usage, context.say("export-no-cards")));
    }
    let mut desk = context.desk()?;
    let mut sink = Sink::open(args.output.as_deref())?;
    let count = match args.what {
        What::Customers => customers(&mut desk, format, &mut sink, context)?,
        What::Interactions => interactions(&mut desk.client, format, &mut sink)?,
        What::Tickets => tickets(&mut desk.client, format, &mut sink)?,
        What::Ratings => ratings(&mut desk.client, format, &mut sink)?,
    };
    finished(sink, count, context)
}

/// Closes a file, and says what is in it; of standard output there is nothing to say.
///
/// # Errors
/// The disk's.
pub fn finished(sink: Sink, count: u64, context: &mut Context) -> Ended {
    if let Some(path) = sink.finish()? {
        let path = crate::domain::text::clean_line(&path.display().to_string());
        match context.out.form() {
            Form::Json => {
                context.out.json(&serde_json::json!({ "records": count, "file": path }))?;
            }
            Form::People => {
                let line = context.speech.say_count("export-done", count, &[("path", &path)]);
                context.out.line(&line)?;
            }
        }
    }
    Ok(Exit::Done)
}

fn customers(
    desk: &mut Desk,
    format: Format,
    sink: &mut Sink,
    context: &Context,
) -> Result<u64, Failure> {
    match format {
        Format::Csv => {
            // Every attribute has a column; which there are is known only after a look at all.
            let mut columns = sheet::Attributes::default();
            each_customer(&mut desk.client, |customer| {
                columns.see(customer);
                Ok(())
            })?;
            if columns.are_too_many() {
                return Err(Failure::said(Exit::Usage, context.say("export-too-wide")));
            }
            let columns = columns.named();
            sink.write(&sheet::customer_header(&columns))?;
            each_customer(&mut desk.client, |c| sink.write(&sheet::customer(c, &columns)))
        }
        Format::Json => each_customer(&mut desk.client, |c| sink.write(&record::customer(c))),
        Format::Vcard => each_customer(&mut desk.client, |c| sink.write(&cards::card(c))),
    }
}

fn each_customer(
    client: &mut Client,
    each: impl FnMut(&Customer) -> Result<(), Failure>,
) -> Result<u64, Failure> {
    let pages = Pages {
        ask: |after, limit| Query::Customers { after: after.map(CustomerId), limit },
        take: |answer| if let Answer::Customers(list) = answer { Some(list) } else { None },
        number: |customer: &Customer| customer.id.0,
    };
    pages.each(client, each)
}

fn interactions(client: &mut Client, format: Format, sink: &mut Sink) -> Result<u64, Failure> {
    let pages = Pages {
        ask: |after, limit| Query::Interactions { after: after.map(InteractionId), limit },
        take: |answer| if let Answer::Interactions(list) = answer { Some(list) } else { None },
        number: |contact: &Interaction| contact.id.0,
    };
    if format == Format::Csv {
        sink.write(&sheet::interaction_header())?;
        return pages.each(client, |contact| sink.write(&sheet::interaction(contact)));
    }
    pages.each(client, |contact| sink.write(&record::interaction(contact)))
}

fn tickets(client: &mut Client, format: Format, sink: &mut Sink) -> Result<u64, Failure> {
    let pages = Pages {
        ask: |after, limit| {
            let filter = TicketFilter::default();
            Query::Tickets { after: after.map(TicketNo), limit, filter }
        },
        take: |answer| {
            let Answer::Tickets(rows) = answer else { return None };
            Some(rows.into_iter().map(|row| row.ticket).collect())
        },
        number: |ticket: &Ticket| ticket.no.0,
    };
    if format == Format::Csv {
        sink.write(&sheet::ticket_header())?;
        return pages.each(client, |ticket| sink.write(&sheet::ticket(ticket)));
    }
    pages.each(client, |ticket| sink.write(&record::ticket(ticket)))
}

fn ratings(client: &mut Client, format: Format, sink: &mut Sink) -> Result<u64, Failure> {
    let pages = Pages {
        ask: |after, limit| Query::Ratings { after: after.map(RatingId), limit },
        take: |answer| if let Answer::Ratings(list) = answer { Some(list) } else { None },
        number: |rating: &Rating| rating.id.0,
    };
    if format == Format::Csv {
        sink.write(&sheet::rating_header())?;
        return pages.each(client, |rating| sink.write(&sheet::rating(rating)));
    }
    pages.each(client, |rating| sink.write(&record::rating(rating)))
}
