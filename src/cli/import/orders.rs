//! Which of day and month comes first, for each column of a file. Never decides by one value what
//! a thousand others deny.

use std::io::Read;

use super::cell;
use super::dates::{Evidence, Order};
use super::row::Row;
use super::rows::{Next, Rows};

/// How the days of a column are written, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The order that is taken.
    pub order: Order,
    /// How it is known.
    pub told: OrderTold,
}

/// How the order of a column is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderTold {
    /// It makes no difference, or the values say it.
    Values,
    /// The values could be read either way: as people of the locale write.
    Locale,
    /// Some values say one thing and some the other: as most do.
    Most,
}

/// What the columns of a file say about their days.
#[derive(Debug, Clone)]
pub struct Orders {
    columns: Vec<usize>,
    evidence: Vec<Evidence>,
}

impl Orders {
    /// For the columns that hold days or times.
    pub fn new(columns: Vec<usize>) -> Orders {
        let evidence = vec![Evidence::default(); columns.len()];
        Orders { columns, evidence }
    }

    /// Takes a row in.
    pub fn hear(&mut self, row: &Row) {
        for (column, evidence) in self.columns.iter().zip(&mut self.evidence) {
            evidence.hear(&cell::meant(row.get(*column)));
        }
    }

    /// Tells whether some column needs more evidence.
    pub fn is_open(&self) -> bool {
        self.evidence.iter().any(|evidence| evidence.order(Order::DayFirst).is_err())
    }

    /// Reads on until every column is decided or the file ends. A file that fails here fails again
    /// when it is imported, and is told then.
    pub fn hear_all<R: Read>(&mut self, rows: &mut Rows<R>) {
        let mut row = Row::default();
        while self.is_open() {
            match rows.next(&mut row) {
                Ok(Next::Row) => self.hear(&row),
                Ok(Next::Broken(_)) => {}
                Ok(Next::End) | Err(_) => return,
            }
        }
    }

    /// The order of each of `width` columns, and for those with days how it is known.
    pub fn decide(&self, width: usize, usual: Order) -> (Vec<Order>, Vec<(usize, Written)>) {
        let mut orders = vec![usual; width];
        let mut written = Vec::new();
        for (column, evidence) in self.columns.iter().zip(&self.evidence) {
            let (order, told) = match evidence.order(usual) {
                Ok(order) if evidence.is_mixed() => (order, OrderTold::Most),
                Ok(order) => (order, OrderTold::Values),
                Err(order) => (order, OrderTold::Locale),
            };
            orders[*column] = order;
            written.push((*column, Written { order, told }));
        }
        (orders, written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_is_decided_by_its_own_values() {
        let mut orders = Orders::new(vec![0, 2, 3]);
        for values in [
            ["01/02/2020", "x", "03/04/2020", "13/01/2020"],
            ["21/02/2020", "x", "05/06/2020", "01/13/2020"],
            ["02/03/2020", "x", "", "14/01/2020"],
        ] {
            orders.hear(&Row::of(1, &values));
        }
        assert!(orders.is_open());
        let (all, written) = orders.decide(4, Order::MonthFirst);
        let (day, month) = (Order::DayFirst, Order::MonthFirst);
        assert_eq!(all, [day, month, month, day]);
        let told: Vec<OrderTold> = written.iter().map(|(_, written)| written.told).collect();
        assert_eq!(told, [OrderTold::Values, OrderTold::Locale, OrderTold::Most]);
    }
}
