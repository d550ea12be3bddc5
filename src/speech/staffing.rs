//! What Erlang C says, in sentences. Never a figure of its own.

use super::Speech;
use crate::domain::staffing::{Load, MOST_AGENTS, Overload, Staffed, Target};
use crate::domain::work::RECENT;

impl Speech {
    /// What of calls and handling time is the desk's own, in a sentence; none of neither.
    pub fn incoming(&self, own: &[&str]) -> Option<String> {
        let [first, more @ ..] = own else { return None };
        let key = if more.is_empty() { first } else { "both" };
        let hours = self.brief(RECENT);
        Some(self.say_with(&format!("staffing-own-{key}"), &[("hours", &hours)]))
    }

    /// The work that comes in.
    pub fn staffing_work(&self, load: Load) -> String {
        let (calls, per) = (self.decimal(load.calls, 0), self.brief(load.per));
        let (aht, erlangs) = (self.brief(load.aht), self.decimal(load.erlangs(), 1));
        let work = [("calls", &*calls), ("per", &*per), ("aht", &*aht), ("erlangs", &*erlangs)];
        self.say_with("staffing-work", &work)
    }

    /// How so many agents do, and whether that reaches a target.
    pub fn staffed(&self, found: &Staffed, target: Target) -> String {
        let reaches = found.service * 100.0 >= target.percent;
        let key = if reaches { "staffing-reached" } else { "staffing-missed" };
        let (agents, share) = (self.number(found.agents.into()), self.percent(found.service));
        let (within, target) = (self.brief(target.within), target.to_string());
        let values =
            [("agents", &*agents), ("share", &*share), ("within", &*within), ("target", &*target)];
        self.say_count(key, found.agents.into(), &values)
    }

    /// Why there is no answer, and what would be one.
    pub fn overload(&self, why: Overload, load: Load) -> String {
        match why {
            Overload::Endless { least } => {
                let (least, erlangs) = (self.number(least.into()), load.erlangs());
                let erlangs = self.decimal(erlangs, 1);
                self.say_with("staffing-endless", &[("erlangs", &erlangs), ("least", &least)])
            }
            Overload::Beyond => {
                let most = self.number(MOST_AGENTS.into());
                self.say_with("staffing-beyond", &[("most", &most)])
            }
        }
    }
}
