//! What agents ask for, by kind, and who would be right. Never says who is found.

use std::collections::HashSet;

use super::law::Dice;
use super::rows::{Part, Rows, digits};
use super::{spelling, tradition};

/// Kinds of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The name.
    Exact,
    /// The name's words the other way round.
    Reordered,
    /// The name without its last two letters.
    Beginning,
    /// The middle of the longest word, with the other words.
    Middle,
    /// One letter of the name wrong.
    Wrong,
    /// Two letters of the name swapped.
    Swapped,
    /// Every word that can be spelled otherwise is.
    Sound,
    /// A phone in another form, or its last seven digits or more.
    Phone,
    /// The last four digits of a phone; an account number that ends so is right as well.
    FourDigits,
    /// An account number in another form.
    Account,
    /// The parts of an e-mail address.
    Email,
    /// A name and four digits.
    Mixed,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 12] = [
        Kind::Exact,
        Kind::Reordered,
        Kind::Beginning,
        Kind::Middle,
        Kind::Wrong,
        Kind::Swapped,
        Kind::Sound,
        Kind::Phone,
        Kind::FourDigits,
        Kind::Account,
        Kind::Email,
        Kind::Mixed,
    ];

    /// As tables say it.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Exact => "the name",
            Kind::Reordered => "its words the other way round",
            Kind::Beginning => "without its last two letters",
            Kind::Middle => "the middle of a word",
            Kind::Wrong => "one letter wrong",
            Kind::Swapped => "two letters swapped",
            Kind::Sound => "sounds alike",
            Kind::Phone => "phone, 7 digits or more, any form",
            Kind::FourDigits => "the last 4 digits of a phone",
            Kind::Account => "account number, any form",
            Kind::Email => "parts of an e-mail address",
            Kind::Mixed => "a name and 4 digits",
        }
    }

    /// Whether the name of somebody else is no question of this kind: whoever is called exactly
    /// what was typed comes first, as they should.
    const fn is_a_slip(self) -> bool {
        matches!(self, Kind::Wrong | Kind::Swapped | Kind::Sound)
    }
}

/// One question.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Of which kind.
    pub kind: Kind,
    /// As typed.
    pub text: String,
    /// Who is meant.
    pub row: usize,
}

impl Asked {
    /// Tells whether a row is right: what was asked for is the same in it as in whoever is meant.
    pub fn is_met_by(&self, row: usize, rows: &Rows) -> bool {
        let same = |part| rows.part(row, part).eq_ignore_ascii_case(rows.part(self.row, part));
        let shares = || rows.numbers(row).any(|phone| rows.numbers(self.row).any(|of| of == phone));
        match self.kind {
            Kind::Exact
            | Kind::Reordered
            | Kind::Beginning
            | Kind::Middle
            | Kind::Wrong
            | Kind::Swapped
            | Kind::Sound => same(Part::Name),
            Kind::Phone | Kind::Mixed => shares(),
            Kind::FourDigits => {
                let account = rows.part(row, Part::Account);
                account.ends_with(&self.text)
                    || rows.numbers(row).any(|phone| phone.ends_with(&self.text))
            }
            Kind::Account => same(Part::Account),
            Kind::Email => same(Part::Email),
        }
    }
}

/// Customers that are looked at for one who can be asked for so.
const TRIES: usize = 50;

/// So many questions of each kind, about customers from all over the desk.
pub fn questions(rows: &Rows, each: usize) -> Vec<Asked> {
    let mut dice = Dice(0xA5CE_D077);
    let mut all = Vec::new();
    for kind in Kind::ALL {
        // A third more than wanted: slips that are somebody else's name are left out.
        let wanted = if kind.is_a_slip() { each + each / 3 + 1 } else { each };
        let mut anybody = Dice(dice.0 ^ kind as u64);
        let some = (0..wanted * TRIES).map(|_| anybody.roll(rows.len()));
        let asked = some.filter_map(|row| {
            let text = typed(kind, row, rows, &mut dice)?;
            Some(Asked { kind, text, row })
        });
        all.extend(asked.take(wanted));
    }
    let slips: HashSet<String> =
        all.iter().filter(|asked| asked.kind.is_a_slip()).map(|asked| asked.text.clone()).collect();
    let names = (0..rows.len()).map(|row| rows.part(row, Part::Name).to_lowercase());
    let real: HashSet<String> = names.filter(|name| slips.contains(name)).collect();
    all.retain(|asked| !asked.kind.is_a_slip() || !real.contains(&asked.text));
    let mut kept = Vec::new();
    for kind in Kind::ALL {
        kept.extend(all.iter().filter(|asked| asked.kind == kind).take(each).cloned());
    }
    kept
}

fn typed(kind: Kind, row: usize, rows: &Rows, dice: &mut Dice) -> Option<String> {
    let name = rows.part(row, Part::Name).to_lowercase();
    let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
    let several = (words.len() > 1).then_some(());
    match kind {
        Kind::Exact => return Some(name),
        Kind::Reordered => several.map(|()| words.reverse())?,
        Kind::Beginning => return name.get(..name.len() - 2).map(str::to_owned),
        Kind::Middle => {
            several?;
            let longest = words.iter_mut().max_by_key(|word| word.len())?;
            let inner = longest.get(1..longest.len() - 1).filter(|inner| inner.len() > 4)?;
            let inner = inner.chars().all(|c| c.is_ascii_alphabetic()).then_some(inner)?;
            *longest = inner.to_owned();
        }
        Kind::Wrong | Kind::Swapped => {
            let at = dice.roll(words.len());
            let slip = if kind == Kind::Wrong { spelling::wrong } else { spelling::swapped };
            words[at] = slip(&words[at], dice)?;
        }
        Kind::Sound => {
            let tradition = tradition(row as u64 + 1)?;
            for word in &mut words {
                *word = spelling::respelled(word, tradition, dice).unwrap_or(word.clone());
            }
            return Some(words.join(" ")).filter(|typed| *typed != name);
        }
        Kind::Phone => return phone(rows.part(row, Part::Phones).split(',').next()?, dice),
        Kind::FourDigits => return last_four(row, rows),
        Kind::Account => return account(rows.part(row, Part::Account), dice),
        Kind::Email => return email(rows.part(row, Part::Email), dice),
        Kind::Mixed => return Some(format!("{} {}", words.last()?, last_four(row, rows)?)),
    }
    Some(words.join(" "))
}

fn last_four(row: usize, rows: &Rows) -> Option<String> {
    let number = rows.numbers(row).next()?;
    let last = &number[number.len() - 4..];
    // What numbers begin with is asked for as a beginning.
    (!last.starts_with(['0', '6', '8'])).then(|| last.to_owned())
}

fn phone(phone: &str, dice: &mut Dice) -> Option<String> {
    if phone.is_empty() {
        return None;
    }
    let all: String = phone.chars().filter(char::is_ascii_digit).collect();
    let own = digits(phone);
    let from = own.len() - 7 - dice.roll(own.len() - 7);
    if own == all {
        // Another country's: its own forms are not ours to make.
        return Some([phone, &all, &own[from..]][dice.roll(3)].to_owned());
    }
    let (head, tail) = own.split_at(3);
    let (middle, last) = tail.split_at(4);
    let forms = [
        phone.to_owned(),
        format!("0{own}"),
        format!("+62{own}"),
        format!("0062 {head} {tail}"),
        format!("+62 {head}-{middle}-{last}"),
        format!("(0{head}) {middle} {last}"),
        format!("0{head}.{middle}.{last}"),
        format!("62{own}"),
        own[from..].to_owned(),
        own[own.len() - 7..].to_owned(),
    ];
    Some(forms[dice.roll(forms.len())].clone())
}

fn account(account: &str, dice: &mut Dice) -> Option<String> {
    let squeezed: String = account.chars().filter(char::is_ascii_alphanumeric).collect();
    let bare: String = account.chars().filter(char::is_ascii_digit).collect();
    let bare = if bare.len() > 4 { bare } else { squeezed.clone() };
    let forms = [account.to_owned(), account.to_lowercase(), squeezed.to_lowercase(), bare];
    (!account.is_empty()).then(|| forms[dice.roll(forms.len())].clone())
}

fn email(email: &str, dice: &mut Dice) -> Option<String> {
    let (local, host) = email.split_once('@')?;
    let label = host.split('.').next()?;
    // What is before the sign alone may be what many are called.
    let alone = if local.contains(|c: char| c.is_ascii_digit()) { local } else { email };
    let forms = [
        email.to_owned(),
        alone.to_owned(),
        format!("{local}@{}", &host[..3]),
        format!("{local} {label}"),
        format!("{} {label}", local.replace(['.', '_'], " ")),
    ];
    Some(forms[dice.roll(forms.len())].clone())
}

/// What is typed beside the questions: what everybody has, what nobody has, short second words.
const MORE: &[&str] = &[
    "ahmd t",
    "sri w",
    "muhammad nur",
    "muh san",
    "a b",
    "nur h",
    "0812 3344",
    "+62 812 33",
    "ac-00",
    "gmail",
    "budi yahoo",
    "@gmail.example",
    "jakarta sel",
    "lestari surabaya",
    "pt sumber makmur",
    "zzzz qqqq",
    "sinar jaya",
    "moh. ilyas",
];

/// Texts that are typed letter by letter: so many of each kind of question, and some more.
pub fn typing(questions: &[Asked], each: usize) -> Vec<String> {
    let of = |kind| questions.iter().filter(move |asked| asked.kind == kind).take(each);
    let texts = Kind::ALL.into_iter().flat_map(of).map(|asked| asked.text.clone());
    texts.chain(MORE.iter().map(|&text| text.to_owned())).collect()
}

/// What the box holds after each key, from the first to the last.
pub fn strokes(texts: &[String]) -> Vec<&str> {
    let each = |text: &str| text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let ends = texts.iter().map(|text| (text, each(text)));
    ends.flat_map(|(text, ends): (&String, Vec<usize>)| ends.into_iter().map(|end| &text[..end]))
        .collect()
}
