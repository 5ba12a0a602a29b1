//! Days and instants between jiff (arithmetic) and polars (storage). Always UTC; a clock is nowhere here.

use jiff::{Timestamp, ToSpan, civil::Date};

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Days since 1970-01-01, as polars stores a date.
#[must_use]
pub fn to_days(date: Date) -> i32 {
    date.since(EPOCH).map_or(0, |span| span.get_days())
}

/// The date that lies `days` after 1970-01-01; `None` outside the years jiff knows.
#[must_use]
pub fn from_days(days: i32) -> Option<Date> {
    EPOCH.checked_add(i64::from(days).days()).ok()
}

/// `date` moved by `days`; the calendar's ends stay where they are.
#[must_use]
pub fn shifted(date: Date, days: i64) -> Date {
    jiff::Span::new().try_days(days).map_or(date, |span| date.saturating_add(span))
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
        for days in [-1, 0, 1, 20_000, 20_557] {
            assert_eq!(from_days(days).map(to_days), Some(days));
        }
        assert_eq!(to_days(Date::constant(2026, 4, 14)), 20_557);
    }
}
