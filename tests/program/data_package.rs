//! `datapackage.json` beside the tables: it has the form that the standard asks for, and its tables are as it says.

use std::{collections::BTreeSet, path::Path};

use super::{
    captures::import,
    process::{copy_sample, files, pipeline, said, sha256},
};
use fs_err as fs;
use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

const STAGES: [&str; 3] = ["ingested", "normalized", "analyzed"];
/// A pipeline without results, of a source that nothing is normalized of.
const INGESTED: &str =
    "title = 'x'\n[inputs]\n'vercel_gateway/labs' = 'newest'\n[bounds]\nmax_new_vendor_share = 1.0\n";

/// A folder in which `data` holds the sample's snapshots and the tables of a run.
fn place() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    copy_sample(&folder.path().join("data"));
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
    folder
}

fn text(folder: &Path, stage: &str) -> String {
    fs::read_to_string(folder.join("data").join(stage).join("datapackage.json")).expect("it is there")
}

fn descriptor(folder: &Path, stage: &str) -> Value {
    serde_json::from_str(&text(folder, stage)).expect("JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn names(value: &Value) -> Vec<&str> {
    list(value).iter().filter_map(|item| item["name"].as_str()).collect()
}

/// What breaks a rule of Data Package 2.0, as far as our descriptors go.
fn problems(package: &Value) -> Vec<String> {
    let mut problems = terms_problems(package);
    if package["$schema"] != "https://datapackage.org/profiles/2.0/datapackage.json" {
        problems.push("profile".to_owned());
    }
    let resources = list(&package["resources"]);
    let names: BTreeSet<_> = names(&package["resources"]).into_iter().collect();
    if resources.is_empty() || names.len() != resources.len() {
        problems.push("resources".to_owned());
    }
    problems.extend(resources.iter().flat_map(resource_problems));
    problems
}

/// A source has some property, a licence a name or a path.
fn terms_problems(of: &Value) -> Vec<String> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    };
    let is_url = |path: &Value| path.is_null() || path.as_str().is_some_and(|path| path.starts_with("https://"));
    let licences = list(&of["licenses"]).iter().all(|licence| licence["name"].as_str().is_some_and(is_name));
    let sources = list(&of["sources"]).iter().all(|source| source["title"].is_string() && is_url(&source["path"]));
    let rules = [("licenses", licences && !list(&of["licenses"]).is_empty()), ("sources", sources)];
    broken(&rules)
}

fn broken(rules: &[(&str, bool)]) -> Vec<String> {
    rules.iter().filter(|(_, holds)| !holds).map(|(rule, _)| (*rule).to_owned()).collect()
}

fn resource_problems(resource: &Value) -> Vec<String> {
    let is_name =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let name = resource["name"].as_str().filter(|name| is_name(name));
    let path =
        resource["path"].as_str().is_some_and(|path| !path.starts_with(['.', '/', '~']) && !path.contains("../"));
    let hash = resource["hash"].as_str().and_then(|hash| hash.strip_prefix("sha256:"));
    let rules = [
        ("name", name.is_some()),
        ("path", path),
        ("type", resource["type"] == "table"),
        ("format", resource["format"] == "parquet"),
        ("bytes", resource["bytes"].is_u64()),
        ("hash", hash.is_some_and(|hash| hash.len() == 64)),
    ];
    let schema = schema_problems(&resource["schema"]);
    broken(&rules).into_iter().chain(terms_problems(resource)).chain(schema).collect()
}

fn schema_problems(schema: &Value) -> Vec<String> {
    let known = names(&schema["fields"]);
    let is_unique = known.iter().collect::<BTreeSet<_>>().len() == list(&schema["fields"]).len();
    let key = key(schema);
    let is_key = !key.is_empty() && key.iter().all(|name| known.contains(name));
    let rules = [("fields", is_unique && !known.is_empty()), ("key", is_key)];
    broken(&rules).into_iter().chain(list(&schema["fields"]).iter().flat_map(field_problems)).collect()
}

/// The key's columns: the primary key, or the only unique one where a part may be null.
fn key(schema: &Value) -> Vec<&str> {
    let key = if schema["primaryKey"].is_null() { &schema["uniqueKeys"][0] } else { &schema["primaryKey"] };
    list(key).iter().filter_map(Value::as_str).collect()
}

/// The standard says for each type which constraints it can have.
fn field_problems(field: &Value) -> Vec<String> {
    let allowed: &[&str] = match field["type"].as_str() {
        Some("string") => &["required", "minLength", "enum"],
        Some("integer" | "number") => &["required", "minimum", "maximum"],
        Some("boolean" | "date" | "datetime") => &["required"],
        _ => return vec!["field type".to_owned()],
    };
    let constraints = field["constraints"].as_object().cloned().unwrap_or_default();
    let is_typed = |(name, value): (&String, &Value)| match name.as_str() {
        "required" => value.is_boolean(),
        "minLength" => value.is_u64(),
        "enum" => !list(value).is_empty(),
        _ if field["type"] == "integer" => value.is_i64(),
        _ => value.is_number(),
    };
    let are_allowed = constraints.keys().all(|name| allowed.contains(&name.as_str()));
    broken(&[
        ("constraints", are_allowed && constraints.iter().all(is_typed)),
        ("description", field["description"].is_string()),
    ])
}

#[test]
fn descriptors_have_the_form_of_the_standard() {
    let folder = place();
    for stage in STAGES {
        assert_eq!(problems(&descriptor(folder.path(), stage)), [""; 0], "{stage}");
    }
    let package = descriptor(folder.path(), "analyzed");
    check(&package, "/$schema", json!("tabular-data-package"), &["profile"]);
    check(&package, "/resources", json!([]), &["resources"]);
    check(&package, "/licenses/0/name", json!("none stated; facts"), &["licenses"]);
    check(&package, "/licenses", json!([]), &["licenses"]);
    check(&package, "/sources/0/path", json!("/etc/passwd"), &["sources"]);
    check(&package, "/resources/1/name", package["resources"][0]["name"].clone(), &["resources"]);
    check(&package, "/resources/0/name", json!("Token Share"), &["name"]);
    check(&package, "/resources/0/path", json!("../ingested/catalog.parquet"), &["path"]);
    check(&package, "/resources/0/hash", json!("abc"), &["hash"]);
    check(&package, "/resources/0/bytes", json!(-1), &["bytes"]);
    check(&package, "/resources/0/schema/primaryKey/0", json!("nobody"), &["key"]);
    check(&package, "/resources/0/schema/fields/0/type", json!("text"), &["field type"]);
    check(&package, "/resources/0/schema/fields/0/constraints", json!({ "minimum": 0 }), &["constraints"]);
    check(&package, "/resources/0/schema/fields/0/constraints", json!({ "required": "yes" }), &["constraints"]);
}

fn check(package: &Value, pointer: &str, value: Value, expected: &[&str]) {
    let mut package = package.clone();
    *package.pointer_mut(pointer).expect(pointer) = value;
    assert_eq!(problems(&package), expected, "{pointer}");
}

#[test]
fn tables_are_as_described() {
    let folder = place();
    for stage in STAGES {
        let package = descriptor(folder.path(), stage);
        let there = files(&folder.path().join("data").join(stage));
        let described = list(&package["resources"]).iter().filter_map(|resource| resource["path"].as_str());
        assert_eq!(
            there,
            described.chain(["datapackage.json"]).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        );
        for resource in list(&package["resources"]) {
            check_file(resource, &folder.path().join("data").join(stage));
            check_rows(resource, folder.path());
        }
    }
}

fn check_file(resource: &Value, folder: &Path) {
    let bytes = fs::read(folder.join(resource["path"].as_str().expect("a path"))).expect("it is there");
    assert_eq!(resource["bytes"], bytes.len(), "{}", resource["name"]);
    assert_eq!(resource["hash"], format!("sha256:{}", sha256(&bytes)), "{}", resource["name"]);
}

fn check_rows(resource: &Value, folder: &Path) {
    let table = resource["name"].as_str().expect("a name");
    let json = said(&["show", table, "--data", "data", "--format", "json"], folder);
    let rows: Vec<Map<String, Value>> = serde_json::from_str(&json).expect("an array of objects");
    assert_eq!(resource["rows"], rows.len(), "{table}");
    let fields = list(&resource["schema"]["fields"]);
    for row in &rows {
        assert_eq!(row.keys().collect::<Vec<_>>(), names(&resource["schema"]["fields"]), "{table}");
        for (field, cell) in fields.iter().zip(row.values()) {
            assert!(fits(field, cell), "{table}: {cell} is not {field}");
        }
    }
    let key = key(&resource["schema"]);
    let keys: BTreeSet<String> =
        rows.iter().map(|row| format!("{:?}", key.iter().map(|name| &row[*name]).collect::<Vec<_>>())).collect();
    assert_eq!(keys.len(), rows.len(), "{table}");
}

/// Whether a cell has its field's type and keeps to its constraints.
fn fits(field: &Value, cell: &Value) -> bool {
    let constraints = &field["constraints"];
    if cell.is_null() {
        return constraints["required"] != true;
    }
    let text = cell.as_str().unwrap_or_default();
    let has_type = match field["type"].as_str() {
        Some("integer") => cell.is_i64(),
        Some("number") => cell.is_f64(),
        Some("boolean") => cell.is_boolean(),
        Some("date") => text.parse::<Date>().is_ok(),
        Some("datetime") => text.parse::<Timestamp>().is_ok(),
        _ => cell.is_string(),
    };
    let number = cell.as_f64().unwrap_or_default();
    has_type
        && constraints["minimum"].as_f64().is_none_or(|least| number >= least)
        && constraints["maximum"].as_f64().is_none_or(|most| number <= most)
        && constraints["minLength"].as_u64().is_none_or(|least| text.len() as u64 >= least)
        && constraints["enum"].as_array().is_none_or(|words| words.contains(cell))
}

#[test]
fn what_does_not_fit_is_seen() {
    let field = |kind: &str, constraints: Value| json!({ "type": kind, "constraints": constraints });
    for (field, cell) in [
        (field("string", json!({ "required": true })), Value::Null),
        (field("string", json!({ "minLength": 1 })), json!("")),
        (field("string", json!({ "enum": ["day", "week"] })), json!("year")),
        (field("string", json!({})), json!(1)),
        (field("integer", json!({})), json!("1")),
        (field("integer", json!({ "minimum": 0 })), json!(-1)),
        (field("number", json!({ "maximum": 1 })), json!(1.5)),
        (field("number", json!({})), json!("0.5")),
        (field("boolean", json!({})), json!("true")),
        (field("date", json!({})), json!("2026-02-30")),
        (field("datetime", json!({})), json!("2026-04-14")),
    ] {
        assert!(!fits(&field, &cell), "{cell} in {field}");
    }
}

#[test]
fn two_runs_say_the_same() {
    let (one, other) = (place(), place());
    for stage in STAGES {
        assert_eq!(text(one.path(), stage), text(other.path(), stage), "{stage}");
    }
}

/// What described tables that are gone goes with them.
#[test]
fn a_folder_without_tables_has_no_descriptor() {
    let folder = place();
    fs::write(folder.path().join("small.toml"), INGESTED).expect("a temporary file");
    let labs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ingest/fixtures/vercel_gateway/labs/happy.json");
    import("vercel_gateway/labs", "2026-04-14T12:00:00Z", &labs, folder.path());
    said(&["run", "small.toml", "--data", "data", "--quiet"], folder.path());
    assert_eq!(names(&descriptor(folder.path(), "ingested")["resources"]), ["field", "gateway_share"]);
    for stage in ["normalized", "analyzed"] {
        assert_eq!(files(&folder.path().join("data").join(stage)), [""; 0], "{stage}");
    }
}

/// A title that turns around what follows it is the same title, and nothing that a terminal obeys.
#[test]
fn a_title_hides_nothing() {
    let folder = TempDir::new().expect("a temporary folder");
    let pipeline = INGESTED.replace("'x'", r#""x\u202ey""#);
    fs::write(folder.path().join("small.toml"), pipeline).expect("a temporary file");
    let labs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ingest/fixtures/vercel_gateway/labs/happy.json");
    import("vercel_gateway/labs", "2026-04-14T12:00:00Z", &labs, folder.path());
    said(&["run", "small.toml", "--data", "data", "--quiet"], folder.path());
    assert_eq!(descriptor(folder.path(), "ingested")["title"], json!("x\u{202e}y"));
    let text = text(folder.path(), "ingested");
    assert!(text.contains(r"x\u202ey") && !text.contains('\u{202e}'), "{text}");
}
