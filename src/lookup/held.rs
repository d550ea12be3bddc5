//! Rows held under numbers that stand for whole records. Never tells one record from another by
//! anything else.

/// How many rows are kept per key: those who share one are alike to an import, any will do.
pub(crate) const HOLDERS: usize = 8;

/// Places of the smallest table.
const SMALLEST: usize = 64;

/// Keys and their rows, many rows to a key.
#[derive(Debug, Default)]
pub(crate) struct Held {
    keys: Vec<u64>,
    owners: Vec<u32>,
    /// Open hash table: index of a key plus one, 0 where free. At most two thirds full.
    table: Vec<u32>,
}

impl Held {
    /// Keys with the row of each.
    pub(crate) fn of(keys: Vec<u64>, owners: Vec<u32>) -> Held {
        let mut all = Held { keys, owners, table: Vec::new() };
        let wanted = (all.keys.len() + 1) * 3 / 2;
        all.arrange(wanted.next_power_of_two().max(SMALLEST));
        all
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// A key by its number, with its row; the row may be a dead one.
    pub(crate) fn at(&self, number: usize) -> (u64, u32) {
        (self.keys[number], self.owners[number])
    }

    /// Holds a row under a key.
    pub(crate) fn hold(&mut self, hash: u64, row: u32, is_live: impl Fn(u32) -> bool) {
        if (self.keys.len() + 1) * 3 > self.table.len() * 2 {
            self.arrange((self.table.len() * 2).max(SMALLEST));
        }
        let (mut at, mut holders) = (self.home(hash), 0);
        while self.table[at] != 0 {
            let index = self.table[at] as usize - 1;
            if self.keys[index] == hash {
                let owner = self.owners[index];
                if owner == row || !is_live(owner) {
                    // A customer who changed keeps most keys: the dead row's place is taken over.
                    self.owners[index] = row;
                    return;
                }
                holders += 1;
                if holders == HOLDERS {
                    return;
                }
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        self.keys.push(hash);
        self.owners.push(row);
        self.table[at] = u32::try_from(self.keys.len()).expect("a desk's keys are below 2^32");
    }

    /// Puts all keys into a table of so many places.
    fn arrange(&mut self, places: usize) {
        self.table = vec![0; places];
        for index in 0..self.keys.len() {
            let mut at = self.home(self.keys[index]);
            while self.table[at] != 0 {
                at = (at + 1) & (self.table.len() - 1);
            }
            self.table[at] = index as u32 + 1;
        }
    }

    fn home(&self, hash: u64) -> usize {
        hash as usize & self.table.len().wrapping_sub(1)
    }

    /// The rows held under a key, dead ones too.
    pub(crate) fn owners_of(&self, hash: u64) -> impl Iterator<Item = u32> {
        let mut at = self.home(hash);
        let indexes = std::iter::from_fn(move || {
            let index = *self.table.get(at)? as usize;
            at = (at + 1) & (self.table.len() - 1);
            index.checked_sub(1)
        });
        indexes.filter(move |&index| self.keys[index] == hash).map(|index| self.owners[index])
    }

    /// The same for the rows that have a new name.
    pub(crate) fn renamed(&self, rename: impl Fn(u32) -> Option<u32>) -> Held {
        let all = self.keys.iter().zip(&self.owners);
        let kept = all.filter_map(|(&key, &owner)| Some((key, rename(owner)?)));
        let (keys, owners) = kept.unzip();
        Held::of(keys, owners)
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.keys.shrink_to_fit();
        self.owners.shrink_to_fit();
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.keys.capacity() * 8 + (self.owners.capacity() + self.table.len()) * 4
    }
}
