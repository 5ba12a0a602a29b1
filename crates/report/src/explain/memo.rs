//! What was worked out of one row: each bound of a week is over the same market, each price of a vendor over the same usage, and
//! to lead all of that back to bytes once more takes seconds.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// By what tells its row, and what of it this is; what could not be worked out is remembered, too.
#[derive(Debug)]
pub(super) struct Memo<K, T>(RefCell<BTreeMap<K, Option<Rc<T>>>>);

impl<K, T> Default for Memo<K, T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Ord, T> Memo<K, T> {
    /// What is known of a row, made when somebody asks first.
    pub(super) fn of(&self, row: K, make: impl FnOnce() -> Option<T>) -> Option<Rc<T>> {
        let found = self.0.borrow().get(&row).cloned();
        if let Some(found) = found {
            return found;
        }
        let new = make().map(Rc::new);
        self.0.borrow_mut().insert(row, new.clone());
        new
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_row_is_worked_out_once() {
        let (memo, made) = (Memo::default(), Cell::new(0));
        let count = |is_known: bool| {
            made.set(made.get() + 1);
            is_known.then(|| made.get())
        };
        let of = |row: &str, is_known: bool| memo.of(vec![row.to_owned()], || count(is_known)).map(|number| *number);
        let found = [of("a", true), of("a", true), of("b", false), of("b", true), of("a", true)];
        assert_eq!((found, made.get()), ([Some(1), Some(1), None, None, Some(1)], 2));
    }
}
