//! How much each dimension matters: a hundred points shared out, by a customer or for all. Never
//! points that are not a hundred.

use super::Kind;
use super::log::short;
use crate::domain::{CustomerId, Dimension, Importance, Right};
use crate::terminal::model::Model;
use crate::terminal::over::Pick;
use crate::terminal::post::Question;
use crate::terminal::sheet::Saved;
use crate::terminal::widget::{Field, Form};
use crate::wire::{Command, ImportanceRow, Query};

impl Model {
    /// Asks for the points of the customer at hand; who may, whether for all instead.
    pub fn ask_weights(&mut self) {
        let hand = self.hand.as_ref().map(|hand| (hand.id, short(&hand.label)));
        let leads = Right::Lead.is_of(self.me.role);
        match hand {
            Some((customer, _)) if !leads => self.weigh(Some(customer)),
            Some((customer, who)) => {
                let speech = self.speech.clone();
                let theirs = speech.say_with("weights-theirs", &[("who", &who)]);
                let items = vec![
                    ("customer", theirs, Pick::Weigh(Some(customer))),
                    ("desk", speech.say("weights-desk"), Pick::Weigh(None)),
                ];
                self.letters(&speech.say("weights-title"), items);
            }
            None if leads => self.weigh(None),
            None => drop(self.need_hand()),
        }
    }

    /// What was said before is there when the form opens.
    pub fn weigh(&mut self, customer: Option<CustomerId>) {
        self.chosen.weighing = Some(customer);
        self.ask(Question::Importance, Query::Importance { customer });
    }

    /// The desk has said what matters: the form opens with it.
    pub fn importance_arrived(&mut self, row: ImportanceRow) {
        let Some(customer) = self.chosen.weighing.take() else { return };
        let known = if customer.is_some() { row.own } else { row.desk };
        let speech = &self.speech;
        let field = |(at, dimension): (usize, &Dimension)| {
            let points = known.map(|known| known.0[at].to_string()).unwrap_or_default();
            Field::line(dimension.word(), &speech.word("dimension", dimension.word()), &points)
        };
        let fields = Dimension::ALL.iter().enumerate().map(field).collect();
        let at_hand = self.hand.as_ref().filter(|hand| Some(hand.id) == customer);
        let whose = at_hand.map_or_else(|| speech.say("weights-desk"), |hand| hand.label.clone());
        let form = Form::new(&speech.say_with("form-weights", &[("whose", &whose)]), fields);
        self.open_sheet(Kind::Weigh, form, customer, None);
    }

    /// The points as they are typed; a field that is empty has none.
    fn points(&self) -> Result<[u32; 5], Dimension> {
        let mut points = [0; 5];
        for (slot, dimension) in points.iter_mut().zip(Dimension::ALL) {
            let typed = self.field(dimension.word());
            let typed = if typed.is_empty() { "0" } else { &typed };
            *slot = typed.parse::<u8>().map_err(|_| *dimension)?.into();
        }
        Ok(points)
    }

    /// How many points are shared out, while the form is on show.
    pub fn weights_sentence(&self) -> Option<String> {
        self.sheet.as_ref().filter(|sheet| sheet.kind == Kind::Weigh)?;
        let total: u32 = self.points().ok()?.iter().sum();
        let all = crate::domain::importance::POINTS;
        let (total_text, off) = (total.to_string(), total.abs_diff(all).to_string());
        let sentence = match total {
            0 => "weights-none",
            _ if total < all => "weights-missing",
            _ if total > all => "weights-over",
            _ => "weights-all",
        };
        Some(self.speech.say_with(sentence, &[("total", &total_text), ("off", &off)]))
    }

    /// Keeps them; no points at all take back what was said.
    pub fn save_weights(&mut self) {
        let points = match self.points() {
            Ok(points) => points,
            Err(dimension) => {
                let sentence = self.speech.say("form-points-needed");
                return self.blame(dimension.word(), &sentence);
            }
        };
        let few = points.map(|points| u8::try_from(points).unwrap_or(u8::MAX));
        let given = points.iter().sum::<u32>() > 0;
        if given && let Err(why) = Importance::new(few) {
            return self.refuse(&why.into());
        }
        let Some(customer) = self.sheet.as_ref().map(|sheet| sheet.customer) else { return };
        let points = given.then_some(few);
        self.send_sheet(Command::SetImportance { customer, points }, None);
    }

    /// The desk has kept them.
    pub fn weighed(&mut self, saved: &Saved) {
        let hand = self.hand.as_ref().filter(|hand| Some(hand.id) == saved.customer);
        if saved.given == 0 {
            return self.done("done-weights-removed", &[]);
        }
        match (saved.customer, hand.map(|hand| hand.label.clone())) {
            (None, _) => self.done("done-weights", &[]),
            (Some(_), Some(customer)) => {
                self.done("done-weights-own", &[("customer", &customer)]);
            }
            (Some(id), None) => self.done("done-weights-own", &[("customer", &id.to_string())]),
        }
    }
}
