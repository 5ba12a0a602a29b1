//! What one more Monday costs as `pipelines/weekly.toml` has it, all of its results: over 50 and over 500 of them, nearly ten
//! years. Each brought thirty days of the 50 largest models and a catalogue of 340, in which one price moved.
//!
//! The baseline is what nobody can do without: reading the facts of every snapshot.

use std::{fmt::Write as _, hint::black_box, path::Path, sync::LazyLock};

use divan::Bencher;
use fs_err as fs;
use jiff::{ToSpan as _, civil::Date};

use super::{
    folder::{bodies, repository},
    stored::{Answer, Stored},
};

const SIZES: [usize; 2] = [50, 500];
/// A Monday.
const FIRST: Date = Date::constant(2016, 11, 7);
const DAYS: i64 = 30;
const NAMED: i64 = 50;
/// Each of so many makes so many models.
const VENDORS: usize = 20;
const MODELS: usize = 17;

/// The larger takes a while: each is made once.
static FOLDERS: LazyLock<Vec<Stored>> =
    LazyLock::new(|| SIZES.map(|stored| Stored::new(&pipeline(), stored, lay, |stored| stored, 1)).into());

/// As it is, but for vendors that nobody knows, and data that is as old as it is made to be.
fn pipeline() -> String {
    let text = fs::read_to_string(repository("pipelines/weekly.toml")).expect("it is committed");
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("max_age_days")).collect();
    lines
        .join("\n")
        .replace("max_new_vendor_share = 0.05", "max_new_vendor_share = 1.0")
        .replace("[guards]\n", "[guards]\nmax_age_days = 100000\n")
}

fn lay(data: &Path, number: usize) {
    let monday = FIRST.checked_add((7 * i64::try_from(number).expect("few")).days()).expect("a day of these years");
    let (argument, body) = (monday.to_string(), days(monday));
    Answer { source: "exports", request: "rankings-daily", argument, map: "", body, ending: "csv" }
        .laid(data, &format!("{monday}T06:00:00Z"));
    let body = catalogue(number);
    Answer { source: "catalog", request: "models", argument: String::new(), map: "", body, ending: "json" }
        .laid(data, &format!("{monday}T06:01:00Z"));
}

/// The days before a Monday. Every two months a model comes, and the oldest goes.
#[expect(clippy::cast_precision_loss, reason = "shares, as upstream prints them")]
fn days(monday: Date) -> String {
    let mut text = "date,model_permaslug,rank,total_tokens,share_of_daily_tokens\n".to_owned();
    for back in (1..=DAYS).rev() {
        let day = monday.checked_sub(back.days()).expect("a day of these years");
        let age = i64::from((day - FIRST).get_days());
        let tokens = |rank: i64| (1_000_000 - 17_000 * rank) * (5_000 + age);
        let (rest, named) = (300_000 * (5_000 + age), (0..NAMED).map(tokens));
        let all = rest + named.clone().sum::<i64>();
        for (rank, tokens) in (0..).zip(named) {
            let model = slug(usize::try_from((age + 40) / 60 + rank).expect("few"));
            let share = tokens as f64 / all as f64;
            writeln!(text, "{day},{model},{},{tokens},{share}", rank + 1).expect("memory");
        }
        writeln!(text, "{day},other,,{rest},{}", rest as f64 / all as f64).expect("memory");
    }
    text
}

fn slug(model: usize) -> String {
    format!("vendor-{}/model-{}", model % VENDORS, model / VENDORS % MODELS)
}

fn catalogue(number: usize) -> String {
    let model = |place: usize| {
        let (slug, moves) =
            (slug(place), number / (VENDORS * MODELS) + usize::from(number % (VENDORS * MODELS) >= place));
        let price = 10 + place % 40 + moves;
        format!(
            r#"{{"id":"{slug}","canonical_slug":"{slug}","name":"m","created":1,"context_length":128000,"pricing":{{"prompt":"{price}e-7","completion":"{}e-7"}}}}"#,
            5 * price
        )
    };
    format!(r#"{{"data":[{}]}}"#, (0..VENDORS * MODELS).map(model).collect::<Vec<_>>().join(","))
}

pub fn facts() -> String {
    FOLDERS.iter().map(Stored::facts).collect::<Vec<_>>().join("\n")
}

fn of(stored: usize) -> &'static Stored {
    FOLDERS.iter().find(|folder| folder.count == stored).expect("one of each size")
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn mondays_baseline_read_facts(bencher: Bencher<'_, '_>, stored: usize) {
    let snapshots = of(stored).data().join("snapshots");
    bencher.bench_local(|| black_box(bodies(&snapshots, "snapshot.toml")));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn mondays_one_more(bencher: Bencher<'_, '_>, stored: usize) {
    let folder = of(stored);
    bencher.with_inputs(|| folder.with_news(1)).bench_local_refs(|()| folder.run());
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn mondays_nothing_new(bencher: Bencher<'_, '_>, stored: usize) {
    let folder = of(stored);
    folder.run();
    bencher.bench_local(|| folder.run());
}
