//! What the rows of a frame were read as: whoever asks first works it out, for all clones of the frame.

use std::{
    any::{Any, TypeId},
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Each sort of reading once.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    made: Mutex<BTreeMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

/// A reading, once it was made.
type Slot<R> = OnceLock<Arc<R>>;

impl Readings {
    /// What was made before, or what `read` makes. Who asks while it is being made waits: readings are large.
    pub(crate) fn get<R: Any + Send + Sync>(&self, read: impl FnOnce() -> R) -> Arc<R> {
        Arc::clone(self.slot::<R>().get_or_init(|| Arc::new(read())))
    }

    fn slot<R: Any + Send + Sync>(&self) -> Arc<Slot<R>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = made.entry(TypeId::of::<R>()).or_insert_with(|| Arc::new(Slot::<R>::new()));
        // Of another type there is none under this id.
        Arc::clone(slot).downcast().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        thread,
        time::Duration,
    };

    use super::*;

    #[test]
    fn each_sort_is_made_once() {
        let readings = Readings::default();
        let (first, again) = (readings.get(|| 1_u8), readings.get(|| 2_u8));
        assert!(Arc::ptr_eq(&first, &again), "{first} {again}");
        assert_eq!(*readings.get(|| "other".to_owned()), "other");
    }

    #[test]
    fn those_who_ask_at_once_get_the_same() {
        let (readings, made) = (Readings::default(), AtomicUsize::new(0));
        let read = || {
            thread::sleep(Duration::from_millis(20));
            made.fetch_add(1, Ordering::Relaxed)
        };
        thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(|| readings.get(read)))));
        assert_eq!(made.into_inner(), 1);
    }
}
