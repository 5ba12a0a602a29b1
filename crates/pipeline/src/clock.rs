//! The one place that asks what time it is. Nothing in a table depends on it.

use jiff::Timestamp;

/// Now, to the second.
#[expect(clippy::disallowed_methods, reason = "the one clock")]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
