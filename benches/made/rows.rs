//! What made-up customers are found by, as plain text that fits beside a million of them. Never
//! more of a customer than that.

use sigap::domain::Profile;

/// A part of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The name.
    Name,
    /// All phones, with commas between them.
    Phones,
    /// The e-mail address.
    Email,
    /// The account number.
    Account,
}

/// Rows of text: what matchers that look at rows are given.
#[derive(Default)]
pub struct Rows {
    text: String,
    ends: Vec<u64>,
}

impl Rows {
    /// Adds a row.
    pub fn push(&mut self, profile: &Profile) {
        let phones: Vec<&str> = profile.phones.iter().map(|phone| &*phone.number).collect();
        let email = profile.emails.first().map_or("", |email| &*email.address);
        let company = profile.attributes.first().map_or("", |company| &*company.value);
        let (name, account, city) = (&*profile.name, &*profile.account, &*profile.city);
        let parts = [name, &phones.join(","), email, account, city, company];
        self.text.push_str(&parts.join("\t"));
        self.ends.push(self.text.len() as u64);
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Everything in a row.
    pub fn text(&self, row: usize) -> &str {
        let from = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[from as usize..self.ends[row] as usize]
    }

    /// One part of it.
    pub fn part(&self, row: usize, part: Part) -> &str {
        self.text(row).split('\t').nth(part as usize).unwrap_or("")
    }

    /// A row's phones, each as its digits behind the country's.
    pub fn numbers(&self, row: usize) -> impl Iterator<Item = String> {
        let phones = self.part(row, Part::Phones).split(',').filter(|phone| !phone.is_empty());
        phones.map(digits)
    }
}

/// A phone as its digits, a number of this country without what stands for the country.
pub fn digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let own = digits.strip_prefix('0').or_else(|| digits.strip_prefix("62"));
    own.map_or(digits.clone(), str::to_owned)
}
