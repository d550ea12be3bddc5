//! Made-up customers for benches and tests: as many as are asked for, always the same ones. Never
//! anybody who lives, and never a customer that the program would not take.
//!
//! Names grow with the data as real ones do ([`law`]); [`stock`] has the names that a desk in
//! Indonesia meets most, [`spelling`] writes them another way, [`rows`] keeps what is to be found,
//! [`asked`] has the questions. Not every bench needs everything.

pub mod asked;
pub mod law;
pub mod rows;
pub mod spelling;
pub mod stock;

use law::{Dice, Law};
use sigap::domain::{At, Attribute, Customer, CustomerId, Date, Email, ExternalId, Phone, Profile};
use stock::{Stock, Tradition};

/// Who is written like whom: of a hundred customers so many.
const TRADITIONS: [(Tradition, usize); 4] = [
    (Tradition::Indonesian, 52),
    (Tradition::Arabic, 22),
    (Tradition::English, 16),
    (Tradition::Chinese, 10),
];
/// Of a hundred customers so many are firms.
const FIRMS: usize = 4;

/// Whose custom a customer's name follows; `None` for a firm.
pub fn tradition(number: u64) -> Option<Tradition> {
    let mut dice = Dice(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    dice.roll(2);
    if dice.roll(100) < FIRMS {
        return None;
    }
    let mut share = dice.roll(100);
    let found = TRADITIONS.iter().find(|(_, of)| {
        let is_this = share < *of;
        share = share.saturating_sub(*of);
        is_this
    });
    found.map(|(tradition, _)| *tradition)
}

fn place(tradition: Tradition) -> usize {
    TRADITIONS.iter().take_while(|(other, _)| *other != tradition).count()
}

/// Customers one after the other, without an end.
pub struct People {
    dice: Dice,
    given: Vec<Law>,
    family: Vec<Law>,
    firms: Law,
    villages: Law,
    boxes: Law,
    number: u64,
}

impl People {
    /// The same ones every time.
    pub fn new() -> People {
        let each = |stock: fn(Tradition) -> Stock| {
            TRADITIONS.iter().map(|(tradition, _)| Law::new(stock(*tradition))).collect()
        };
        People {
            dice: Dice(0x5EED_CAFE_1234_5678),
            given: each(Stock::Given),
            family: each(Stock::Family),
            firms: Law::new(Stock::Firm),
            villages: Law::new(Stock::Village),
            boxes: Law::new(Stock::Box),
            number: 0,
        }
    }

    /// How many different words the names so far are made of.
    pub fn words(&self) -> usize {
        let laws = self.given.iter().chain(&self.family).chain([&self.firms]);
        let mut words: Vec<&str> = laws.flat_map(Law::words).collect();
        words.sort_unstable();
        words.dedup();
        words.len()
    }

    fn name(&mut self, tradition: Tradition) -> String {
        let dice = &mut self.dice;
        let at = place(tradition);
        let mut words = vec![self.given[at].draw(dice)];
        let seconds = if tradition == Tradition::English { 15 } else { 35 };
        if dice.roll(100) < seconds {
            words.push(self.given[at].draw(dice));
        }
        // Many Javanese have one name only.
        if tradition != Tradition::Indonesian || dice.roll(100) >= 6 {
            words.push(self.family[at].draw(dice));
        }
        // Few are called by one name twice.
        words.dedup();
        words.join(" ")
    }

    fn firm(&mut self) -> String {
        let dice = &mut self.dice;
        let form = ["PT", "CV", "UD", "Toko", "PT"][dice.roll(5)];
        let mut words: Vec<_> = (0..2 + dice.roll(2)).map(|_| self.firms.draw(dice)).collect();
        words.dedup();
        format!("{form} {}", words.join(" "))
    }

    fn phone(&mut self) -> String {
        let dice = &mut self.dice;
        let (kind, high, low) = (dice.roll(100), dice.roll(10_000), dice.roll(10_000));
        let operator = stock::OPERATORS[dice.often_small(stock::OPERATORS.len())];
        match kind {
            0..40 => format!("0{operator}-{high:04}-{low:04}"),
            40..58 => format!("0{operator}{high:04}{low:04}"),
            58..76 => format!("+62 {operator} {high:04} {low:04}"),
            76..84 => format!("+62{operator}{high:04}{low:04}"),
            84..92 => {
                format!("(0{}) {}{:06}", [21, 22, 24, 31, 61][dice.roll(5)], 5, high * 100 + low)
            }
            92..96 => format!("+65 9{:03} {low:04}", high % 1_000),
            _ => format!("+44 7{:03} {:06}", dice.roll(1_000), high * 100 + low % 100),
        }
    }

    fn email(&mut self, name: &str) -> String {
        let dice = &mut self.dice;
        let words: Vec<String> = name
            .split_whitespace()
            .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
            .map(|word| word.to_lowercase())
            .collect();
        let (first, last) = (&words[0], &words[words.len() - 1]);
        let number = dice.roll(10_000);
        let local = match dice.roll(12) {
            0..4 => format!("{first}.{last}{number}"),
            4 => format!("{first}{last}"),
            5 => format!("{first}_{}", 1950 + number % 60),
            6 => format!("{}{last}{}", &first[..1], number % 1_000),
            7 => words.join("."),
            8 => format!("{last}.{first}"),
            // Not made from the name.
            _ => format!("{}{number}", self.boxes.draw(dice).to_lowercase()),
        };
        let host = stock::HOSTS[dice.often_small(stock::HOSTS.len())];
        match dice.roll(8) {
            0 => format!("{local}@{}.example", self.firms.draw(dice).to_lowercase()),
            _ => format!("{local}@{host}"),
        }
    }

    fn account(&mut self) -> String {
        let dice = &mut self.dice;
        match dice.roll(10) {
            0 => String::new(),
            1..6 => format!("AC-{:08}", self.number),
            6..8 => {
                let mut letters = String::new();
                (0..5).for_each(|_| letters.push(char::from(b'A' + dice.roll(26) as u8)));
                format!("{:04}-{letters}", dice.roll(10_000))
            }
            _ => format!("5{:03}{:08}", dice.roll(1_000), self.number * 7 % 100_000_000),
        }
    }

    fn profile(&mut self) -> Profile {
        let tradition = tradition(self.number);
        let name = match tradition {
            Some(tradition) => self.name(tradition),
            None => self.firm(),
        };
        let phones = [0, 1, 1, 1, 1, 1, 1, 1, 1, 2][self.dice.roll(10)];
        let phones = (0..phones)
            .map(|_| Phone::parse("", &self.phone()).expect("a made-up number is a number"))
            .collect();
        let emails = (self.dice.roll(100) < 78).then(|| self.email(&name)).map(|address| {
            Email::parse("", &address).unwrap_or_else(|error| panic!("{address}: {error}"))
        });
        let mut attributes = Vec::new();
        if tradition.is_some() && self.dice.roll(100) < 12 {
            attributes.push(Attribute { name: "Company".to_owned(), value: self.firm() });
        }
        let number = self.number;
        let external = (self.dice.roll(100) < 15)
            .then(|| ExternalId { system: "crm".to_owned(), id: format!("00Q{number:09}") });
        let account = self.account();
        let dice = &mut self.dice;
        let village = dice.roll(100) < 20;
        let city = stock::CITIES[dice.often_small(stock::CITIES.len())];
        Profile {
            phones,
            emails: emails.into_iter().collect(),
            account,
            external: external.into_iter().collect(),
            address: format!("Jl. {} No. {}", self.villages.draw(dice), 1 + dice.roll(200)),
            city: if village { self.villages.draw(dice) } else { city.to_owned() },
            postcode: format!("{:05}", 10_000 + dice.roll(80_000)),
            birth_date: Date::new(
                1940 + dice.roll(65) as u16,
                1 + dice.roll(12) as u8,
                1 + dice.roll(28) as u8,
            ),
            tags: (dice.roll(40) == 0).then(|| "prioritas".to_owned()).into_iter().collect(),
            attributes,
            name,
            ..Profile::default()
        }
    }
}

impl Iterator for People {
    type Item = Customer;

    fn next(&mut self) -> Option<Customer> {
        self.number += 1;
        Some(Customer::of(CustomerId(self.number), self.profile(), At(0)))
    }
}
