//! What agents are doing: oneself in the header, the others where somebody is chosen. Never a state
//! that the desk has not said.

use super::action::Action;
use super::model::Model;
use super::over::Over;
use super::widget::picker::{PickRow, Picker};
use crate::domain::time::MINUTE;
use crate::domain::{Absence, Agent, AgentState, Right};
use crate::wire::Signal;

impl Model {
    /// Says what the agent is doing from now on.
    pub fn set_state(&mut self, state: AgentState, reason: String) {
        self.say_state_of(String::new(), state, reason);
        self.settings.roster_ask.now();
    }

    fn say_state_of(&mut self, agent: String, state: AgentState, reason: String) {
        let (since, by) = (Default::default(), String::new());
        self.signal(Signal::State { agent, state, reason, since, by });
    }

    /// The desk is back and knows nothing of what one was doing; who was away only because nothing
    /// was heard is there now.
    pub fn say_state_again(&mut self) {
        let is_absence = self.me.reason.parse::<Absence>().is_ok();
        if self.me.state != AgentState::Ready && !(self.me.state == AgentState::Away && is_absence)
        {
            self.set_state(self.me.state, self.me.reason.clone());
        }
    }

    /// Says that somebody sits here, once in a minute: the desk takes who says nothing for gone.
    pub fn say_here(&mut self) {
        let minute = self.now.0.div_euclid(MINUTE);
        let serves = Right::Serve.is_of(self.me.role);
        if self.is_up() && serves && std::mem::replace(&mut self.here, minute) != minute {
            self.signal(Signal::Here);
        }
    }

    /// Who is at the desk has come.
    pub fn roster_arrived(&mut self) {
        let own = self.settings.roster.iter().find(|agent| agent.name == self.me.name).cloned();
        if let Some(own) = own {
            self.me.role = own.role;
            self.me_does(own);
        }
        if matches!(self.over, Some(Over::Agents(_))) {
            let fresh = self.agent_list();
            if let Some(Over::Agents(picker)) = &mut self.over {
                picker.renew(fresh);
            }
        }
        if let Some(Over::Assign(target, picker)) = &self.over {
            let (target, mut fresh) = (*target, self.assignees(*target));
            fresh.look_for(picker.typed());
            // No other row slips under the finger of who is about to choose.
            if picker.chosen().is_none_or(|chosen| fresh.chosen() == Some(chosen)) {
                self.over = Some(Over::Assign(target, fresh));
            }
        }
    }

    fn me_does(&mut self, own: Agent) {
        let Agent { state, reason, since, by, .. } = own;
        (self.me.state, self.me.reason, self.me.since, self.me.by) = (state, reason, since, by);
    }

    /// The desk says what somebody is doing.
    pub fn somebody_does(&mut self, says: Signal) {
        let Signal::State { agent, state, reason, since, by } = says else { return };
        let is_mine = agent == self.me.name;
        let known = self.settings.roster.iter_mut().find(|one| one.name == agent);
        let Some(one) = known else { return self.settings.roster_ask.touched() };
        (one.state, one.since) = (state, since);
        (one.reason, one.by) = (reason, by.clone());
        let one = one.clone();
        let was_silent = self.me.reason == Absence::Silent.word();
        let word = self.speech.word("state", state.word());
        if is_mine {
            self.me_does(one);
        }
        let key = self.key(Action::MyState);
        match (&*by, is_mine) {
            ("", true) if was_silent => self.tell("state-heard-again", &[("state", &word)]),
            ("", _) => {}
            (by, true) => {
                self.tell("state-set-by", &[("by", by), ("state", &word), ("key", &key)]);
            }
            (by, false) if by == self.me.name => {
                self.tell("state-set", &[("agent", &agent), ("state", &word)]);
            }
            (_, false) => {}
        }
    }

    /// Asks who shall be away: somebody who has left their terminal and did not say so.
    pub fn ask_away(&mut self) {
        self.settings.roster_ask.now();
        self.over = Some(Over::Agents(self.agent_list()));
    }

    /// Who sits at a terminal and is not away.
    fn agent_list(&self) -> Picker<String> {
        let speech = &self.speech;
        let is_meant = |one: &&Agent| one.name != self.me.name && one.state != AgentState::Away;
        let row = |one: &Agent| {
            let state = speech.word("state", one.state.word());
            let span = speech.span(self.now.0 - one.since.0);
            let reason = speech.reason(one.state, &one.reason, &self.settings.codes);
            PickRow {
                mark: one.name.clone(),
                text: format!("{state} {span}  {reason}").trim_end().to_owned(),
                words: one.name.clone(),
                value: one.name.clone(),
            }
        };
        let rows = self.settings.roster.iter().filter(is_meant).map(row).collect();
        Picker::new(&speech.say("away-title"), rows).or_say(&speech.say("away-nobody"))
    }

    /// Sets somebody away.
    pub fn set_away(&mut self, agent: String) {
        self.over = None;
        self.say_state_of(agent, AgentState::Away, String::new());
    }
}
