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

/// Clocks may differ by so much.
const LARGEST_ERROR_SECONDS: i64 = 5 * 60;

/// Whether an instant is further ahead of `now` than clocks differ.
pub fn is_ahead(at: Timestamp, now: Timestamp) -> bool {
    at.as_second() - now.as_second() > LARGEST_ERROR_SECONDS
}

/// Whole days from an instant to `now`; none below zero, since clocks differ a little.
pub fn days_since(at: Timestamp, now: Timestamp) -> i64 {
    (now.as_second() - at.as_second()).div_euclid(24 * 60 * 60).max(0)
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

    #[test]
    fn clocks_may_differ_by_five_minutes() {
        let [now, allowed, slip] = ["12:00:00Z", "12:05:00Z", "12:05:01Z"]
            .map(|time| format!("2026-04-14T{time}").parse::<Timestamp>().expect("an instant"));
        assert!(!is_ahead(now, now) && !is_ahead(allowed, now));
        assert!(is_ahead(slip, now));
        assert!(!is_ahead(now, slip), "the past is none");
        assert_eq!((days_since(now, allowed), days_since(allowed, now)), (0, 0), "no age is below zero");
    }
}
