//! What one more snapshot costs, the more there are: a refresh over 50, 500 and 5,000 stored ones. Half are charts of vendors
//! as a keeper has them, 53 weeks of 10 labels; half are small catalogues.
//!
//! The baseline is what nobody can do without: reading the facts of every snapshot.

use std::{fmt::Write as _, hint::black_box, path::Path, sync::LazyLock};

use divan::Bencher;
use jiff::{ToSpan as _, civil::Date};

use super::{
    folder::bodies,
    stored::{Answer, Stored},
};

const SIZES: [usize; 3] = [50, 500, 5_000];
const FIRST: Date = Date::constant(2020, 1, 6);
const LABELS: [&str; 10] =
    ["openai", "anthropic", "google", "deepseek", "qwen", "x-ai", "mistralai", "meta-llama", "moonshotai", "others"];
const PIPELINE: &str = "title = 'bench'\nrules = ['default']\nresults = ['token_share', 'vendor_growth', 'mover']\n\
                        [inputs]\n'archive/vendor-weeks' = 'all'\n'catalog/models' = 'all'\n[bounds]\n\
                        max_new_vendor_share = 1.0\n";
const MAP: &str = "[map]\nformat = 'csv'\n[map.columns]\nweek = 'week'\nlabel = 'vendor'\ntokens = 'tokens'\n\
                   unit = 'billions'\n";

/// The largest of them takes a while: each is made once.
static FOLDERS: LazyLock<Vec<Stored>> =
    LazyLock::new(|| SIZES.map(|stored| Stored::new(PIPELINE, stored, lay, |stored| stored + stored % 2, 2)).into());

/// A chart or a catalogue; each pair is of one week, one day after the other where there are more than weeks.
fn lay(data: &Path, number: usize) {
    let day = FIRST.checked_add(i64::try_from(number / 2).expect("few").days()).expect("a day of these years");
    let at = format!("{day}T12:00:00Z");
    let answer = if number.is_multiple_of(2) {
        Answer {
            source: "archive",
            request: "vendor-weeks",
            argument: "keeper".to_owned(),
            map: MAP,
            body: chart(day),
            ending: "csv",
        }
    } else {
        let body = catalogue(number);
        Answer { source: "catalog", request: "models", argument: String::new(), map: "", body, ending: "json" }
    };
    answer.laid(data, &at);
}

/// The last 53 whole weeks.
fn chart(day: Date) -> String {
    let age = i64::from((day - FIRST).get_days());
    let monday = FIRST.checked_add((age / 7 * 7).days()).expect("a day of these years");
    let mut text = "week,vendor,tokens\n".to_owned();
    for back in (1..=53_i64).rev() {
        let week = monday.checked_sub((7 * back).days()).expect("a day of these years");
        let grown = 1_000 + (age / 7 - back + 53) * 7;
        for (place, label) in LABELS.iter().enumerate() {
            let tokens = grown + 100 * i64::try_from(place).expect("few");
            writeln!(text, "{week},{label},{tokens}").expect("memory");
        }
    }
    text
}

fn catalogue(number: usize) -> String {
    let model = |place: usize| {
        let price = 10 + place + number / 200;
        format!(
            r#"{{"id":"vendor/model-{place}","canonical_slug":"vendor/model-{place}","name":"m","created":1,"pricing":{{"prompt":"{price}e-7","completion":"{price}e-7"}}}}"#
        )
    };
    format!(r#"{{"data":[{}]}}"#, (0..5).map(model).collect::<Vec<_>>().join(","))
}

pub fn facts() -> String {
    FOLDERS.iter().map(Stored::facts).collect::<Vec<_>>().join("\n")
}

fn of(stored: usize) -> &'static Stored {
    FOLDERS.iter().find(|folder| folder.count == stored).expect("one of each size")
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn refresh_baseline_read_facts(bencher: Bencher<'_, '_>, stored: usize) {
    let snapshots = of(stored).data().join("snapshots");
    bencher.bench_local(|| black_box(bodies(&snapshots, "snapshot.toml")));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn refresh_one_more(bencher: Bencher<'_, '_>, stored: usize) {
    let folder = of(stored);
    bencher.with_inputs(|| folder.with_news(1)).bench_local_refs(|()| folder.run());
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn refresh_nothing_new(bencher: Bencher<'_, '_>, stored: usize) {
    let folder = of(stored);
    folder.run();
    bencher.bench_local(|| folder.run());
}
