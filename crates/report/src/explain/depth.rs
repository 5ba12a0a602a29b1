//! How far in somebody asks: what stands further in is not looked for, and what stands in several places is worked out once.

use std::{cell::Cell, rc::Rc};

use super::{
    Made, Number,
    ground::{Ground, Row},
};

/// What is worked out once: what of a row, the row by its table and its place, and how many cells further in are taken apart.
pub(super) type Once = (String, (&'static str, usize), Option<usize>);

/// How far in somebody asks. What stands further in is said, and nobody looks for what it is made of.
#[derive(Debug, Default)]
pub(super) struct Depth {
    /// So many steps; all that there are where it is none.
    most: Cell<Option<usize>>,
    /// How many cells are being taken apart, each of them in the formula of the one before. A formula has steps between its
    /// cells, so that no cell stands less far in than this.
    open: Cell<usize>,
}

impl Ground<'_> {
    /// From here on nothing is taken apart that stands further in than so many steps.
    pub(super) fn bound_by(&self, most: Option<usize>) {
        self.index.depth.most.set(most);
    }

    /// What stands in the formula of a cell; none where nobody asks so far in.
    pub(super) fn further_in<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        let Depth { most, open } = &self.index.depth;
        let at = open.get();
        if most.get().is_some_and(|most| at > most) {
            return None;
        }
        open.set(at + 1);
        let found = work();
        open.set(at);
        Some(found)
    }

    /// A cell with its formula, which is looked for where somebody asks so far in.
    pub(super) fn apart(&self, cell: Number, made: impl FnOnce() -> Option<Made>) -> Number {
        match self.further_in(made) {
            Some(made) => cell.made_of(made),
            None => cell.cut(),
        }
    }

    /// The same of a cell that is a sum; where no parts of it are known it stays as it is.
    pub(super) fn summed(&self, cell: Number, parts: impl FnOnce() -> Vec<Number>) -> Number {
        match self.further_in(parts) {
            Some(parts) if parts.is_empty() => cell,
            Some(parts) => cell.made_of(Some(Made::Sum(parts))),
            None => cell.cut(),
        }
    }

    /// What is worked out of a row: `what` tells it from all else that is worked out once of rows of its table.
    pub(super) fn once(&self, what: &str, row: &Row<'_>) -> Once {
        let Depth { most, open } = &self.index.depth;
        let left = most.get().map(|most| most.saturating_add(1).saturating_sub(open.get()));
        (what.to_owned(), row.id(), left)
    }

    /// A number of a row, worked out once.
    pub(super) fn number_once(
        &self,
        what: &str,
        row: &Row<'_>,
        make: impl FnOnce() -> Option<Number>,
    ) -> Option<Number> {
        self.index.numbers.of(self.once(what, row), make).map(Rc::unwrap_or_clone)
    }

    /// A formula over a row, worked out once.
    pub(super) fn formula_once(&self, what: &str, row: &Row<'_>, make: impl FnOnce() -> Option<Made>) -> Option<Made> {
        self.index.formulas.of(self.once(what, row), make).map(Rc::unwrap_or_clone)
    }
}

#[cfg(test)]
mod tests {
    use polars::frame::DataFrame;
    use schema::{columns::VENDOR, series::texts};

    use super::*;
    use crate::{explain::Tables, fixtures};

    /// A cell in whose formula the next one stands, without an end.
    fn cell(ground: &Ground<'_>, depth: usize, deepest: &Cell<usize>) -> Number {
        ground.apart(Number::constant(format!("cell {depth}"), 1.0), || {
            deepest.set(depth);
            Some(Made::Sum(vec![cell(ground, depth + 1, deepest)]))
        })
    }

    #[test]
    fn what_nobody_asks_for_is_not_looked_for() {
        let (ground, deepest) = (fixtures::ground(Tables::new()), Cell::new(0));
        for most in [0, 1, 5] {
            ground.bound_by(Some(most));
            let first = cell(&ground, 0, &deepest);
            assert_eq!(deepest.get(), most);
            let mut last = &first;
            while let [next] = last.made.inputs() {
                last = next;
            }
            assert_eq!((last.name.as_str(), last.note.is_some()), (format!("cell {}", most + 1).as_str(), true));
        }
    }

    /// What was cut further in is whole where it stands nearer.
    #[test]
    fn a_number_is_worked_out_once_for_each_depth() {
        let data = DataFrame::new_infer_height(vec![texts(&VENDOR, ["a"].map(Some))]).unwrap();
        let ground = fixtures::ground(Tables::from([("vendor_week", data)]));
        let (row, times) = (ground.rows("vendor_week", &[]).pop().unwrap(), Cell::new(0));
        let made = || Some(Made::Sum(vec![Number::constant("part", 1.0)]));
        let number = || {
            ground.number_once("number", &row, || {
                times.set(times.get() + 1);
                Some(ground.apart(Number::constant("number", 1.0), made))
            })
        };
        ground.bound_by(Some(0));
        let inside = || ground.further_in(number).flatten();
        let words = [inside(), number(), inside(), number()].map(|number| number.unwrap().made.word());
        assert_eq!((words, times.get()), (["said", "sum", "said", "sum"], 2));
    }
}
