//! Where in an answer a guard found what it refuses or tells: whoever decides has to know what to look at.

use std::cmp::Reverse;

use super::{
    Change,
    change::{MOST_LAG, Pair, shared},
    parts,
    period::{Step, Tokens, newest},
    profile::TableProfile,
    repeat::repeated,
    slip::{MOST_SLIPPED, slipped},
    token_change::{names_kept, ratio, real, sum},
};
use crate::console::counted;

/// So many names are told; all others are counted.
const TOLD: usize = 3;
const LONGEST_NAME: usize = 80;
/// Figures that are told are what was found, to so much.
const SAME: f64 = 1e-9;

/// Reads it off an answer and the one before, and what was found.
pub type Witness = fn(&Change<'_>, f64) -> Option<String>;

/// The table, or the new period of it, that lost most rows.
pub(super) fn rows(change: &Change<'_>, found: f64) -> Option<String> {
    let of_table = |(name, pair): (&'static str, Pair<'_>)| {
        let of_step = |step: Step<'_>| {
            let (now, before) = (step.now.len(), step.before.len());
            let is_it = (ratio(now, before) - found).abs() < SAME;
            is_it.then(|| format!("`{name}`, {}: {now} rows, {before} before", step.period))
        };
        let all = || format!("`{name}`: {} rows, {} before", pair.0.rows, pair.1.rows);
        change.steps(pair.0, pair.1).into_iter().find_map(of_step).or_else(|| Some(all()).filter(|_| lost(pair, found)))
    };
    change.by_table().find_map(of_table)
}

/// Whether all rows of a table are what was found, days that a longer window has more of counted as such.
fn lost((now, before): Pair<'_>, found: f64) -> bool {
    let per_day = |of: &TableProfile| {
        if of.is_dated && !of.is_weekly { of.tokens.len().max(1) } else { 1 }
    };
    (ratio(now.rows * per_day(before), before.rows * per_day(now)) - found).abs() < SAME
}

/// The table, and the period of it or all that both answers have, whose tokens changed most.
pub(super) fn tokens(change: &Change<'_>, found: f64) -> Option<String> {
    let of_table = |(name, (now, before)): (&'static str, Pair<'_>)| {
        let of_step = |step: Step<'_>| {
            let (now, before) = (sum(step.now), sum(step.before));
            let is_it = before > 0 && (real(now) / real(before) - found).abs() < SAME;
            let then = if step.base == step.period { "before".to_owned() } else { format!("in {}", step.base) };
            is_it.then(|| format!("`{name}`, {}: {now} tokens, {before} {then}", step.period))
        };
        let of_all = shared(now, before).filter(|changed| (changed - found).abs() < SAME);
        let of_all = of_all.map(|_| format!("`{name}`, over the periods that both answers have"));
        let mut steps = change.steps(now, before).into_iter().chain(change.across(now, before));
        steps.find_map(of_step).or(of_all)
    };
    change.by_table().find_map(of_table)
}

/// What is no longer named, the largest first: in the period that kept so little, else in the newest.
pub(super) fn names(change: &Change<'_>, found: f64) -> Option<String> {
    let of_step = |(name, (now, before)): (&'static str, Pair<'_>)| {
        let is_it = |step: &Step<'_>| names_kept(*step).is_some_and(|kept| (kept - found).abs() < SAME);
        let step = change.steps(now, before).into_iter().find(is_it)?;
        lacking(&format!("`{name}`, {},", step.period), &missing(step.before, Some(step.now)))
    };
    let of_table = |(name, (now, before)): (&'static str, Pair<'_>)| {
        let gone = match newest(before).filter(|tokens| sum(tokens) > 0) {
            Some(tokens) => missing(tokens, newest(now)),
            None => before.names.difference(&now.names).map(|name| quoted(name)).collect(),
        };
        lacking(&format!("`{name}`"), &gone)
    };
    change.by_table().find_map(of_step).or_else(|| change.by_table().find_map(of_table))
}

fn lacking(what: &str, gone: &[String]) -> Option<String> {
    (!gone.is_empty()).then(|| format!("{what} lacks {}", first(gone)))
}

/// The first ones, and how many more there are.
fn first(names: &[String]) -> String {
    let more = names.len().saturating_sub(TOLD);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let told = names.iter().take(TOLD).cloned().collect::<Vec<_>>().join(", ");
    format!("{told}{more}")
}

/// Names that a period no longer has, with the tokens that they had.
fn missing(before: &Tokens, now: Option<&Tokens>) -> Vec<String> {
    let is_there = |name: &str| now.is_some_and(|now| now.get(name).is_some_and(|tokens| *tokens > 0));
    let mut gone: Vec<_> = before.iter().filter(|(name, tokens)| **tokens > 0 && !is_there(name)).collect();
    gone.sort_by_key(|(name, tokens)| (Reverse(**tokens), *name));
    gone.into_iter().map(|(name, tokens)| format!("{} ({tokens} tokens before)", quoted(name))).collect()
}

/// A name that anybody may have given, on one line and not longer than others.
fn quoted(name: &str) -> String {
    format!("`{}`", name.trim_end().escape_debug().take(LONGEST_NAME).collect::<String>())
}

/// Models whose prices slipped, with what they were and are.
pub(super) fn slipped_prices(change: &Change<'_>, _found: f64) -> Option<String> {
    let of_table = |(table, (now, before)): (&'static str, Pair<'_>)| {
        let names = slipped(&now.prices, &before.prices).filter(|names| !names.is_empty())?;
        let prices = |name: &str| {
            let [[new_input, new_output], [input, output]] =
                [now, before].map(|of| of.prices.get(name).copied().unwrap_or_default());
            format!("{} ({input} and {output} before, {new_input} and {new_output} now)", quoted(name))
        };
        let names: Vec<String> = names.into_iter().map(prices).collect();
        Some((names.len(), format!("`{table}` has {}", first(&names))))
    };
    let most = change.by_table().filter_map(of_table).max_by_key(|(names, _)| *names);
    most.map(|(_, said)| said)
}

/// The same where these are too many; of what vendors do, nothing.
pub(super) fn same_prices(change: &Change<'_>, found: f64) -> Option<String> {
    let is_too_many =
        |(now, before): Pair<'_>| slipped(&now.prices, &before.prices).is_some_and(|names| names.len() > MOST_SLIPPED);
    change.by_table().any(|(_, pair)| is_too_many(pair)).then(|| slipped_prices(change, found)).flatten()
}

/// The day, or all, of which the smallest part is right.
pub(super) fn parts(change: &Change<'_>, found: f64) -> Option<String> {
    let of_table = |(name, (now, before)): (&'static str, Pair<'_>)| {
        let worst = parts::parts(now, before).into_iter().find(|parts| (parts.share() - found).abs() < SAME)?;
        let day = worst.day.map(|day| format!(", {day}")).unwrap_or_default();
        Some(format!("`{name}`{day}: {} of {} rows", worst.fitting, worst.rows))
    };
    change.by_table().find_map(of_table)
}

/// What stood still.
pub(super) fn fresh(change: &Change<'_>, _found: f64) -> Option<String> {
    let of_table = |(name, (now, before)): (&'static str, Pair<'_>)| {
        let late = now.lag_days.zip(before.lag_days).filter(|(now, before)| now - before > MOST_LAG);
        if let Some((now, before)) = late {
            return Some(format!("`{name}` ends {now} days before its capture, {before} before"));
        }
        let ((newest, tokens), (last, last_tokens)) =
            (now.tokens.iter().next_back()?, before.tokens.iter().next_back()?);
        if now.is_weekly && newest < last {
            return Some(format!("`{name}` ends with the week of {newest}, and ended with that of {last}"));
        }
        if before.is_running && newest == last && tokens == last_tokens && change.days >= 1 {
            let days = counted(usize::try_from(change.days).unwrap_or_default(), "day");
            return Some(format!("the running period {newest} of `{name}` has the very tokens of {days} before"));
        }
        let (period, twin) = repeated(now, before)?;
        Some(format!("{period} of `{name}` has the very tokens of {twin}"))
    };
    let still = || change.moves().filter(|moves| *moves < 1.0).map(|_| "no price of `catalog` moved".to_owned());
    change.by_table().find_map(of_table).or_else(still)
}
