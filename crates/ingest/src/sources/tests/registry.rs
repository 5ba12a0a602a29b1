//! What holds for every source.
#![expect(clippy::disallowed_methods, reason = "tests read files of the repository")]

use std::{collections::BTreeSet, path::PathBuf};

use schema::{
    Origin, Stage,
    columns::{VALUE_ORIGIN, WEEK_START_DATE},
    series::Cells,
};

use crate::{Fetched, OriginEntry, origin::key_column, request, sources::SOURCES};

#[test]
fn ids_are_unique_and_found() {
    let mut names = BTreeSet::new();
    for source in SOURCES {
        for known in source.requests {
            let name = format!("{}/{}", source.id, known.name);
            let (found_source, found) = request(&name).expect("a request by its name");
            assert_eq!((found_source.id, found.name), (source.id, known.name));
            assert!(names.insert(name.clone()), "{name} twice");
        }
    }
    let ids: BTreeSet<_> = SOURCES.iter().map(|source| source.id).collect();
    assert_eq!(ids.len(), SOURCES.len());
    assert!(["", "catalog", "catalog/", "/models", "catalog/models/x"].iter().all(|name| request(name).is_none()));
}

#[test]
fn terms_are_stated() {
    for source in SOURCES {
        assert!(!source.licence.is_empty() && !source.citation.is_empty() && !source.doc.is_empty(), "{}", source.id);
        assert!(source.home.starts_with("https://"), "{}", source.id);
        assert!(source.citation.contains("{captured_at}"), "{}", source.id);
        let cited = source.cited("2026-04-14T23:59:59Z".parse().unwrap());
        assert!(cited.contains("2026-04-14") && !cited.contains('{'), "{cited}");
        assert_eq!(source.licence.contains("CC BY"), source.citation.contains("CC BY"), "{}", source.id);
    }
}

#[test]
fn arguments_stand_in_the_url() {
    for request in SOURCES.iter().flat_map(|source| source.requests) {
        let expected: &[&str] = match (request.argument, request.fetched) {
            (None, _) => &[],
            (Some(_), Fetched::DayWindows(_)) => &["{first}", "{last}"],
            (Some(_), Fetched::EachModel) => &["{slug}"],
            (Some(_), _) => &["{argument}"],
        };
        let all = ["{argument}", "{first}", "{last}", "{slug}"];
        let found: Vec<_> = all.into_iter().filter(|place| request.url.contains(place)).collect();
        assert_eq!(found, expected, "{}", request.name);
        assert!(request.url.starts_with("https://") && !request.doc.is_empty(), "{}", request.name);
    }
}

#[test]
fn tables_are_ingested_tables() {
    for request in SOURCES.iter().flat_map(|source| source.requests) {
        // What a fetch asks on behalf of another request makes none.
        assert_eq!(request.tables.is_empty(), ["index", "manifest"].contains(&request.name), "{}", request.name);
        for table in request.tables {
            let spec = schema::tables::named(table).unwrap_or_else(|| panic!("no table `{table}`"));
            assert_eq!(spec.stage, Stage::Ingested, "{table}");
            assert!(key_column(spec).is_some(), "no column for the `key` of an origin of `{table}`");
        }
    }
}

#[test]
fn every_request_has_fixtures_and_keeps_to_its_tables() {
    for source in SOURCES {
        for request in source.requests {
            let name = format!("{}/{}", source.id, request.name);
            let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(&name);
            let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            let bodies: Vec<_> = files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
            let outcomes = bodies.iter().map(|body| super::parse(&name, body, &[]));
            let tables: BTreeSet<_> =
                outcomes.filter_map(Result::ok).flat_map(|read| read.tables).map(|(spec, _)| spec.name).collect();
            assert_eq!(tables, request.tables.iter().copied().collect(), "{name}: fixtures give its tables, no others");
        }
    }
}

/// An entry that names a row's week and key marks that row and those that share both: parser and check mean the same.
#[test]
fn every_row_can_be_given_an_origin() {
    for (name, fixture) in [
        ("rankings_page/stream", "happy.rsc"),
        ("catalog/models", "happy.json"),
        ("apps/page", "happy.rsc"),
        ("eci/scores", "happy.csv"),
        ("exports/rankings-daily", "happy.csv"),
        ("data_api/rankings-daily", "happy.json"),
        ("endpoints/prices", "happy.json"),
        ("models_dev/models", "happy.json"),
        ("vercel_gateway/labs", "happy.json"),
        ("data_api/task-classification", "happy.json"),
        ("frontend/task-spend", "happy.json"),
        ("frontend/effective-pricing", "happy.json"),
        ("catalog/models", "conditions.json"),
    ] {
        let body = super::fixture_bytes(&format!("{name}/{fixture}"));
        for (spec, rows) in super::parse(name, &body, &[]).unwrap().tables {
            let keys = Cells::of(&rows, key_column(spec).expect(spec.name)).texts();
            let named: Vec<_> = Cells::of(&rows, &WEEK_START_DATE).dates().into_iter().zip(keys).collect();
            let (week, key) = named[0];
            let (block, key) = (spec.name.to_owned(), key.map(str::to_owned));
            let origin = OriginEntry { block, week, key, value: Origin::Made };
            let marked = super::parse(name, &body, &[origin]).unwrap_or_else(|error| panic!("{name}: {error}")).tables;
            let (_, marked) = marked.into_iter().find(|(other, _)| other.name == spec.name).unwrap();
            let origins = Cells::of(&marked, &VALUE_ORIGIN).texts();
            for (row, origin) in named.iter().zip(origins) {
                assert_eq!(origin == Some("made"), *row == named[0], "{name}, {}: {row:?}", spec.name);
            }
        }
    }
}

#[test]
fn a_request_about_something_needs_to_know_what() {
    let (source, request) = request("apps/page").unwrap();
    let body = super::fixture_bytes("apps/page/happy.rsc");
    let captured_at = super::CAPTURED.parse().unwrap();
    let answer = crate::Answer {
        snapshot_id: "s",
        captured_at,
        source: source.id,
        argument: None,
        body: &body,
        more: &[],
        map: None,
        origins: &[],
    };
    let error = request.ingested(&answer).expect_err("no argument");
    expect_test::expect!["this request needs an argument: the app's number or slug"].assert_eq(&error.to_string());
}

/// A fetch takes a request of a source to stand for the other requests that it needs.
#[test]
fn files_by_day_have_an_index_and_a_manifest() {
    for source in SOURCES {
        let has = |name: &str| source.requests.iter().any(|request| request.name == name);
        for request in source.requests {
            let Fetched::DayFiles(files) = request.fetched else { continue };
            assert!(has("index") && has("manifest") && files.days > 0, "{}", source.id);
        }
    }
}
