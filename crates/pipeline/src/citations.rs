//! Whom to cite for a table, as its licences ask: read off the data package that stands beside the tables.

use std::{collections::BTreeMap, path::Path};

use schema::{Stage, TableSpec};
use serde::Deserialize;

use crate::{console::counted, data_package, failure::Failure};

/// The part of a data package that says whom to cite.
#[derive(Deserialize)]
struct Package {
    #[serde(default)]
    sources: Vec<Source>,
    #[serde(default)]
    resources: Vec<Resource>,
}

/// One table of it.
#[derive(Deserialize)]
struct Resource {
    name: String,
    #[serde(default)]
    sources: Vec<Source>,
}

#[derive(Deserialize)]
struct Source {
    title: String,
    path: Option<String>,
    licence: String,
}

/// Whom to cite for one table: of each place the newest answer, and how many more there are; the footer of the Parquet
/// file has them all.
///
/// # Errors
/// If there is no data package, or it is none.
pub fn of_table(data: &Path, spec: &TableSpec) -> anyhow::Result<Vec<String>> {
    let resources = package(data, spec.stage)?.resources.into_iter();
    let sources = resources.filter(|resource| resource.name == spec.name).flat_map(|resource| resource.sources);
    Ok(newest(sources))
}

/// The same for all answers together.
///
/// # Errors
/// As [`of_table`].
pub fn of_answers(data: &Path) -> anyhow::Result<Vec<String>> {
    Ok(newest(package(data, Stage::Analyzed)?.sources))
}

fn package(data: &Path, stage: Stage) -> anyhow::Result<Package> {
    let path = data.join(stage.to_string()).join(data_package::FILE);
    Ok(serde_json::from_str(&fs_err::read_to_string(&path)?).map_err(|error| {
        let said = format!("`{}` is no data package", path.display());
        Failure::data(said).because(error).with_hint("a run writes it anew")
    })?)
}

fn newest(sources: impl IntoIterator<Item = Source>) -> Vec<String> {
    let mut places: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    for source in sources {
        places.entry(source.path.clone().unwrap_or_default()).or_default().push(source);
    }
    let newest = |mut sources: Vec<Source>| {
        // The day stands at the same place in all of them: the last by name is the newest.
        sources.sort_by(|one, other| one.title.cmp(&other.title));
        let more = sources.len().saturating_sub(1);
        let more = if more > 0 { format!(" (and {} before)", counted(more, "answer")) } else { String::new() };
        sources.pop().map(|last| format!("{}{more} [{}]", last.title, last.licence))
    };
    places.into_values().filter_map(newest).collect()
}
