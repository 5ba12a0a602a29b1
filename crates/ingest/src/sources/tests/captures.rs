//! Real bytes that others captured. They are not part of the repository; without them these tests say so and pass.
#![expect(clippy::disallowed_methods, reason = "tests read captures")]

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use schema::{
    columns::{INPUT_PRICE, MODEL_PERMASLUG, TOKENS, VARIANT, VIEW},
    series::Cells,
};
use serde_json::Value;

use super::{CAPTURED, parse_at};
use crate::Ingested;

/// A folder of captures; `None`, with the reason printed, where there is none.
fn captures(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/captures").join(folder);
    if !path.is_dir() {
        println!("skipped: no captures at {}", path.display());
        return None;
    }
    Some(path)
}

fn unpacked(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

fn packed_files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|extension| extension == "gz")).collect();
    paths.sort();
    paths
}

fn ingested(request: &str, body: &[u8], origin: &Path) -> Ingested {
    ingested_at(CAPTURED, request, body, origin)
}

fn ingested_at(captured_at: &str, request: &str, body: &[u8], origin: &Path) -> Ingested {
    let ingested =
        parse_at(captured_at, request, body, &[]).unwrap_or_else(|error| panic!("{}: {error}", origin.display()));
    let tables: Vec<_> =
        ingested.tables.iter().map(|(spec, rows)| format!("{} {}", spec.name, rows.height())).collect();
    println!("{}: {}", origin.display(), tables.join(", "));
    ingested.notes.iter().for_each(|note| println!("  note: {note}"));
    ingested
}

fn tokens(ingested: &Ingested) -> i64 {
    Cells::of(&ingested.tables[0].1, &TOKENS).integers().into_iter().flatten().sum()
}

#[test]
fn a_day_of_the_frontend() {
    let Some(folder) = captures("pulse/2026-08-10") else { return };
    let read = |request: &str, file: &str| {
        let path = folder.join(file);
        ingested(request, &unpacked(&path), &path)
    };
    let day = read("frontend/models-day", "rankings_models_day.json.gz");
    let week = read("frontend/models-week", "rankings_models_week.json.gz");
    let month = read("frontend/models-month", "rankings_models_month.json.gz");
    assert_eq!(tokens(&month), 260_870_781_137_566);
    assert!(tokens(&day) < tokens(&week) && tokens(&week) < tokens(&month));
    let apps = read("frontend/apps", "rankings_apps.json.gz");
    let (_, apps) = &apps.tables[0];
    assert_eq!(apps.height(), 60);
    let views: std::collections::BTreeSet<_> = Cells::of(apps, &VIEW).texts().into_iter().flatten().collect();
    assert_eq!(views.len(), 3);
    let catalog = read("catalog/models", "models.json.gz");
    assert!(catalog.tables[0].1.height() > 350);
}

/// Fifteen real days: what a view of another day would break is broken here.
#[test]
fn every_day_of_the_frontend() {
    let Some(folder) = captures("pulse") else { return };
    let mut days: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    days.sort();
    assert_eq!(days.len(), 15);
    for (request, file) in [
        ("catalog/models", "models.json.gz"),
        ("frontend/models-day", "rankings_models_day.json.gz"),
        ("frontend/models-week", "rankings_models_week.json.gz"),
        ("frontend/models-month", "rankings_models_month.json.gz"),
        ("frontend/apps", "rankings_apps.json.gz"),
    ] {
        for path in days.iter().map(|day| day.join(file)) {
            let ingested = ingested(request, &unpacked(&path), &path);
            let news = ingested.notes.iter().filter(|note| note.what.starts_with("new field"));
            assert_eq!(news.count(), 0, "{}", path.display());
        }
    }
    println!("{} days", days.len());
}

#[test]
fn every_catalogue_of_a_year() {
    let Some(folder) = captures("catalog_history") else { return };
    let files = packed_files(&folder);
    for path in &files {
        let ingested = ingested("catalog/models", &unpacked(path), path);
        let (_, rows) = &ingested.tables[0];
        assert!(rows.height() > 200, "{} rows", rows.height());
        let priced = Cells::of(rows, &INPUT_PRICE).reals().into_iter().flatten().count();
        assert!(rows.height() - priced < 10, "{priced} of {} models have a price", rows.height());
        let news = ingested.notes.iter().filter(|note| note.what.starts_with("new field"));
        assert_eq!(news.count(), 0, "{}", path.display());
    }
    println!("{} catalogues", files.len());
    assert_eq!(files.len(), 65);
}

/// These files hold the inner answer beside other things: it is put back under `data`.
#[test]
fn every_model_chart() {
    let Some(folder) = captures("model_weeks") else { return };
    let files = packed_files(&folder);
    for path in &files {
        let text = String::from_utf8(unpacked(path)).unwrap();
        let mut file: Value = serde_json::from_str(&text).unwrap();
        let chart = file["payload"]["weekly_chart"].take();
        let body = serde_json::json!({ "data": chart }).to_string();
        // The files are named after the day of their capture.
        let day = path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap();
        let captured_at = format!("{day}T12:00:00Z");
        let ingested = ingested_at(&captured_at, "frontend/model-rankings-chart", body.as_bytes(), path);
        assert!(ingested.notes.is_empty());
        let weeks = chart_weeks(&ingested);
        assert!((52..=53).contains(&weeks.len()), "{} weeks", weeks.len());
        assert!(weeks.iter().all(|week| week.weekday() == jiff::civil::Weekday::Monday));
    }
    assert_eq!(files.len(), 3);
}

/// The bucket of the last whole week is the week view of the Monday after, model by model and in total.
#[test]
fn the_chart_and_the_week_view_agree() {
    let (Some(charts), Some(views)) = (captures("model_weeks"), captures("pulse/2026-08-10")) else { return };
    let mut file: Value = serde_json::from_slice(&unpacked(&charts.join("2026-08-10.json.gz"))).unwrap();
    let bucket = file["payload"]["weekly_chart"].as_array_mut().unwrap().iter_mut();
    let bucket = bucket.map(Value::take).find(|bucket| bucket["x"] == "2026-08-03").unwrap();
    let total: i64 = bucket["ys"].as_object().unwrap().values().map(|tokens| tokens.as_i64().unwrap()).sum();
    let path = views.join("rankings_models_week.json.gz");
    let week = ingested("frontend/models-week", &unpacked(&path), &path);
    assert_eq!(tokens(&week), total);
    let rows = &week.tables[0].1;
    let (slugs, variants) = (Cells::of(rows, &MODEL_PERMASLUG).texts(), Cells::of(rows, &VARIANT).texts());
    let counts = Cells::of(rows, &TOKENS).integers();
    for (label, expected) in bucket["ys"].as_object().unwrap().iter().filter(|(label, _)| *label != "Others") {
        let (slug, variant) = label.split_once(':').unwrap_or((label, "standard"));
        let row = (0..rows.height()).find(|row| slugs[*row] == Some(slug) && variants[*row] == Some(variant)).unwrap();
        assert_eq!(counts[row], expected.as_i64(), "{label}");
    }
}

fn chart_weeks(ingested: &Ingested) -> std::collections::BTreeSet<jiff::civil::Date> {
    let (_, rows) = &ingested.tables[0];
    Cells::of(rows, &schema::columns::WEEK_START_DATE).dates().into_iter().flatten().collect()
}
