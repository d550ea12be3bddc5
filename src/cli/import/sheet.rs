//! A table that is ready to be read: its columns and where each goes. Never the desk's business:
//! nothing here asks it.

use super::contacts;
use super::customers;
use super::dates::Order;
use super::heading::{Column, Lookup, Origin, Told};
use super::orders::{Orders, Written};
use super::row::Row;
use super::rows::{Dialect, Next, Rows};
use super::sniff::{self, Asked, Extent, Holds, Opening};
use super::source::Counted;
use super::trouble::Trouble;
use super::window::Window;

/// A table.
pub struct Sheet<P> {
    /// Its rows, before the first one that is data.
    pub rows: Rows<Counted>,
    /// Its columns.
    pub columns: Vec<Column<P>>,
    /// How it begins.
    pub opening: Opening,
    /// The program that wrote it.
    pub origin: Option<Origin>,
}

/// Opens a table: finds out how it is written and where its columns go.
///
/// # Errors
/// [`Trouble`].
pub fn open<P: Copy + PartialEq>(
    mut window: Window<Counted>,
    lookup: &Lookup<P>,
    asked: Asked,
    maps: &[String],
) -> Result<Sheet<P>, Trouble> {
    let opening = sniff::open(&mut window, lookup, asked)?;
    let columns = lookup.columns(&opening.names, maps).map_err(|bad| {
        let names: Vec<String> = lookup
            .columns(&opening.names, &[])
            .map(|columns| columns.into_iter().map(|column| column.name).collect())
            .unwrap_or_default();
        let fields = lookup.table().fields.iter().map(|(name, _)| *name).collect();
        Trouble::Maps(bad, names, fields)
    })?;
    let mut rows = Rows::new(window, opening.dialect);
    pass(&mut rows, opening.skip).map_err(Trouble::Unreadable)?;
    let origin = Origin::of(&opening.names);
    Ok(Sheet { rows, columns, opening, origin })
}

/// Moves on over rows that are no data.
fn pass<R: std::io::Read>(rows: &mut Rows<R>, count: usize) -> std::io::Result<()> {
    let mut row = Row::default();
    for _ in 0..count {
        if rows.next(&mut row)? == Next::End {
            break;
        }
    }
    Ok(())
}

impl<P: Copy + PartialEq> Sheet<P> {
    /// Columns of these places.
    fn at(&self, places: &[P]) -> Vec<usize> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| places.contains(&column.place)).map(|(at, _)| at).collect()
    }

    fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// How days are written in the columns of `places`. When the beginning does not tell, the file
    /// is read once before, if `again` can open it a second time.
    pub fn orders(
        &self,
        places: &[P],
        usual: Order,
        again: impl FnOnce() -> Option<Window<Counted>>,
    ) -> (Vec<Order>, Vec<(usize, Written)>) {
        let mut orders = Orders::new(self.at(places));
        self.opening.sample.iter().for_each(|row| orders.hear(row));
        if orders.is_open()
            && self.opening.extent == Extent::Beginning
            && let Some(window) = again()
        {
            let mut rows = Rows::new(window, self.dialect());
            // A file that cannot be read here cannot be read later either, and is told then.
            if pass(&mut rows, self.opening.skip).is_ok() {
                orders.hear_all(&mut rows);
            }
        }
        orders.decide(self.columns.len(), usual)
    }

    /// How values are separated.
    pub fn dialect(&self) -> Dialect {
        self.opening.dialect
    }
}

impl Sheet<customers::Place> {
    /// Names the columns of a file without headings by what they hold, and checks that something
    /// says who anybody is.
    ///
    /// # Errors
    /// [`Trouble::NoField`].
    pub fn identified(mut self) -> Result<Self, Trouble> {
        use customers::Place;
        if !self.opening.has_header {
            let holds = sniff::holds(&self.opening.sample, self.columns.len());
            for (column, holds) in self.columns.iter_mut().zip(holds) {
                let place = match holds {
                    Holds::Names => Place::Name,
                    Holds::Emails => Place::Email,
                    Holds::Phones => Place::Phone,
                    Holds::Other => continue,
                };
                if column.told == Told::Unknown {
                    (column.place, column.told) = (place, Told::Values);
                }
            }
        }
        let who = [
            Place::Name,
            Place::GivenName,
            Place::FamilyName,
            Place::Company,
            Place::Phone,
            Place::Email,
            Place::Account,
            Place::ExternalId,
        ];
        if self.at(&who).is_empty() { Err(Trouble::NoField(self.names())) } else { Ok(self) }
    }
}

impl Sheet<contacts::Place> {
    /// Checks that something says who it is about.
    ///
    /// # Errors
    /// [`Trouble::NoField`].
    pub fn named(self) -> Result<Self, Trouble> {
        use contacts::Place;
        let whose =
            [Place::Customer, Place::Account, Place::ExternalId, Place::Phone, Place::Email];
        if self.at(&whose).is_empty() { Err(Trouble::NoField(self.names())) } else { Ok(self) }
    }

    /// Checks that something says whose a contact or ticket is, and when it was.
    ///
    /// # Errors
    /// [`Trouble::NoField`], [`Trouble::NoTime`].
    pub fn identified(self) -> Result<Self, Trouble> {
        use contacts::Place;
        let sheet = self.named()?;
        let is_told = !sheet.at(&[Place::At]).is_empty();
        if is_told { Ok(sheet) } else { Err(Trouble::NoTime(sheet.names())) }
    }
}
