//! `sigap customer erase`: takes everything that says who somebody is, or what they said, off the
//! disk for good. Never without saying first what goes, and being told to.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget};
use serde::Serialize;

use super::super::confirm::{confirmed, somebody_is_there};
use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use super::super::table::Table;
use super::listed::{self, IsDry, IsSure};
use super::mention::{Mention, Mentions};
use super::theirs::{self, Whose};
use crate::client::ClientError;
use crate::domain::customer::BY_LIST;
use crate::domain::{CallBackState, Customer, CustomerId, Refusal, Right, TicketNo};
use crate::speech::Speech;
use crate::wire::answer::{DraftMention, DraftsAbout};
use crate::wire::{Answer, Command, HistoryItem, Query};

/// How often the desk is asked how far it is.
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// Mentions that people are shown; `--json` has them all.
pub const LISTED: usize = 50;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer erase C-12 --dry-run
sigap customer erase C-12 --reason 'asked for by letter'
sigap customer erase C-12 --reason 'asked for by letter' --yes
sigap customer erase --list /mnt/elsewhere/erasures.jsonl --dry-run")]
pub struct Args {
    #[arg(value_name = "CUSTOMER", required_unless_present = "list")]
    customer: Option<String>,
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["dry_run", "list"])]
    reason: Option<String>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["customer", "reason"])]
    list: Option<PathBuf>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    if let Some(file) = &args.list {
        let is_dry = if args.dry_run { IsDry::Yes } else { IsDry::No };
        let is_sure = if args.yes { IsSure::Yes } else { IsSure::No };
        return listed::run(file, is_dry, is_sure, context);
    }
    let mut desk = context.desk()?;
    let id = desk.customer(&args.customer.unwrap_or_default())?;
    if !args.dry_run {
        may(&desk)?;
    }
    let customer = theirs::kept(id, &mut desk)?;
    if customer.erased.is_some() {
        if !args.dry_run {
            once_more(&[id], &mut desk, context)?;
            let done = context.speech.say_with("cli-erase-again", &[("customer", &id.to_string())]);
            drop(writeln!(io::stderr(), "{done}"));
        }
        return Err(Refusal::Erased { customer: id }.into());
    }
    if !args.dry_run && !args.yes {
        somebody_is_there(context)?;
    }
    let reason = args.reason.unwrap_or_default();
    if !args.dry_run {
        // Better said before anybody has confirmed it.
        customer.erase(&reason, &[]).map(drop)?;
    }
    let preview = Preview::of(&customer, &mut desk)?;
    match context.out.form() {
        Form::Json if args.dry_run => context.out.json(&preview)?,
        Form::Json => {}
        Form::People => preview.tell(&desk.speech, context)?,
    }
    if args.dry_run {
        return Ok(Exit::Done);
    }
    let asked = context.speech.say_with("cli-erase-confirm", &[("customer", &id.to_string())]);
    if !args.yes && !confirmed(&asked, &id.to_string(), context)? {
        return Err(Failure::said(Exit::Refused, context.say("cli-erase-not")));
    }
    desk.client.run(Command::EraseCustomers { customers: vec![id], reason })?;
    taken_off(&mut desk, context)?;
    match context.out.form() {
        Form::Json => context.out.json(&preview)?,
        Form::People => {
            let sentence =
                context.speech.say_with("cli-erase-done", &[("customer", &id.to_string())]);
            context.out.line(&sentence)?;
        }
    }
    Ok(Exit::Done)
}

/// Has the words of customers who were erased before looked for once more, and waits: a copy that
/// was away, or an older version, may have brought some back.
///
/// # Errors
/// As for [`taken_off`], or when the desk cannot be asked.
pub fn once_more(
    customers: &[CustomerId],
    desk: &mut Desk,
    context: &Context,
) -> Result<(), Failure> {
    let (customers, reason) = (customers.to_vec(), BY_LIST.to_owned());
    match desk.client.run(Command::EraseCustomers { customers, reason }) {
        // That is what the desk says of each of them, and looks all the same.
        Ok(_) | Err(ClientError::Refused(Refusal::Erased { .. })) => taken_off(desk, context),
        Err(error) => Err(error.into()),
    }
}

/// Only an administrator may; better said before the whole journal is read.
///
/// # Errors
/// [`Refusal::NotAllowed`].
pub fn may(desk: &Desk) -> Result<(), Failure> {
    let right = Right::Administer;
    if right.is_of(desk.client.welcome.role) {
        return Ok(());
    }
    Err(Refusal::NotAllowed { may: right.roles().to_vec(), here: Vec::new() }.into())
}

/// Waits until the words are off the disk.
///
/// # Errors
/// [`Failure::Said`] when that goes on without us: after Ctrl-C, or when the desk cannot.
pub fn taken_off(desk: &mut Desk, context: &Context) -> Result<(), Failure> {
    let partly = |sentence: String| Failure::said(Exit::Partly, sentence);
    let stop = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&stop))
        .map_err(|why| Failure::file("signal".as_ref(), why))?;
    let bar = ProgressBar::new_spinner();
    if !io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    loop {
        let Ok(Answer::Desk(status)) = desk.client.query(Query::Desk) else {
            return Err(partly(context.say("cli-erase-later")));
        };
        if status.erasing == 0 {
            bar.finish_and_clear();
            if let Some(mirror) = status.mirror.filter(|_| status.mirror_lost.is_some()) {
                let told = context.speech.say_with("cli-erase-mirror", &[("dir", &mirror)]);
                drop(writeln!(io::stderr(), "{told}"));
            }
            return Ok(());
        }
        if let Some(why) = status.erasing_failed {
            let why = context.speech.cause(&why);
            return Err(partly(context.speech.say_with("cli-erase-failed", &[("why", &why)])));
        }
        if stop.load(Ordering::Relaxed) {
            return Err(partly(context.say("cli-erase-goes-on")));
        }
        bar.set_message(context.speech.say_count("cli-erase-waiting", status.erasing, &[]));
        bar.tick();
        thread::sleep(ASK_AGAIN);
    }
}

/// Which drafts are about a customer or mention them.
fn drafts(customer: CustomerId, desk: &mut Desk) -> Result<DraftsAbout, Failure> {
    match desk.client.query(Query::DraftsAbout { customer })? {
        Answer::DraftsAbout(drafts) => Ok(drafts),
        _ => Err(Failure::unexpected()),
    }
}

/// What goes.
#[derive(Debug, Serialize)]
struct Preview {
    customer_id: CustomerId,
    name: String,
    contacts: usize,
    tickets: usize,
    open_tickets: Vec<TicketNo>,
    ratings: usize,
    callbacks: usize,
    open_callbacks: usize,
    drafts: u64,
    mentions: Vec<Mention>,
    draft_mentions: Vec<DraftMention>,
    setting_mentions: Vec<Setting>,
}

/// What of the desk's own texts mentions them, and its name: only a person can change it.
#[derive(Debug, Serialize)]
struct Setting {
    what: &'static str,
    name: String,
}

/// Canned texts, labels of codes and one's own views that mention somebody; others' views are
/// among the entries of the journal.
fn settings(mentions: &Mentions, desk: &mut Desk) -> Result<Vec<Setting>, Failure> {
    let mut found = Vec::new();
    let mut look = |what, name: &str, text: &str| {
        if mentions.name(name) || mentions.name(text) {
            found.push(Setting { what, name: name.to_owned() });
        }
    };
    if let Answer::Canned(canned) = desk.client.query(Query::Canned)? {
        canned.iter().for_each(|one| look("canned", &one.name, &one.text));
    }
    if let Answer::Codes(codes) = desk.client.query(Query::Codes)? {
        codes.iter().for_each(|one| look("code", &one.code.to_string(), &one.label));
    }
    if let Answer::Handover(notes) = desk.client.query(Query::Handover)? {
        notes.iter().for_each(|one| look("handover", &one.no.to_string(), &one.text));
    }
    if let Answer::Views(views) = desk.client.query(Query::Views)? {
        views.iter().for_each(|one| look("view", &one.name, &one.filter.to_string()));
    }
    Ok(found)
}

impl Preview {
    fn of(customer: &Customer, desk: &mut Desk) -> Result<Preview, Failure> {
        let is_open = |state: CallBackState| state == CallBackState::Open;
        let drafts = drafts(customer.id, desk)?;
        let mut preview = Preview {
            customer_id: customer.id,
            name: customer.label(),
            contacts: 0,
            tickets: 0,
            open_tickets: Vec::new(),
            ratings: 0,
            callbacks: customer.callbacks.len(),
            drafts: drafts.count,
            open_callbacks: customer.callbacks.iter().filter(|one| is_open(one.state)).count(),
            mentions: Vec::new(),
            draft_mentions: drafts.mentioned,
            setting_mentions: Vec::new(),
        };
        let history = theirs::history(customer.id, desk)?;
        let mut mentions = Mentions::new(theirs::marks(customer, &history));
        for item in history {
            match item {
                HistoryItem::Interaction(_) => preview.contacts += 1,
                HistoryItem::Ticket(ticket) => {
                    preview.tickets += 1;
                    preview.open_tickets.extend(ticket.is_active().then_some(ticket.no));
                }
                HistoryItem::Rating(_) => preview.ratings += 1,
                HistoryItem::Record(_) => {}
            }
        }
        theirs::journal(customer.id, desk, &mut |line, whose, _| match whose {
            Whose::Theirs => {}
            Whose::Others => mentions.look(line),
        })?;
        preview.setting_mentions = settings(&mentions, desk)?;
        preview.mentions = mentions.found;
        Ok(preview)
    }

    fn tell(&self, speech: &Speech, context: &mut Context) -> Result<(), Failure> {
        let (customer, name) = (self.customer_id.to_string(), &*self.name);
        let values = [("customer", &*customer), ("name", name)];
        context.out.line(&speech.say_with("cli-erase-who", &values))?;
        let open = self.open_tickets.iter().map(TicketNo::to_string).collect::<Vec<_>>();
        let open = match open.is_empty() {
            true => String::new(),
            false => speech.say_with("cli-erase-open", &[("tickets", &open.join(", "))]),
        };
        let number = |count: usize| speech.number(count as u64);
        let mut table = Table::sheet();
        for (what, count) in [
            ("contacts", number(self.contacts)),
            ("tickets", format!("{} {open}", number(self.tickets)).trim().to_owned()),
            ("ratings", number(self.ratings)),
            ("callbacks", number(self.callbacks)),
            ("drafts", speech.number(self.drafts)),
        ] {
            table.row([speech.say(&format!("cli-erase-{what}")), count]);
        }
        context.out.table(&table)?;
        context.out.line(&speech.say("cli-erase-stays"))?;
        self.tell_mentions(speech, context)?;
        self.tell_draft_mentions(speech, context)?;
        self.tell_setting_mentions(speech, context)
    }

    fn tell_setting_mentions(&self, speech: &Speech, context: &mut Context) -> Result<(), Failure> {
        let count = self.setting_mentions.len();
        if count == 0 {
            return Ok(());
        }
        context.out.line(&speech.say_count("cli-erase-named", count as u64, &[]))?;
        let heads = ["what", "name"].map(|head| speech.say(&format!("cli-col-{head}")));
        let mut table = Table::new(heads, &[]);
        for Setting { what, name } in self.setting_mentions.iter().take(LISTED) {
            table.row([speech.say(&format!("cli-erase-named-{what}")), name.clone()]);
        }
        context.out.table(&table)?;
        context.more(LISTED.min(count) as u64, count as u64)
    }

    fn tell_draft_mentions(&self, speech: &Speech, context: &mut Context) -> Result<(), Failure> {
        let count = self.draft_mentions.len();
        if count == 0 {
            return Ok(());
        }
        context.out.line(&speech.say_count("cli-erase-drafted", count as u64, &[]))?;
        let heads = ["agent", "customer", "ticket"];
        let mut table =
            Table::new(heads.map(|head| speech.say(&format!("cli-col-{head}"))), &[1, 2]);
        for DraftMention { by, customer, ticket, .. } in self.draft_mentions.iter().take(LISTED) {
            let or_dash = |id: Option<String>| id.unwrap_or_else(|| "-".to_owned());
            let (whose, number) =
                (customer.map(|id| id.to_string()), ticket.map(|no| no.to_string()));
            table.row([by.clone(), or_dash(whose), or_dash(number)]);
        }
        context.out.table(&table)?;
        context.more(LISTED.min(count) as u64, count as u64)
    }

    fn tell_mentions(&self, speech: &Speech, context: &mut Context) -> Result<(), Failure> {
        let count = self.mentions.len();
        if count == 0 {
            return Ok(());
        }
        context.out.line(&speech.say_count("cli-erase-mentioned", count as u64, &[]))?;
        let heads = ["seq", "customer", "callback", "what"];
        let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
        let mut table = Table::new(heads, &[0, 1, 2]);
        for mention in self.mentions.iter().take(LISTED) {
            let id =
                |name: &str| mention.ids.get(name).and_then(|id| id.as_str()).map(str::to_owned);
            let number = id("interaction").or_else(|| id("ticket")).or_else(|| id("callback"));
            let or_dash = |id: Option<String>| id.unwrap_or_else(|| "-".to_owned());
            let (whose, number) = (or_dash(id("customer")), or_dash(number));
            table.row([mention.seq.to_string(), whose, number, speech.fact(mention.what)]);
        }
        context.out.table(&table)?;
        context.more(LISTED.min(count) as u64, count as u64)
    }
}
