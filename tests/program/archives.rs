//! Tables that other people kept, by their committed maps through the whole program. They are not part of the repository;
//! without them these tests say so and pass.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{
    captures::{import, number, rows},
    process::{Ended, captures, said, tokenshare},
};
use expect_test::{expect, expect_file};
use fs_err as fs;
use tempfile::TempDir;

/// Ten vendor charts that one keeper merged by date and author. Weeks that are over agree in all of them.
#[test]
fn ten_archived_vendor_charts() {
    let Some(archive) = captures("vendor_weeks") else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let told = import_archive("vendor_weeks.toml", &archive, path);
    println!("{told}");
    assert!(told.contains("10 files: 10 imported, 0 already there, 0 refused"), "{told}");
    assert!(told.contains("stale label `xiaomi` of 2026-04-19, also in `others`: 752879173000 tokens"), "{told}");
    run(&["results = ['token_share', 'vendor_growth']", "[inputs]", "'archive/vendor-weeks' = 'all'"], path);
    weeks_that_are_over_agree(path);
    let series = rows(&["vendor_week", "--where", "vendor=anthropic"], path);
    let anchors: BTreeSet<_> = series.iter().map(|row| row["week_anchor"].as_str()).collect();
    assert_eq!(anchors, BTreeSet::from(["monday"]), "nothing is glued");
    assert_eq!(series.len(), 53);
}

/// Every value of a week that had been over for a day, not cut, and not the first of its chart, by week and label. In
/// its first hours upstream still adds to a week: deepseek's of 2026-04-27 grew by 66,000 tokens in four hours.
fn weeks_that_are_over_agree(folder: &Path) {
    let mut seen: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for row in rows(&["vendor_chart"], folder) {
        let (week, captured) = (&row["week_start_date"], &row["captured_at"]);
        let over = week.parse::<jiff::civil::Date>().expect("a date").checked_add(jiff::Span::new().days(7));
        if over.expect("a date").to_string().as_str() < &captured[..10] && week.as_str() >= "2025-05-12" {
            seen.entry((week.clone(), row["vendor_label"].clone())).or_default().insert(row["tokens"].clone());
        }
    }
    let differing: Vec<_> = seen.iter().filter(|(_, values)| values.len() > 1).collect();
    assert!(seen.len() > 900, "{}", seen.len());
    assert!(differing.is_empty(), "{differing:?}");
}

fn map(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps").join(name)
}

/// Imports files by a map, which may go wrong.
fn import_by(map: &Path, files: &[PathBuf], folder: &Path) -> Ended {
    let (map, files) = (map.display().to_string(), files.iter().map(|file| file.display().to_string()));
    let files: Vec<String> = files.collect();
    let mut arguments = vec!["import", "archive", "--map", &map, "--data", "data"];
    arguments.extend(files.iter().map(String::as_str));
    tokenshare(&arguments, folder)
}

pub(super) fn import_archive(name: &str, file: &Path, folder: &Path) -> String {
    let ended = import_by(&map(name), &[file.to_owned()], folder);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    ended.stderr
}

/// The catalogue of the day on which the analysis was published.
fn import_catalog(folder: &Path) -> Option<()> {
    let catalog = captures("catalog_history")?.join("2026-04-14T004905Z.json.gz").display().to_string();
    said(&["import", "catalog/models", "--captured-at", "from-name", "--data", "data", "--quiet", &catalog], folder);
    Some(())
}

/// Runs a pipeline of these lines.
pub(super) fn run(lines: &[&str], folder: &Path) {
    let pipeline = format!("title = 'archives'\n{}\n[bounds]\nmax_new_vendor_share = 0.05\n", lines.join("\n"));
    fs::write(folder.join("archives.toml"), pipeline).expect("a temporary file");
    said(&["run", "archives.toml", "--data", "data", "--quiet"], folder);
}

/// What an independent recomputation gives from the same bytes.
const RECOMPUTED: &[(&str, &str)] = &[
    ("anthropic", "7.5532"),
    ("openai", "4.7145"),
    ("z-ai", "1.8014"),
    ("xiaomi", "1.4502"),
    ("google", "1.0757"),
    ("qwen", "0.7247"),
    ("microsoft", "0.6200"),
    ("minimax", "0.4092"),
    ("x-ai", "0.3664"),
    ("deepseek", "0.3061"),
    ("nousresearch", "0.1994"),
    ("nvidia", "0.2000"),
    ("stepfun", "0.1500"),
    ("mistralai", "0.0256"),
];

/// The catalogue of 2026-04-14 weighted by thirty-one app pages: the method behind the published prices, on real bytes.
#[test]
fn published_prices_from_archived_app_charts() {
    let Some(apps) = captures("app_models") else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let Some(()) = import_catalog(path) else { return };
    import_archive("app_models.toml", &apps, path);
    run(
        &[
            "rules = ['published']",
            "bases = ['list_3to1']",
            "results = ['vendor_price']",
            "inputs = { 'archive/app-weeks' = 'all', 'catalog/models' = 'all' }",
            "windows = { app_weeks = 4, app_until = '2026-04-12' }",
        ],
        path,
    );
    let prices = rows(&["vendor_price"], path);
    for (vendor, expected) in RECOMPUTED {
        let row = prices.iter().find(|row| row["vendor"] == *vendor).expect("a vendor");
        assert_eq!(format!("{:.4}", number(row, "blended_usd_per_mtok")), *expected, "{vendor}");
    }
    let tokens: f64 = prices.iter().map(|row| number(row, "tokens")).sum();
    assert_eq!(format!("{:.2}T", tokens / 1e12), "29.76T");
    expect_file!["../golden/archived_app_prices.csv"].assert_eq(&said(
        &[
            "show",
            "vendor_price",
            "--data",
            "data",
            "--format",
            "csv",
            "--sort",
            "tokens",
            "--columns",
            "vendor,window_start_date,window_end_date,tokens,priced_tokens,blended_usd_per_mtok",
        ],
        path,
    ));
}

/// Two people captured two answers on one day: the last whole bucket of one is the week view of the other.
#[test]
fn a_week_of_the_chart_is_the_week_view() {
    let (Some(charts), Some(pulse)) = (captures("model_weeks"), captures("pulse/2026-08-10")) else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    import_archive("model_weeks.toml", &charts.join("2026-08-10.json.gz"), path);
    import("frontend/models-week", "2026-08-10T08:03:55Z", &pulse.join("rankings_models_week.json.gz"), path);
    run(&["inputs = { 'archive/model-weeks' = 'all', 'frontend/models-week' = 'all' }"], path);
    let view: BTreeMap<(String, String), i64> = rows(&["model_ranking"], path)
        .into_iter()
        .map(|row| ((row["model_permaslug"].clone(), row["variant"].clone()), row["tokens"].parse().expect("tokens")))
        .collect();
    let bucket = rows(&["model_week", "--where", "week_start_date=2026-08-03"], path);
    let tokens = |row: &BTreeMap<String, String>| row["tokens"].parse::<i64>().expect("tokens");
    let named: Vec<_> = bucket.iter().filter(|row| row["model"] != "others").collect();
    assert_eq!(named.len(), 9);
    for row in named {
        assert_eq!(view[&(row["model"].clone(), row["variant"].clone())], tokens(row), "{row:?}");
    }
    assert_eq!(bucket.iter().map(tokens).sum::<i64>(), 69_046_537_847_932);
    assert_eq!(view.values().sum::<i64>(), 69_046_537_847_932);
}

/// Twenty-six weekly files, the last of which was written after its source had gone.
#[test]
fn twenty_six_tracker_weeks() {
    let Some(weeks) = captures("tracker_weeks") else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let ended = import_by(&map("tracker_weeks.toml"), std::slice::from_ref(&weeks), path);
    println!("{}", ended.stderr);
    assert_eq!(ended.code, Some(1));
    let facts = "data/snapshots/archive/model-weeks/johnbean393/2025-11-17T000000Z/snapshot.toml";
    let facts = fs::read_to_string(path.join(facts)).expect("it was imported");
    assert!(facts.contains("retrieved 2025-11-16, as kept"), "the end of a day is cited as that day: {facts}");
    let told = ended.stderr.replace(&weeks.display().to_string(), "WEEKS");
    expect![[r#"
        error: snapshot `archive/model-weeks/johnbean393/2026-05-12T000000Z` from `WEEKS/2026-05-11.json`
              caused by: model_chart: expected `prompt tokens` that adds up to 1 to 2^53, found 0 in every row
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        model_chart: prompt, completion and cached tokens that do not fit their total to 1 %, taken as unknown (20 times in 12 files)
        model_chart: week without `Others`: what the site had besides is not known, and shares are of the listed (25 files)
        request              files  imported  already there  refused  first                 last
        archive/model-weeks     26        25              0        1  2025-11-17T00:00:00Z  2026-05-05T00:00:00Z
        error: 26 files: 25 imported, 0 already there, 1 refused
    "#]].assert_eq(&told);
    run(&["results = ['model_share']", "inputs = { 'archive/model-weeks' = 'all' }"], path);
    let series = rows(&["model_week"], path);
    let of_series: BTreeSet<_> = series.iter().map(|row| row["week_start_date"].as_str()).collect();
    assert_eq!((of_series.len(), of_series.first(), of_series.last()), (25, Some(&"2025-11-10"), Some(&"2026-04-27")));
    assert!(series.iter().all(|row| row["is_complete"] == "true" && row["week_anchor"] == "monday"), "each is over");
    let without_parts: Vec<_> = series.iter().filter(|row| row["prompt_tokens"].is_empty()).collect();
    assert_eq!((series.len(), without_parts.len()), (237, 20), "of 2026-02-16 to 05-04 ten, before nine");
    for row in series.iter().filter(|row| !row["prompt_tokens"].is_empty()) {
        let [tokens, prompt, completion, cached] =
            ["tokens", "prompt_tokens", "completion_tokens", "cached_tokens"].map(|column| number(row, column));
        assert!(((prompt + completion) / tokens - 1.0).abs() <= 0.01 && cached <= prompt, "{row:?}");
    }
}

/// The files of the weeks from 2026-03-16 to 04-12 and of one more, read by `map`, at the list prices of 2026-04-14.
fn tracked_prices(map: &Path, folder: &Path) -> Option<BTreeMap<String, String>> {
    let weeks = captures("tracker_weeks")?;
    import_catalog(folder)?;
    let files = ["2026-03-23", "2026-03-30", "2026-04-06", "2026-04-13", "2026-04-20"]
        .map(|day| weeks.join(format!("{day}.json")));
    let ended = import_by(map, &files, folder);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    run(
        &[
            "rules = ['default']",
            "bases = ['list_current']",
            "results = ['vendor_price', 'coverage']",
            "inputs = { 'archive/model-weeks' = 'all', 'catalog/models' = 'all' }",
            "windows = { site_weeks = 4, site_until = '2026-04-12' }",
        ],
        folder,
    );
    let prices = rows(&["vendor_price"], folder);
    assert!(
        prices.iter().all(|row| row["window_start_date"] == "2026-03-16" && row["window_end_date"] == "2026-04-12")
    );
    let printed = |row: &BTreeMap<String, String>| match row["blended_usd_per_mtok"].as_str() {
        "" => "unpriced".to_owned(),
        _ => format!("{:.3}", number(row, "blended_usd_per_mtok")),
    };
    Some(prices.iter().map(|row| (row["vendor"].clone(), printed(row))).collect())
}

/// What an independent recomputation gives: cached input at its own price, and at the price of fresh input. Google's
/// first is 0.42649; the definitions of this project print it as 0.427.
const MEASURED: &[(&str, &str, &str)] = &[
    ("anthropic", "1.749", "4.198"),
    ("xiaomi", "0.289", "1.015"),
    ("google", "0.426", "0.582"),
    ("z-ai", "0.312", "1.213"),
    ("minimax", "0.099", "0.214"),
    ("qwen", "unpriced", "unpriced"),
];

#[test]
fn measured_prices_from_archived_tracker_weeks() {
    let folder = TempDir::new().expect("a temporary folder");
    let Some(cached) = tracked_prices(&map("tracker_weeks.toml"), folder.path()) else { return };
    // A map that does not name the cached tokens: all input counts as fresh.
    let text = fs::read_to_string(map("tracker_weeks.toml")).expect("a map");
    let without = folder.path().join("without_cache.toml");
    fs::write(&without, text.replace("cached = \"cached_tokens\"\n", "")).expect("a temporary file");
    let other = TempDir::new().expect("a temporary folder");
    let fresh = tracked_prices(&without, other.path()).expect("the captures are there");
    for (vendor, with_cache, as_fresh) in MEASURED {
        println!("{vendor}: {} with cached input at its price, {} without", cached[*vendor], fresh[*vendor]);
        assert_eq!((cached[*vendor].as_str(), fresh[*vendor].as_str()), (*with_cache, *as_fresh), "{vendor}");
    }
}

/// Two people, two places: the Monday series of the vendor chart adds up to the totals of archived pages.
#[test]
fn the_whole_site_by_week() {
    let (Some(site), Some(vendors)) = (captures("site_weeks"), captures("vendor_weeks")) else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    import_archive("site_weeks.toml", &site, path);
    import_archive("vendor_weeks.toml", &vendors.join("2026-05-06T053306Z.csv"), path);
    run(&["inputs = { 'archive/site-weeks' = 'all', 'archive/vendor-weeks' = 'all' }"], path);
    let tokens = |row: &BTreeMap<String, String>| row["tokens"].parse::<i64>().expect("tokens");
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for row in rows(&["vendor_week"], path) {
        *sums.entry(row["week_start_date"].clone()).or_default() += tokens(&row);
    }
    let site = rows(&["site_chart"], path);
    assert_eq!((site.len(), site[0]["week_start_date"].as_str()), (112, "2024-03-04"));
    for row in site.iter().rev().take(5) {
        let sum = sums[&row["week_start_date"]];
        println!("{}: site {}, vendors {sum}", row["week_start_date"], row["tokens"]);
        // The vendor table has billions to six decimals.
        assert!(sum.abs_diff(tokens(row)) < 10_000, "{row:?}");
    }
}

/// What an answer of a request usually ends in says nothing of an archive.
#[test]
fn a_folder_is_walked_for_the_form_of_the_map() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let head = "name = 'keeper'\nmakes = 'model-weeks'\nfrom = 'here'\nlicence = 'none'\ncitation = 'OpenRouter'\n";
    let table = "captured_at = '2026-04-14T12:00:00Z'\n[table]\nformat = 'csv'\n[table.columns]\nweek = 'week'\n\
                 label = 'model'\ntokens = 'tokens'\nunit = 'millions'\n";
    fs::write(path.join("map.toml"), format!("{head}{table}")).expect("a temporary file");
    fs::create_dir(path.join("weeks")).expect("a temporary folder");
    fs::write(
        path.join("weeks/weeks.csv"),
        "week,model,tokens\n2026-04-06,openai/gpt-5.4-20260305,1.5\n2026-04-06,Others,2\n",
    )
    .expect("a temporary file");
    let ended = import_by(Path::new("map.toml"), &[PathBuf::from("weeks")], path);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    // The map stands beside the bytes and is enough to read them.
    fs::remove_file(path.join("map.toml")).expect("it is there");
    run(&["inputs = { 'archive/model-weeks' = 'all' }"], path);
    let series = rows(&["model_week"], path);
    let tokens: Vec<_> = series.iter().map(|row| (row["model"].as_str(), row["tokens"].as_str())).collect();
    assert_eq!(tokens, [("openai/gpt-5.4-20260305", "1500000"), ("others", "2000000")]);
}

/// What a map can get wrong is told before a file is read, all of it at once.
#[test]
fn a_broken_map() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    fs::write(path.join("map.toml"), "name = 'a'\nmake = 'model-weeks'\ncaptured_at = 'noon'\n[table]\nrow = '$.a'\n")
        .expect("a temporary file");
    fs::write(path.join("weeks.json"), "{}").expect("a temporary file");
    let ended = import_by(Path::new("map.toml"), &[PathBuf::from("weeks.json")], path);
    expect![[r#"
        Some(2)
        error: map `map.toml` can't be used
            - `captured_at`: found `noon`, expected `from_name`, `end_of_day`, an instant such as `2026-08-10T06:00:00Z`, or its place in the document such as `$.fetched_at`
            - missing `citation`
            - missing `from`
            - missing `licence`
            - missing `makes`
            - missing field `format` in `table`
            - unknown key `make`, the nearest is `makes`
            - unknown key `row`, the nearest is `rows`
            8 problems
        hint: `maps/README.md`, which `tokenshare init` lays, explains every key; the maps beside it are examples
    "#]]
    .assert_eq(&format!("{:?}\n{}", ended.code, ended.stderr));
}
