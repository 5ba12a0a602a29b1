//! Days and instants between jiff (arithmetic) and polars (storage). Always UTC; a clock is nowhere here.

use jiff::{SignedDuration, Timestamp, civil::Date};

const EPOCH: Date = Date::constant(1970, 1, 1);
const SECONDS: i64 = 24 * 60 * 60;

/// Days since 1970-01-01, as polars stores a date.
#[must_use]
pub fn to_days(date: Date) -> i32 {
    // A span has a unit for each part of the calendar, and is asked for hundreds of thousands of times in a run.
    i32::try_from(date.duration_since(EPOCH).as_secs() / SECONDS).unwrap_or_default()
}

/// The date that lies `days` after 1970-01-01; `None` outside the years jiff knows.
#[must_use]
pub fn from_days(days: i32) -> Option<Date> {
    EPOCH.checked_add(of_days(i64::from(days))?).ok()
}

/// `date` moved by `days`; the calendar's ends stay where they are.
#[must_use]
pub fn shifted(date: Date, days: i64) -> Date {
    of_days(days).map_or(date, |duration| date.saturating_add(duration))
}

/// So many days; `None` beyond what seconds can count.
fn of_days(days: i64) -> Option<SignedDuration> {
    days.checked_mul(SECONDS).map(SignedDuration::from_secs)
}

/// The UTC day an instant falls on.
#[must_use]
pub fn of(instant: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(instant).date()
}

/// Midnight UTC at which `date` begins; `None` outside the years jiff knows.
#[must_use]
pub fn start(date: Date) -> Option<Timestamp> {
    jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_round_trip() {
        for days in [-1, 0, 1, 20_000, 20_557, to_days(Date::MIN), to_days(Date::MAX)] {
            assert_eq!(from_days(days).map(to_days), Some(days));
        }
        assert_eq!(to_days(Date::constant(2026, 4, 14)), 20_557);
        assert_eq!((from_days(i32::MIN), from_days(i32::MAX)), (None, None));
    }

    #[test]
    fn the_calendar_ends() {
        let day = Date::constant(2026, 4, 14);
        assert_eq!((shifted(day, -14), shifted(day, 366)), (Date::constant(2026, 3, 31), Date::constant(2027, 4, 15)));
        assert_eq!((shifted(day, 10_000_000), shifted(day, -10_000_000)), (Date::MAX, Date::MIN));
    }
}
