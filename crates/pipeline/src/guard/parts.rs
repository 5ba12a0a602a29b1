//! Rows that say of which parts they are made, or which part of their day they are: how many of them are right.

use jiff::civil::Date;

use super::{profile::TableProfile, token_change::ratio};

/// So many rows of a day, or of all, and those of them that are right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    /// Of all where there is none.
    pub(super) day: Option<Date>,
    pub(super) rows: usize,
    pub(super) fitting: usize,
}

impl Parts {
    pub(super) fn share(self) -> f64 {
        ratio(self.fitting, self.rows)
    }
}

/// Of all rows, and of each day that is new or has fewer right ones than before: thirty days hide one, and one that somebody
/// accepted is no news.
pub(super) fn parts(now: &TableProfile, before: &TableProfile) -> Vec<Parts> {
    let of = |day, (rows, fitting): (usize, usize)| (rows > 0).then_some(Parts { day, rows, fitting });
    let is_news = |parts: &Parts| {
        let known = parts.day.and_then(|day| of(Some(day), *before.day_parts.get(&day)?));
        known.is_none_or(|known| parts.share() < known.share())
    };
    let days = now.day_parts.iter().filter_map(|(day, parts)| of(Some(*day), *parts)).filter(is_news);
    of(None, now.parts).into_iter().chain(days).collect()
}
