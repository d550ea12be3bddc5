//! What every sub-command is given: language, configuration, output, and the way to the desk.
//! Never asks the environment again once it is made.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::tz::TimeZone;

use super::done::DoneRow;
use super::exit::{Ended, Exit, Failure};
use super::output::{Form, Output};
use crate::client::waiting::Waiting;
use crate::client::{Absent, Attach, Client, ClientError, Pen};
use crate::domain::filter::{Saved, Vocabulary};
use crate::domain::text::quoted;
use crate::domain::{At, Code, Filter, Malformed};
use crate::home::place::Surroundings;
use crate::home::{Config, ConfigError, Place, Theme};
use crate::speech::{Lang, Speech};
use crate::wire::line::ANSWER_ROWS;
use crate::wire::{Answer, Done, Query, QueueView, Trouble};

/// Where options of every command stand in a help: after the command's own.
pub const AFTER: usize = 900;

/// What may be said before or after any sub-command.
#[derive(Debug, clap::Args)]
pub struct Global {
    #[arg(long, global = true, value_name = "DIR", display_order = AFTER)]
    pub home: Option<PathBuf>,
    #[arg(long, global = true, value_name = "LANG", value_parser = ["en", "id"],
          display_order = AFTER)]
    pub lang: Option<String>,
    #[arg(long, global = true, value_name = "NAME|FILE", display_order = AFTER)]
    pub keymap: Option<String>,
    #[arg(long, global = true, value_name = "THEME", display_order = AFTER,
          value_parser = theme())]
    pub theme: Option<Theme>,
    #[arg(long, global = true, display_order = AFTER)]
    pub json: bool,
    #[arg(long, global = true, display_order = AFTER)]
    pub read_only: bool,
    #[arg(long, global = true, display_order = AFTER)]
    pub plain: bool,
}

/// A theme; completions, help and mistakes know them all.
fn theme() -> impl TypedValueParser<Value = Theme> {
    let words = PossibleValuesParser::new(Theme::ALL.iter().map(|theme| theme.word()));
    words.map(|text| Theme::named(&text).expect("one of the words"))
}

/// What the environment says, read once.
#[derive(Debug, Default)]
pub struct Environment {
    /// `LC_ALL`, `LC_MESSAGES`, `LANG`: the first that is set decides.
    pub locales: [Option<String>; 3],
    /// A person's configuration file.
    pub config_file: Option<PathBuf>,
    /// `SIGAP_AS`: whom to act as; only throw-away desks believe it.
    pub act_as: Option<String>,
}

impl Environment {
    /// Reads the process's environment.
    pub fn read() -> Environment {
        use etcetera::BaseStrategy;
        let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let config = etcetera::base_strategy::Xdg::new().ok().map(|xdg| xdg.config_dir());
        Environment {
            locales: ["LC_ALL", "LC_MESSAGES", "LANG"].map(var),
            config_file: config.map(|dir| dir.join("sigap").join("config.toml")),
            act_as: var("SIGAP_AS"),
        }
    }

    /// A person's configuration; one with a mistake counts as empty and is told.
    pub fn config(&self) -> (Config, Option<ConfigError>) {
        match self.config_file.as_deref().map(Config::read) {
            Some(Ok(config)) => (config, None),
            Some(Err(error)) => (Config::default(), Some(error)),
            None => (Config::default(), None),
        }
    }

    /// The language: `--lang`, else the configuration's, else the locale's.
    pub fn lang(&self, flag: Option<&str>, config: &Config) -> Lang {
        let locale = self.locales.iter().flatten().next().map(String::as_str);
        Lang::of_locale(flag.or(config.language.as_deref()).or(locale).unwrap_or(""))
    }
}

/// The value of `--lang` before the command line is understood as a whole, so that its mistakes
/// and its help are told in the right language.
pub fn lang_flag(given: &[OsString]) -> Option<String> {
    let mut words = given.iter().map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => return words.next().map(|value| value.into_owned()),
            Some(rest) => return rest.strip_prefix('=').map(str::to_owned),
            None if word == "--" => return None,
            None => {}
        }
    }
    None
}

/// What a sub-command works with.
pub struct Context {
    /// The language; times are in the machine's zone (a [`Desk`] speaks in the desk's).
    pub speech: Speech,
    /// Standard output.
    pub out: Output,
    /// A person's configuration.
    pub config: Config,
    /// What is wrong with it.
    pub config_error: Option<ConfigError>,
    /// `--keymap`, else the configuration's.
    pub keymap: Option<String>,
    /// `--theme`; without it the configuration's counts.
    pub theme: Option<Theme>,
    /// Where desks may be.
    pub around: Surroundings,
    /// Whether lines are wanted where a screen could be drawn.
    pub plain: bool,
    pen: Pen,
    environment: Environment,
}

/// An attached desk: the client, and how to speak of its times.
pub struct Desk {
    /// Asks and commands.
    pub client: Client,
    /// Speaks in the desk's time zone.
    pub speech: Speech,
    /// The desk's time zone.
    pub zone: TimeZone,
    /// The desk's time when it was attached to.
    pub now: At,
}

impl Context {
    /// Everything that can be known before the desk is asked.
    pub fn new(global: Global, environment: Environment) -> Context {
        let (config, config_error) = environment.config();
        let lang = environment.lang(global.lang.as_deref(), &config);
        let form = if global.json { Form::Json } else { Form::People };
        Context {
            speech: Speech::new(lang, TimeZone::system()).of_home(global.home.as_deref()),
            out: Output::new(form),
            keymap: global.keymap.or_else(|| config.keymap.clone()),
            theme: global.theme,
            config,
            config_error,
            around: Surroundings::read(global.home.as_deref()),
            plain: global.plain,
            pen: if global.read_only { Pen::Away } else { Pen::Held },
            environment,
        }
    }

    /// The person's configuration file, whether it is there or not.
    pub fn config_file(&self) -> Option<PathBuf> {
        self.environment.config_file.clone()
    }

    /// The locale's name, for how days are written here; empty when none is set.
    pub fn locale(&self) -> &str {
        self.environment.locales.iter().flatten().next().map_or("", String::as_str)
    }

    /// The sentence of a key.
    pub fn say(&self, key: &str) -> String {
        self.speech.say(key)
    }

    /// Tells what a write brought about: a sentence for people (its values are what the desk
    /// gave back and `more`), one object for scripts.
    ///
    /// # Errors
    /// [`Failure::Closed`], [`Failure::Untold`].
    pub fn done(&mut self, done: &Done, key: &str, more: &[(&str, &str)]) -> Ended {
        if self.out.form() == Form::Json {
            return self.kept(|out| out.json(&DoneRow::from(done)));
        }
        let text = |id: Option<String>| id.unwrap_or_default();
        let ids = [
            ("customer", text(done.customer.map(|id| id.to_string()))),
            ("interaction", text(done.interaction.map(|id| id.to_string()))),
            ("ticket", text(done.ticket.map(|id| id.to_string()))),
            ("rating", text(done.rating.map(|id| id.to_string()))),
            ("callback", text(done.callback.map(|id| id.to_string()))),
        ];
        let ids = ids.iter().map(|(name, id)| (*name, id.as_str()));
        let values: Vec<(&str, &str)> = ids.chain(more.iter().copied()).collect();
        let sentence = self.speech.say_with(key, &values);
        self.kept(|out| out.line(&sentence))
    }

    /// The same with a sentence that is said already.
    ///
    /// # Errors
    /// [`Failure::Closed`], [`Failure::Untold`].
    pub fn done_said(&mut self, done: &Done, sentence: &str) -> Ended {
        match self.out.form() {
            Form::Json => self.kept(|out| out.json(&DoneRow::from(done))),
            Form::People => self.kept(|out| out.line(sentence)),
        }
    }

    /// Says something of what is kept already: that it is not heard does not make it undone.
    fn kept(&mut self, tell: impl FnOnce(&mut Output) -> Result<(), Failure>) -> Ended {
        let told = tell(&mut self.out).and_then(|()| self.out.flush());
        told.map(|()| Exit::Done).map_err(Failure::after_keeping)
    }

    /// Tells a person that there is more than was shown.
    ///
    /// # Errors
    /// [`Failure::Closed`], [`Failure::File`] for standard output.
    pub fn more(&mut self, shown: u64, total: u64) -> Result<(), Failure> {
        if shown == 0 || shown >= total {
            return Ok(());
        }
        let (shown, total) = (self.speech.number(shown), self.speech.number(total));
        let values = [("shown", &*shown), ("total", &*total)];
        let sentence = self.speech.say_with("cli-more", &values);
        match self.out.form() {
            // Programs read the rows; whoever started them reads this.
            Form::Json => drop(writeln!(io::stderr(), "{sentence}")),
            Form::People => self.out.line(&sentence)?,
        }
        Ok(())
    }

    /// The desk's place.
    ///
    /// # Errors
    /// [`Failure::Place`].
    pub fn place(&self) -> Result<Place, Failure> {
        Ok(Place::find(&self.around)?)
    }

    /// How this program attaches.
    pub fn attach(&self, absent: Absent) -> Attach {
        let act_as = self.environment.act_as.clone();
        let pen = self.pen;
        Attach { act_as, absent, pen, ..Attach::default() }
    }

    /// Attaches to the desk, starting a person's own when none answers.
    ///
    /// # Errors
    /// [`Failure::Place`], [`Failure::Desk`].
    pub fn desk(&self) -> Result<Desk, Failure> {
        self.desk_at(&self.place()?, &self.attach(Absent::Start))
    }

    /// Attaches to the desk of a place.
    ///
    /// # Errors
    /// [`Failure::Desk`].
    pub fn desk_at(&self, place: &Place, how: &Attach) -> Result<Desk, Failure> {
        let mut waiting =
            io::stderr().is_terminal().then(|| Waiting::new(&self.speech, io::stderr()));
        let client = Client::attach(place, how, &mut |opening| {
            waiting.iter_mut().for_each(|waiting| waiting.tell(opening));
        })?;
        drop(waiting);
        let zone = TimeZone::get(&client.welcome.zone).unwrap_or_else(|_| TimeZone::system());
        let speech = self.speech.in_zone(zone.clone());
        let now = client.welcome.now;
        Ok(Desk { client, speech, zone, now })
    }
}

impl Desk {
    /// The agent that is meant: `me` is oneself, `none` nobody (empty).
    pub fn agent(&self, given: &str) -> String {
        match given {
            "me" => self.client.welcome.agent.clone(),
            "none" => String::new(),
            name => name.to_owned(),
        }
    }

    /// Asks for at most `limit` rows; for fewer where so many do not fit into one line.
    ///
    /// # Errors
    /// [`Failure::Desk`].
    pub fn page(&mut self, limit: u64, ask: impl Fn(u32) -> Query) -> Result<Answer, Failure> {
        let mut limit = u32::try_from(limit).unwrap_or(u32::MAX).min(ANSWER_ROWS);
        loop {
            match self.client.query(ask(limit)) {
                Err(ClientError::Trouble { trouble: Trouble::TooLong, .. }) if limit > 1 => {
                    limit /= 2;
                }
                other => return Ok(other?),
            }
        }
    }

    /// A filter as somebody has written it, in the words of their language or of the wire.
    ///
    /// # Errors
    /// [`Failure::Malformed`] with the word that says nothing, [`Failure::Desk`].
    pub fn filter(&mut self, given: &[String]) -> Result<Filter, Failure> {
        let text = given.join(" ");
        if text.trim().is_empty() {
            return Ok(Filter::default());
        }
        let codes = self.codes()?;
        Ok(Filter::read(&text, &self.speech.vocabulary(&codes))?)
    }

    /// Where nothing fits a filter: makes sure that somebody has each name that it asks for.
    ///
    /// # Errors
    /// [`Failure::Said`] with those that there are, [`Failure::Desk`].
    pub fn has_those_of(&mut self, filter: &Filter) -> Result<(), Failure> {
        self.has_those(filter.named().map(str::to_owned).collect())
    }

    /// Where nothing was found: makes sure that somebody has each of these names.
    ///
    /// # Errors
    /// [`Failure::Said`] with those that there are, [`Failure::Desk`].
    pub fn has_those(&mut self, names: Vec<String>) -> Result<(), Failure> {
        if names.is_empty() {
            return Ok(());
        }
        let Answer::Strangers(strangers) = self.client.query(Query::Strangers { names })? else {
            return Err(Failure::unexpected());
        };
        let Some(name) = strangers.first() else { return Ok(()) };
        let Answer::Roster(known) = self.client.query(Query::Roster)? else {
            return Err(Failure::unexpected());
        };
        Err(Failure::said(Exit::Usage, self.speech.nobody_to_ask_for(name, &known)))
    }

    /// The views that the agent keeps.
    ///
    /// # Errors
    /// [`Failure::Desk`].
    pub fn views(&mut self) -> Result<Vec<Saved>, Failure> {
        let Answer::Views(views) = self.client.query(Query::Views)? else {
            return Err(Failure::unexpected());
        };
        Ok(views)
    }

    /// The filter of a view: one that the agent keeps, else one that every desk has.
    ///
    /// # Errors
    /// [`Failure::Malformed`] with those that there are, [`Failure::Desk`].
    pub fn view(&mut self, name: &str) -> Result<Filter, Failure> {
        let views = self.views()?;
        if let Some(view) = Saved::named(&views, name) {
            return Ok(Filter::read(&view.filter, &Vocabulary::plain())?);
        }
        let wanted = name.trim().to_lowercase().replace(['-', ' '], "_");
        let said = |view: &QueueView| {
            let key = format!("queue-view-{}", view.word().replace('_', "-"));
            let said = self.speech.say(&key).to_lowercase();
            // Behind the comma stands the order.
            said.split(',').next() == Some(name.trim().to_lowercase().as_str())
        };
        let built_in = QueueView::ALL.iter().find(|view| view.word() == wanted || said(view));
        if let Some(view) = built_in {
            return Ok(Filter::read(view.filter(), &Vocabulary::plain())?);
        }
        let known = QueueView::ALL.iter().map(|view| view.word());
        let known: Vec<&str> = known.chain(views.iter().map(|view| view.name.as_str())).collect();
        Err(Malformed::Word { given: quoted(name), allowed: known.join(", ") }.into())
    }

    /// Says so when tickets were looked through for words that have not all been read yet.
    ///
    /// # Errors
    /// [`Failure::Desk`], [`Failure::Closed`].
    pub fn tell_unread(&mut self, context: &mut Context) -> Ended {
        let Answer::Desk(status) = self.client.query(Query::Desk)? else {
            return Err(Failure::unexpected());
        };
        if status.unread_tickets > 0 && context.out.form() == Form::People {
            let said = self.speech.say_count("cli-unread", status.unread_tickets, &[]);
            context.out.line(&said)?;
        }
        Ok(Exit::Done)
    }

    /// The desk's topic and outcome codes.
    ///
    /// # Errors
    /// [`Failure::Desk`].
    pub fn codes(&mut self) -> Result<Vec<Code>, Failure> {
        let Answer::Codes(codes) = self.client.query(Query::Codes)? else {
            return Err(Failure::unexpected());
        };
        Ok(codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_flags_then_the_configurations_then_the_locales() {
        let locale = |all: &str, messages: &str, lang: &str| Environment {
            locales: [all, messages, lang]
                .map(|text| Some(text.to_owned()).filter(|text| !text.is_empty())),
            ..Environment::default()
        };
        let none = Config::default();
        let configured = Config { language: Some("id".into()), ..Config::default() };
        for (environment, flag, config, lang) in [
            (locale("", "", ""), None, &none, Lang::En),
            (locale("", "", "id_ID.UTF-8"), None, &none, Lang::Id),
            (locale("", "id_ID", "en_US.UTF-8"), None, &none, Lang::Id),
            (locale("C", "id_ID", "id_ID"), None, &none, Lang::En),
            (locale("C", "", ""), None, &configured, Lang::Id),
            (locale("", "", "id_ID"), Some("en"), &configured, Lang::En),
        ] {
            assert_eq!(environment.lang(flag, config), lang, "{environment:?} {flag:?}");
        }
    }

    #[test]
    fn the_language_flag_is_found_wherever_it_stands() {
        let flag = |words: &[&str]| lang_flag(&words.iter().map(Into::into).collect::<Vec<_>>());
        assert_eq!(flag(&["sigap", "find", "x", "--lang", "id"]).as_deref(), Some("id"));
        assert_eq!(flag(&["sigap", "--lang=id", "find"]).as_deref(), Some("id"));
        assert_eq!(flag(&["sigap", "find", "--", "--lang", "id"]), None);
    }
}
