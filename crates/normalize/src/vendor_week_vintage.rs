//! `vendor_week_vintage`: what was believed of a week and vendor, and from when to when.

use schema::{
    Frame, Table,
    columns::{IS_ATTRIBUTED, IS_LOWER_BOUND, TOKENS, VALUE_ORIGIN, VENDOR},
    series::{integers, texts, truths},
    tables::{ModelDaily, VendorChart, VendorWeekVintage},
};

use crate::{
    Aliases, Arrivals, Charted, NormalizeError,
    day_replay::DailyRows,
    vendor_week::{VendorRows, of_days},
    vintage::{Voice, columns, turns, vintages},
};

/// Every value that `vendor_week` ever had, as captures arrived: when they were made, or in `arrivals`, if that is later.
///
/// Grain: week × vendor × instant from which it was believed. Units: tokens. As of an instant, the rows in force
/// (`known_from_at` not later, `known_to_at` null or later) are `vendor_week` made of the captures that had arrived: a
/// vendor without such a row was not named. A span begins with the arrival of the capture that brought the value, and ends with
/// the one that says otherwise, that does not name the vendor, or that replaces the series by one on another weekday.
/// Captures that say the same (tokens, origin, flags) add no row: `snapshot_id` is the first of them, `last_snapshot_id`
/// the last. `captured_at` is that of the first; it is older than `known_from_at` where it was accepted later, and where
/// a series that was left aside comes into force.
///
/// A capture that arrives later than it was made takes the place among the others that its age gives it: it speaks for no
/// week for which a newer one does, and the newer ones are marked as cut or not by what is known then. So it can end a
/// span by the mark alone.
///
/// Weeks made of days are in force until the first chart arrives, as in `vendor_week`.
///
/// # Errors
/// As `vendor_week`, for captures that newer ones have replaced, too.
pub fn vendor_week_vintage(
    chart: &Charted<VendorChart>,
    daily: &Frame<ModelDaily>,
    aliases: &Aliases,
    arrivals: &Arrivals,
) -> Result<Frame<VendorWeekVintage>, NormalizeError> {
    let (charted, listed) = (VendorRows::of(chart.rows(), aliases), DailyRows::of(daily, aliases));
    let turns = turns(chart.captures(), daily, arrivals);
    let rows = vintages(
        &turns,
        VendorWeekVintage::SPEC.name,
        |one, other| charted.are_same(one, other),
        |voice| {
            let sums = match voice {
                Voice::Chart(capture) => charted.sums(capture)?,
                Voice::Days(week) => of_days(listed.rows(week)?),
            };
            Ok(sums.into_iter().collect())
        },
    )?;
    let mut columns = columns(&rows);
    columns.extend([
        texts(&VENDOR, rows.iter().map(|row| Some(row.key.as_str()))),
        integers(&TOKENS, rows.iter().map(|row| Some(row.said.tokens))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row.said.is_attributed))),
        truths(&IS_LOWER_BOUND, rows.iter().map(|row| Some(row.said.is_lower_bound))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| Some(row.said.origin.word()))),
    ]);
    Ok(Frame::from_columns(columns)?)
}
