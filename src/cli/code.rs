//! `sigap code …`: topic and outcome codes. Never removes one that was used: it is retired.

use super::context::Context;
use super::exit::{Ended, Exit};
use super::given;
use super::output::Form;
use super::table::Table;
use crate::domain::{Code, CodeKind, TwoLetters};
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap code list")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap code list\nsigap code list --kind outcome --json")]
    List {
        #[arg(long, value_name = "KIND", value_parser = given::word(CodeKind::ALL, CodeKind::word))]
        kind: Option<CodeKind>,
    },
    #[command(after_help = "\
sigap code set topic RO --label roaming
sigap code set topic SU --retire")]
    Set {
        #[arg(value_name = "KIND", value_parser = given::word(CodeKind::ALL, CodeKind::word))]
        kind: CodeKind,
        #[arg(value_name = "CODE")]
        code: TwoLetters,
        #[arg(long, value_name = "TEXT")]
        label: Option<String>,
        #[arg(long)]
        retire: bool,
    },
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let mut codes = desk.codes()?;
    match args.verb {
        Verb::List { kind } => {
            codes.retain(|code| kind.is_none_or(|kind| code.kind == kind));
            list(&codes, context)
        }
        Verb::Set { kind, code, label, retire } => {
            let known = codes.iter().find(|one| one.kind == kind && one.code == code);
            let label = label.or_else(|| known.map(|one| one.label.clone())).unwrap_or_default();
            let done =
                desk.client.run(Command::SetCode(Code { kind, code, label, retired: retire }))?;
            context.done(&done, "cli-done-code", &[("code", &code.to_string())])
        }
    }
}

fn list(codes: &[Code], context: &mut Context) -> Ended {
    let speech = &context.speech;
    let label = |code: &Code| speech.code(code.kind, code.code, codes);
    if context.out.form() == Form::Json {
        for code in codes {
            let label = label(code);
            let Code { kind, code, retired, .. } = code;
            context.out.json(&serde_json::json!({
                "kind": kind, "code": code, "label": label, "retired": retired,
            }))?;
        }
        return Ok(Exit::Done);
    }
    let heads = ["kind", "code", "label", "retired"];
    let mut table = Table::new(heads.map(|head| speech.say(&format!("cli-col-{head}"))), &[0, 1]);
    for code in codes {
        let retired = if code.retired { speech.say("cli-yes") } else { "-".to_owned() };
        let kind = speech.word("kind", code.kind.word());
        table.row([kind, code.code.to_string(), label(code), retired]);
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}
