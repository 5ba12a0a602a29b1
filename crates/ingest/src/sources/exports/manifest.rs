//! What upstream says of its files before they are fetched: which is the newest, and what is in one.

use jiff::civil::Date;
use serde_json::Value;

use super::file_day;
use crate::{
    Answer, IngestError, Ingested, Promise,
    entry::{Entry, exact_day, rows, shown, wrong},
    fields::Fields,
    json,
};

const DATASET: &str = "rankings-daily";
const HOST: &str = "https://openrouter.ai/";
const URL: &str = "`https://openrouter.ai/…/rankings-daily/YYYY-MM-DD.csv`";
const OF_INDEX: &[&str] = &[
    "attribution",
    "datasets",
    "license",
    "license_url",
    "readme_url",
    "schema_version",
    "update_cadence",
    "updated_at",
];
const OF_DATASET: &[&str] = &["id", "latest_manifest_url", "latest_snapshot_date", "title"];
const OF_MANIFEST: &[&str] = &[
    "attribution",
    "dataset",
    "files",
    "latest",
    "license",
    "readme_url",
    "retrieved_at",
    "row_count",
    "schema_version",
    "snapshot_date",
    "update_cadence",
];
const OF_FILE: &[&str] = &["bytes", "encoding_format", "sha256", "url"];

/// Reads an index. It makes no table: what it holds is demanded, so that no page is stored for one.
pub(super) fn index(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let (mut ingested, mut fields) = (Ingested::default(), Fields::default());
    read_index(answer.body, &mut fields)?;
    ingested.add_fields("index", fields);
    Ok(ingested)
}

/// The day of the newest file.
///
/// # Errors
/// [`IngestError::Block`] if the index does not list the dataset once, and what is said of JSON that is none.
pub(super) fn newest(body: &[u8]) -> Result<Date, IngestError> {
    read_index(body, &mut Fields::default())
}

fn read_index(body: &[u8], fields: &mut Fields) -> Result<Date, IngestError> {
    let body = Value::Object(json::answer(body)?);
    let index = Entry::of(&body, "$")?;
    index.audit("answer", &[OF_INDEX], fields);
    let mut found = Vec::new();
    for (place, row) in rows(index.field("datasets").unwrap_or(&Value::Null), "$.datasets")?.iter().enumerate() {
        let path = format!("$.datasets[{place}]");
        let dataset = Entry::of(row, &path)?;
        dataset.audit("dataset", &[OF_DATASET], fields);
        if dataset.text("id")? == DATASET {
            found.push(dataset.day("latest_snapshot_date")?);
        }
    }
    match found.as_slice() {
        [day] => Ok(*day),
        found => Err(IngestError::Block {
            block: "index",
            expected: format!("the dataset `{DATASET}` once"),
            found: format!("it {} times", found.len()),
        }),
    }
}

/// Reads a manifest, as [`index`]. It must be of the file that was asked about.
pub(super) fn manifest(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let (asked, mut fields) = (file_day(answer)?, Fields::default());
    let (day, _) = read_manifest(answer.body, &mut fields)?;
    if day != asked {
        return Err(wrong("$.snapshot_date", &format!("`{asked}`"), &Value::from(day.to_string())));
    }
    let mut ingested = Ingested::default();
    ingested.add_fields("manifest", fields);
    Ok(ingested)
}

/// What a manifest says of its file.
///
/// # Errors
/// [`IngestError::Value`] for what is missing or wrong, an address elsewhere and one of another day among it.
pub(super) fn promise(body: &[u8]) -> Result<Promise, IngestError> {
    read_manifest(body, &mut Fields::default()).map(|(_, promise)| promise)
}

fn read_manifest(body: &[u8], fields: &mut Fields) -> Result<(Date, Promise), IngestError> {
    let body = Value::Object(json::answer(body)?);
    let manifest = Entry::of(&body, "$")?;
    manifest.audit("answer", &[OF_MANIFEST], fields);
    let dataset = manifest.text("dataset")?;
    if dataset != DATASET {
        return Err(wrong("$.dataset", &format!("`{DATASET}`"), &Value::from(dataset)));
    }
    let day = manifest.day("snapshot_date")?;
    let files = Entry::of(manifest.field("files").unwrap_or(&Value::Null), "$.files")?;
    let csv = Entry::of(files.field("csv").unwrap_or(&Value::Null), "$.files.csv")?;
    csv.audit("file", &[OF_FILE], fields);
    let promise = Promise {
        url: url(&csv, day)?,
        bytes: unsigned(&csv, "bytes")?,
        sha256: sha256(&csv)?,
        rows: unsigned(&manifest, "row_count")?,
        made_at: manifest.optional_instant("retrieved_at")?,
    };
    Ok((day, promise))
}

/// Where the file is. Whoever could write a manifest could else have any address fetched.
fn url(file: &Entry<'_, '_>, day: Date) -> Result<String, IngestError> {
    let found = file.text("url")?;
    let refused = |expected: &str| Err(wrong(&file.at("url"), expected, &Value::from(found)));
    match day_in(found) {
        Some(named) if named == day => Ok(found.to_owned()),
        Some(_) => refused(&format!("the file of {day}")),
        None => refused(URL),
    }
}

/// The day that an address of a file names; `None` for any other address.
fn day_in(url: &str) -> Option<Date> {
    let (folder, file) = url.strip_prefix(HOST)?.rsplit_once('/')?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte);
    let is_folder = folder.ends_with("/rankings-daily") && folder.bytes().all(is_plain);
    file.strip_suffix(".csv").and_then(exact_day).filter(|_| is_folder)
}

fn sha256(file: &Entry<'_, '_>) -> Result<String, IngestError> {
    let found = file.text("sha256")?;
    let is_hash = found.len() == 64 && found.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash {
        return Ok(found.to_ascii_lowercase());
    }
    Err(wrong(&file.at("sha256"), "64 hex digits", &Value::from(shown(found))))
}

fn unsigned(entry: &Entry<'_, '_>, name: &str) -> Result<u64, IngestError> {
    let count = entry.count(name)?;
    u64::try_from(count).map_err(|_| wrong(&entry.at(name), "a count", &Value::from(count)))
}
