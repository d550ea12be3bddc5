//! One part of what was typed, compared with everything the look-up holds. Never combines parts,
//! and never lists whom half the desk is among.

use super::Lookup;
use super::ask::Need;
use super::dial::Dialled;
use super::fit::Fit;
use super::order::Span;
use super::phones::{self, PART_DIGITS, Pattern};
use super::texts::{Extent, Way, squeezed, system_bytes};
use super::value;
use super::words::{Fits, PART_BYTES};
use crate::domain::CustomerId;

/// Values of a span that are listed; of more it is only known that they fit.
const LISTED: usize = 8_192;
/// Letters from which account numbers are searched for by their pieces and ends.
const PART_LETTERS: usize = 3;

/// How near a word must be to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Care {
    /// It holds what was typed.
    #[default]
    Strict,
    /// It is written or sounds much like it.
    Loose,
}

/// In which order of which values a span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Phones(phones::Way),
    Emails(Way),
    Codes(Way),
}

/// Many values that fit alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wide {
    whose: Whose,
    span: Span,
    fit: Fit,
}

/// Everything that one need fits.
pub(crate) struct Sought {
    need: Need,
    names: Fits,
    towns: Fits,
    hosts: Fits,
    /// Rows found by number, e-mail or account, in order.
    rows: Vec<(u32, Fit)>,
    /// What was too much to list.
    wide: Vec<Wide>,
    /// How digits may be a part of a phone number.
    dialled: Pattern,
    /// By fit: at most how many rows fit so.
    sizes: [usize; Fit::COUNT],
    /// How near a word had to be so far.
    care: Care,
}

impl Sought {
    /// Tells whether nobody has it.
    pub(crate) fn is_empty(&self) -> bool {
        self.sizes.iter().all(|&size| size == 0)
    }

    /// At most how many rows fit so or better.
    pub(crate) fn within(&self, fit: Fit) -> usize {
        self.sizes[..=fit as usize].iter().sum()
    }

    /// At most how many rows fit just so.
    pub(crate) fn size(&self, fit: Fit) -> usize {
        self.sizes[fit as usize]
    }

    /// The words of names that fit.
    pub(crate) fn name_words(&self) -> impl Iterator<Item = (Fit, u32)> {
        self.names.words.iter().map(|&word| (self.names.of(word), word))
    }

    /// The word of the dictionary that it is.
    pub(crate) fn exact(&self) -> Option<u32> {
        self.names.exact
    }
}

impl Lookup {
    /// Compares a need with everything.
    pub(crate) fn seek(&self, need: &Need) -> Sought {
        let (names, towns, hosts) =
            (self.names.nothing(), self.towns.nothing(), self.hosts.nothing());
        let (rows, wide, sizes) = (Vec::new(), Vec::new(), [0; Fit::COUNT]);
        let care = Care::Strict;
        let need = need.clone();
        let dialled = Pattern::default();
        let mut sought = Sought { need, names, towns, hosts, rows, wide, dialled, sizes, care };
        match sought.need.clone() {
            Need::Word(word) => {
                sought.names = self.names.compare(&word);
                sought.towns = self.towns.compare(&word);
                self.address(&word, &mut sought);
                self.code(&word, &mut sought);
            }
            Need::Code { raw, bare } => {
                // Agents read a customer's own number off a list.
                let own = raw.parse::<CustomerId>().ok().filter(|_| raw.starts_with('c'));
                let own = own.and_then(|customer| self.people.row(customer));
                sought.rows.extend(own.map(|row| (row, Fit::Whole)));
                sought.names = self.names.compare(&bare);
                self.address(&raw, &mut sought);
                self.code(&bare, &mut sought);
            }
            Need::Whole(bare) => {
                let span = self.codes.span(Way::Start, &bare, Extent::Whole);
                self.list(Whose::Codes(Way::Start), span, Fit::Whole, &mut sought);
            }
            Need::Email(part) => self.address(&part, &mut sought),
            Need::Number(number) => {
                sought.names = self.names.compare(&number.digits);
                sought.towns = self.towns.compare(&number.digits);
                self.number(&number, &mut sought);
                self.address(&number.digits, &mut sought);
            }
        }
        // A few sorted runs one after the other: the stable sort merges them.
        sought.rows.sort();
        sought.rows.dedup_by_key(|(row, _)| *row);
        self.measure(&mut sought);
        sought
    }

    /// Adds what is only like the need.
    pub(crate) fn loosen(&self, sought: &mut Sought) {
        if std::mem::replace(&mut sought.care, Care::Loose) == Care::Loose {
            return;
        }
        match &sought.need {
            Need::Word(word) => {
                self.names.loosen(word, &mut sought.names);
                self.towns.loosen(word, &mut sought.towns);
            }
            Need::Code { .. } | Need::Whole(_) | Need::Email(_) | Need::Number(_) => {}
        }
        self.measure(sought);
    }

    fn measure(&self, sought: &mut Sought) {
        let mut sizes = [0; Fit::COUNT];
        for &word in &sought.names.words {
            sizes[sought.names.of(word) as usize] += self.names.rows_with(word).len();
        }
        for &word in &sought.towns.words {
            sizes[in_town(sought.towns.of(word)) as usize] += self.towns.rows_with(word).len();
        }
        for &word in &sought.hosts.words {
            sizes[sought.hosts.of(word) as usize] += self.hosts.rows_with(word).len();
        }
        sought.rows.iter().for_each(|(_, fit)| sizes[*fit as usize] += 1);
        sought.wide.iter().for_each(|wide| sizes[wide.fit as usize] += wide.span.len);
        sizes[Fit::Not as usize] = 0;
        sought.sizes = sizes;
    }

    /// Notes the rows of a span, or the span when there are too many.
    fn list(&self, whose: Whose, span: Span, fit: Fit, sought: &mut Sought) {
        match span.len {
            0 => {}
            1..=LISTED => {
                let mut rows = std::mem::take(&mut sought.rows);
                self.each_of(whose, span, |row| rows.push((row, fit)));
                sought.rows = rows;
            }
            _ => sought.wide.push(Wide { whose, span, fit }),
        }
    }

    fn each_of(&self, whose: Whose, span: Span, mut give: impl FnMut(u32)) {
        let give = |number| give(value::row(number));
        match whose {
            Whose::Phones(way) => self.phones.of_span(way, span).for_each(give),
            Whose::Emails(way) => self.emails.of_span(way, span).for_each(give),
            Whose::Codes(way) => self.codes.of_span(way, span).for_each(give),
        }
    }

    /// E-mail addresses that hold what was typed, from the beginning of one of their pieces on.
    fn address(&self, typed: &str, sought: &mut Sought) {
        let (local, host) = typed.rsplit_once('@').unwrap_or((typed, ""));
        let at = typed.contains('@');
        if local.is_empty() || !at {
            let host = if at { host } else { typed };
            self.hosts.dictionary.each_start(host, |word| sought.hosts.note(word, Fit::Start));
        }
        if !at && typed.len() >= PART_BYTES {
            self.hosts.dictionary.each(typed, |spot| {
                let begins = spot.before.last().is_none_or(|byte| !byte.is_ascii_alphanumeric());
                let fit = if begins { Fit::Start } else { Fit::Part };
                sought.hosts.note(spot.row, fit);
            });
        }
        if local.is_empty() {
            return;
        }
        if !at {
            let span = self.emails.span(Way::Start, local, Extent::Whole);
            self.list(Whose::Emails(Way::Start), span, Fit::Word, sought);
        }
        let extent = if at { Extent::Whole } else { Extent::Part };
        for way in [Way::Start, Way::Piece] {
            let span = self.emails.span(way, local, extent);
            if !at {
                // Four digits are sooner the last of a phone than the year in an address.
                let is_number = matches!(sought.need, Need::Number(_));
                let fit = if is_number { Fit::Begun } else { Fit::Start };
                self.list(Whose::Emails(way), span, fit, sought);
                continue;
            }
            for row in self.emails.of_span(way, span).map(value::row) {
                let fit = self.address_fit(row, typed);
                if fit != Fit::Not && sought.rows.last() != Some(&(row, fit)) {
                    sought.rows.push((row, fit));
                }
            }
        }
    }

    /// How what was typed fits a row's addresses.
    fn address_fit(&self, row: u32, typed: &str) -> Fit {
        let locals = self.emails.values(row).enumerate();
        let fits = locals.map(|(at, local)| {
            let host = self.hosts.at(row, at).map_or("", |host| self.hosts.text(host));
            let address = [local, b"@", host.as_bytes()].concat();
            let begins = |at: usize| at == 0 || !address[at - 1].is_ascii_alphanumeric();
            let mut places = memchr::memmem::find_iter(&address, typed);
            match places.any(begins) {
                true if address == typed.as_bytes() => Fit::Whole,
                true if local == typed.as_bytes() => Fit::Word,
                true => Fit::Start,
                false => Fit::Not,
            }
        });
        fits.min().unwrap_or(Fit::Not)
    }

    /// Account numbers and ids that hold letters, from the beginning of a piece or to their end.
    fn code(&self, typed: &str, sought: &mut Sought) {
        for (way, extent, fit) in [
            (Way::Start, Extent::Whole, Fit::Whole),
            (Way::Start, Extent::Part, Fit::Start),
            (Way::Piece, Extent::Part, Fit::Part),
            (Way::End, Extent::Part, Fit::Part),
        ] {
            if typed.len() >= PART_LETTERS || way == Way::Start {
                let span = self.codes.span(way, typed, extent);
                self.list(Whose::Codes(way), span, fit, sought);
            }
        }
    }

    /// How letters fit a row's account number and ids.
    fn code_fit(&self, row: u32, typed: &str) -> Fit {
        let fits = self.codes.values(row).map(|code| {
            let letters = squeezed(&code[system_bytes(code)..]);
            match letters.strip_prefix(typed.as_bytes()) {
                Some(b"") => Fit::Whole,
                Some(_) => Fit::Start,
                None if typed.len() < PART_LETTERS => Fit::Not,
                None if memchr::memmem::find(&letters, typed.as_bytes()).is_some() => Fit::Part,
                None => Fit::Not,
            }
        });
        fits.min().unwrap_or(Fit::Not)
    }

    /// Phone and account numbers that hold digits.
    fn number(&self, number: &Dialled, sought: &mut Sought) {
        sought.dialled = Pattern::of(number);
        for (way, span, fit) in self.phones.spans(&sought.dialled) {
            self.list(Whose::Phones(way), span, fit, sought);
        }
        self.phones.each_long(number, |row, fit| sought.rows.push((row, fit)));
        if number.may_be_whole() {
            self.phones.each_same(number, |row| sought.rows.push((row, Fit::Dialled)));
        }
        let digits = number.digits.as_str();
        // One digit ends a tenth of all numbers, and two are within most of them.
        let ways =
            [(Way::Start, Fit::Begun), (Way::End, account_end(digits)), (Way::Piece, Fit::Inside)];
        for &(way, fit) in ways.iter().take(digits.len()) {
            let span = self.codes.span(way, digits, Extent::Part);
            if span.len > LISTED || way == Way::Piece {
                self.list(Whose::Codes(way), span, fit, sought);
                continue;
            }
            for row in self.codes.of_span(way, span).map(value::row) {
                sought.rows.push((row, self.digits_fit(row, digits)));
            }
        }
    }

    /// How digits fit a row's account number and ids.
    fn digits_fit(&self, row: u32, typed: &str) -> Fit {
        let fits = self.codes.values(row).map(|code| {
            let letters = squeezed(&code[system_bytes(code)..]);
            let ends = letters.strip_suffix(typed.as_bytes()).filter(|_| typed.len() > 1);
            // `77` is all that people say of `A-77` and of `AC-00077`.
            let all = |byte: &u8| !byte.is_ascii_digit() || *byte == b'0';
            match ends {
                Some(b"") => Fit::Whole,
                Some(before) if typed.len() < PART_DIGITS && before.iter().all(all) => Fit::Dialled,
                Some(_) => account_end(typed),
                None if letters == typed.as_bytes() => Fit::Whole,
                None if letters.starts_with(typed.as_bytes()) => Fit::Begun,
                None if typed.len() < PART_LETTERS => Fit::Not,
                None if memchr::memmem::find(&letters, typed.as_bytes()).is_some() => Fit::Inside,
                None => Fit::Not,
            }
        });
        fits.min().unwrap_or(Fit::Not)
    }

    /// Gives rows that fit so or better, but not as well as others, with a fit of theirs, the best
    /// one among others. Dead ones too.
    pub(crate) fn each_row(
        &self,
        sought: &Sought,
        behind: Option<Fit>,
        within: Fit,
        mut give: impl FnMut(u32, Fit),
    ) {
        let is_asked = |fit: Fit| fit != Fit::Not && Some(fit) > behind && fit <= within;
        for &word in &sought.names.words {
            let fit = sought.names.of(word);
            if is_asked(fit) {
                self.names.rows_with(word).rows().for_each(|row| give(row, fit));
            }
        }
        for &word in &sought.towns.words {
            let fit = in_town(sought.towns.of(word));
            if is_asked(fit) {
                self.towns.rows_with(word).rows().for_each(|row| give(row, fit));
            }
        }
        for &word in &sought.hosts.words {
            let fit = sought.hosts.of(word);
            if is_asked(fit) {
                self.hosts.rows_with(word).rows().for_each(|row| give(row, fit));
            }
        }
        let rows = sought.rows.iter().filter(|(_, fit)| is_asked(*fit));
        rows.for_each(|&(row, fit)| give(row, fit));
        for wide in sought.wide.iter().filter(|wide| is_asked(wide.fit)) {
            self.each_of(wide.whose, wide.span, |row| give(row, wide.fit));
        }
    }

    /// How many rows have it for certain, dead ones too.
    pub(crate) fn at_least(&self, sought: &Sought) -> usize {
        let fits = |fit: Fit| fit != Fit::Not;
        let names = sought.names.words.iter().map(|&word| self.names.rows_with(word).len());
        let towns = sought.towns.words.iter().filter(|&&word| fits(in_town(sought.towns.of(word))));
        let towns = towns.map(|&word| self.towns.rows_with(word).len());
        let hosts = sought.hosts.words.iter().map(|&word| self.hosts.rows_with(word).len());
        names.chain(towns).chain(hosts).max().unwrap_or(0)
    }

    /// How a row fits whose name's words are these; `None` when they are too many to tell.
    pub(crate) fn fit(&self, sought: &Sought, row: u32, names: Option<&[u32]>) -> Fit {
        let mut best = match names {
            _ if sought.names.words.is_empty() => Fit::Not,
            Some(words) => words.iter().map(|&w| sought.names.of(w)).min().unwrap_or(Fit::Not),
            None => self.names.best(&sought.names, row),
        };
        if best > Fit::Town && !sought.towns.words.is_empty() {
            best = best.min(in_town(self.towns.best(&sought.towns, row)));
        }
        if best > Fit::Start && !sought.hosts.words.is_empty() {
            best = best.min(self.hosts.best(&sought.hosts, row));
        }
        if let Ok(at) = sought.rows.binary_search_by_key(&row, |&(row, _)| row) {
            best = best.min(sought.rows[at].1);
        }
        let better = |wide: &&Wide| wide.fit < best;
        match sought.wide.iter().filter(better).map(|wide| self.wide_fit(wide, sought, row)).min() {
            Some(fit) => best.min(fit),
            None => best,
        }
    }

    fn wide_fit(&self, wide: &Wide, sought: &Sought, row: u32) -> Fit {
        match (&sought.need, wide.whose) {
            (Need::Number(_), Whose::Phones(_)) => self.phones.fit(row, &sought.dialled),
            (Need::Number(number), Whose::Codes(_)) => self.digits_fit(row, &number.digits),
            (Need::Number(number), Whose::Emails(_)) => {
                self.address_fit(row, &number.digits).max(Fit::Begun)
            }
            (Need::Word(typed) | Need::Email(typed), Whose::Emails(_))
            | (Need::Code { raw: typed, .. }, Whose::Emails(_)) => self.address_fit(row, typed),
            (Need::Word(typed), Whose::Codes(_))
            | (Need::Code { bare: typed, .. }, Whose::Codes(_)) => self.code_fit(row, typed),
            (Need::Whole(typed), Whose::Codes(_)) => match self.code_fit(row, typed) {
                Fit::Whole => Fit::Whole,
                _other => Fit::Not,
            },
            (_, Whose::Phones(_) | Whose::Emails(_) | Whose::Codes(_)) => Fit::Not,
        }
    }
}

/// A word of a town, company or tag counts less than one of the name.
/// How digits fit an account number that ends with them: as many as are looked for at the end of a
/// phone are first of all that.
const fn account_end(digits: &str) -> Fit {
    if digits.len() >= PART_DIGITS { Fit::Begun } else { Fit::Digits }
}

fn in_town(fit: Fit) -> Fit {
    match fit {
        Fit::Word | Fit::Start => Fit::Town,
        Fit::Part | Fit::Sound | Fit::Typo | Fit::Alike => Fit::Faint,
        Fit::Whole
        | Fit::Dialled
        | Fit::Digits
        | Fit::Begun
        | Fit::Nick
        | Fit::Inside
        | Fit::Town
        | Fit::Unfinished
        | Fit::Typos
        | Fit::Faint
        | Fit::Not => Fit::Not,
    }
}
