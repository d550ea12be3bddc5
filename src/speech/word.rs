//! The words of the field: tiers, channels, statuses, codes. Never longer than ten letters where
//! a pane of 80 columns shows them.

use super::Speech;
use crate::domain::text::clean_line;
use crate::domain::{
    Absence, AgentState, Code, CodeKind, Customer, CustomerId, Dimension, Field, TwoLetters,
};

impl Speech {
    /// How a customer is shown; an empty label is that of one who was erased.
    pub fn label(&self, customer: CustomerId, label: &str) -> String {
        match label {
            "" => self.say_with("customer-erased", &[("customer", &customer.to_string())]),
            label => label.to_owned(),
        }
    }

    /// How a customer is shown whose record is at hand.
    pub fn who(&self, customer: &Customer) -> String {
        self.label(customer.id, &customer.label())
    }

    /// The reader's word for a word of the wire: `word("tier", "gold")`, `word("status",
    /// "on_hold")`. Groups: tier, stage, channel, direction, status, severity, priority, link,
    /// dimension, rater, scale, role, state, proof, purpose, consent, how, callback, line, kind,
    /// sort.
    pub fn word(&self, group: &str, word: &str) -> String {
        self.say(&format!("word-{group}-{}", word.replace('_', "-")))
    }

    /// The reader's word for a field.
    pub fn field(&self, field: Field) -> String {
        self.say(&format!("field-{}", field.word().replace('_', "-")))
    }

    /// The reader's words for a fact's name as the wire gives it: `fact("ticket_opened")`.
    pub fn fact(&self, name: &str) -> String {
        self.say(&format!("fact-{}", name.replace('_', "-")))
    }

    /// The reader's noun for a fact that was taken back; a newer desk may know facts that we don't.
    pub fn undone(&self, name: &str) -> String {
        let key = format!("undone-{}", name.replace('_', "-"));
        if self.has(&key) { self.say(&key) } else { self.fact(name) }
    }

    /// What is read out to have a dimension rated.
    pub fn statement(&self, dimension: Dimension) -> String {
        self.say(&format!("statement-{}", dimension.word()))
    }

    /// Why somebody is doing what they do, as [`crate::domain::Agent`] has it: the words of a
    /// break's code, or what the desk has seen of who is away; may be empty.
    pub fn reason(&self, state: AgentState, reason: &str, codes: &[Code]) -> String {
        match state {
            AgentState::Break => {
                let code = reason.parse().map(|code| self.code(CodeKind::Break, code, codes));
                code.ok().filter(|label| !label.is_empty()).unwrap_or_else(|| clean_line(reason))
            }
            AgentState::Away => match reason.parse::<Absence>() {
                Ok(absence) => self.word("absence", absence.word()),
                Err(_) => String::new(),
            },
            AgentState::Ready | AgentState::OnCall | AgentState::WrapUp => String::new(),
        }
    }

    /// What a code means: the desk's own label, else the language's word for one of the codes
    /// every desk begins with, else nothing.
    pub fn code(&self, kind: CodeKind, code: TwoLetters, codes: &[Code]) -> String {
        let own = codes.iter().find(|c| c.kind == kind && c.code == code).map(|c| &c.label);
        match own {
            Some(label) if !label.is_empty() => clean_line(label),
            Some(_) | None => {
                let key = format!("{}-{code}", kind.word());
                if self.has(&key) { self.say(&key) } else { String::new() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{
        Absence, AgentState, CallBackState, Channel, CodeKind, ConsentHow, ConsentState, Dimension,
        Direction, Field, Line, LinkKind, Matter, Priority, Proof, Purpose, Rater, Role, Scale,
        Severity, Stage, Status, Tier, code,
    };
    use crate::speech::{Lang, Speech};

    /// Every word that a field, the queue or the history may show.
    fn shown() -> Vec<String> {
        macro_rules! keys {
            ($($group:literal $kind:ty),+ $(,)?) => {
                vec![$(<$kind>::ALL.iter().map(|one| {
                    format!("{}-{}", $group, one.word().replace('_', "-"))
                }).collect::<Vec<_>>()),+].concat()
            };
        }
        let mut keys = keys![
            "word-tier" Tier,
            "word-stage" Stage,
            "word-channel" Channel,
            "word-direction" Direction,
            "word-status" Status,
            "word-severity" Severity,
            "word-priority" Priority,
            "word-link" LinkKind,
            "word-rater" Rater,
            "word-scale" Scale,
            "word-role" Role,
            "word-state" AgentState,
            "word-absence" Absence,
            "word-proof" Proof,
            "word-purpose" Purpose,
            "word-consent" ConsentState,
            "word-how" ConsentHow,
            "word-callback" CallBackState,
            "word-line" Line,
            "word-kind" CodeKind,
            "word-matter" Matter,
            "field" Field,
        ];
        keys.extend(code::TOPICS.iter().map(|code| format!("topic-{code}")));
        keys.extend(code::OUTCOMES.iter().map(|code| format!("outcome-{code}")));
        keys.extend(code::BREAKS.iter().map(|code| format!("break-{code}")));
        keys
    }

    #[test]
    fn every_word_is_there_and_short_in_each_language() {
        for lang in [Lang::En, Lang::Id] {
            let speech = Speech::new(lang, jiff::tz::TimeZone::UTC);
            for key in shown() {
                assert!(speech.has(&key), "{}: {key}", lang.tag());
                let word = speech.say(&key);
                assert!(word.chars().count() <= 10, "{}: {word}", lang.tag());
            }
            for dimension in Dimension::ALL {
                assert!(speech.has(&format!("word-dimension-{}", dimension.word())));
                assert!(speech.has(&format!("statement-{}", dimension.word())));
            }
        }
    }

    #[test]
    fn a_desk_has_its_own_words_for_its_codes() {
        let speech = Speech::new(Lang::Id, jiff::tz::TimeZone::UTC);
        let mut codes = crate::domain::Code::defaults();
        let billing = "BI".parse().expect("two letters");
        assert_eq!(speech.code(CodeKind::Topic, billing, &codes), "tagihan");
        codes[0].label = "rekening".to_owned();
        assert_eq!(speech.code(CodeKind::Topic, billing, &codes), "rekening");
        let unknown = "QQ".parse().expect("two letters");
        assert_eq!(speech.code(CodeKind::Topic, unknown, &codes), "");
    }
}
