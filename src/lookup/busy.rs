//! How much each customer is being looked after, and the busiest first. Never says why.

use std::cmp::Reverse;

use super::Activity;
use super::lens::room;
use super::order::Order;
use crate::domain::At;

/// How busy a row is: more is busier, 0 not at all.
pub(crate) type Level = u64;

/// By row: tickets that are not settled, and the last contact.
#[derive(Debug, Default)]
pub(crate) struct Busy {
    /// Of 255 there may be more.
    pub(super) open: Vec<u8>,
    /// Seconds since 1970; 0 for never.
    pub(super) last: Vec<u32>,
    /// Rows that are busy at all, the busiest first, then the lowest customer number.
    pub(super) order: Order,
}

impl Busy {
    /// Adds a row with which nobody has been busy.
    pub(crate) fn push(&mut self) {
        room(&mut self.open);
        self.open.push(0);
        room(&mut self.last);
        self.last.push(0);
    }

    /// How busy a row is.
    pub(crate) fn level(&self, row: u32) -> Level {
        (u64::from(self.open[row as usize]) << 32) | u64::from(self.last[row as usize])
    }

    /// When somebody was last spoken with, in seconds.
    pub(crate) fn last(&self, row: u32) -> u32 {
        self.last[row as usize]
    }

    /// Tickets of a row that are not settled.
    pub(crate) fn open(&self, row: u32) -> u32 {
        u32::from(self.open[row as usize])
    }

    /// Says how busy a row is from now on; `id` tells the customer number of any row.
    pub(crate) fn set(&mut self, row: u32, activity: Activity, id: impl Fn(u32) -> u64) {
        self.put(row, open(activity), seconds(activity.last_contact), id);
    }

    /// Gives to one row what another had, which is no longer busy.
    pub(crate) fn pass_on(&mut self, old: u32, row: u32, id: impl Fn(u32) -> u64) {
        let (open, last) = (self.open[old as usize], self.last[old as usize]);
        self.put(old, 0, 0, &id);
        self.put(row, open, last, &id);
    }

    /// As [`Busy::set`], before there is an order.
    pub(super) fn note(&mut self, row: u32, activity: Activity) {
        self.open[row as usize] = open(activity);
        self.last[row as usize] = seconds(activity.last_contact);
    }

    /// As [`Busy::pass_on`], before there is an order.
    pub(super) fn hand_on(&mut self, old: u32, row: u32) {
        let (old, row) = (old as usize, row as usize);
        (self.open[row], self.open[old]) = (self.open[old], 0);
        (self.last[row], self.last[old]) = (self.last[old], 0);
    }

    /// Puts all rows where they belong that are busy.
    pub(super) fn sort(&mut self, id: impl Fn(u32) -> u64) {
        let busy = (0..self.open.len() as u32).filter(|&row| self.level(row) > 0);
        let mut all: Vec<_> = busy.map(|row| self.key(row, &id)).collect();
        all.sort_unstable();
        let rows: Vec<u32> = all.into_iter().map(|(.., row)| row).collect();
        self.order = Order::of(&rows, |row| !self.level(row));
    }

    fn put(&mut self, row: u32, open: u8, last: u32, id: impl Fn(u32) -> u64) {
        if self.level(row) > 0 {
            let mut order = std::mem::take(&mut self.order);
            let key = self.key(row, &id);
            order.remove(row, |row| !self.level(row), |other| self.key(other, &id).cmp(&key));
            self.order = order;
        }
        (self.open[row as usize], self.last[row as usize]) = (open, last);
        if self.level(row) > 0 {
            let mut order = std::mem::take(&mut self.order);
            let key = self.key(row, &id);
            order.insert(row, |row| !self.level(row), |other| self.key(other, &id).cmp(&key));
            self.order = order;
        }
    }

    fn key(&self, row: u32, id: impl Fn(u32) -> u64) -> (Reverse<Level>, u64, u32) {
        (Reverse(self.level(row)), id(row), row)
    }

    /// The row that so many others are busier than.
    pub(crate) fn behind(&self, rows: usize) -> Option<u32> {
        self.order.nth(rows)
    }

    /// Rows that are busy, the busiest first.
    pub(crate) fn busiest(&self) -> impl Iterator<Item = u32> {
        self.order.all()
    }

    /// The same with rows that stood in order when they were copied: who became busier meanwhile
    /// stands elsewhere.
    pub(crate) fn arranged(mut self, rows: Order, id: impl Fn(u32) -> u64) -> Busy {
        let busy = (0..self.open.len() as u32).filter(|&row| self.level(row) > 0).count();
        let keys = rows.all().map(|row| self.key(row, &id));
        if rows.len() == busy && keys.is_sorted_by(|one, next| one < next) {
            self.order = rows.keyed(|row| !self.level(row));
        } else {
            self.sort(id);
        }
        self
    }

    /// The same for the rows that stay.
    pub(crate) fn keep(&self, stay: &[u32], rename: impl Fn(u32) -> Option<u32>) -> Busy {
        let open = stay.iter().map(|&row| self.open[row as usize]).collect();
        let last = stay.iter().map(|&row| self.last[row as usize]).collect();
        let mut kept = Busy { open, last, order: Order::default() };
        kept.order = self.order.renamed(rename).keyed(|row| !kept.level(row));
        kept
    }

    /// Gives back the room for rows to come.
    pub(super) fn shrink(&mut self) {
        self.open.shrink_to_fit();
        self.last.shrink_to_fit();
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.open.capacity() + self.last.capacity() * 4 + self.order.bytes()
    }
}

fn open(activity: Activity) -> u8 {
    u8::try_from(activity.open_tickets).unwrap_or(u8::MAX)
}

fn seconds(at: At) -> u32 {
    u32::try_from((at.0 / 1000).max(0)).unwrap_or(u32::MAX)
}
