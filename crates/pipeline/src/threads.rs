//! How many threads polars may use. It reads the environment by itself, and panics at nought.

use crate::failure::Failure;

/// What polars reads.
const VARIABLE: &str = "POLARS_MAX_THREADS";
/// More than any machine has processors; so many take minutes to start.
const MOST: u64 = 1024;

/// Refuses a number of threads that polars would stop at, or warn of in words of its own and then pass over.
///
/// # Errors
/// If the environment has one.
pub fn demand() -> Result<(), Failure> {
    #[expect(clippy::disallowed_methods, reason = "polars reads it there, and has no other way to be told")]
    let said = std::env::var_os(VARIABLE);
    let Some(said) = said.map(|said| said.to_string_lossy().into_owned()).filter(|said| !is_number(said)) else {
        return Ok(());
    };
    let hint = format!("`{VARIABLE}=2` is two threads; `unset {VARIABLE}` leaves it to the number of processors");
    Err(Failure::command_line(format!("{VARIABLE} is `{said}`, expected a whole number from 1 to {MOST}"))
        .with_hint(hint))
}

/// As polars reads it.
fn is_number(said: &str) -> bool {
    said.trim_ascii().parse::<u64>().is_ok_and(|number| (1..=MOST).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_threads_is_one_that_polars_takes() {
        for said in ["1", "2", " 8 ", "+4", "1024"] {
            assert!(is_number(said), "{said}");
        }
        for said in ["", "0", "00", "-1", "=x", "1.5", "two", "1025", "99999999999999999999"] {
            assert!(!is_number(said), "{said}");
        }
    }
}
