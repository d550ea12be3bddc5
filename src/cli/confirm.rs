//! Asking a person before something is done that a filter or a rule has found. Never takes silence
//! for a yes.

use std::io::{self, IsTerminal, Write};

use super::context::Context;
use super::exit::{Exit, Failure};

/// Somebody must be there to be asked.
///
/// # Errors
/// [`Failure::Said`] with the way for scripts.
pub fn somebody_is_there(context: &Context) -> Result<(), Failure> {
    match io::stdin().is_terminal() {
        true => Ok(()),
        false => Err(Failure::said(Exit::Usage, context.say("cli-erase-yes"))),
    }
}

/// Asks for a word on the terminal, and hears whether it was that word.
///
/// # Errors
/// [`Failure::File`].
pub fn confirmed(asked: &str, wanted: &str, context: &mut Context) -> Result<bool, Failure> {
    context.out.flush()?;
    let mut typed = String::new();
    let heard = write!(io::stderr(), "{asked} ").and_then(|()| io::stdin().read_line(&mut typed));
    heard.map_err(|why| Failure::file("stdin".as_ref(), why))?;
    Ok(typed.trim().eq_ignore_ascii_case(wanted))
}
