//! Weeks of an archive in which a label stands that upstream had dropped when the others were copied: it is counted
//! twice, since its tokens are also in `others`.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::rows::Row;
use crate::{IngestError, Note};

/// How far rounding of ten exact shares can carry their sum from 1.
const ROUNDING: f64 = 1e-5;
/// Digits to which keepers round shares.
const DIGITS: [i32; 4] = [2, 3, 4, 5];

/// The rows without stale ones, and a note on each of those. Shares of a week add up to 1; where they add up to more,
/// one label's share is what is too much, and that is the stale one. Without shares nothing can be told.
///
/// # Errors
/// [`IngestError::Block`] for a week whose shares don't add up in another way.
pub(super) fn without_stale(block: &'static str, rows: Vec<Row>) -> Result<(Vec<Row>, Vec<Note>), IngestError> {
    let mut weeks: BTreeMap<Date, Vec<Row>> = BTreeMap::new();
    for row in rows {
        weeks.entry(row.week).or_default().push(row);
    }
    let (mut kept, mut notes) = (Vec::new(), Vec::new());
    for (week, mut rows) in weeks {
        if let Some(stale) = stale(block, week, &rows)? {
            let Row { label, tokens, .. } = rows.remove(stale);
            let label = crate::entry::shown(&label);
            let what = format!("stale label `{label}` of {week}, also in `others`: {tokens} tokens left out");
            notes.push(Note { block, what, count: 1 });
        }
        kept.append(&mut rows);
    }
    Ok((kept, notes))
}

/// The place of the stale row of a week, if there is one.
fn stale(block: &'static str, week: Date, rows: &[Row]) -> Result<Option<usize>, IngestError> {
    let Some(shares) = rows.iter().map(|row| row.share).collect::<Option<Vec<f64>>>() else { return Ok(None) };
    let (sum, rounding) = (shares.iter().sum::<f64>(), rounding(&shares));
    if (sum - 1.0).abs() <= rounding {
        return Ok(None);
    }
    // The remainder is never what upstream had dropped, and a share as small as the rounding of others is no evidence.
    let is_label = |place: usize| rows.get(place).is_some_and(|row| !row.label.eq_ignore_ascii_case("others"));
    let is_stale =
        |place: usize, share: f64| is_label(place) && share > 2.0 * rounding && (sum - 1.0 - share).abs() <= rounding;
    let mut stale = shares.iter().enumerate().filter(|(place, share)| is_stale(*place, **share));
    match (stale.next(), stale.next()) {
        (Some((place, _)), None) => Ok(Some(place)),
        _ => Err(IngestError::Block {
            block,
            expected: format!("shares of {week} that add up to 1, or to 1 without one label"),
            found: format!("{sum}"),
        }),
    }
}

/// How far their sum can be from 1 because each was rounded.
#[expect(clippy::cast_precision_loss, reason = "a week has a dozen labels")]
fn rounding(shares: &[f64]) -> f64 {
    let is_of = |digits: &i32| {
        let scale = 10_f64.powi(*digits);
        shares.iter().all(|share| (share * scale - (share * scale).round()).abs() < 1e-6)
    };
    let step = DIGITS.into_iter().find(is_of).map_or(0.0, |digits| 10_f64.powi(-digits));
    ROUNDING + 0.5 * step * shares.len() as f64
}
