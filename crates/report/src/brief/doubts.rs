//! What makes the figures of a brief less sure than they look: answers that were refused, values that upstream changed or
//! somebody corrected.

use std::cmp::Reverse;

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    ChangedBy, Scope,
    columns::{
        CHANGED_BY, KNOWN_FROM_AT, MOVE_KEY, NEW_TOKENS, OLD_TOKENS, REASON, RELATIVE_CHANGE, SCOPE, WEEK_START_DATE,
    },
    day,
    series::Cells,
};

use super::{Line, Section, facts::Weeks};
use crate::published;

/// How many restatements are told; the table has all.
const TOLD: usize = 5;

/// Answers that wait for a decision.
pub(super) fn refused(lines: &[String]) -> Option<Section> {
    let title = "Answers refused by guards, and not used".to_owned();
    let lines: Vec<Line> = lines.iter().map(|line| Line::default().theirs(line)).collect();
    (!lines.is_empty()).then_some(Section { title, lines })
}

/// Values of finished weeks that were seen changed by upstream in the week of the brief or later: of the whole site, then of
/// vendors, then of models, the largest changes first.
pub(super) fn restated(restatement: Option<&DataFrame>, weeks: Weeks) -> Option<Section> {
    changed(restatement?, weeks, ChangedBy::Upstream)
}

/// The same of those that a correction changed, or its end.
pub(super) fn corrected(restatement: Option<&DataFrame>, weeks: Weeks) -> Option<Section> {
    changed(restatement?, weeks, ChangedBy::Correction)
}

fn changed(restatement: &DataFrame, weeks: Weeks, by: ChangedBy) -> Option<Section> {
    let rows = Some(rows(restatement, weeks.start, by)).filter(|rows| !rows.is_empty())?;
    let mut lines: Vec<Line> = rows.iter().take(TOLD).map(Row::line).collect();
    if rows.len() > TOLD {
        let rest = rows.get(TOLD..).unwrap_or_default();
        let count = |scope: Scope| rest.iter().filter(|row| row.scope == scope).count();
        let of = [(Scope::Total, "of the whole site"), (Scope::Vendor, "of vendors"), (Scope::Model, "of models")];
        let of = of.map(|(scope, name)| (count(scope), name)).into_iter().filter(|(count, _)| *count > 0);
        let of = of.map(|(count, name)| format!("{count} {name}")).collect::<Vec<_>>().join(", ");
        lines.push(Line::default().ours(format!("and {} more ({of}), in `restatement`", rest.len())));
    }
    Some(Section { title: title(weeks, by), lines })
}

/// What is said where nothing was.
pub(super) fn not_restated(restatement: Option<&DataFrame>, weeks: Weeks) -> Option<Line> {
    let rows = rows(restatement?, weeks.start, ChangedBy::Upstream);
    rows.is_empty().then(|| Line::default().ours(title(weeks, ChangedBy::Upstream)))
}

fn title(weeks: Weeks, by: ChangedBy) -> String {
    let what = match by {
        ChangedBy::Upstream => "that upstream restated, seen",
        ChangedBy::Correction => "that a correction of yours changed, or its end,",
    };
    format!("Finished weeks {what} since {}", weeks.start)
}

struct Row<'table> {
    week: Date,
    scope: Scope,
    key: &'table str,
    tokens: [Option<i64>; 2],
    change: Option<f64>,
    reason: Option<&'table str>,
}

impl Row<'_> {
    fn line(&self) -> Line {
        let [old, new] = self.tokens.map(|tokens| tokens.map_or_else(|| "none".to_owned(), published::tokens));
        let change = self.change.map(|change| format!(" ({:+.2}%)", change * 100.0)).unwrap_or_default();
        let line = Line::default().ours(format!("week of {}, ", self.week));
        let line = match self.scope {
            Scope::Total => line.ours("the whole site"),
            scope => line.ours(format!("{scope} ")).theirs(self.key),
        };
        let line = line.ours(format!(": {old} to {new}{change}"));
        match self.reason {
            Some(reason) => line.ours("; ").theirs(reason),
            None => line,
        }
    }
}

/// Those first seen on `since` or later, by scope, the largest changes first. An older run has none but upstream's.
fn rows(restatement: &DataFrame, since: Date, by: ChangedBy) -> Vec<Row<'_>> {
    let text = |column| Cells::of(restatement, column).texts();
    let tokens = [&OLD_TOKENS, &NEW_TOKENS].map(|column| Cells::of(restatement, column).integers());
    let (weeks, seen) =
        (Cells::of(restatement, &WEEK_START_DATE).dates(), Cells::of(restatement, &KNOWN_FROM_AT).instants());
    let (scopes, keys, reasons) = (text(&SCOPE), text(&MOVE_KEY), text(&REASON));
    let makers = text(&CHANGED_BY);
    let changes = Cells::of(restatement, &RELATIVE_CHANGE).reals();
    let row = |row: usize| {
        let seen = seen.get(row).copied()??;
        let maker = makers.get(row).copied().flatten().map_or(Ok(ChangedBy::Upstream), str::parse);
        (day::of(seen) >= since && maker == Ok(by)).then_some(())?;
        Some(Row {
            week: weeks.get(row).copied()??,
            scope: scopes.get(row).copied()??.parse().ok()?,
            key: keys.get(row).copied()??,
            tokens: tokens.each_ref().map(|cells| cells.get(row).copied().flatten()),
            change: changes.get(row).copied().flatten(),
            reason: reasons.get(row).copied().flatten(),
        })
    };
    let mut rows: Vec<Row<'_>> = (0..restatement.height()).filter_map(row).collect();
    let size = |row: &Row<'_>| {
        let [old, new] = row.tokens.map(Option::unwrap_or_default);
        Reverse(new.abs_diff(old))
    };
    let place = |scope: Scope| [Scope::Total, Scope::Vendor, Scope::Model].iter().position(|of| *of == scope);
    rows.sort_by_key(|row| (place(row.scope), size(row), row.week));
    rows
}
