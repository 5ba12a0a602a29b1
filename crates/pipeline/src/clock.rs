//! The one place that asks what time it is. Nothing in a table depends on it.

use jiff::Timestamp;

/// Now, to the second.
#[expect(clippy::disallowed_methods, reason = "the one clock")]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// An instant up to which all counts, as people say it: a day, where it is the last moment of one.
pub fn by(at: Timestamp) -> String {
    let next = Timestamp::from_nanosecond(at.as_nanosecond() + 1).ok();
    let is_end = next.is_some_and(|next| schema::day::start(schema::day::of(next)) == Some(next));
    if is_end { schema::day::of(at).to_string() } else { at.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_day_is_told_as_the_day() {
        for (at, said) in [
            ("2026-05-01T23:59:59.999999999Z", "2026-05-01"),
            ("2026-05-01T23:59:59Z", "2026-05-01T23:59:59Z"),
            ("2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z"),
        ] {
            assert_eq!(by(at.parse().expect("an instant")), said);
        }
    }
}
