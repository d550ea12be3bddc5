//! Following a ticket or a customer, and the one line about what others have done to what one
//! follows. Never a list: the queue has a view for that.

use crate::domain::text::clean_line;
use crate::domain::{At, Record};
use crate::terminal::action::Action;
use crate::terminal::detail::Showing;
use crate::terminal::errand::Errand;
use crate::terminal::model::{Focus, Model};
use crate::terminal::notice::{Notice, Tone};
use crate::terminal::pane::queue::is_followed;
use crate::wire::{Command, FollowNews};

/// Records named in one line; of more it is said how many they are.
const NAMED: usize = 4;

/// What was told of followed records and was not read yet; it stands at the end of the notice.
#[derive(Debug, Clone, Default)]
pub struct Told {
    news: Vec<FollowNews>,
    /// Records that are not named.
    more: u64,
    /// The latest of it.
    pub since: At,
    /// What else the notice says, in front of it.
    pub(in crate::terminal) beside: String,
}

impl Told {
    /// Whether there is anything.
    pub fn is_unread(&self) -> bool {
        !self.news.is_empty() || self.more > 0
    }
}

impl Model {
    /// Follows what the person has in front of them, or no longer: the ticket in the queue or the
    /// opened one, else the customer at hand.
    pub fn follow(&mut self) {
        let record = match (self.detail.as_ref().map(|detail| detail.of), self.focus) {
            (Some(Showing::Ticket(no)), _) => Record::Ticket(no),
            (_, Focus::Queue) => match self.selected_ticket() {
                Some(no) => Record::Ticket(no),
                None => return self.say_no_ticket(),
            },
            (_, Focus::Find | Focus::History | Focus::Rating) => {
                self.take_the_chosen();
                let Some(customer) = self.need_hand() else { return };
                Record::Customer(customer)
            }
        };
        if self.settings.followed.contains(&record) {
            self.run(Errand::Unfollow(record), Command::Unfollow(record));
        } else {
            self.run(Errand::Follow(record), Command::Follow(record));
        }
    }

    /// A record is followed from now on.
    pub fn followed(&mut self, record: Record) {
        self.settings.followed.insert(record);
        let (what, key) = (self.name_of(record), self.key(Action::QueueFollowed));
        self.done("done-followed", &[("what", &what), ("key", &key)]);
        self.follow_changed();
    }

    /// A record is followed no longer; its customer may still be.
    pub fn unfollowed(&mut self, record: Record) {
        self.settings.followed.remove(&record);
        let ticket = match record {
            Record::Ticket(no) => self.known_ticket(no),
            Record::Customer(_) => None,
        };
        let is_so_still = ticket.is_some_and(|one| is_followed(&one, &self.settings.followed));
        let key = if is_so_still { "done-unfollowed-not-customer" } else { "done-unfollowed" };
        self.done(key, &[("what", &self.name_of(record))]);
        self.follow_changed();
    }

    /// What the person follows has changed: what shows it is asked for again.
    pub fn follow_changed(&mut self) {
        self.settings.followed_ask.now();
        self.queue.ask.now();
        self.detail_touched();
    }

    /// A record as the person knows it.
    fn name_of(&self, record: Record) -> String {
        match (record, &self.hand) {
            (Record::Customer(id), Some(hand)) if hand.id == id => super::log::short(&hand.label),
            (record, _) => record.to_string(),
        }
    }

    /// Others have done something to what the person follows. What was told before and not read
    /// yet stays in the line.
    pub fn follow_told(&mut self, news: Vec<FollowNews>, more: u32) {
        if !self.follow_told.is_unread() || self.notice.is_none() {
            self.follow_told = Told::default();
        }
        let now = self.now;
        let told = &mut self.follow_told;
        told.more += u64::from(more);
        told.since = now;
        for one in news {
            told.news.retain(|other| other.record != one.record);
            told.news.push(one);
        }
        let told = std::mem::take(&mut self.follow_told.beside);
        let tone = self.notice.as_ref().map(|notice| notice.tone);
        let tone = tone.filter(|_| !told.is_empty()).unwrap_or(Tone::News);
        let text = self.with_follow_news(told);
        self.notice = Some(Notice { text, tone, since: now });
    }

    /// A sentence of a notice, and what was told of followed records and not read yet.
    pub fn with_follow_news(&mut self, text: String) -> String {
        if !self.follow_told.is_unread() {
            return text;
        }
        let news = clean_line(&self.follow_sentence());
        let both = if text.is_empty() { news } else { format!("{text} {news}") };
        self.follow_told.beside = text;
        both
    }

    /// One record: what was done to it and by whom. Several: which.
    fn follow_sentence(&self) -> String {
        let Told { news, more, .. } = &self.follow_told;
        if let ([one], 0) = (news.as_slice(), more) {
            let what = match one.ticket {
                Some(ticket) => format!("{} {ticket}", self.name_of(one.record)),
                None => self.name_of(one.record),
            };
            let fact = self.speech.fact(&one.what);
            let values = [("what", &*what), ("fact", &*fact), ("by", &*one.by)];
            return self.speech.say_with("follow-news", &values);
        }
        let count = news.len() as u64 + more;
        // The latest in front: it is what they have not read yet.
        let named: Vec<String> =
            news.iter().rev().take(NAMED).map(|one| self.name_of(one.record)).collect();
        let key = if count > NAMED as u64 { "follow-news-more" } else { "follow-news-many" };
        self.speech.say_count(key, count, &[("which", &named.join(", "))])
    }
}
