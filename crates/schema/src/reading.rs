//! What the rows of a frame were read as: whoever asks first works it out, for all clones of the frame.

use std::{
    any::{Any, TypeId},
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Each sort of reading once.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    made: Mutex<BTreeMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Readings {
    /// What was made before, or what `read` makes.
    pub(crate) fn get<R: Any + Send + Sync>(&self, read: impl FnOnce() -> R) -> Arc<R> {
        if let Some(known) = self.known::<R>() {
            return known;
        }
        // Nobody waits: two that ask at once make the same twice.
        let made = Arc::new(read());
        let shared: Arc<dyn Any + Send + Sync> = Arc::<R>::clone(&made);
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<R>(), shared);
        made
    }

    fn known<R: Any + Send + Sync>(&self) -> Option<Arc<R>> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(made.get(&TypeId::of::<R>())?).downcast().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sort_is_made_once() {
        let readings = Readings::default();
        let (first, again) = (readings.get(|| 1_u8), readings.get(|| 2_u8));
        assert!(Arc::ptr_eq(&first, &again), "{first} {again}");
        assert_eq!(*readings.get(|| "other".to_owned()), "other");
    }
}
