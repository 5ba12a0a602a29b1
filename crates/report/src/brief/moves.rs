//! The lists of a brief, one for each kind of move.

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    MoveKind,
    columns::{
        DELTA_VALUE, MOVE_KEY, MOVE_KIND, MOVE_RANK, NEW_TEXT, NEW_VALUE, OLD_TEXT, OLD_VALUE, PAST_WEEK_START_DATE,
        PRICE_BASIS, REASON, WEEK_START_DATE,
    },
    series::Cells,
};

use super::{Line, Section, facts::Weeks};
use crate::published;

/// How many of a kind are told; the table has all.
const TOLD: usize = 5;

/// One row of `mover`.
struct Row<'table> {
    /// The weeks that are compared.
    weeks: Option<(Date, Date)>,
    key: &'table str,
    rank: i64,
    old: Option<f64>,
    new: Option<f64>,
    delta: Option<f64>,
    old_text: Option<&'table str>,
    new_text: Option<&'table str>,
    basis: Option<&'table str>,
    reason: Option<&'table str>,
}

/// A list for each kind of which there is something to tell, and last what there was nothing to tell of, `other` among them.
pub(super) fn sections(mover: &DataFrame, weeks: Weeks, other: Option<Line>) -> Vec<Section> {
    let kinds = MoveKind::ALL.iter().map(|kind| (*kind, rows(mover, *kind)));
    let (told, silent): (Vec<_>, Vec<_>) = kinds.partition(|(_, rows)| !rows.is_empty());
    let mut sections: Vec<Section> = told.iter().map(|(kind, rows)| section(*kind, rows, weeks)).collect();
    let kinds = silent.iter().map(|(kind, _)| Line::default().ours(format!("{}{}", title(*kind), nothing(*kind))));
    let lines: Vec<Line> = kinds.chain(other).collect();
    if !lines.is_empty() {
        let title = format!("No change, or nothing to compare, since the week of {}", weeks.past);
        sections.push(Section { title, lines });
    }
    sections
}

fn section(kind: MoveKind, rows: &[Row<'_>], weeks: Weeks) -> Section {
    let basis = rows.iter().find_map(|row| row.basis).map(|basis| format!(" (basis `{basis}`)")).unwrap_or_default();
    // Weeks of models may begin on another day.
    let own = rows.first().and_then(|row| row.weeks).filter(|own| *own != (weeks.past, weeks.start));
    let own = own.map(|(past, week)| format!(", from the week of {past} to that of {week}")).unwrap_or_default();
    let title = format!("{}{basis}{own}", title(kind));
    let mut lines: Vec<Line> = rows.iter().take(TOLD).map(|row| line(kind, row)).collect();
    if rows.len() > TOLD {
        lines.push(Line::default().ours(format!("and {} more, in `mover`", rows.len() - TOLD)));
    }
    Section { title, lines }
}

const fn title(kind: MoveKind) -> &'static str {
    match kind {
        MoveKind::VendorEntered => "Vendors named anew",
        MoveKind::VendorLeft => "Vendors no longer named",
        MoveKind::ModelEntered => "Models named anew",
        MoveKind::ModelLeft => "Models no longer named",
        MoveKind::VendorTokenShare => "Token shares of vendors that moved most",
        MoveKind::VendorDollarShare => "Dollar shares of vendors that moved most",
        MoveKind::ModelTokenShare => "Token shares of models that moved most",
        MoveKind::InputPrice => "Input prices that changed, USD per million tokens",
        MoveKind::OutputPrice => "Output prices that changed, USD per million tokens",
        MoveKind::Coverage => "Tokens with a price, each vendor's unnamed models taken to be as its named ones",
        MoveKind::Claim => "Claims of April 2026 whose verdict changed",
    }
}

/// What silence about a kind may mean besides.
const fn nothing(kind: MoveKind) -> &'static str {
    match kind {
        MoveKind::ModelEntered | MoveKind::ModelLeft => " (or there are no two complete weeks of models)",
        MoveKind::ModelTokenShare => " (by more than 0.05 points, or there are no two complete weeks of models)",
        MoveKind::InputPrice | MoveKind::OutputPrice => " (or there is no catalogue from six days before)",
        MoveKind::VendorTokenShare | MoveKind::VendorDollarShare | MoveKind::Coverage => " (by more than 0.05 points)",
        _ => "",
    }
}

fn line(kind: MoveKind, row: &Row<'_>) -> Line {
    let share = |share: Option<f64>| share.map_or_else(|| "—".to_owned(), published::share);
    // A price may be a tenth of a cent.
    let price = |price: Option<f64>| {
        price.and_then(|usd| published::fixed(usd, 4)).map_or_else(|| "—".to_owned(), |usd| format!("${usd}"))
    };
    let line = Line::default().theirs(row.key);
    match kind {
        MoveKind::VendorEntered | MoveKind::ModelEntered => line.ours(format!(": {} of all tokens", share(row.new))),
        MoveKind::VendorLeft | MoveKind::ModelLeft => line.ours(format!(": {} the week before", share(row.old))),
        MoveKind::InputPrice | MoveKind::OutputPrice => {
            let between = row.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
            line.ours(format!(": {} to {}{between}", price(row.old), price(row.new)))
        }
        MoveKind::Claim => {
            let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
            line.ours(format!(": {} to {}; {}", text(row.old_text), text(row.new_text), text(row.reason)))
        }
        _ => {
            let points = row.delta.map(|delta| format!(" ({} points)", published::points(100.0 * delta)));
            line.ours(format!(": {} to {}{}", share(row.old), share(row.new), points.unwrap_or_default()))
        }
    }
}

/// A move that prints as none.
fn is_dust(kind: MoveKind, row: &Row<'_>) -> bool {
    let is_price = matches!(kind, MoveKind::InputPrice | MoveKind::OutputPrice);
    !is_price && row.delta.is_some_and(|delta| delta.abs() < 0.0005)
}

/// The rows of one kind, by rank.
fn rows(mover: &DataFrame, kind: MoveKind) -> Vec<Row<'_>> {
    let text = |column| Cells::of(mover, column).texts();
    let (kinds, keys, ranks) = (text(&MOVE_KIND), text(&MOVE_KEY), Cells::of(mover, &MOVE_RANK).integers());
    let [old, new, delta] = [&OLD_VALUE, &NEW_VALUE, &DELTA_VALUE].map(|column| Cells::of(mover, column).reals());
    let [old_text, new_text, basis, reason] = [&OLD_TEXT, &NEW_TEXT, &PRICE_BASIS, &REASON].map(text);
    let [starts, pasts] = [&WEEK_START_DATE, &PAST_WEEK_START_DATE].map(|column| Cells::of(mover, column).dates());
    let row = |row: usize| {
        Some(Row {
            weeks: pasts.get(row).copied()?.zip(starts.get(row).copied()?),
            key: keys.get(row).copied()??,
            rank: ranks.get(row).copied()??,
            old: old.get(row).copied()?,
            new: new.get(row).copied()?,
            delta: delta.get(row).copied()?,
            old_text: old_text.get(row).copied()?,
            new_text: new_text.get(row).copied()?,
            basis: basis.get(row).copied()?,
            reason: reason.get(row).copied()?,
        })
    };
    let of_kind = (0..mover.height()).filter(|row| kinds.get(*row) == Some(&Some(kind.word())));
    let mut rows: Vec<_> = of_kind.filter_map(row).filter(|row| !is_dust(kind, row)).collect();
    rows.sort_by_key(|row| row.rank);
    rows
}
