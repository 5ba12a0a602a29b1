//! How many threads there may be. Polars reads the environment by itself, and panics at nought.

use std::{
    num::NonZero,
    panic,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::failure::Failure;

/// What polars reads.
const VARIABLE: &str = "POLARS_MAX_THREADS";
/// More than any machine has processors; so many take minutes to start.
const MOST: usize = 1024;

/// Refuses a number of threads that polars would stop at, or warn of in words of its own and then pass over.
///
/// # Errors
/// If the environment has one.
pub fn demand() -> Result<(), Failure> {
    let Some(said) = said().filter(|said| number(said).is_none()) else { return Ok(()) };
    let hint = format!("`{VARIABLE}=2` is two threads; `unset {VARIABLE}` leaves it to the number of processors");
    Err(Failure::command_line(format!("{VARIABLE} is `{said}`, expected a whole number from 1 to {MOST}"))
        .with_hint(hint))
}

/// What is made of each, in their order, on as many threads as there may be.
///
/// These are no threads of a pool that steals: one that waits for polars would begin with another of them, and could wait
/// there for what it holds itself.
pub fn side_by_side<T: Sync, R: Send>(of: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let place = next.fetch_add(1, Ordering::Relaxed)
            && let Some(one) = of.get(place)
        {
            let one = make(one);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((place, one));
        }
    };
    thread::scope(|scope| {
        // This one works, too, and alone where the system gives no other.
        let more = (1..allowed().min(of.len())).map_while(|_| thread::Builder::new().spawn_scoped(scope, work).ok());
        let more: Vec<_> = more.collect();
        work();
        if let Some(cause) = more.into_iter().find_map(|thread| thread.join().err()) {
            panic::resume_unwind(cause);
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, one)| one).collect()
}

fn allowed() -> usize {
    let said = said().and_then(|said| number(&said));
    said.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get)
}

fn said() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "polars reads it there, and has no other way to be told")]
    let said = std::env::var_os(VARIABLE);
    said.map(|said| said.to_string_lossy().into_owned())
}

/// As polars reads it.
fn number(said: &str) -> Option<NonZero<usize>> {
    said.trim_ascii().parse().ok().filter(|number: &NonZero<usize>| number.get() <= MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_threads_is_one_that_polars_takes() {
        for said in ["1", "2", " 8 ", "+4", "1024"] {
            assert!(number(said).is_some(), "{said}");
        }
        for said in ["", "0", "00", "-1", "=x", "1.5", "two", "1025", "99999999999999999999"] {
            assert!(number(said).is_none(), "{said}");
        }
    }

    /// Those that begin first end last.
    #[test]
    fn what_is_made_side_by_side_stands_in_order_and_once() {
        let of: Vec<u64> = (0..40).collect();
        let made = side_by_side(&of, |one| {
            thread::sleep(std::time::Duration::from_micros(100 * (40 - one)));
            2 * one
        });
        assert_eq!(made, of.iter().map(|one| 2 * one).collect::<Vec<_>>());
        assert!(side_by_side(&[] as &[u64], |one| *one).is_empty());
    }

    #[test]
    fn a_thread_that_dies_takes_its_cause_with_it() {
        let died = panic::catch_unwind(|| side_by_side(&[1, 2, 3], |one| assert!(*one != 2, "two is too many")));
        let cause = died.expect_err("one of them dies");
        assert_eq!(cause.downcast_ref::<&str>(), Some(&"two is too many"));
    }
}
