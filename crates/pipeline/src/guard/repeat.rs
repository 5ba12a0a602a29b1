//! Days and weeks that are sent once more under another date.

use jiff::civil::Date;

use super::{
    change::FEWEST_ROWS,
    period::{Tokens, wholes},
    profile::TableProfile,
};

/// The newest period that is new and has the very tokens of another one, and which that is, in either answer. Counts of eight or
/// more names never coincide.
pub(super) fn repeated(now: &TableProfile, before: &TableProfile) -> Option<(Date, Date)> {
    let (new, old) = (wholes(now), wholes(before));
    let newest = now.tokens.keys().next_back();
    let is_new = |period: &Date| {
        let is_anew = Some(period) == newest && !before.tokens.contains_key(period);
        is_anew || (new.contains_key(period) && !old.contains_key(period))
    };
    // What ran before may be as large as what runs now: of a period that both have, the newer figures count.
    let gone = before.tokens.iter().filter(|(period, _)| !now.tokens.contains_key(*period));
    let all: Vec<(&Date, &Tokens)> = now.tokens.iter().chain(gone).collect();
    let twin = |(period, tokens): (&Date, &Tokens)| {
        let twin = all.iter().find(|(other, same)| *other != period && *same == tokens);
        twin.map(|(other, _)| (*period, **other))
    };
    let long = now.tokens.iter().filter(|(period, tokens)| tokens.len() >= FEWEST_ROWS && is_new(period));
    long.rev().find_map(twin)
}
