//! How a number of a table came about: its formula with the values filled in, the rows that went in, and on down to bytes.
//!
//! Nothing is computed anew that a table holds: each number is the cell of a table, and what it is made of is read off
//! other tables. A formula that did not give the cell would not be shown: the number then stands alone and says so.

mod answers;
mod bounds;
mod columns;
mod concentration;
mod concentration_bounds;
mod counted;
mod coverage;
mod depth;
mod dollars;
mod free;
mod ground;
mod group_bounds;
mod group_tokens;
mod growth;
mod hidden;
mod instead;
mod json;
mod list_price;
mod market;
mod meant;
mod memo;
mod no_row;
mod number;
mod price_end;
mod price_mean;
mod prices;
mod print;
mod tokens;
mod usage;
mod windows;

pub use columns::EXPLAINED;
pub(crate) use columns::known;
pub use ground::{Bytes, Corrected, Ground, Index, Tables, Treatments};
pub use json::explained_json;
pub use no_row::NoRow;
pub use number::{Drawing, Made, Number, Place};
pub use print::explained_text;

use schema::{
    Column, TableSpec,
    columns::{
        BOARD, GROUP_ID, GROWTH_WINDOW, MODEL, PRICE_BASIS, RULE, VENDOR, WEEK_START_DATE, WINDOW_END_DATE,
        WINDOW_START_DATE,
    },
};

use crate::{ReportError, selection::nearest_columns};
use ground::Row;

/// The table whose rows are of single weeks, or of a board's window.
const PRICES: &str = "vendor_price";

/// Which row of a table is asked for, and which of its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The vendor.
    pub vendor: Option<String>,
    /// The group of vendors.
    pub group: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// The board.
    pub board: Option<String>,
    /// The first day of the week; of `vendor_price` it is the window of the board where it is none.
    pub week: Option<String>,
    /// The price basis.
    pub basis: Option<String>,
    /// The rule.
    pub rule: Option<String>,
    /// The kind of window that growth is told over.
    pub window: Option<String>,
    /// The last day of its window; the last window where it is none.
    pub until: Option<String>,
    /// One column; all that can be explained where it is none.
    pub column: Option<String>,
    /// Which numbers of the row are taken apart.
    pub numbers: Numbers,
    /// How many steps further in; down to the bytes where it is none.
    pub depth: Option<usize>,
}

/// Which numbers of a row are taken apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// All that can be.
    #[default]
    All,
    /// The one that the row is about, or that was asked for.
    About,
}

impl Asked {
    /// What was asked for of a table, with the column that tells it and the option that names it.
    fn parts(&self, table: &str) -> [(&'static Column, &'static str, Option<&String>); 9] {
        let week = if table == PRICES { &WINDOW_START_DATE } else { &WEEK_START_DATE };
        [
            (&VENDOR, "--vendor", self.vendor.as_ref()),
            (&GROUP_ID, "--group", self.group.as_ref()),
            (&MODEL, "--model", self.model.as_ref()),
            (&BOARD, "--board", self.board.as_ref()),
            (week, "--week", self.week.as_ref()),
            (&PRICE_BASIS, "--basis", self.basis.as_ref()),
            (&RULE, "--rule", self.rule.as_ref()),
            (&GROWTH_WINDOW, "--window", self.window.as_ref()),
            (&WINDOW_END_DATE, "--until", self.until.as_ref()),
        ]
    }
}

/// The numbers of one row, each with what it is made of, and those that are null, with the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The numbers, the one that the row is about, or that was asked for, last.
    pub numbers: Vec<Number>,
    /// Those that are null.
    pub nulls: Vec<Null>,
    /// The column that the row is about, or that was asked for.
    about: String,
}

/// A cell that is null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Null {
    /// Its column.
    pub column: String,
    /// Why, as the row says it.
    pub reason: String,
    /// Columns of the same row that are not null.
    pub instead: Vec<String>,
}

impl Explanation {
    /// The number that was asked about, where it is null.
    fn about_null(&self) -> Option<&Null> {
        self.nulls.iter().find(|null| null.column == self.about)
    }
}

/// The numbers of one row, each with what it is made of, as far in as somebody asks: what stands further in than `depth` is said
/// alone, or not at all.
///
/// # Errors
/// [`ReportError::NotExplained`] for a table or column whose numbers nobody has taught this to explain,
/// [`ReportError::UnknownColumn`] for one that the table has not, [`ReportError::NoOption`] for an option that the table has
/// no column for, [`ReportError::NoRow`] for a value that no row has, [`ReportError::NotOneRow`] unless exactly one row
/// is asked for.
pub fn explain(spec: &'static TableSpec, ground: &Ground<'_>, asked: &Asked) -> Result<Explanation, ReportError> {
    let columns = columns::columns(spec.name);
    if columns.is_empty() {
        let instead = instead::instead(spec, ground, asked, "");
        return Err(ReportError::NotExplained { table: spec.name, column: None, known: columns::EXPLAINED, instead });
    }
    if let Some(name) = &asked.column {
        demand_column(spec, name, columns, &|| instead::instead(spec, ground, asked, name))?;
    }
    let row = row(spec, ground, asked)?;
    let wanted: Vec<&str> =
        columns.iter().copied().filter(|one| asked.column.as_deref().is_none_or(|name| name == *one)).collect();
    let mut numbers = Vec::new();
    let (mut nulls, mut there) = (Vec::new(), Vec::new());
    for column in columns {
        match row.value(column) {
            Some(_) => there.push((*column).to_owned()),
            None if wanted.contains(column) => nulls.push(*column),
            None => {}
        }
    }
    ground.bound_by(asked.depth);
    let first = match asked.numbers {
        Numbers::All => 0,
        Numbers::About => wanted.len().saturating_sub(1),
    };
    for column in wanted.iter().skip(first) {
        numbers.extend(answers::number(ground, &row, column));
    }
    let reason = || row.text("reason").unwrap_or_else(|| "its row gives no reason".to_owned());
    let null = |column: &str| Null { column: column.to_owned(), reason: reason(), instead: there.clone() };
    let about = wanted.last().map(|column| (*column).to_owned()).unwrap_or_default();
    Ok(Explanation { numbers, nulls: nulls.into_iter().map(null).collect(), about })
}

/// A column that the table has, and of which a formula is known.
fn demand_column(
    spec: &'static TableSpec,
    name: &str,
    columns: &'static [&'static str],
    instead: &dyn Fn() -> Option<String>,
) -> Result<(), ReportError> {
    if columns.contains(&name) {
        return Ok(());
    }
    if spec.column(name).is_none() {
        let nearest = nearest_columns(spec, name);
        return Err(ReportError::UnknownColumn { table: spec.name, found: name.to_owned(), nearest });
    }
    let instead = instead();
    Err(ReportError::NotExplained { table: spec.name, column: Some(name.to_owned()), known: columns, instead })
}

/// The one row that is asked for.
fn row<'a>(spec: &'static TableSpec, ground: &'a Ground<'_>, asked: &Asked) -> Result<Row<'a>, ReportError> {
    let kind = ("window_kind", if asked.week.is_some() { "week" } else { "board" });
    let mut rows = ground.rows(spec.name, if spec.name == PRICES { std::slice::from_ref(&kind) } else { &[] });
    let mut before = Vec::new();
    for (column, option, value) in asked.parts(spec.name) {
        let Some(value) = value else { continue };
        if spec.column(column.name).is_none() {
            return Err(ReportError::NoOption { table: spec.name, option, column: column.name });
        }
        let value = meant::spelled(&rows, column, value);
        let (kept, left): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| row.text(column.name).as_ref() == Some(&value));
        if kept.is_empty() {
            let is_model = column.name == MODEL.name;
            let alike = if is_model { meant::models(ground, &left, &value) } else { Vec::new() };
            return Err(Box::new(NoRow::of(spec.name, (column, option), (&value, alike), &left, before)).into());
        }
        rows = kept;
        before.push((column.name, value));
    }
    // Of several windows the last.
    rows.sort_by_key(|row| row.text("window_end_date"));
    match (rows.pop(), rows.last()) {
        (Some(row), None) => Ok(row),
        (Some(row), Some(other)) if row.text("window_end_date") > other.text("window_end_date") => Ok(row),
        (last, _) => {
            let is_missing = |column: &Column, value: Option<&String>| {
                let is_key = spec.key.iter().any(|key| key.name == column.name);
                value.is_none() && is_key && ![WINDOW_START_DATE.name, WINDOW_END_DATE.name].contains(&column.name)
            };
            let parts = asked.parts(spec.name).into_iter().filter(|(column, _, value)| is_missing(column, *value));
            let missing: Vec<_> = parts.map(|(_, option, _)| option).collect();
            Err(ReportError::NotOneRow { table: spec.name, count: rows.len() + usize::from(last.is_some()), missing })
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use polars::frame::DataFrame;
    use schema::{
        Table as _,
        columns::{NAMED_TOKEN_SHARE, TOKEN_SHARE, TOKENS},
        series::{dates, integers, reals, texts},
        tables::TokenShare,
    };

    use super::*;
    use crate::fixtures;

    #[test]
    fn the_number_that_the_row_is_about_is_worked_out_alone_for_who_asks_for_it() {
        let data = DataFrame::new_infer_height(vec![
            dates(&WEEK_START_DATE, [Some(Date::constant(2026, 4, 5))]),
            texts(&VENDOR, [Some("qwen")]),
            integers(&TOKENS, [Some(2)]),
            reals(&TOKEN_SHARE, [Some(0.5)]),
            reals(&NAMED_TOKEN_SHARE, [None]),
        ]);
        let ground = fixtures::ground(Tables::from([("token_share", data.unwrap())]));
        let of = |numbers: Numbers| {
            let asked = Asked { vendor: Some("qwen".to_owned()), numbers, ..Asked::default() };
            let Explanation { numbers, nulls, .. } = explain(TokenShare::SPEC, &ground, &asked).unwrap();
            let names = numbers.into_iter().map(|number| number.name).collect::<Vec<_>>();
            (names, nulls.into_iter().map(|null| null.column).collect::<Vec<_>>())
        };
        let nulls = vec!["named_token_share".to_owned()];
        assert_eq!(of(Numbers::All), (vec!["tokens".to_owned(), "token_share".to_owned()], nulls.clone()));
        assert_eq!(of(Numbers::About), (vec!["token_share".to_owned()], nulls));
    }
}
