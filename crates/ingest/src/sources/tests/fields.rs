//! The rows of `field` that every answer has.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

use expect_test::expect;
use polars::frame::DataFrame;
use schema::{
    Column, Origin, Table as _,
    columns::{
        FIELD_BLOCK, FIELD_COUNT, FIELD_NAME, IS_KNOWN, OBJECT_COUNT, REQUEST_ARGUMENT, REQUEST_NAME, VALUE_ORIGIN,
    },
    series::Cells,
    tables::Field,
};

use super::{fixture_bytes, parse};
use crate::{OriginEntry, sources::SOURCES};

fn rows(name: &str, origins: &[OriginEntry]) -> DataFrame {
    let (spec, rows) = parse(name, &fixture_bytes(name), origins).unwrap().field.expect("an answer has fields");
    assert_eq!(spec.name, Field::SPEC.name);
    rows
}

fn texts<'rows>(rows: &'rows DataFrame, column: &Column) -> Vec<Option<&'rows str>> {
    Cells::of(rows, column).texts()
}

/// The fields of each block.
fn blocks(rows: &DataFrame) -> BTreeMap<&str, Vec<&str>> {
    let mut blocks: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (block, name) in texts(rows, &FIELD_BLOCK).into_iter().zip(texts(rows, &FIELD_NAME)) {
        blocks.entry(block.unwrap()).or_default().push(name.unwrap());
    }
    blocks
}

#[test]
fn every_happy_answer_has_fields_that_are_known() {
    let mut told = String::new();
    for (source, request) in SOURCES.iter().flat_map(|source| source.requests.iter().map(move |one| (source, one))) {
        let name = format!("{}/{}", source.id, request.name);
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(&name);
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let happy =
            files.filter(|file| file.starts_with("happy.") || file == "nested.json").min().expect("a happy answer");
        let rows = rows(&format!("{name}/{happy}"), &[]);
        // A keeper's columns that no map names are nobody's news.
        let is_known = Cells::of(&rows, &IS_KNOWN).truths().into_iter().all(|is_known| is_known == Some(true));
        assert!(is_known || source.id == "archive", "{name}");
        assert!(texts(&rows, &REQUEST_NAME).iter().all(|found| *found == Some(request.name)), "{name}");
        let sizes =
            Cells::of(&rows, &OBJECT_COUNT).integers().into_iter().zip(Cells::of(&rows, &FIELD_COUNT).integers());
        assert!(sizes.into_iter().all(|(objects, with)| with > Some(0) && with <= objects), "{name}");
        let blocks = blocks(&rows).into_iter().map(|(block, fields)| format!("{block} {}", fields.len()));
        let _ = writeln!(told, "{name}: {}", blocks.collect::<Vec<_>>().join(", "));
    }
    expect![[r#"
        rankings_page/page: app 5, app.app 7, model 10, week 2
        rankings_page/stream: app 5, app.app 7, model 10, week 2
        frontend/market-share: week 2
        frontend/model-rankings-chart: week 2
        frontend/models-day: model 11
        frontend/models-week: model 11
        frontend/models-month: model 11
        frontend/apps: app 5, app.app 7
        frontend/task-spend: data 2, spend 3, task 4, task.models 3
        frontend/effective-pricing: data 8, endpoint 7
        data_api/rankings-daily: answer 3, meta 4, row 3
        data_api/app-rankings: answer 2, app 5, meta 4
        data_api/task-classification: answer 1, data 4, task 8, task.models 3
        exports/rankings-daily: record 5
        exports/index: answer 8, dataset 4
        exports/manifest: answer 11, file 4
        catalog/models: answer 1, model 8, model.pricing 6, model.pricing.overrides 2
        endpoints/prices: endpoint 18, endpoint.pricing 4, model 6
        apps/page: week 2
        eci/scores: record 11
        arena/text: row 11
        models_dev/models: model 11, model.cost 5, model.limit 2, provider 6
        vercel_gateway/labs: answer 8, row 6
        archive/vendor-weeks: record 4
        archive/model-weeks: record 6
        archive/app-weeks: record 4
        archive/site-weeks: record 2
    "#]]
    .assert_eq(&told);
}

/// Vendors, models and providers are data, wherever they stand as keys.
#[test]
fn keys_that_are_data_are_no_fields() {
    for (name, expected) in [
        ("frontend/market-share/happy.json", vec![("week", vec!["x", "ys"])]),
        ("frontend/model-rankings-chart/nested.json", vec![("week", vec!["x", "ys"])]),
        ("apps/page/happy.rsc", vec![("week", vec!["x", "ys"])]),
    ] {
        assert_eq!(blocks(&rows(name, &[])).into_iter().collect::<Vec<_>>(), expected, "{name}");
    }
    let rows = rows("models_dev/models/happy.json", &[]);
    assert_eq!(blocks(&rows).into_keys().collect::<Vec<_>>(), ["model", "model.cost", "model.limit", "provider"]);
}

/// Answers about days are of one kind, whatever days they are about; those about models are not.
#[test]
fn days_are_no_argument() {
    for (name, expected) in [
        ("endpoints/prices/happy.json", Some("z-ai--glm-5-20260211")),
        ("apps/page/happy.rsc", Some("openclaw")),
        ("exports/rankings-daily/happy.csv", None),
        ("data_api/rankings-daily/happy.json", None),
        ("catalog/models/happy.json", None),
    ] {
        let rows = rows(name, &[]);
        assert!(texts(&rows, &REQUEST_ARGUMENT).into_iter().all(|argument| argument == expected), "{name}");
    }
}

/// Which of the answer's objects are made is not counted, so that all of its fields are as weak as the weakest.
#[test]
fn fields_of_made_values_are_made() {
    let made = OriginEntry { block: "catalog".to_owned(), week: None, key: None, value: Origin::Made };
    let name = "catalog/models/happy.json";
    assert!(texts(&rows(name, &[made]), &VALUE_ORIGIN).into_iter().all(|origin| origin == Some("made")));
    assert!(texts(&rows(name, &[]), &VALUE_ORIGIN).into_iter().all(|origin| origin == Some("observed")));
}

#[test]
fn a_new_price_key_and_a_new_key_beside_the_list_are_told() {
    for (edit, block) in [
        (("\"prompt\":", "\"video\":\"1\",\"prompt\":"), "model.pricing"),
        (("{\"data\":", "{\"page\":1,\"data\":"), "answer"),
    ] {
        let name = "catalog/models/happy.json";
        let read = parse(name, &super::edited(name, edit), &[]).unwrap();
        let news: Vec<_> = read.notes.iter().filter(|note| note.what.starts_with("new field")).collect();
        assert_eq!(news.len(), 1, "{edit:?}: {news:?}");
        let (_, rows) = read.field.unwrap();
        let known = Cells::of(&rows, &IS_KNOWN).truths().into_iter().zip(texts(&rows, &FIELD_BLOCK));
        let new: Vec<_> = known.filter(|(is_known, _)| *is_known == Some(false)).collect();
        assert_eq!(new, [(Some(false), Some(block))]);
    }
}
