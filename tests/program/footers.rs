//! What stands in the footers of Parquet files leads from any table down to the bytes that sources sent.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::process::{copy_sample, pipeline, said, sha256};
use fs_err as fs;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use serde_json::Value;
use tempfile::TempDir;

/// The program's pairs in the footer of a file.
pub(super) fn footer(file: &Path) -> BTreeMap<String, String> {
    let reader =
        SerializedFileReader::new(std::fs::File::from(fs::File::open(file).expect("a table"))).expect("a whole file");
    let pairs = reader.metadata().file_metadata().key_value_metadata().cloned().expect("a footer");
    let own = |key: &str| key.strip_prefix("tokenshare.").map(str::to_owned);
    pairs.into_iter().filter_map(|pair| Some((own(&pair.key)?, pair.value.expect("a value")))).collect()
}

fn inputs(footer: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let list: Value = serde_json::from_str(&footer["inputs"]).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    list.as_array().expect("a list").iter().map(|input| (text(&input["name"]), text(&input["sha256"]))).collect()
}

/// A run over the sample.
fn place() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    copy_sample(&folder.path().join("data"));
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
    folder
}

/// Every file below a table, each with its hash checked; those of snapshots.
fn snapshots_below(data: &Path, table: &str) -> BTreeSet<String> {
    let (mut open, mut seen, mut snapshots) = (vec![table.to_owned()], BTreeSet::new(), BTreeSet::new());
    while let Some(table) = open.pop() {
        for (name, sum) in inputs(&footer(&data.join(&table))) {
            let path = data.join(&name);
            if name.starts_with("snapshots/") {
                assert_eq!(sha256(&fs::read(&path).expect("it is held")), sum, "{name}");
                snapshots.insert(name);
            } else if name.ends_with(".parquet") && seen.insert(name.clone()) {
                assert_eq!(sha256(&fs::read(&path).expect("it was made")), sum, "`{table}` was made of another {name}");
                open.push(name);
            } else {
                assert!(name.ends_with(".parquet") || name.starts_with("reference/"), "{name}");
            }
        }
    }
    snapshots
}

#[test]
fn footers_lead_from_a_result_to_the_bytes_of_its_sources() {
    let folder = place();
    let data = folder.path().join("data");
    for table in ["analyzed/dollar_share.parquet", "analyzed/claim.parquet", "normalized/vendor_week.parquet"] {
        let below = snapshots_below(&data, table);
        let count = below.iter().filter(|name| name.ends_with("snapshot.toml")).count();
        let said: Value = serde_json::from_str(&footer(&data.join(table))["snapshots"]).expect("JSON");
        assert_eq!(said["count"], count, "{table}: {said}");
        assert!(count > 0 && below.len() > count, "{table}: bodies stand beside their facts: {below:?}");
        let (first, last) = (said["first_captured_at"].as_str(), said["last_captured_at"].as_str());
        assert!(first.is_some() && first <= last, "{said}");
    }
}

/// What is listed for each snapshot stands in the tables of what sources said, and in no other.
#[test]
fn a_table_that_a_step_made_names_tables_and_not_snapshots() {
    let folder = place();
    for stage in ["ingested", "normalized", "analyzed"] {
        for entry in fs::read_dir(folder.path().join("data").join(stage)).expect("a stage") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|ending| ending == "parquet") {
                let names = inputs(&footer(&path));
                let is_of_snapshots = names.iter().any(|(name, _)| name.starts_with("snapshots/"));
                assert_eq!(is_of_snapshots, stage == "ingested", "{}: {names:?}", path.display());
            }
        }
    }
}
