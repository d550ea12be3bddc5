//! How many agents calls need, worked out while one types. Never anything that is kept: it is asked
//! and answered on this screen.

use super::Kind;
use crate::domain::AgentState;
use crate::domain::staffing::{self, Load, Target};
use crate::domain::time::HOUR;
use crate::terminal::model::Model;
use crate::terminal::widget::{Field, Form};

impl Model {
    /// Asks for calls, their length, agents and target; what was asked last is there.
    pub fn open_what_if(&mut self) {
        let speech = &self.speech;
        let here = |board: &super::super::board::Board| {
            let page = board.page.as_deref()?;
            let here = page.agents.iter().filter(|agent| agent.state != AgentState::Away).count();
            (here > 0).then(|| here.to_string())
        };
        let agents = self.board.as_ref().and_then(here).unwrap_or_default();
        let field = |name: &str, text: &str| {
            let asked = self.what_if.iter().find(|(asked, _)| asked == name);
            let text = asked.map_or(text, |(_, value)| value);
            Field::proposal(name, &speech.say(&format!("what-if-{name}")), text)
        };
        let form = Form::new(
            &speech.say("what-if-title"),
            vec![
                field("calls", ""),
                field("aht", ""),
                field("agents", &agents),
                field("target", &Target::default().to_string()),
            ],
        );
        self.open_sheet(Kind::WhatIf, form, None, None);
    }

    /// What was asked is there the next time.
    pub fn keep_what_if(&mut self) {
        if let Some(sheet) = self.sheet.as_ref().filter(|sheet| sheet.kind == Kind::WhatIf) {
            self.what_if = sheet.form.values();
        }
    }

    /// The answer to what is typed so far.
    pub fn what_if_sentence(&self) -> Option<String> {
        self.sheet.as_ref().filter(|sheet| sheet.kind == Kind::WhatIf)?;
        Some(self.what_if_answer().unwrap_or_else(|| self.speech.say("what-if-more")))
    }

    /// `None` while something is missing or cannot be read.
    fn what_if_answer(&self) -> Option<String> {
        let calls = staffing::calls(&self.field("calls")).ok()?;
        let aht = staffing::seconds(&self.field("aht")).ok()?;
        let target: Target = self.field("target").parse().ok()?;
        let load = Load { calls, per: HOUR, aht };
        let (speech, agents) = (&self.speech, self.field("agents"));
        let needed = match load.needed(target) {
            Ok(needed) => needed,
            Err(why) => return Some(speech.overload(why, load)),
        };
        let mut said = vec![speech.staffing_work(load)];
        match agents.trim().parse::<u32>().ok().filter(|agents| *agents != needed.agents) {
            None => {}
            Some(agents) => said.push(match load.with(agents, target.within) {
                Ok(found) => speech.staffed(&found, target),
                Err(why) => speech.overload(why, load),
            }),
        }
        said.push(speech.staffed(&needed, target));
        Some(said.join(" "))
    }
}
