//! How a report looks: in words, as plots of plain letters, and as a page for a browser. Never
//! asks the desk and never reads a file: it is given a [`Report`](crate::wire::Report).
//!
//! The terminal, the line and the page say the same: every figure passes through [`Said`].

mod axis;
mod grid;
mod page;
mod plot;
mod said;
mod sheet;
mod svg;
#[cfg(test)]
mod tests;

pub use grid::{Part, grid};
pub use page::page;
pub use plot::{glyph, lines};
pub use said::Said;
pub use sheet::{BLANKS, sheet};
