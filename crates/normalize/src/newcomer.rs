//! Vendors that the reference does not know: reported with the line to paste, and a stop only where they are large.

use std::collections::BTreeMap;

use schema::{
    Frame, Note,
    columns::{IS_ATTRIBUTED, TOKENS, VENDOR, WEEK_START_DATE},
    tables::VendorWeek,
};

use crate::{NormalizeError, VendorList};

/// Largest part of a week's tokens that vendors nobody has looked up may hold, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewcomerBound(pub f64);

/// One note per new vendor, with the reference line to paste.
///
/// # Errors
/// [`NormalizeError::TooManyNewcomers`] for the first week in which new vendors hold more than the bound.
#[expect(clippy::cast_precision_loss, reason = "shares for a bound, not for a table")]
pub fn newcomers(
    weeks: &Frame<VendorWeek>,
    known: &VendorList,
    bound: NewcomerBound,
) -> Result<Vec<Note>, NormalizeError> {
    let (dates, vendors) = (weeks.cells(&WEEK_START_DATE).dates(), weeks.cells(&VENDOR).texts());
    let (tokens, attributed) = (weeks.cells(&TOKENS).integers(), weeks.cells(&IS_ATTRIBUTED).truths());
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_week: BTreeMap<_, (f64, f64)> = BTreeMap::new();
    for (((week, vendor), tokens), attributed) in dates.into_iter().zip(vendors).zip(tokens).zip(attributed) {
        let (Some(week), Some(vendor), Some(tokens)) = (week, vendor, tokens) else { continue };
        let (new, all) = by_week.entry(week).or_default();
        *all += tokens as f64;
        if attributed == Some(true) && !known.knows(vendor) {
            *new += tokens as f64;
            *seen.entry(vendor).or_default() += 1;
        }
    }
    let vendors = || seen.keys().map(|vendor| format!("`{vendor}`")).collect::<Vec<_>>().join(", ");
    for (week, (new, all)) in by_week {
        if new > bound.0 * all {
            let (share, bound) = (100.0 * new / all, 100.0 * bound.0);
            return Err(NormalizeError::TooManyNewcomers { week, share, bound, vendors: vendors() });
        }
    }
    let what = |vendor: &str| {
        format!("new vendor; for `data/reference/vendors.csv`: `{vendor},{vendor},<where you looked it up>`")
    };
    Ok(seen.iter().map(|(vendor, count)| Note { block: "vendor_week", what: what(vendor), count: *count }).collect())
}
