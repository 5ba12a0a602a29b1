//! A report of five years and sixty vendors can be looked at: nothing lies over anything, and what is small is folded together.

use std::{collections::BTreeMap, sync::LazyLock};

use fs_err as fs;
use jiff::{ToSpan as _, civil::Date};
use polars::{frame::DataFrame, prelude::Column};
use report::{HtmlFacts, HtmlTables};
use schema::{
    Kind, Table as _, TableSpec,
    series::{dates, integers, reals, texts, truths},
    tables::{Concentration, DollarShare, GroupShare, GrowthRate, PriceCorrelation, PricePoint, TokenShare, VendorGap},
};
use serde::Deserialize;
use tempfile::TempDir;

use super::browser::saw;

const WEEKS: i64 = 260;
const FIRST: Date = Date::constant(2021, 8, 16);
/// Vendors that the list of colours has, as they stand in it.
const COLOURED: [&str; 18] = [
    "anthropic",
    "openai",
    "google",
    "xiaomi",
    "qwen",
    "minimax",
    "deepseek",
    "z-ai",
    "stepfun",
    "x-ai",
    "nvidia",
    "meta-llama",
    "mistralai",
    "moonshotai",
    "tencent",
    "microsoft",
    "arcee-ai",
    "openrouter",
];
const SMALLER: usize = 42;

/// What `tests/browser/large.js` saw at one width.
#[derive(Debug, Deserialize)]
struct Seen {
    paint_ms: f64,
    meeting: Vec<String>,
    bands: usize,
    named: Vec<String>,
    filled: f64,
    keys: BTreeMap<String, Vec<String>>,
    scale: Vec<String>,
    cuts: usize,
    cut: String,
    slivers: usize,
    shapes: usize,
    scatter: Vec<String>,
    rates: usize,
}

/// A cell of a made-up table.
enum Cell {
    Word(String),
    Number(f64),
    Day(Date),
    Truth(bool),
}

/// A table of so many rows; `cell` says what a column has in one of them, and null where it says nothing.
fn table(spec: &'static TableSpec, count: i64, cell: impl Fn(&str, i64) -> Option<Cell>) -> (&'static str, DataFrame) {
    let column = |column: &schema::Column| {
        let cells: Vec<Option<Cell>> = (0..count).map(|row| cell(column.name, row)).collect();
        let number = |cell: &Option<Cell>| if let Some(Cell::Number(number)) = cell { Some(*number) } else { None };
        match column.kind {
            Kind::Text => texts(
                column,
                cells.iter().map(|cell| if let Some(Cell::Word(word)) = cell { Some(word.as_str()) } else { None }),
            ),
            #[expect(clippy::cast_possible_truncation, reason = "tokens that this file made up")]
            Kind::Integer => integers(column, cells.iter().map(|cell| number(cell).map(|number| number as i64))),
            Kind::Real => reals(column, cells.iter().map(number)),
            Kind::Truth => truths(
                column,
                cells.iter().map(|cell| if let Some(Cell::Truth(truth)) = cell { Some(*truth) } else { None }),
            ),
            Kind::Date => {
                dates(column, cells.iter().map(|cell| if let Some(Cell::Day(day)) = cell { Some(*day) } else { None }))
            }
            Kind::Instant => Column::full_null(column.name.into(), cells.len(), &column.kind.data_type()),
        }
    };
    (spec.name, DataFrame::new_infer_height(spec.columns().map(column).collect()).expect("columns of one length"))
}

static VENDORS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let small = (0..SMALLER).map(|number| format!("lab-number-{number}"));
    COLOURED.iter().map(|name| (*name).to_owned()).chain(small).collect()
});

/// The one at a place; behind them all the remainder.
fn vendor_at(place: usize) -> Cell {
    Cell::Word(VENDORS.get(place).cloned().unwrap_or_else(|| "others".to_owned()))
}

/// The part of all tokens of a vendor in a week, or of the remainder; all of them come to 1.
fn share(vendor: usize, week: i64) -> f64 {
    let size = |vendor: usize| {
        1.0 / (number(vendor) + 2.0).powf(1.5) * (1.0 + 0.4 * (number(vendor) + real(week) / 9.0).sin())
    };
    let all: f64 = (0..=VENDORS.len()).map(size).sum();
    size(vendor) / all
}

fn number(value: usize) -> f64 {
    f64::from(u32::try_from(value).expect("few"))
}

fn real(value: i64) -> f64 {
    f64::from(i32::try_from(value).expect("few"))
}

fn day(week: i64) -> Date {
    FIRST.checked_add((7 * week).days()).expect("a day of these years")
}

/// What all tables have in common.
fn common(column: &str) -> Option<Cell> {
    let word = |word: &str| Some(Cell::Word(word.to_owned()));
    match column {
        "rule" => word("default"),
        "price_basis" => word("list_asof"),
        "board" => word("site"),
        "value_origin" => word("observed"),
        "growth_window" => word("first_last"),
        "window_start_date" => Some(Cell::Day(day(WEEKS - 4))),
        "window_end_date" => Some(Cell::Day(day(WEEKS))),
        "weeks" => Some(Cell::Number(4.0)),
        "coverage_share" | "kept_share" | "weights_share" => Some(Cell::Number(1.0)),
        _ => None,
    }
}

/// Of each week and each vendor, the remainder last.
fn of_weeks(column: &str, row: i64) -> Option<Cell> {
    let each = i64::try_from(VENDORS.len()).expect("few") + 1;
    let (week, vendor) = (row / each, usize::try_from(row % each).expect("few"));
    match column {
        "week_start_date" => Some(Cell::Day(day(week))),
        "vendor" => Some(vendor_at(vendor)),
        "is_complete" => Some(Cell::Truth(week < WEEKS - 1)),
        "tokens" => Some(Cell::Number(1e12 * share(vendor, week))),
        "dollar_share" if vendor == VENDORS.len() => None,
        "token_share" | "dollar_share" => Some(Cell::Number(share(vendor, week))),
        _ => common(column),
    }
}

/// Of each vendor over the last weeks, the remainder last.
fn of_vendors(column: &str, row: i64) -> Option<Cell> {
    let vendor = usize::try_from(row).expect("few");
    let part = share(vendor, WEEKS - 2);
    match column {
        "vendor" => Some(vendor_at(vendor)),
        "dollar_share" | "gap_points" | "blended_usd_per_mtok" if vendor == VENDORS.len() => None,
        "tokens" | "now_tokens" | "past_tokens" => Some(Cell::Number(4e12 * part)),
        "token_share" | "dollar_share" => Some(Cell::Number(part)),
        "gap_points" => Some(Cell::Number(5.0 - number(vendor))),
        "blended_usd_per_mtok" => Some(Cell::Number(0.1 + (number(vendor) * 1.7).sin().abs() * 9.0)),
        "delta_points" | "delta_least_points" | "delta_most_points" => {
            Some(Cell::Number(100.0 * part * (number(vendor) * 2.3).sin()))
        }
        "annual_ratio" => Some(Cell::Number(1.0 + (number(vendor) * 1.1).sin().abs())),
        _ => common(column),
    }
}

/// Of each week: bounds that lie over each other. The last still runs, and leaves nearly all open.
fn of_markets(column: &str, row: i64) -> Option<Cell> {
    let (week, is_dollars) = (row / 2, row % 2 == 1);
    let turn = 0.1 * (real(week) / 30.0).sin();
    let value = |value: f64| Some(Cell::Number(value + turn));
    match column {
        "week_start_date" => Some(Cell::Day(day(week))),
        "group_id" => Some(Cell::Word("cn".to_owned())),
        "is_complete" => Some(Cell::Truth(week < WEEKS - 1)),
        "hhi_low" if week == WEEKS - 1 => Some(Cell::Number(0.9)),
        "price_basis" if !is_dollars => Some(Cell::Word("tokens".to_owned())),
        "token_share" | "named_token_share" => value(0.3),
        "token_share_high" => value(0.5),
        "dollar_share_low" => value(0.2),
        "dollar_share" => value(0.28),
        "dollar_share_high" => value(0.45),
        "hhi" => Some(Cell::Number(2000.0)),
        "hhi_low" | "hhi_high" => Some(Cell::Number(if column == "hhi_low" { 1500.0 } else { 3000.0 })),
        "effective_vendors" => Some(Cell::Number(5.0)),
        _ => common(column),
    }
}

fn tables() -> HtmlTables {
    let vendors = i64::try_from(VENDORS.len()).expect("few") + 1;
    HtmlTables::from([
        table(TokenShare::SPEC, WEEKS * vendors, of_weeks),
        table(DollarShare::SPEC, WEEKS * vendors, of_weeks),
        table(VendorGap::SPEC, vendors, of_vendors),
        table(PricePoint::SPEC, vendors - 1, of_vendors),
        table(PriceCorrelation::SPEC, 1, |column, _| common(column)),
        table(GrowthRate::SPEC, vendors - 1, of_vendors),
        table(GroupShare::SPEC, 2 * WEEKS, of_markets),
        table(Concentration::SPEC, 2 * WEEKS, of_markets),
    ])
}

fn seen() -> Option<BTreeMap<u32, Seen>> {
    let place = TempDir::new().expect("a temporary folder");
    let page = report::html(&tables(), &HtmlFacts::default()).expect("a page");
    fs::write(place.path().join("report.html"), page).expect("a temporary folder");
    saw("large.js", &place.path().join("report.html"), &[])
}

#[test]
fn five_years_of_sixty_vendors_can_be_looked_at() {
    let Some(all) = seen() else { return };
    let small = format!("{SMALLER} smaller vendors");
    for (width, seen) in &all {
        println!("{width} px: first paint after {} ms", seen.paint_ms);
        assert_eq!(seen.meeting, [""; 0], "{width} px: texts over each other");
        assert_eq!(seen.bands, COLOURED.len() + 2, "{width} px: with a colour, the smaller ones, the remainder");
        let count = seen.named.iter().filter(|name| **name == small).count();
        assert!((1..=2).contains(&count), "{width} px: in either bar, where it has room: {:?}", seen.named);
        assert!(
            (0.93..=1.0).contains(&seen.filled),
            "{width} px: bands fill the bar but for their gaps: {}",
            seen.filled
        );
        assert_eq!(seen.keys.len(), 2, "{width} px: {:?}", seen.keys);
        for (chart, key) in &seen.keys {
            let bands = key.iter().filter(|entry| ["least", "up to"].iter().any(|word| entry.contains(word))).count();
            assert_eq!(bands, 2, "{width} px, {chart}: each band has its entry: {key:?}");
        }
        for tick in ["1", "2", "5", "10"] {
            assert!(seen.scale.iter().any(|text| text == tick), "{width} px: no {tick} in {:?}", seen.scale);
        }
        assert!(!seen.scale.iter().any(|text| text == "100"), "{width} px: a running week makes no scale");
        assert_eq!(seen.cuts, 2, "{width} px: either band goes on beyond the scale");
        assert!(seen.cut.contains("which is not whole, to 11 thousand"), "{width} px: {}", seen.cut);
        assert_eq!(seen.slivers, 0, "{width} px: columns of one or two dots are stripes");
        assert!(seen.shapes >= COLOURED.len(), "{width} px: {}", seen.shapes);
        assert!((5..=26).contains(&seen.scatter.len()), "{width} px: {:?}", seen.scatter);
        assert!(seen.scatter.iter().any(|name| COLOURED.contains(&name.as_str())), "{width} px: {:?}", seen.scatter);
        assert!(seen.rates <= 25, "{width} px: {} rates", seen.rates);
    }
    assert_eq!(all.len(), 2);
}
