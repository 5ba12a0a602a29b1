//! `datapackage.json`: the tables of one folder, for tools that know Data Package 2.0 and not this program.
//!
//! One in each folder, since a descriptor may not point out of its own. It says nothing new: what a table is, what
//! flowed into it, how long its file is and which hash it has. As a footer, it has no clock and no path.

mod origin;
mod table_schema;

use std::collections::BTreeMap;

use report::escape;
use schema::Stage;
use serde::Serialize;

use crate::{
    frames::{Frames, Made},
    plan::Plan,
    provenance::{PROGRAM, Provenance},
};
use origin::Origins;
use table_schema::TableSchema;

/// The name of the file in the folder of a stage.
pub const FILE: &str = "datapackage.json";

const PROFILE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";

#[derive(Serialize)]
struct Package<'run> {
    #[serde(rename = "$schema")]
    profile: &'static str,
    name: String,
    id: String,
    title: &'run str,
    description: &'static str,
    program: &'static str,
    run_id: &'run str,
    #[serde(flatten)]
    origins: Origins<'run>,
    resources: Vec<Resource<'run>>,
}

#[derive(Serialize)]
struct Resource<'run> {
    name: &'static str,
    path: String,
    #[serde(rename = "type")]
    kind: &'static str,
    description: &'static str,
    caveats: Vec<&'static str>,
    step: &'run str,
    format: &'static str,
    mediatype: &'static str,
    bytes: u64,
    hash: String,
    rows: usize,
    #[serde(flatten)]
    origins: Origins<'run>,
    schema: TableSchema,
}

/// Where the descriptors lie below the data folder, and their text. A folder without tables has none, since a package
/// has at least one resource.
///
/// # Errors
/// Never in practice; the type says so because JSON can refuse a value.
pub fn descriptors(
    plan: &Plan,
    frames: &Frames,
    provenance: &Provenance<'_>,
) -> serde_json::Result<Vec<(String, String)>> {
    let mut stages: BTreeMap<Stage, Vec<&Made>> = BTreeMap::new();
    for table in frames.iter() {
        stages.entry(table.spec.stage).or_default().push(table);
    }
    let file = |(stage, tables): (Stage, Vec<&Made>)| {
        let text = serde_json::to_string_pretty(&package(plan, stage, &tables, provenance))?;
        // A title can have characters that a terminal obeys or hides. Line breaks of the text are its own.
        let text: String = text.lines().map(|line| escape::json(line) + "\n").collect();
        Ok((format!("{stage}/{FILE}"), text))
    };
    stages.into_iter().map(file).collect()
}

fn package<'run>(
    plan: &'run Plan,
    stage: Stage,
    tables: &[&'run Made],
    provenance: &'run Provenance<'run>,
) -> Package<'run> {
    Package {
        profile: PROFILE,
        name: format!("tokenshare-{stage}"),
        id: format!("tokenshare:{}/{stage}", provenance.run_id),
        title: &plan.title,
        description: said(stage),
        program: PROGRAM,
        run_id: &provenance.run_id,
        origins: Origins::each(
            provenance.read(&tables.iter().flat_map(|table| table.snapshots.iter().cloned()).collect()),
        ),
        resources: tables.iter().map(|table| resource(table, provenance)).collect(),
    }
}

const fn said(stage: Stage) -> &'static str {
    match stage {
        Stage::Ingested => "What each source said.",
        Stage::Normalized => "What the sources said, under common names, each fact once.",
        Stage::Analyzed => "Who has which share of language-model traffic, in tokens and in dollars.",
    }
}

fn resource<'run>(table: &'run Made, provenance: &Provenance<'run>) -> Resource<'run> {
    let spec = table.spec;
    Resource {
        name: spec.name,
        path: format!("{}.parquet", spec.name),
        kind: "table",
        description: spec.doc.trim(),
        caveats: spec.caveats.iter().map(|caveat| caveat.sentence()).collect(),
        step: &table.step,
        format: "parquet",
        mediatype: "application/vnd.apache.parquet",
        bytes: table.bytes,
        hash: format!("sha256:{}", table.sha256),
        rows: table.rows,
        origins: Origins::newest(provenance.read(&table.snapshots)),
        schema: TableSchema::of(spec),
    }
}
