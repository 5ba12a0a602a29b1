//! The committed sample: both carriers of its rankings page say the same, and every answer of it is read.
#![expect(clippy::disallowed_methods, reason = "tests read files of the repository")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use schema::{columns::WEEK_START_DATE, series::Cells};

use super::{parse, table_text};
use crate::Ingested;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample/snapshots")
}

fn read(request: &str, file: &str) -> Ingested {
    let body = fs::read(root().join(request).join(file)).unwrap();
    parse(request, &body, &[]).unwrap_or_else(|error| panic!("{request}: {error}"))
}

fn weeks(ingested: &Ingested, table: &str) -> usize {
    let (_, rows) = ingested.tables.iter().find(|(spec, _)| spec.name == table).unwrap();
    Cells::of(rows, &WEEK_START_DATE).dates().into_iter().collect::<BTreeSet<_>>().len()
}

#[test]
fn both_carriers_say_the_same() {
    let stream = read("rankings_page/stream", "2026-04-14T120000Z/body.rsc");
    let page = read("rankings_page/page", "2026-04-14T120000Z/body.html");
    for ((spec, of_stream), (other, of_page)) in stream.tables.iter().zip(&page.tables) {
        assert_eq!(spec.name, other.name);
        assert_eq!(table_text(spec, of_stream), table_text(spec, of_page), "{}", spec.name);
    }
    let names: Vec<_> = stream.tables.iter().map(|(spec, _)| spec.name).collect();
    assert_eq!(names, ["vendor_chart", "model_chart", "app_ranking"]);
    assert_eq!(weeks(&stream, "vendor_chart"), 53);
    assert_eq!(weeks(&stream, "model_chart"), 77);
    assert_eq!((stream.notes, page.notes), (Vec::new(), Vec::new()));
}

#[test]
fn every_answer_of_the_sample_is_read() {
    for (request, file, height) in [
        ("catalog/models", "2026-04-14T004905Z/body.json", 350),
        ("frontend/models-month", "2026-04-14T120000Z/body.json", 216),
        ("eci/scores", "2026-08-11T213305Z/body.csv", 222),
    ] {
        let ingested = read(request, file);
        assert_eq!(ingested.tables[0].1.height(), height, "{request}");
    }
    let apps: Vec<_> = fs::read_dir(root().join("apps/page")).unwrap().map(|app| app.unwrap().path()).collect();
    assert_eq!(apps.len(), 30);
    for app in apps {
        let body = fs::read(app.join("2026-04-14T120000Z/body.rsc")).unwrap();
        let ingested = parse("apps/page", &body, &[]).unwrap_or_else(|error| panic!("{}: {error}", app.display()));
        assert!(weeks(&ingested, "app_model_chart") >= 4, "{}", app.display());
    }
}
