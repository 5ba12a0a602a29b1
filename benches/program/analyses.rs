//! Every analysis on five years of daily data of 400 models, which are made up here: the weekly series as `dollars.rs` has it,
//! with every model in every week, days as upstream gives them, the 50 largest of each, and scores of every third model. How usage meets prices is measured there.

use std::{
    hint::black_box,
    iter,
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use analyze::{
    Compared, Evidence, Feeds, Grouped, Groups, LabLabels, Moving, Pricing, Ranked, Tokenizers, Traffic, Traits,
    Weights,
};
use divan::Bencher;
use fs_err as fs;
use jiff::civil::Date;
use schema::{
    Basis, Board, Frame, Rule, Table,
    columns::{
        AS_OF_AT, BENCHMARK_NAME, BENCHMARK_VERSION, CAPTURED_AT, DAY_DATE, JSON_PATH, LABEL_COUNT, LABEL_MATCH, MODEL,
        MODEL_LABEL, MODEL_PERMASLUG, SCORE, SNAPSHOT_ID, SOURCE, TOKENS, VALUE_ORIGIN, VARIANT, WEEK_START_DATE,
    },
    day,
    series::{dates, instants, integers, reals, texts},
    tables::{
        BenchmarkScore, Claim, DollarShare, GatewayShare, Model, ModelChart, ModelDaily, ModelLeaderboard, ModelPrice,
        PricedUsage, TaskSpend, VendorGap, VendorGrowth, VendorPrice,
    },
};

use super::{
    dollars::{MODELS, WEEKS, Years, filled, years},
    folder::repository,
    memory::most,
};

/// Models that a day names.
const NAMED: usize = 50;

/// What analyses read, made once.
struct Tables {
    years: Years,
    ledger: Frame<ModelPrice>,
    usage: Frame<PricedUsage>,
    prices: Frame<VendorPrice>,
    dollars: Frame<DollarShare>,
    gaps: Frame<VendorGap>,
    growth: Frame<VendorGrowth>,
    leaderboard: Frame<ModelLeaderboard>,
    scores: Frame<BenchmarkScore>,
    daily: Frame<ModelDaily>,
    chart: Frame<ModelChart>,
    models: Frame<Model>,
    pricing: Pricing,
    groups: Groups,
    names: Vec<String>,
    tokenizers: Tokenizers,
    labels: LabLabels,
    claims: Vec<u8>,
}

fn reference(name: &str) -> Vec<u8> {
    fs::read(repository("data/reference").join(name)).expect("it is committed")
}

fn none<T: Table>() -> Frame<T> {
    Frame::empty().expect("no rows")
}

fn unread<T: Table>(frame: &Frame<T>) -> Frame<T> {
    Frame::as_written(frame.data().clone()).expect("it was checked")
}

impl Tables {
    fn new() -> Self {
        let years = years();
        let ledger = years.ledger();
        let usage = years.joined(&ledger);
        let weights = Weights { published: Board::Site, default: Board::Site };
        let bases = vec![Basis::List3to1, Basis::ListCurrent, Basis::ListAsof];
        let pricing = Pricing { rules: Rule::ALL.to_vec(), bases, weights, traffic: Traffic::ALL };
        let prices = analyze::vendor_price(&usage, &pricing).expect("prices");
        let dollars = analyze::dollar_share(&years.vendors, &prices, &pricing).expect("shares");
        let gaps = analyze::vendor_gap(&years.vendors, &prices, &usage, &pricing, 4).expect("gaps");
        let growth = analyze::vendor_growth(&years.vendors, &pricing.rules, 4).expect("growth");
        let models = normalize::model(&years.catalog, &super::dollars::aliases()).expect("models");
        let ranked = Ranked { usage: &usage, apps: &none(), models: &models, prices: &ledger };
        let leaderboard = analyze::model_leaderboard(&ranked, &pricing.bases, pricing.traffic).expect("a board");
        let traits = Traits::parse(&reference("traits.csv")).expect("it is tested");
        let groups =
            Groups::parse(&reference("groups.csv"), &reference("vendor_groups.csv"), traits).expect("it is tested");
        Self {
            scores: scores(),
            daily: daily(),
            chart: chart(),
            names: groups.names().iter().map(|name| (*name).to_owned()).collect(),
            tokenizers: Tokenizers::parse(&reference("tokenizer_factors.csv")).expect("it is tested"),
            labels: LabLabels::parse(&reference("lab_labels.csv")).expect("it is tested"),
            claims: reference("claims.csv"),
            years,
            ledger,
            usage,
            prices,
            dollars,
            gaps,
            growth,
            leaderboard,
            models,
            pricing,
            groups,
        }
    }

    /// Nothing was read of any of them yet: what the first analysis reads of a frame, the next one has.
    fn forget(&mut self) {
        let years = &mut self.years;
        (years.vendors, years.models) = (unread(&years.vendors), unread(&years.models));
        (self.usage, self.prices, self.ledger) = (unread(&self.usage), unread(&self.prices), unread(&self.ledger));
    }

    /// What is made of the days beside the chart.
    fn of_feeds(&self, make: impl Fn(&Feeds<'_>) -> usize) -> usize {
        let (views, vendors, site, apps) = (none(), none(), none(), none());
        let (daily, models) = (&self.daily, &self.chart);
        let (views, vendors, site, apps) = (&views, &vendors, &site, &apps);
        make(&Feeds { views, daily, models, vendors, site, apps, vendor: &author })
    }

    fn reconciled(&self) -> usize {
        let (gateway, tasks) = (none::<GatewayShare>(), none::<TaskSpend>());
        let (weeks, gaps, labels) = (&self.dollars, &self.gaps, &self.labels);
        let compared = Compared { weeks, gaps, gateway: &gateway, tasks: &tasks, labels, vendor: &author };
        self.of_feeds(|feeds| analyze::reconciliation(&compared, feeds).expect("pairs").height())
    }

    fn claim(&self) -> Frame<Claim> {
        let evidence = Evidence::default()
            .with_series(&self.years.vendors, &self.years.models, Date::MAX)
            .with_growth(&self.growth)
            .with_gap(&self.gaps, Traffic::ALL)
            .with_prices(&self.prices)
            .with_leaderboard(&self.leaderboard);
        analyze::claim(&self.claims, &evidence, last_week()).expect("claims")
    }

    fn moved(&self) -> usize {
        let claims = self.claim();
        let (vendors, models) = (&self.years.vendors, &self.years.models);
        let (basis, dollars, prices) = (Some(Basis::ListAsof), &self.dollars, &self.ledger);
        let moving = Moving { vendors, models, dollars, basis, prices, claims: &claims, old_claims: &claims };
        analyze::mover(&moving).expect("moves").height()
    }
}

fn author(label: &str, _: Date) -> String {
    label.split('/').next().unwrap_or(label).to_owned()
}

fn last_week() -> Date {
    day::shifted(Date::constant(2021, 1, 4), 7 * (WEEKS - 1))
}

fn name(model: usize) -> String {
    format!("v{}/m{model}", model % super::dollars::VENDORS)
}

/// A score for every third model, neither with nor against its size.
fn scores() -> Frame<BenchmarkScore> {
    let models: Vec<usize> = (0..MODELS).step_by(3).collect();
    let names: Vec<String> = models.iter().map(|model| name(*model)).collect();
    let text = |column: &schema::Column| texts(column, names.iter().map(|name| Some(name.as_str())));
    let word = |column: &schema::Column, word: &'static str| texts(column, names.iter().map(|_| Some(word)));
    let score = |model: &usize| u32::try_from(model * 37 % 101).ok().map(f64::from);
    filled(vec![
        text(&MODEL),
        text(&MODEL_LABEL),
        word(&BENCHMARK_NAME, "made"),
        word(&BENCHMARK_VERSION, "1"),
        word(&LABEL_MATCH, "name"),
        word(&VALUE_ORIGIN, "made"),
        word(&SNAPSHOT_ID, "made/scores/1"),
        reals(&SCORE, models.iter().map(score)),
        integers(&LABEL_COUNT, names.iter().map(|_| Some(1))),
        instants(&CAPTURED_AT, names.iter().map(|_| day::start(last_week()))),
    ])
}

/// What every row of an answer has.
fn said(snapshots: &[String], captured: &[Date]) -> Vec<polars::prelude::Column> {
    let word = |column: &schema::Column, word: &'static str| texts(column, snapshots.iter().map(|_| Some(word)));
    vec![
        texts(&SNAPSHOT_ID, snapshots.iter().map(|snapshot| Some(snapshot.as_str()))),
        instants(&CAPTURED_AT, captured.iter().map(|day| day::start(*day))),
        word(&SOURCE, "made"),
        word(&JSON_PATH, "$"),
        word(&VALUE_ORIGIN, "made"),
    ]
}

/// As upstream gives a day: the 50 largest of its models, here each eighth day the same, and the rest as one.
fn daily() -> Frame<ModelDaily> {
    let day_of = |place: i64| day::shifted(Date::constant(2021, 1, 4), place);
    let largest = |place: i64| {
        (0..NAMED).map(move |row| (place, Some((8 * row + usize::try_from(place % 8).unwrap_or(0)) % MODELS)))
    };
    let rows: Vec<(i64, Option<usize>)> =
        (0..7 * WEEKS).flat_map(|place| largest(place).chain([(place, None)])).collect();
    let names: Vec<String> = (0..MODELS).map(name).collect();
    let slug = |model: Option<usize>| model.map_or(Some("other"), |model| names.get(model).map(String::as_str));
    let after: Vec<Date> = rows.iter().map(|(place, _)| day_of(place + 1)).collect();
    let snapshots: Vec<String> = rows.iter().map(|(place, _)| format!("data_api/rankings-daily/{place}")).collect();
    let tokens = |model: Option<usize>| i64::try_from(1_000 * model.map_or(9, |model| model + 1)).ok();
    let mut columns = said(&snapshots, &after);
    columns.extend([
        dates(&DAY_DATE, rows.iter().map(|(place, _)| Some(day_of(*place)))),
        texts(&MODEL_PERMASLUG, rows.iter().map(|(_, model)| slug(*model))),
        texts(&VARIANT, rows.iter().map(|_| Some("standard"))),
        integers(&TOKENS, rows.iter().map(|(_, model)| tokens(*model))),
        instants(&AS_OF_AT, after.iter().map(|day| day::start(*day))),
    ]);
    filled(columns)
}

/// As upstream gives a week: nine models and the rest as one.
fn chart() -> Frame<ModelChart> {
    let day_of = |week: i64| day::shifted(Date::constant(2021, 1, 4), 7 * week);
    let rows: Vec<(i64, usize)> = (0..WEEKS).flat_map(|week| (0..=9).map(move |model| (week, model))).collect();
    let names: Vec<String> = (0..=9).map(|model| if model < 9 { name(model) } else { "Others".to_owned() }).collect();
    let after: Vec<Date> = rows.iter().map(|(week, _)| day_of(week + 1)).collect();
    let snapshots: Vec<String> = rows.iter().map(|(week, _)| format!("frontend/model-rankings-chart/{week}")).collect();
    let mut columns = said(&snapshots, &after);
    columns.extend([
        dates(&WEEK_START_DATE, rows.iter().map(|(week, _)| Some(day_of(*week)))),
        texts(&MODEL_LABEL, rows.iter().map(|(_, model)| names.get(*model).map(String::as_str))),
        integers(&TOKENS, rows.iter().map(|(_, model)| i64::try_from(7_000 * (model + 1)).ok())),
    ]);
    filled(columns)
}

/// An analysis: its table, and how many rows it makes.
type Analysis = (&'static str, fn(&Tables) -> usize);

const ANALYSES: &[Analysis] = &[
    ("token_share", |t| analyze::token_share(&t.years.vendors).expect("rows").height()),
    ("model_share", |t| analyze::model_share(&t.years.models).expect("rows").height()),
    ("vendor_price", |t| analyze::vendor_price(&t.usage, &t.pricing).expect("rows").height()),
    ("dollar_share", |t| analyze::dollar_share(&t.years.vendors, &t.prices, &t.pricing).expect("rows").height()),
    ("vendor_gap", |t| {
        analyze::vendor_gap(&t.years.vendors, &t.prices, &t.usage, &t.pricing, 4).expect("rows").height()
    }),
    ("group_share", |t| {
        let (vendors, models, prices, usage) = (&t.years.vendors, &t.years.models, &t.prices, &t.usage);
        let on = Grouped { vendors, models, prices, usage };
        analyze::group_share(&on, &t.groups, &t.names, &t.pricing).expect("rows").height()
    }),
    ("vendor_growth", |t| analyze::vendor_growth(&t.years.vendors, &t.pricing.rules, 4).expect("rows").height()),
    ("growth_rate", |t| analyze::growth_rate(&t.years.vendors, 4).expect("rows").height()),
    ("share_decomposition", |t| {
        analyze::share_decomposition(&t.years.vendors, &t.prices, &t.usage, &t.pricing, 4).expect("rows").height()
    }),
    ("model_leaderboard", |t| {
        let ranked = Ranked { usage: &t.usage, apps: &none(), models: &t.models, prices: &t.ledger };
        analyze::model_leaderboard(&ranked, &t.pricing.bases, t.pricing.traffic).expect("rows").height()
    }),
    ("benchmark_point", |t| analyze::benchmark_point(&t.scores, &t.leaderboard, &t.models).expect("rows").height()),
    ("benchmark_correlation", |t| {
        analyze::benchmark_correlation(&t.scores, &t.leaderboard, &t.models).expect("rows").height()
    }),
    ("price_point", |t| analyze::price_point(&t.growth, &t.gaps, &t.years.vendors).expect("rows").height()),
    ("price_correlation", |t| analyze::price_correlation(&t.growth, &t.gaps, &t.years.vendors).expect("rows").height()),
    ("concentration", |t| analyze::concentration(&t.years.vendors, &t.prices, &t.pricing).expect("rows").height()),
    ("coverage", |t| analyze::coverage(&t.usage).expect("rows").height()),
    ("sensitivity", |t| {
        analyze::sensitivity(&t.usage, &none(), &t.tokenizers, Basis::ListAsof, Traffic::ALL).expect("rows").height()
    }),
    ("reconciliation", Tables::reconciled),
    ("feed_agreement", |t| t.of_feeds(|feeds| analyze::feed_agreement(feeds).expect("rows").height())),
    ("claim", |t| t.claim().height()),
    ("mover", Tables::moved),
    ("whale", |t| analyze::whale(&t.usage, &none()).expect("rows").height()),
];

/// The series, the days, what is made of them, and the memory that all of it took.
pub fn facts() -> String {
    let tables = Tables::new();
    let rows: Vec<String> = ANALYSES.iter().map(|(name, make)| format!("{name} {}", make(&tables))).collect();
    format!(
        "all analyses: {} rows of days, {} of weeks: {}; at most {} with the making of both",
        tables.daily.height(),
        tables.years.models.height(),
        rows.join(", "),
        most()
    )
}

/// Each alone.
#[divan::bench(sample_count = 10, args = ANALYSES.iter().map(|(name, _)| *name))]
fn five_years_of(bencher: Bencher<'_, '_>, table: &str) {
    let Some((_, make)) = ANALYSES.iter().find(|(name, _)| *name == table) else { return };
    let mut tables = Tables::new();
    bencher.bench_local(|| {
        tables.forget();
        make(black_box(&tables))
    });
}

/// One after the other.
#[divan::bench(sample_count = 10)]
fn five_years_of_all_analyses(bencher: Bencher<'_, '_>) {
    let mut tables = Tables::new();
    bencher.bench_local(|| {
        tables.forget();
        ANALYSES.iter().map(|(_, make)| make(black_box(&tables))).sum::<usize>()
    });
}

/// On as many threads as there are processors, as a run takes those of which none reads what another makes: here what each reads
/// is there before.
#[divan::bench(sample_count = 10)]
fn five_years_of_all_analyses_side_by_side(bencher: Bencher<'_, '_>) {
    let mut tables = Tables::new();
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    bencher.bench_local(|| {
        tables.forget();
        let (next, tables) = (AtomicUsize::new(0), black_box(&tables));
        let work = || {
            let mine = iter::repeat_with(|| ANALYSES.get(next.fetch_add(1, Ordering::Relaxed))).map_while(|one| one);
            mine.map(|(_, make)| make(tables)).sum::<usize>()
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
            threads.into_iter().map(|thread| thread.join().expect("rows")).sum::<usize>()
        })
    });
}
