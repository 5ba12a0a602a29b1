//! `vendor_week`: tokens by week and vendor, one truth per week.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Frame, Origin,
    columns::{
        CAPTURED_AT, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN, VENDOR, VENDOR_LABEL,
        WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::{dates, instants, integers, texts, truths},
    tables::{VendorChart, VendorWeek},
};

use crate::{
    Aliases, NormalizeError,
    capture::{Capture, chosen},
    identity::vendor_of,
};

/// What adds up under one vendor and week.
struct Sum {
    tokens: i64,
    origin: Origin,
    is_attributed: bool,
}

/// Tokens by week and vendor from vendor charts.
///
/// Grain: week × vendor that the chart names, `others` among them. Units: tokens. Per week the newest capture that saw
/// it whole speaks, else the fullest; captures on another weekday are replaced as a whole series, and what is left aside
/// [`unused_captures`](crate::unused_captures) tells. Labels that an alias merges are added up. Nothing is filled: a
/// vendor that is not named has no row.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a label that can't be a vendor.
pub fn vendor_week(chart: &Frame<VendorChart>, aliases: &Aliases) -> Result<Frame<VendorWeek>, NormalizeError> {
    let captures = chosen(chart);
    let sums = sums(chart, &captures, aliases)?;
    let of = |week: &Date| captures.get(week);
    let columns = vec![
        dates(&WEEK_START_DATE, sums.keys().map(|(week, _)| Some(*week))),
        texts(&VENDOR, sums.keys().map(|(_, vendor)| Some(vendor.as_str()))),
        integers(&TOKENS, sums.values().map(|sum| Some(sum.tokens))),
        truths(&IS_COMPLETE, sums.keys().map(|(week, _)| of(week).map(Capture::is_complete))),
        truths(&IS_LEFT_CUT, sums.keys().map(|(week, _)| of(week).map(|capture| capture.is_left_cut))),
        truths(&IS_ATTRIBUTED, sums.values().map(|sum| Some(sum.is_attributed))),
        texts(&WEEK_ANCHOR, sums.keys().map(|(week, _)| of(week).map(Capture::anchor))),
        texts(&VALUE_ORIGIN, sums.values().map(|sum| Some(sum.origin.word()))),
        instants(&CAPTURED_AT, sums.keys().map(|(week, _)| of(week).map(|capture| capture.captured_at))),
        texts(&SNAPSHOT_ID, sums.keys().map(|(week, _)| of(week).map(|capture| capture.snapshot_id.as_str()))),
    ];
    Ok(Frame::from_columns(columns)?)
}

fn sums(
    chart: &Frame<VendorChart>,
    captures: &BTreeMap<Date, Capture>,
    aliases: &Aliases,
) -> Result<BTreeMap<(Date, String), Sum>, NormalizeError> {
    let (weeks, labels) = (chart.cells(&WEEK_START_DATE).dates(), chart.cells(&VENDOR_LABEL).texts());
    let (snapshots, tokens) = (chart.cells(&SNAPSHOT_ID).texts(), chart.cells(&TOKENS).integers());
    let origins = chart.cells(&VALUE_ORIGIN).texts();
    let mut sums: BTreeMap<(Date, String), Sum> = BTreeMap::new();
    for row in 0..chart.height() {
        let (Some(Some(week)), Some(Some(label))) = (weeks.get(row), labels.get(row)) else { continue };
        let speaks = captures.get(week).map(|capture| capture.snapshot_id.as_str());
        if speaks.is_none() || snapshots.get(row).copied().flatten() != speaks {
            continue;
        }
        let (vendor, is_attributed) =
            vendor_of(label, *week, aliases, "vendor_week").map_err(|error| error.at(chart, row))?;
        let sum = sums.entry((*week, vendor)).or_insert(Sum { tokens: 0, origin: Origin::Observed, is_attributed });
        sum.tokens = sum.tokens.saturating_add(tokens.get(row).copied().flatten().unwrap_or_default());
        let origin = origins.get(row).copied().flatten().and_then(|word| word.parse().ok());
        sum.origin = sum.origin.max(origin.unwrap_or(Origin::Observed));
    }
    Ok(sums)
}
