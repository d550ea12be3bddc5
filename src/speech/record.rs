//! Changes of records and tickets as a person reads them. Never the words of the wire where the
//! language has its own.

use jiff::Timestamp;

use super::Speech;
use crate::domain::text::clean_line;
use crate::domain::{At, Change, Field, Ticket, TicketLine};

impl Speech {
    /// Who did something, and the gateway user who spoke for them, if one did.
    pub fn doer(&self, by: &str, via: &str) -> String {
        match via {
            "" => by.to_owned(),
            via => self.say_with("doer-via", &[("agent", by), ("gateway", via)]),
        }
    }

    /// One changed value: `tier: gold`, `town: -` when it is gone; one clean line.
    pub fn change(&self, change: &Change) -> String {
        let value = match change.field {
            _ if change.to.is_empty() => "-".to_owned(),
            Field::Tier => self.word("tier", &change.to),
            Field::Stage => self.word("stage", &change.to),
            Field::Channel => self.word("channel", &change.to),
            Field::Name
            | Field::Phone
            | Field::SharedPhone
            | Field::WithheldPhone
            | Field::Email
            | Field::Account
            | Field::ExternalId
            | Field::Address
            | Field::City
            | Field::Postcode
            | Field::Country
            | Field::BirthDate
            | Field::Language
            | Field::Tag
            | Field::Needs
            | Field::Expectations
            | Field::Preferences
            | Field::Note
            | Field::Attribute
            | Field::Subject
            | Field::Filter
            | Field::CallId
            | Field::Link
            | Field::Cause
            | Field::Announcement => change.to.clone(),
        };
        // What a file called a value of its own says more than that it came from a file.
        let name = match change.field {
            Field::Attribute if !change.key.is_empty() => change.key.clone(),
            field => self.field(field),
        };
        clean_line(&format!("{name}: {value}"))
    }

    /// A fact's own words for a customer's time line, as the wire has them (`survey call given`),
    /// in the reader's.
    pub fn detail(&self, what: &str, detail: &str) -> String {
        if let ("call_back_promised", Ok(due)) = (what, detail.parse::<Timestamp>()) {
            return self.full(At(due.as_millisecond()));
        }
        if let ("customer_left" | "customer_left_undone" | "customer_back", Ok(why)) =
            (what, detail.parse())
        {
            return self.why_left(Some(why), &[]);
        }
        let groups: &[&str] = match what {
            "consent_set" => &["purpose", "channel", "consent"],
            "customer_verified" => &["proof", "verdict"],
            "call_back_set" => &["callback"],
            "survey_asked" => &["asked"],
            _ => &[],
        };
        let words: Vec<&str> = detail.split_whitespace().collect();
        if let Some(heard) = self.heard(what, &words) {
            return clean_line(&heard);
        }
        if groups.is_empty() || words.len() != groups.len() {
            return clean_line(detail);
        }
        let told = groups.iter().zip(words).map(|(group, word)| self.word(group, word));
        told.collect::<Vec<_>>().join(" ")
    }

    /// What a line of a ticket's time line did: `status: open`, `assigned: sari`; one clean line.
    pub fn ticket_line(&self, line: &TicketLine) -> String {
        let what = self.say(&format!("line-{}", line.what.replace('_', "-")));
        let to = match line.what.as_str() {
            "status" | "priority" if !line.to.is_empty() => self.word(&line.what, &line.to),
            "assigned" if line.to.is_empty() => self.say("line-to-nobody"),
            "told" => return self.word("clock", &line.to),
            "kind" => self.word("matter", &line.to),
            "cause" if line.to.is_empty() => self.say("line-no-cause"),
            "cause" => self.word("gap", &line.to),
            "activity" if line.to.is_empty() => self.say("line-no-cause"),
            "activity" => self.word("activity", &line.to),
            "agreed" if line.to.is_empty() => self.word("agreed", "not_asked"),
            "agreed" => self.word("agreed", &line.to),
            "noted" if !line.to.is_empty() => return self.say("line-answered"),
            "linked" if line.to.is_empty() => {
                return format!("{}: {}", self.say("line-unlinked"), self.link(&line.from));
            }
            "linked" => self.link(&line.to),
            _ => clean_line(&line.to),
        };
        if to.is_empty() { what } else { format!("{what}: {to}") }
    }

    /// The subject of a ticket with its marks.
    pub fn subject(&self, ticket: &Ticket) -> String {
        let subject = ticket.subject.clone().unwrap_or_else(|| self.say("cli-erased"));
        self.marked(ticket, &subject)
    }

    /// `duplicates T-7` with the kind of link in the reader's words.
    fn link(&self, tie: &str) -> String {
        match tie.split_once(' ') {
            Some((kind, ticket)) => format!("{} {}", self.word("link", kind), clean_line(ticket)),
            None => clean_line(tie),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{At, Change, Field, TicketLine};
    use crate::speech::{Lang, Speech};

    fn line(what: &str, from: &str, to: &str) -> TicketLine {
        TicketLine {
            entry: 1,
            at: At(0),
            by: "sari".to_owned(),
            what: what.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            note: None,
        }
    }

    #[test]
    fn what_was_done_is_told_in_the_readers_words() {
        let speech = Speech::new(Lang::Id, jiff::tz::TimeZone::UTC);
        for (given, wanted) in [
            (line("opened", "", ""), "dibuka"),
            (line("withdrawn", "", ""), "ditarik kembali"),
            (line("assigned", "", "sari"), "ditugaskan: sari"),
            (line("assigned", "sari", ""), "ditugaskan: tidak ada"),
            (line("status", "new", "on_hold"), "status: ditunda"),
            (line("priority", "low", "urgent"), "prioritas: mendesak"),
            (line("amended", "BI", "TE\u{1b}[2J"), "diubah: TE [2J"),
            (line("noted", "", ""), "catatan"),
            (line("noted", "", "answered"), "pelanggan dijawab"),
            (line("told", "", "answer_late"), "jawaban pertama telat"),
            (line("linked", "", "caused_by T-7"), "ditautkan: akibat T-7"),
            (line("linked", "related T-7", ""), "tautan dilepas: terkait T-7"),
        ] {
            assert_eq!(speech.ticket_line(&given), wanted);
        }
        for (what, detail, wanted) in [
            ("consent_set", "survey call given", "survei telp ya"),
            ("customer_verified", "birth passed", "tgl. lahir cocok"),
            ("call_back_set", "kept", "ditepati"),
            ("call_back_promised", "2026-11-22T02:00:00Z", "22 Nov 2026 02.00"),
            ("customer_amended", "", ""),
            ("something_new", "as it is", "as it is"),
        ] {
            assert_eq!(speech.detail(what, detail), wanted);
        }
        assert_eq!(speech.change(&Change::new(Field::Tier, "gold")), "tingkat: emas");
        assert_eq!(speech.change(&Change::new(Field::City, "")), "kota: -");
    }
}
