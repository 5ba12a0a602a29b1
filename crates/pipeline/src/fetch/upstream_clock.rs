//! What time upstream says that it is: a clock of this machine that is wrong files answers in the past, or in times to come.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{AGE, DATE, HeaderMap};

use super::client::text;
use crate::clock;

/// When upstream sent an answer, by its own clock. What a cache between has kept for a while says for how long.
pub fn of(headers: &HeaderMap) -> Option<Timestamp> {
    let written = jiff::fmt::rfc2822::parse(text(headers, DATE.as_str())?.trim()).ok()?.timestamp();
    let kept: i64 = match text(headers, AGE.as_str()) {
        None => 0,
        Some(age) => age.trim().parse().ok()?,
    };
    Timestamp::from_second(written.as_second().checked_add(kept)?).ok()
}

/// Whether it is further from the clock of this machine than clocks differ. It is `now`, and the request `took` so long.
pub fn is_apart(upstream: Timestamp, now: Timestamp, took: Duration) -> bool {
    let seconds = i64::try_from(took.as_secs()).unwrap_or(i64::MAX);
    let sent = now.as_second().checked_sub(seconds).and_then(|second| Timestamp::from_second(second).ok());
    clock::is_ahead(upstream, now) || sent.is_some_and(|sent| clock::is_ahead(sent, upstream))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn said(date: &str, age: Option<&str>) -> Option<String> {
        let pairs = [(DATE, Some(date)), (AGE, age)].into_iter();
        let headers = pairs.filter_map(|(name, value)| Some((name, HeaderValue::from_str(value?).expect("ASCII"))));
        of(&headers.collect()).map(|at| at.to_string())
    }

    #[test]
    fn a_cache_says_how_old_its_answer_is() {
        let date = "Wed, 25 Nov 2026 10:00:00 GMT";
        assert_eq!(said(date, None).as_deref(), Some("2026-11-25T10:00:00Z"));
        assert_eq!(said(date, Some("3600")).as_deref(), Some("2026-11-25T11:00:00Z"));
        assert_eq!(said(date, Some("soon")), None, "nobody knows how long it was kept");
        assert_eq!(said(date, Some("9223372036854775807")), None);
        assert_eq!(said("today", None), None);
    }

    #[test]
    fn clocks_may_differ_by_five_minutes_and_by_what_an_answer_took() {
        let at = |text: &str| format!("2026-11-25T{text}Z").parse::<Timestamp>().expect("an instant");
        let is_apart = |upstream: &str, took| super::is_apart(at(upstream), at("12:00:00"), Duration::from_secs(took));
        assert!(!is_apart("12:05:00", 0) && !is_apart("11:55:00", 0));
        assert!(is_apart("12:05:01", 0) && is_apart("11:54:59", 0));
        assert!(!is_apart("11:54:59", 60), "it was sent when the answer began");
    }
}
