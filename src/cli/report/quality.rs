//! `sigap report quality`: what customers expect and get. Never two raters or scales in one figure.

use super::asked;
use crate::cli::context::Context;
use crate::cli::exit::Ended;
use crate::wire::ReportKind;

#[derive(Debug, clap::Args)]
pub struct OfInstrument {
    #[command(flatten)]
    over: asked::Over,
    #[arg(long, value_name = "NAME")]
    instrument: Option<String>,
    #[arg(long, value_name = "WHAT")]
    by: Option<asked::QualityBy>,
}

pub fn run(args: OfInstrument, context: &mut Context) -> Ended {
    let name = args.instrument.unwrap_or_default().trim().to_lowercase();
    let by = args.by.map(asked::QualityBy::meant);
    asked::named(ReportKind::Quality, &args.over, (by, name), context)
}
