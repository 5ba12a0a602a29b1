//! The ledger, and the join of usage to price on every basis: of the captured catalogues, and of five years of 400 models
//! that are made up here.

use std::{hint::black_box, io::Cursor};

use analyze::{Pricing, Traffic, Weights};
use divan::Bencher;
use fs_err as fs;
use jiff::civil::Date;
use normalize::{Aliases, Arrivals, BoardWindows, Priced, UsageMix, Used, WeekWindow};
use polars::prelude::{Column as Series, ParquetReader, SerReader as _};
use schema::{
    Basis, Board, Frame, Rule, Table,
    columns::{
        CANONICAL_SLUG, CAPTURED_AT, INPUT_PRICE, INPUT_TEXT, IS_ALIAS, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT,
        IS_LOWER_BOUND, JSON_PATH, MODEL, MODEL_ID, OUTPUT_PRICE, OUTPUT_TEXT, PRICING_JSON, SNAPSHOT_ID, SOURCE,
        TOKENS, VALUE_ORIGIN, VARIANT, VENDOR, WEEK_ANCHOR, WEEK_START_DATE,
    },
    day,
    series::{dates, instants, integers, reals, texts, truths},
    tables::{Catalog, ModelPrice, ModelWeek, PricedUsage, VendorWeek},
};
use tempfile::TempDir;

use super::{
    captures::CATALOGS,
    folder::{capture, repository, tokenshare},
};

pub const WEEKS: i64 = 260;
pub const MODELS: usize = 400;
pub const VENDORS: usize = 40;

/// Five years of weeks.
pub struct Years {
    pub vendors: Frame<VendorWeek>,
    pub models: Frame<ModelWeek>,
    pub catalog: Frame<Catalog>,
    mixes: UsageMix,
}

pub fn aliases() -> Aliases {
    let file = fs::read(repository("data/reference/vendor_aliases.csv")).expect("it is committed");
    Aliases::parse(&file).expect("it is tested")
}

/// The table with these columns, all others null.
pub fn filled<T: Table>(mut columns: Vec<Series>) -> Frame<T> {
    let height = columns.first().map_or(0, Series::len);
    for column in T::SPEC.columns() {
        if columns.iter().all(|given| given.name() != column.name) {
            columns.push(Series::full_null(column.name.into(), height, &column.kind.data_type()));
        }
    }
    Frame::from_columns(columns).expect("rows as the table promises")
}

/// A week by its place, its first day, and a model by its number.
type Row = (usize, Date, usize);

/// Each model a little larger and dearer than the one before; a tenth of the prices changes each week.
pub fn years() -> Years {
    let weeks: Vec<Date> = (0..WEEKS).map(|week| day::shifted(Date::constant(2021, 1, 4), 7 * week)).collect();
    let weeks_of = |(place, week): (usize, &Date)| {
        let week = *week;
        (0..MODELS).map(move |model| (place, week, model))
    };
    let rows: Vec<Row> = weeks.iter().enumerate().flat_map(weeks_of).collect();
    let mixes = fs::read(repository("data/reference/usage_mix.csv")).expect("it is committed");
    Years {
        vendors: by_vendor(&weeks),
        models: by_model(&rows),
        catalog: catalogs(&rows),
        mixes: UsageMix::parse(&mixes).expect("it is tested"),
    }
}

fn name((.., model): &Row) -> String {
    format!("v{}/m{model}", model % VENDORS)
}

fn by_model(rows: &[Row]) -> Frame<ModelWeek> {
    let names: Vec<(String, String)> = rows.iter().map(|row| (format!("v{}", row.2 % VENDORS), name(row))).collect();
    let tokens = |(week, _, model): &Row| i64::try_from(1_000_000 * (model + 1) + week).ok();
    let mut columns = of_weeks(&rows.iter().map(|row| row.1));
    columns.extend([
        texts(&VENDOR, names.iter().map(|(vendor, _)| Some(vendor.as_str()))),
        texts(&MODEL, names.iter().map(|(_, model)| Some(model.as_str()))),
        texts(&VARIANT, rows.iter().map(|_| Some("standard"))),
        integers(&TOKENS, rows.iter().map(tokens)),
    ]);
    filled(columns)
}

fn catalogs(rows: &[Row]) -> Frame<Catalog> {
    let cents = |(week, _, model): &Row| u32::try_from(10 + model + 5 * ((week + model) / 10)).unwrap_or(10);
    let written: Vec<String> = rows.iter().map(|row| format!("{:.8}", f64::from(cents(row)) / 1e8)).collect();
    let names: Vec<String> = rows.iter().map(name).collect();
    let snapshots: Vec<String> = rows.iter().map(|(week, ..)| format!("catalog/{week}")).collect();
    let price = || rows.iter().map(|row| Some(f64::from(cents(row)) / 100.0));
    let word = |column: &schema::Column, word: &'static str| texts(column, rows.iter().map(|_| Some(word)));
    let text = |column: &schema::Column, of: &[String]| texts(column, of.iter().map(|text| Some(text.as_str())));
    filled(vec![
        text(&SNAPSHOT_ID, &snapshots),
        text(&MODEL_ID, &names),
        text(&CANONICAL_SLUG, &names),
        text(&INPUT_TEXT, &written),
        text(&OUTPUT_TEXT, &written),
        word(&VARIANT, "standard"),
        word(&PRICING_JSON, "{}"),
        word(&SOURCE, "catalog"),
        word(&VALUE_ORIGIN, "made"),
        word(&JSON_PATH, "$"),
        truths(&IS_ALIAS, rows.iter().map(|_| Some(false))),
        reals(&INPUT_PRICE, price()),
        reals(&OUTPUT_PRICE, price()),
        instants(&CAPTURED_AT, rows.iter().map(|row| day::start(day::shifted(row.1, 7)))),
    ])
}

/// What rows of weeks have in common.
fn of_weeks(weeks: &(impl Iterator<Item = Date> + Clone)) -> Vec<Series> {
    let word = |column: &schema::Column, word: &'static str| texts(column, weeks.clone().map(|_| Some(word)));
    let truth = |column: &schema::Column, is: bool| truths(column, weeks.clone().map(|_| Some(is)));
    vec![
        dates(&WEEK_START_DATE, weeks.clone().map(Some)),
        truth(&IS_COMPLETE, true),
        truth(&IS_LEFT_CUT, false),
        truth(&IS_LOWER_BOUND, false),
        truth(&IS_ATTRIBUTED, true),
        word(&WEEK_ANCHOR, "monday"),
        word(&VALUE_ORIGIN, "made"),
        instants(&CAPTURED_AT, weeks.clone().map(|week| day::start(day::shifted(week, 7)))),
        word(&SNAPSHOT_ID, "chart"),
    ]
}

fn by_vendor(weeks: &[Date]) -> Frame<VendorWeek> {
    let rows: Vec<(Date, String)> =
        weeks.iter().flat_map(|week| (0..VENDORS).map(move |vendor| (*week, format!("v{vendor}")))).collect();
    let mut columns = of_weeks(&rows.iter().map(|(week, _)| *week));
    columns.extend([
        texts(&VENDOR, rows.iter().map(|(_, vendor)| Some(vendor.as_str()))),
        integers(&TOKENS, rows.iter().map(|_| Some(1_000_000_000))),
    ]);
    filled(columns)
}

impl Years {
    pub fn ledger(&self) -> Frame<ModelPrice> {
        let map = Frame::empty().expect("no rows");
        normalize::model_price(&self.catalog, &map, &aliases(), &Arrivals::default()).expect("a ledger")
    }

    pub fn joined(&self, prices: &Frame<ModelPrice>) -> Frame<PricedUsage> {
        let (views, apps, effective) =
            (Frame::empty().expect("no rows"), Frame::empty().expect("no rows"), Frame::empty().expect("no rows"));
        let before = Frame::empty().expect("no rows");
        let used = Used { vendors: &self.vendors, views: &views, weeks: &self.models, before: &before, apps: &apps };
        let with = Priced { prices, catalog: &self.catalog, effective: &effective, mixes: &self.mixes };
        let window = WeekWindow { weeks: 4, until: None };
        normalize::priced_usage(&used, &with, BoardWindows { site: window, apps: window }).expect("a join")
    }

    fn dollars(&self, usage: &Frame<PricedUsage>) -> usize {
        let weights = Weights { published: Board::Site, default: Board::Site };
        let pricing =
            Pricing { rules: vec![Rule::Default], bases: Basis::ALL.to_vec(), weights, traffic: Traffic::ALL };
        let prices = analyze::vendor_price(usage, &pricing).expect("prices");
        let shares = analyze::dollar_share(&self.vendors, &prices, &pricing).expect("shares");
        prices.height() + shares.height()
    }
}

/// The ingested catalogues as the program stored them.
fn captured() -> Option<Frame<Catalog>> {
    capture("catalog_history")?;
    let folder = TempDir::new().expect("a temporary folder");
    CATALOGS.import(folder.path());
    CATALOGS.plan(folder.path());
    tokenshare(&["run", "bench.toml", "--data", "data", "--quiet"], folder.path());
    let bytes = fs::read(folder.path().join("data/ingested/catalog.parquet")).expect("it was made");
    Some(Frame::new(ParquetReader::new(Cursor::new(bytes)).finish().expect("it is whole")).expect("it was checked"))
}

pub fn facts() -> String {
    let years = years();
    let (prices, rows) = (years.ledger(), years.models.height());
    let usage = years.joined(&prices);
    format!(
        "five years: {WEEKS} weeks of {MODELS} models, {rows} rows, {} spans, {} rows of priced usage, {} rows on 5 bases",
        prices.height(),
        usage.height(),
        years.dollars(&usage)
    )
}

#[divan::bench(sample_count = 10)]
fn ledger_of_65_catalogs(bencher: Bencher<'_, '_>) {
    let Some(catalog) = captured() else { return };
    let (map, aliases) = (Frame::empty().expect("no rows"), aliases());
    let arrivals = Arrivals::default();
    bencher.bench_local(|| normalize::model_price(black_box(&catalog), &map, &aliases, &arrivals).expect("a ledger"));
}

/// The least that the same rows can take: look each price up, multiply, add.
#[divan::bench(sample_count = 10)]
fn five_years_baseline_multiply_and_add(bencher: Bencher<'_, '_>) {
    let years = years();
    bencher.bench_local(|| {
        let tokens = years.models.cells(&TOKENS).integers();
        let prices = years.catalog.cells(&INPUT_PRICE).reals();
        let usd = tokens.into_iter().zip(prices).filter_map(|(tokens, price)| {
            u32::try_from(tokens? / 1_000_000).ok().map(f64::from).zip(price).map(|(tokens, price)| tokens * price)
        });
        black_box(usd.sum::<f64>())
    });
}

#[divan::bench(sample_count = 10)]
fn five_years_ledger(bencher: Bencher<'_, '_>) {
    let years = years();
    bencher.bench_local(|| years.ledger());
}

#[divan::bench(sample_count = 10)]
fn five_years_join(bencher: Bencher<'_, '_>) {
    let years = years();
    let prices = years.ledger();
    bencher.bench_local(|| years.joined(&prices));
}

#[divan::bench(sample_count = 10)]
fn five_years_on_five_bases(bencher: Bencher<'_, '_>) {
    let years = years();
    let usage = years.joined(&years.ledger());
    bencher.bench_local(|| years.dollars(&usage));
}
