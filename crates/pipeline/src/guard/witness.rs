//! Where in an answer a guard found what it refuses or tells: whoever decides has to know what to look at.

use std::{cmp::Reverse, collections::BTreeSet};

use jiff::civil::Date;

use super::{
    Change,
    change::{MOST_LAG, Pair, shared},
    parts,
    period::{Step, Tokens, finished, newest},
    price_change::{
        CACHED, PRICED, cache_prices_kept, levels, prices_kept, repriced_vendors, unit_changes, unpriced,
        unpriced_vendors,
    },
    profile::TableProfile,
    repeat::repeated,
    slip::{MOST_SLIPPED, slipped},
    token_change::{
        LONGEST_PAUSE, MOST_MOVED, MOST_RESTATED, NEAR_POWER, is_large_restated, is_unit, leap, names_kept, ratio,
        real, steady_part, sum, units, unsteady,
    },
    vendor::large_vendors,
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

/// The same where these are too many; else the vendors of which no price is left, if there are some.
pub(super) fn same_prices(change: &Change<'_>, found: f64) -> Option<String> {
    let is_too_many =
        |(now, before): Pair<'_>| slipped(&now.prices, &before.prices).is_some_and(|names| names.len() > MOST_SLIPPED);
    if change.by_table().any(|(_, pair)| is_too_many(pair)) {
        return slipped_prices(change, found);
    }
    let of_table = |(name, (now, before)): (&'static str, Pair<'_>)| {
        let vendors = repriced_vendors(now, before);
        (!vendors.is_empty()).then(|| format!("`{name}` has other prices of all models of {}", all_quoted(vendors)))
    };
    change.by_table().find_map(of_table)
}

/// The vendors that have none left of one sort; else the models that lost theirs.
pub(super) fn prices(change: &Change<'_>, found: f64) -> Option<String> {
    let of_table = |(name, (now, before)): (&'static str, Pair<'_>)| {
        let vendors = unpriced_vendors(now, before);
        if !is_it(prices_kept(now, before), found) {
            return None;
        }
        if vendors.is_empty() {
            return without_price(name, unpriced(&now.prices, &before.prices, &PRICED));
        }
        Some(format!("`{name}` has no price, of input, of output or of both, of any model of {}", all_quoted(vendors)))
    };
    change.by_table().find_map(of_table)
}

/// The models that lost a price of reading or of writing a cache.
pub(super) fn cache_prices(change: &Change<'_>, found: f64) -> Option<String> {
    let of_table = |(name, (now, before)): (&'static str, Pair<'_>)| {
        let gone = || unpriced(&now.cache_prices, &before.cache_prices, &CACHED);
        is_it(cache_prices_kept(now, before), found).then(|| without_price(name, gone())).flatten()
    };
    change.by_table().find_map(of_table)
}

fn without_price(table: &str, models: Vec<&str>) -> Option<String> {
    let count = counted(models.len(), "model");
    (!models.is_empty()).then(|| format!("`{table}` has a price less of {count}, {}", all_quoted(models)))
}

/// The sort of price of which the middle one is so many times what it was.
pub(super) fn price_level(change: &Change<'_>, found: f64) -> Option<String> {
    let of_table = |(name, (now, before)): (&'static str, Pair<'_>)| {
        let (sort, _) = levels(now, before).into_iter().find(|(_, level)| is_it(Some(*level), found))?;
        Some(format!("`{name}`, the middle price of {sort}"))
    };
    change.by_table().find_map(of_table)
}

/// The period, the vendor in it, or the vendor's prices, that have another unit.
pub(super) fn same_unit(change: &Change<'_>, _found: f64) -> Option<String> {
    let is_other = |now: &Tokens, before: &Tokens| units(now, before).into_iter().any(|same| same < 1.0);
    let of_table = |(name, (now, before)): (&'static str, Pair<'_>)| {
        let has_leapt = |now: &Tokens, of: &Tokens| before.app_weeks == 0 && leap(now, of).is_some();
        let of_finished = |(period, (now, before)): (Date, (&Tokens, &Tokens))| {
            let is_it = is_other(now, before) || has_leapt(now, before);
            is_it.then(|| format!("`{name}`, {period}: {} tokens, {} before", sum(now), sum(before)))
        };
        let of_step = |step: &Step<'_>| {
            let (all, then) = (format!("`{name}`, {}", step.period), format!("in {}", step.base));
            if is_other(step.now, step.before) || has_leapt(step.now, step.before) {
                return Some(format!("{all}: {} tokens, {} {then}", sum(step.now), sum(step.before)));
            }
            let mut vendors = large_vendors(*step).into_iter();
            let (vendor, change) = vendors.find(|(_, change)| is_unit(*change, NEAR_POWER) < 1.0)?;
            Some(format!("{all}: {} has {} times its tokens {then}", quoted(vendor), times(change)))
        };
        let steps = change.steps(now, before).into_iter().filter(|step| step.days <= LONGEST_PAUSE);
        let across = change.across(now, before).filter(|step| has_leapt(step.now, step.before));
        let of_tokens = finished(now, before).into_iter().find_map(of_finished);
        let of_tokens = of_tokens.or_else(|| steps.chain(across).find_map(|step| of_step(&step)));
        of_tokens.or_else(|| other_unit_of_prices(name, now, before))
    };
    change.by_table().find_map(of_table)
}

fn other_unit_of_prices(table: &str, now: &TableProfile, before: &TableProfile) -> Option<String> {
    let mut changes = unit_changes(now, before).into_iter();
    let (vendor, change) = changes.find(|(_, change)| is_unit(*change, NEAR_POWER) < 1.0)?;
    let whose =
        vendor.map_or_else(|| "the middle price".to_owned(), |vendor| format!("each price of {}", quoted(vendor)));
    Some(format!("`{table}`, {whose} is {} times what it was", times(change)))
}

/// A change in decades as people say it.
fn times(decades: f64) -> String {
    format!("{:.4}", 10_f64.powf(decades))
}

/// The period in which most tokens have moved, and the largest names that did.
pub(super) fn steady(change: &Change<'_>, found: f64) -> Option<String> {
    let moved = |now: &Tokens, before: &Tokens, most: f64| {
        let mut names = unsteady(now, before, most);
        names.sort_by_key(|(name, _, before)| (Reverse(*before), *name));
        let names = names.into_iter().map(|(name, now, before)| format!("{} ({now}, {before} before)", quoted(name)));
        first(&names.collect::<Vec<_>>())
    };
    let of_table = |(name, pair): (&'static str, Pair<'_>)| {
        if !is_it(change.steady_of(pair), found) {
            return None;
        }
        let of_finished = |(period, (now, before)): (Date, (&Tokens, &Tokens))| {
            let is_it = is_large_restated(now, before) || is_it(steady_part(now, before, MOST_RESTATED), found);
            let moved = moved(now, before, MOST_RESTATED);
            is_it.then(|| format!("`{name}`, {period}, which was over: tokens of {moved}"))
        };
        let of_step = |step: Step<'_>| {
            let moved = moved(step.now, step.before, MOST_MOVED);
            let is_it = is_it(steady_part(step.now, step.before, MOST_MOVED), found);
            is_it.then(|| format!("`{name}`, {}, beside {}: tokens of {moved}", step.period, step.base))
        };
        let steps = change.steps(pair.0, pair.1).into_iter().filter(|step| step.days <= LONGEST_PAUSE);
        let mut steps = steps.chain(change.across(pair.0, pair.1));
        finished(pair.0, pair.1).into_iter().find_map(of_finished).or_else(|| steps.find_map(of_step))
    };
    change.by_table().find_map(of_table)
}

/// What tokens were and are made of.
pub(super) fn mix(change: &Change<'_>, found: f64) -> Option<String> {
    let of_table = |(name, (now, before)): (&'static str, Pair<'_>)| {
        is_it(now.mix.beside(&before.mix), found).then(|| format!("`{name}`, {}", now.mix.told(&before.mix)))
    };
    change.by_table().find_map(of_table)
}

/// The fields that are gone: those that are read, if there are some.
pub(super) fn fields(change: &Change<'_>, _found: f64) -> Option<String> {
    let gone = |fields: &BTreeSet<(String, String)>| {
        let gone = fields.difference(&change.now.fields);
        gone.map(|(block, name)| format!("{} of {}", quoted(name), quoted(block))).collect::<Vec<_>>()
    };
    let (read, usual) = (gone(&change.before.read_fields), gone(&change.before.usual_fields));
    let (what, gone) = if read.is_empty() { ("gone", usual) } else { ("gone, though it is read", read) };
    (!gone.is_empty()).then(|| format!("{what}: {}", first(&gone)))
}

/// Whether a figure is what was found.
fn is_it(figure: Option<f64>, found: f64) -> bool {
    figure.is_some_and(|figure| (figure - found).abs() < SAME)
}

fn all_quoted<'name>(names: impl IntoIterator<Item = &'name str>) -> String {
    first(&names.into_iter().map(quoted).collect::<Vec<_>>())
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
