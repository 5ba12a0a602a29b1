//! What was worked out for one row, for all of its columns: each bound of a week is over the same market, and to lead that back
//! to bytes takes seconds.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// By the key of its row; what could not be worked out is remembered, too.
#[derive(Debug)]
pub(super) struct Memo<T>(RefCell<BTreeMap<Vec<String>, Option<Rc<T>>>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T> Memo<T> {
    /// What is known of a row, made when somebody asks first.
    pub(super) fn of(&self, row: Vec<String>, make: impl FnOnce() -> Option<T>) -> Option<Rc<T>> {
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
