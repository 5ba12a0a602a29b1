//! The `datapackage.json` of CSV files: what those of the run say of its tables, with the CSV files in their place.

use std::collections::BTreeMap;

use schema::TableSpec;
use serde_json::{Map, Value, json};

use super::Export;
use crate::{data_package, failure::Failure, runs::STAGES};

/// A table as a CSV file.
pub struct CsvFile {
    /// The table.
    pub spec: &'static TableSpec,
    /// The length of the file.
    pub bytes: usize,
    /// Its hash.
    pub sha256: String,
}

type Object = Map<String, Value>;

/// # Errors
/// If the run has no data packages, or they are none.
pub fn package(export: &Export, files: &[CsvFile]) -> anyhow::Result<Value> {
    let mut resources: BTreeMap<String, Object> = BTreeMap::new();
    let mut merged = Object::new();
    for stage in STAGES {
        let path = export.run.join(stage.to_string()).join(data_package::FILE);
        if !path.is_file() {
            continue;
        }
        let text = fs_err::read_to_string(&path)?;
        let not_one = |error: serde_json::Error| {
            let said = format!("`{}` is no data package", path.display());
            Failure::data(said).because(error).with_hint("a run writes it anew")
        };
        let mut package: Object = serde_json::from_str(&text).map_err(not_one)?;
        for resource in list(package.remove("resources")) {
            let Value::Object(resource) = resource else { continue };
            let name = resource.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            resources.insert(name, resource);
        }
        merge(&mut merged, package);
    }
    merged.insert("name".to_owned(), json!("tokenshare-csv"));
    merged.insert("id".to_owned(), json!(format!("tokenshare:{}/csv", export.manifest.run_id)));
    merged.insert("description".to_owned(), json!(DESCRIPTION));
    let described = |file: &CsvFile| resources.remove(file.spec.name).map(|resource| of_csv(resource, file));
    merged.insert("resources".to_owned(), files.iter().filter_map(described).collect());
    Ok(Value::Object(merged))
}

const DESCRIPTION: &str = "Every table of a run as CSV. A cell that is empty is null, or a text without characters: \
                           CSV can't tell. Cells that a spreadsheet would run as a formula begin with `'`, control \
                           characters are shown by their escapes.";

/// Lists of sources and licences are put together, each entry once; of all else the last package's word counts.
fn merge(merged: &mut Object, package: Object) {
    for (key, value) in package {
        match (merged.get_mut(&key), value) {
            (Some(Value::Array(known)), Value::Array(more)) => {
                for one in more {
                    if !known.contains(&one) {
                        known.push(one);
                    }
                }
            }
            (_, value) => {
                merged.insert(key, value);
            }
        }
    }
}

fn of_csv(mut resource: Object, file: &CsvFile) -> Value {
    let facts = json!({
        "path": format!("{}.csv", file.spec.name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": format!("sha256:{}", file.sha256),
    });
    if let Value::Object(facts) = facts {
        resource.extend(facts);
    }
    if let Some(Value::Object(schema)) = resource.get_mut("schema") {
        schema.insert("missingValues".to_owned(), json!([""]));
    }
    Value::Object(resource)
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    }
}
