//! `sigap keys`: every key and what it does, from the live keymap. Never a second table.

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use super::table::Table;
use crate::terminal::keymap::table::{keys_table, markdown};
use crate::terminal::keymap::{Keymap, KeymapError};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap keys
sigap keys --keymap vim
sigap keys --keymap ~/my-keys.toml
sigap keys --markdown > keys.md")]
pub struct Args {
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

/// The keymap that is used when nobody says which.
pub const DEFAULT: &str = "default";

/// The keymap that was asked for or configured.
///
/// # Errors
/// [`Failure::Said`] with every mistake of the key file.
pub fn keymap(context: &Context) -> Result<Keymap, Failure> {
    let wanted = context.keymap.as_deref().unwrap_or(DEFAULT);
    Keymap::load(wanted).map_err(|error| {
        let exit = match error {
            KeymapError::NoSuch { .. } => Exit::Usage,
            KeymapError::Unreadable { .. } | KeymapError::Mistakes(_) => Exit::File,
        };
        Failure::said(exit, error.tell(&context.speech))
    })
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let keymap = keymap(context)?;
    if args.markdown {
        let text = markdown(&keymap, &context.speech);
        context.out.text(&text)?;
        return Ok(Exit::Done);
    }
    let rows = keys_table(&keymap, &context.speech);
    let heads = ["keys", "what", "action"];
    let heads = heads.map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 2]);
    for row in rows {
        if context.out.form() == Form::Json {
            context.out.json(&serde_json::json!({
                "keys": row.keys,
                "help": row.help,
                "place": row.context.name(),
                "action": row.action.name(),
            }))?;
            continue;
        }
        let what = match row.place.as_str() {
            "" => row.help,
            place => format!("{} ({place})", row.help),
        };
        table.row([row.keys.join("  "), what, row.action.name().to_owned()]);
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}
