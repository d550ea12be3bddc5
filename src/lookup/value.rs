//! One of a row's values as a number that orders are made of. Never more rows than it can tell
//! apart: far more than a desk has customers.

/// Bits that say which of a row's values it is.
const BITS: u32 = 7;
/// Values of a row that can be told apart.
pub(crate) const VALUES: usize = 1 << BITS;

/// The value of a row at a place; the last place stands for all behind it.
pub(crate) fn number(row: u32, at: usize) -> u32 {
    assert!(row < 1 << (u32::BITS - BITS), "a desk has fewer than 33 million customers");
    (row << BITS) | at.min(VALUES - 1) as u32
}

/// The row of a value.
pub(crate) const fn row(value: u32) -> u32 {
    value >> BITS
}

/// The place of a value in its row.
pub(crate) const fn at(value: u32) -> usize {
    value as usize & (VALUES - 1)
}
