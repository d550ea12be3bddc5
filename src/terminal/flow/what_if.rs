//! How many agents calls need, worked out while one types. Never anything that is kept: it is asked
//! and answered on this screen.

use super::Kind;
use crate::domain::AgentState;
use crate::domain::staffing::{self, Load, Target};
use crate::domain::time::{HOUR, SECOND};
use crate::terminal::model::Model;
use crate::terminal::widget::{Field, Form};

impl Model {
    /// Asks for calls, their length, agents and target; what was asked last is there, or what the
    /// desk's own calls of the last hours were.
    pub fn open_what_if(&mut self) {
        self.what_if_own = self.own_load();
        let speech = &self.speech;
        let here = |board: &super::super::board::Board| {
            let page = board.page.as_deref()?;
            let here = page.agents.iter().filter(|agent| agent.state != AgentState::Away).count();
            (here > 0).then(|| here.to_string())
        };
        let agents = self.board.as_ref().and_then(here).unwrap_or_default();
        let [calls, aht] = self.what_if_own.clone().unwrap_or_default();
        let field = |name: &str, text: &str| {
            let is_asked = |(asked, text): &&(String, String)| asked == name && !text.is_empty();
            let asked = self.what_if.iter().find(is_asked);
            let text = asked.map_or(text, |(_, value)| value);
            Field::proposal(name, &speech.say(&format!("what-if-{name}")), text)
        };
        let form = Form::new(
            &speech.say("what-if-title"),
            vec![
                field("calls", &calls),
                field("aht", &aht),
                field("agents", &agents),
                field("target", &Target::default().to_string()),
            ],
        );
        self.open_sheet(Kind::WhatIf, form, None, None);
    }

    /// What was asked is there the next time; but for the desk's own numbers, which may have
    /// changed by then.
    pub fn keep_what_if(&mut self) {
        if let Some(sheet) = self.sheet.as_ref().filter(|sheet| sheet.kind == Kind::WhatIf) {
            let own = self.own_fields();
            let mut asked = sheet.form.values();
            asked.retain(|(name, _)| !own.contains(&&**name));
            self.what_if = asked;
        }
    }

    /// Calls in an hour and how long one takes, as the desk's own were.
    fn own_load(&self) -> Option<[String; 2]> {
        let page = self.board.as_ref()?.page.as_deref()?;
        Some([page.calls_per_hour?.to_string(), (page.aht? / SECOND).to_string()])
    }

    /// Which fields say still what the desk's own calls said.
    fn own_fields(&self) -> Vec<&'static str> {
        let own = self.what_if_own.iter().flatten();
        let fields = ["calls", "aht"].into_iter().zip(own);
        fields.filter(|(name, own)| self.field(name) == **own).map(|(name, _)| name).collect()
    }

    /// The answer to what is typed so far.
    pub fn what_if_sentence(&self) -> Option<String> {
        self.sheet.as_ref().filter(|sheet| sheet.kind == Kind::WhatIf)?;
        let answer = self.what_if_answer().unwrap_or_else(|| self.speech.say("what-if-more"));
        let mut said = Vec::from_iter(self.speech.incoming(&self.own_fields()));
        said.push(answer);
        Some(said.join(" "))
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
