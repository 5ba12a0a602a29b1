//! The tables in the page, as JSON by column: texts by number, what is the same in all rows once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use polars::frame::DataFrame;
use schema::{
    Column, Kind, Table as _, TableSpec, Unit, WindowKind, cell_text,
    columns::WINDOW_KIND,
    series::Cells,
    tables::{TABLES, VendorPrice},
};
use serde_json::{Map, Value, json};

use super::{HtmlTables, digits, html_tables};
use crate::{
    ReportError, escape,
    rows::{checked, kept},
};

/// Most cells of real numbers that a page holds in full: beyond, a page of five years would take minutes to send.
const MOST_FULL: usize = 100_000;
/// Digits of a real number where there are more; shares are given to a millionth.
const DIGITS: usize = 6;
/// Fewer millionths than this have digits behind the point, so many in all.
const SMALL: f64 = 10.0;
const SMALL_DIGITS: usize = 3;
/// So many cells tell whether a column's numbers repeat.
const ENOUGH: usize = 2_000;

/// How much of a real number the page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precision {
    /// All of it.
    Full,
    /// So many significant digits.
    Digits(usize),
}

impl Precision {
    fn of(tables: &[(&'static TableSpec, &DataFrame)]) -> Self {
        let reals = |(spec, data): &(&TableSpec, &DataFrame)| {
            let columns = spec.columns().filter(|column| column.kind == Kind::Real);
            columns.map(|column| Cells::of(data, column).reals().iter().flatten().count()).sum::<usize>()
        };
        if tables.iter().map(reals).sum::<usize>() > MOST_FULL { Self::Digits(DIGITS) } else { Self::Full }
    }

    pub(super) fn text(self, real: f64) -> String {
        match self {
            Self::Full => real.to_string(),
            Self::Digits(digits) => digits::rounded(real, digits),
        }
    }
}

/// The tables that the page shows, and what else it is told, as one JSON object that can stand in an element of HTML.
///
/// # Errors
/// [`ReportError::Shape`] if a table is not what it is called.
pub(super) fn json_data(tables: &HtmlTables, facts: &BTreeMap<&'static str, Value>) -> Result<String, ReportError> {
    let (tables, of_weeks) = of_boards(tables)?;
    let shown: BTreeSet<&str> = html_tables().collect();
    let of_run = TABLES.iter().filter(|spec| shown.contains(spec.name));
    let held: Vec<_> = of_run.filter_map(|spec| Some((*spec, tables.get(spec.name)?))).collect();
    let precision = Precision::of(&held);
    let mut parts = Vec::new();
    for (name, value) in facts {
        parts.push(format!("{}:{}", text(name), inert(&value.to_string())));
    }
    let digits = if let Precision::Digits(digits) = precision { json!(digits) } else { Value::Null };
    parts.push(format!("\"digits\":{digits},\"columns\":{}", inert(&columns(&held).to_string())));
    let mut written = Vec::new();
    for (spec, data) in held {
        checked(spec, data)?;
        let how = How { precision, block: block(spec, data) };
        let mut met = BTreeMap::new();
        let columns = spec.columns().map(|column| {
            let cells = cells(data, column, how);
            let of_another = format!("{{\"is\":{}}}", text(met.entry(cells.clone()).or_insert(column.name)));
            let is_first = met.get(&cells) == Some(&column.name) || of_another.len() > cells.len();
            format!("{}:{}", text(column.name), if is_first { cells } else { of_another })
        });
        let (key, doc) = (spec.key.iter().map(|column| column.name).collect::<Vec<_>>(), text(spec.doc.trim()));
        let caveats = spec.caveats.iter().map(|caveat| caveat.sentence()).collect::<Vec<_>>();
        let (key, caveats) = (inert(&json!(key).to_string()), inert(&json!(caveats).to_string()));
        let left = if spec.name == VendorPrice::SPEC.name { of_weeks } else { 0 };
        written.push(format!(
            "{}:{{\"rows\":{},\"left\":{left},\"doc\":{doc},\"key\":{key},\"caveats\":{caveats},\"cells\":{{{}}}}}",
            text(spec.name),
            data.height(),
            columns.collect::<Vec<_>>().join(",")
        ));
    }
    parts.push(format!("\"tables\":{{{}}}", written.join(",\n")));
    Ok(format!("{{{}}}", parts.join(",\n")))
}

/// The tables with the prices of boards alone, and how many rows of single weeks they are without: no section shows these, and
/// of five years they would be a third of the page.
fn of_boards(tables: &HtmlTables) -> Result<(HtmlTables, usize), ReportError> {
    let (mut tables, spec) = (tables.clone(), VendorPrice::SPEC);
    let Some(all) = tables.get(spec.name) else { return Ok((tables, 0)) };
    checked(spec, all)?;
    let kinds = Cells::of(all, &WINDOW_KIND).texts();
    let mask: Vec<bool> = kinds.into_iter().map(|kind| kind == Some(WindowKind::Board.word())).collect();
    let boards = kept(spec, all, &mask)?;
    let of_weeks = all.height() - boards.height();
    tables.insert(spec.name, boards);
    Ok((tables, of_weeks))
}

/// What each column is, once for all tables.
fn columns(tables: &[(&'static TableSpec, &DataFrame)]) -> Value {
    let all = tables.iter().flat_map(|(spec, _)| spec.columns());
    let told = all.map(|column| {
        let what = json!({ "kind": kind(column), "unit": column.unit.name(), "doc": column.meaning() });
        (column.name.to_owned(), what)
    });
    Value::Object(told.collect::<Map<_, _>>())
}

const fn kind(column: &Column) -> &'static str {
    match column.kind {
        Kind::Text => "text",
        Kind::Integer => "integer",
        Kind::Real => "real",
        Kind::Truth => "truth",
        Kind::Date => "date",
        Kind::Instant => "instant",
    }
}

/// How the cells of a table are written.
#[derive(Clone, Copy)]
struct How {
    precision: Precision,
    block: Option<usize>,
}

/// As many rows as the table has of each value of the first column of its key, where it has as many of each: of each week the
/// same vendors on the same bases. None of a table that is one such block, or has them of a row.
fn block(spec: &TableSpec, data: &DataFrame) -> Option<usize> {
    let column = spec.key.first()?;
    let held = Cells::of(data, column);
    let codes = match column.kind {
        Kind::Date => numbered(&held.dates()).0,
        Kind::Text => numbered(&held.texts()).0,
        _ => return None,
    };
    let mut lengths = codes.chunk_by(|one, other| one == other).map(<[_]>::len);
    let first = lengths.next()?;
    (first > 1 && first < data.height() && lengths.all(|length| length == first)).then_some(first)
}

/// The cells of a column: `{"same": 1}`, `{"values": [1, null]}`, `{"millionths": [500000, null]}`, either with how often each
/// follows itself, `"times": [2, 1]`, or words with their numbers, `{"words": ["a"], "codes": [0, null]}`, or with their numbers
/// and how often each follows, `"runs": [0, 12]`. Words may be numbers, where these repeat. Runs of a table of equal blocks may
/// go `"across": 2` of them: the first rows of all blocks, then the second, since a price stays as it is from week to week. What
/// is the same as an earlier column in each row is `{"is": "that"}`.
fn cells(data: &DataFrame, column: &Column, how: How) -> String {
    let (held, How { precision, block }) = (Cells::of(data, column), how);
    let shortest = |name: &str, values: &[String]| shortest(name, values, block, str::to_owned);
    match column.kind {
        Kind::Integer => shortest("values", &numbers(held.integers(), |value| value.to_string())),
        Kind::Real if precision != Precision::Full && column.unit == Unit::Share => {
            let share = |text: &str| text.parse::<f64>().map_or_else(|_| text.to_owned(), |v| (v / 1e6).to_string());
            let values = numbers(held.reals(), |share| millionths(share * 1e6));
            self::shortest("millionths", &values, block, share)
        }
        Kind::Real => shortest("values", &numbers(held.reals(), |real| precision.text(real))),
        Kind::Truth => shortest("values", &numbers(held.truths(), |truth| truth.to_string())),
        Kind::Text => coded(&held.texts(), block, text),
        Kind::Date => coded(&held.dates(), block, |day| text(&day.to_string())),
        Kind::Instant => {
            let texts: Vec<_> = (0..data.height()).map(|row| cell_text(data, column, row)).collect();
            coded(&texts.iter().map(Option::as_deref).collect::<Vec<_>>(), block, text)
        }
    }
}

fn numbers<Cell>(cells: Vec<Option<Cell>>, text: impl Fn(Cell) -> String) -> Vec<String> {
    cells.into_iter().map(|cell| cell.map_or_else(|| "null".to_owned(), &text)).collect()
}

/// What is less than some millionths is not nothing.
fn millionths(value: f64) -> String {
    if value.abs() < SMALL { Precision::Digits(SMALL_DIGITS).text(value) } else { digits::whole(value) }
}

/// Numbers as they are, with how often each follows itself, or each once with its places, whatever is shortest. `word` is what a
/// number is by itself.
fn shortest(name: &str, values: &[String], block: Option<usize>, word: impl Fn(&str) -> String) -> String {
    let (each, spans) = (format!("{{\"{name}\":[{}]}}", values.join(",")), spans(name, values));
    let plain = if spans.len() < each.len() { spans } else { each };
    let first: BTreeSet<&String> = values.iter().take(ENOUGH).collect();
    if 2 * first.len() > ENOUGH.min(values.len()) && values.len() > 1 {
        return plain;
    }
    let cells: Vec<_> = values.iter().map(|value| Some(value.as_str()).filter(|value| *value != "null")).collect();
    let coded = coded(&cells, block, word);
    if coded.len() < plain.len() { coded } else { plain }
}

/// Numbers with how often each follows itself.
fn spans(name: &str, values: &[String]) -> String {
    let same: Vec<_> = values.chunk_by(|one, other| one == other).collect();
    let numbers: Vec<_> = same.iter().filter_map(|run| run.first()).map(String::as_str).collect();
    let times = listed(same.iter().map(|run| Some(run.len())));
    format!("{{\"{name}\":[{}],\"times\":[{times}]}}", numbers.join(","))
}

/// Words with their numbers; each word is written once, however many cells have it.
fn coded<Cell: Ord + Copy>(cells: &[Option<Cell>], block: Option<usize>, word: impl Fn(Cell) -> String) -> String {
    let (codes, order) = numbered(cells);
    let words: Vec<String> = order.iter().map(|cell| word(*cell)).collect();
    match words.as_slice() {
        [] => "{\"same\":null}".to_owned(),
        [word] if codes.iter().all(Option::is_some) => format!("{{\"same\":{word}}}"),
        words => {
            let each = format!("\"codes\":[{}]", listed(codes.iter().copied()));
            let along = format!("\"runs\":[{}]", runs(&codes));
            let turned = block.map(|block| format!("\"runs\":[{}],\"across\":{block}", runs(&across(&codes, block))));
            let ways = [Some(each), Some(along), turned].into_iter().flatten();
            let numbers = ways.min_by_key(String::len).unwrap_or_default();
            format!("{{\"words\":[{}],{numbers}}}", words.join(","))
        }
    }
}

/// The place of each cell in the order of all that there are, and that order. Each cell is looked for once, and not at all
/// where it is the one before it: tables of years have half a million.
fn numbered<Cell: Ord + Copy>(cells: &[Option<Cell>]) -> (Vec<Option<usize>>, Vec<Cell>) {
    let mut met: BTreeMap<Cell, usize> = BTreeMap::new();
    let mut last: Option<(Cell, usize)> = None;
    let mut found = |cell: Cell| {
        let next = met.len();
        let number = match last {
            Some((before, number)) if before == cell => number,
            _ => *met.entry(cell).or_insert(next),
        };
        last = Some((cell, number));
        number
    };
    let numbers: Vec<Option<usize>> = cells.iter().map(|cell| cell.map(&mut found)).collect();
    let mut places = vec![0; met.len()];
    for (place, number) in met.values().enumerate() {
        if let Some(held) = places.get_mut(*number) {
            *held = place;
        }
    }
    let cells = numbers.into_iter().map(|number| places.get(number?).copied()).collect();
    (cells, met.into_keys().collect())
}

fn listed(codes: impl Iterator<Item = Option<usize>>) -> String {
    let mut list = String::new();
    for code in codes {
        if !list.is_empty() {
            list.push(',');
        }
        match code {
            // Writing to a text can't fail.
            Some(code) => write!(list, "{code}").unwrap_or_default(),
            None => list.push_str("null"),
        }
    }
    list
}

/// The first of each block of so many, then the second of each.
fn across(codes: &[Option<usize>], block: usize) -> Vec<Option<usize>> {
    (0..block).flat_map(|place| codes.iter().skip(place).step_by(block).copied()).collect()
}

/// Each number and how often it follows itself: rows are sorted, so that weeks stand together.
fn runs(codes: &[Option<usize>]) -> String {
    let runs = codes.chunk_by(|one, other| one == other);
    listed(runs.flat_map(|run| [run.first().copied().flatten(), Some(run.len())]))
}

fn text(text: &str) -> String {
    inert(&Value::from(text).to_string())
}

/// JSON that no parser of HTML takes for markup, and that shows what it holds to whoever looks at the source.
fn inert(json: &str) -> String {
    escape::json(json).replace('<', "\\u003c")
}
