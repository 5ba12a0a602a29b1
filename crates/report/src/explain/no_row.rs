//! That no row has a value that was asked for, and what is nearest to it.

use jiff::civil::Date;
use schema::{Column, Kind};

use super::ground::Row;
use crate::selection::nearest;

/// Most values that are named where none is near.
const MOST_NAMED: usize = 8;

/// A value that no row of a table has.
#[derive(Debug, thiserror::Error)]
#[error("no {} `{}` in `{table}`{} (`{option}`){}", noun(column), found.escape_debug(), with(before), near(nearest.as_deref()))]
pub struct NoRow {
    table: &'static str,
    column: &'static str,
    /// The option that asked for it.
    option: &'static str,
    found: String,
    /// The nearest value that a row has.
    nearest: Option<String>,
    /// Those that may be meant, or all values that rows have where they are few.
    known: Vec<String>,
    /// How many more may be meant.
    more: usize,
    /// What was asked for besides, and is there.
    before: Vec<(&'static str, String)>,
}

impl NoRow {
    /// A value that none of `rows` has, which have all that was asked for `before`, and those that may be meant by it. Where
    /// there are none, what is nearest is told of days by days, of words by letters.
    pub(super) fn of(
        table: &'static str,
        (column, option): (&'static Column, &'static str),
        (found, alike): (&str, Vec<String>),
        rows: &[Row<'_>],
        before: Vec<(&'static str, String)>,
    ) -> Self {
        let mut known: Vec<String> = rows.iter().filter_map(|row| row.text(column.name)).collect();
        known.sort();
        known.dedup();
        let day = |text: &str| text.parse::<Date>().ok();
        let nearest = match (alike.as_slice(), column.kind, day(found)) {
            ([one], ..) => Some(one.clone()),
            ([_, ..], ..) => None,
            ([], Kind::Date, Some(asked)) => known
                .iter()
                .min_by_key(|text| day(text).map_or(i32::MAX, |day| (day - asked).get_days().abs()))
                .cloned(),
            ([], ..) => nearest(found, known.iter().map(String::as_str)).map(str::to_owned),
        };
        let more = alike.len().saturating_sub(MOST_NAMED);
        let named = if alike.is_empty() { known } else { alike.into_iter().take(MOST_NAMED).collect() };
        // All that there are say nothing where they are many.
        let known = if named.len() <= MOST_NAMED { named } else { Vec::new() };
        Self { table, column: column.name, option, found: found.to_owned(), nearest, known, more, before }
    }

    /// What can be typed instead.
    pub(crate) fn hint(&self) -> String {
        let Self { table, option, nearest, known, more, .. } = self;
        // A value that begins with a dash would else be taken for an option.
        let typed = |value: &str| {
            let between = if value.starts_with('-') { '=' } else { ' ' };
            format!("`{option}{between}{}`", value.escape_debug())
        };
        match (nearest, known.as_slice()) {
            (Some(nearest), _) => format!("did you mean {}?", typed(nearest)),
            (None, []) => format!("`tokenshare show {table}` prints its rows"),
            (None, known) => {
                let more = if *more == 0 { String::new() } else { format!(" and {more} more") };
                let known: Vec<_> = known.iter().map(|value| typed(value)).collect();
                format!("there are {}{more}", known.join(", "))
            }
        }
    }
}

/// What a value of a column is called.
fn noun(column: &str) -> &str {
    match column {
        "group_id" => "group",
        "week_start_date" | "window_start_date" => "week",
        "price_basis" => "price basis",
        "growth_window" => "growth window",
        "window_end_date" => "window with the last day",
        other => other,
    }
}

fn with(before: &[(&'static str, String)]) -> String {
    if before.is_empty() {
        return String::new();
    }
    let named: Vec<_> =
        before.iter().map(|(column, value)| format!("{} `{}`", noun(column), value.escape_debug())).collect();
    format!(" with {}", named.join(", "))
}

fn near(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; nearest: `{}`", nearest.escape_debug())).unwrap_or_default()
}
