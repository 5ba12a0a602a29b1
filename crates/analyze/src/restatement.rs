//! `restatement`: what changed of a finished week afterwards, by upstream or by a correction.

mod belief;
mod change;
mod corrected;

use schema::{
    Frame, MadeOf, Note, Scope, Table,
    columns::{
        CHANGED_BY, DELTA_TOKENS, KNOWN_FROM_AT, LAST_SEEN_AT, MOVE_KEY, NEW_SNAPSHOT_ID, NEW_TOKENS, OLD_SNAPSHOT_ID,
        OLD_TOKENS, REASON, RELATIVE_CHANGE, SCOPE, VALUE_ORIGIN, WEEK_START_DATE,
    },
    series::{dates, instants, integers, reals, texts},
    tables::{ModelWeekVintage, Restatement, SiteChart, VendorWeekVintage},
};

use crate::AnalyzeError;
use belief::{model_beliefs, site_statements, statements, vendor_beliefs};
use change::{Change, Changes, changes};
pub use corrected::CorrectedWeeks;

/// Values of finished weeks that changed afterwards.
///
/// Grain: week × scope × key × instant at which the change was first seen. Units: tokens, and a ratio, 0 for no change.
/// Compared is what was believed of a week while that was complete, before and after; running weeks and left-cut buckets
/// are no restatements, and neither is another week anchor, which makes other weeks, nor a chart in the place of daily
/// data, which is another measure.
///
/// Scope `vendor` and `model`: each vendor, or model and variant, of the weekly tables. Who was not named before, or is
/// not named any more, has a null and a reason. Scope `total`: the site as a whole, the sum of a week of the vendors, of
/// the models (with their remainder, else the sum is of a list) and the weeks of `site_chart`, one after the other as they
/// became known; of several at one instant the first of these.
///
/// A change below one part in a million of what was last listed, or first known, is none: keepers round to a thousand
/// tokens, and in the first hours after its end upstream adds some ten-millionths to a week. [`unlisted_changes`] counts
/// them; the vintages have them all. `changed_by` is `correction` where one of the two values is of a corrected cell and the
/// other is not, or the change was seen when a cell of the week was corrected: upstream said nothing else then. Told by week
/// and origin: of a week in `corrected` a value that is not observed is of a corrected cell. Where the two values are of two
/// sources, the reason says so; where one table goes on saying the old total they contradict each other, nothing was
/// restated, and that is counted, too.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn restatement(
    vendors: &Frame<VendorWeekVintage>,
    models: &Frame<ModelWeekVintage>,
    site: &Frame<SiteChart>,
    corrected: &CorrectedWeeks,
) -> Result<Frame<Restatement>, AnalyzeError> {
    let rows = all(vendors, models, site).listed;
    let reasons: Vec<_> = rows.iter().map(Change::reason).collect();
    Ok(Frame::from_columns(vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.week))),
        texts(&SCOPE, rows.iter().map(|row| Some(row.scope.word()))),
        texts(&MOVE_KEY, rows.iter().map(|row| Some(row.key.as_str()))),
        instants(&KNOWN_FROM_AT, rows.iter().map(|row| Some(row.at))),
        texts(&CHANGED_BY, rows.iter().map(|row| Some(row.changed_by(corrected).word()))),
        integers(&OLD_TOKENS, rows.iter().map(Change::old_tokens)),
        integers(&NEW_TOKENS, rows.iter().map(Change::new_tokens)),
        integers(&DELTA_TOKENS, rows.iter().map(Change::delta)),
        reals(&RELATIVE_CHANGE, rows.iter().map(Change::relative)),
        instants(&LAST_SEEN_AT, rows.iter().map(|row| row.last_seen)),
        texts(&OLD_SNAPSHOT_ID, rows.iter().map(|row| row.old_snapshot)),
        texts(&NEW_SNAPSHOT_ID, rows.iter().map(|row| row.new_snapshot)),
        texts(&REASON, reasons.iter().map(Option::as_deref)),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| Some(row.origin().word()))),
    ])?)
}

/// Notes on differences between values of finished weeks that are no restatements.
#[must_use]
pub fn unlisted_changes(
    vendors: &Frame<VendorWeekVintage>,
    models: &Frame<ModelWeekVintage>,
    site: &Frame<SiteChart>,
) -> Vec<Note> {
    let all = all(vendors, models, site);
    let slight = "value of a finished week that changed by less than one part in a million, not listed: rounding, or what \
                  came in late";
    let at_once = "total of a finished week that two tables tell apart at one time, not listed: one goes on saying what \
                   the other does not say any more";
    let notes = [(slight, all.slight), (at_once, all.at_once)].into_iter().filter(|(_, count)| *count > 0);
    notes.map(|(what, count)| Note { block: Restatement::SPEC.name, what: what.to_owned(), count }).collect()
}

fn all<'inputs>(
    vendors: &'inputs Frame<VendorWeekVintage>,
    models: &'inputs Frame<ModelWeekVintage>,
    site: &'inputs Frame<SiteChart>,
) -> Changes<'inputs> {
    let (vendors, models) = (vendor_beliefs(vendors), model_beliefs(models));
    let (vendors, models) = (statements(&vendors), statements(&models));
    let mut totals = belief::totals(&vendors);
    // The first of several at one instant stays.
    for (week, others) in belief::totals(&models).into_iter().chain(site_statements(site)) {
        let known = totals.entry(week).or_default();
        for (at, statement) in others {
            known.entry(at).or_insert(statement);
        }
    }
    let mut all = Changes::default();
    for (scope, weeks) in [(Scope::Vendor, &vendors), (Scope::Model, &models), (Scope::Total, &totals)] {
        for (week, statements) in weeks {
            for made_of in MadeOf::ALL {
                let of_one_measure = statements.iter().filter(|(_, statement)| statement.made_of == *made_of);
                changes(scope, *week, of_one_measure, &mut all);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests;
