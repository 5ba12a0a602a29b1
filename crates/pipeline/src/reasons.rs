//! `tokenshare why`: what made a table as it is.

use std::path::{Path, PathBuf};

use crate::{
    cause::{self, causes, flowing},
    cli::WhyArguments,
    console::{self, counted},
    failure::Failure,
    listing::Listing,
    manifest::{Manifest, TableEntry},
    run_facts::RunFacts,
    runs,
    step::Step,
    steps::STEPS,
    store, tables, unmade,
};

/// Prints what a table was made of, by what, and what was new when it became what it is.
///
/// # Errors
/// If there is no such table, or the newest run did not make it.
pub fn run(arguments: &WhyArguments) -> anyhow::Result<()> {
    let (data, spec) = (&arguments.data.folder, tables::named(&arguments.table)?);
    let folder = runs::current(data)?;
    let manifest = store::manifest_of(&folder)?;
    let entry = manifest.table(spec.name).ok_or_else(|| {
        let said = format!("the run `{}` did not make `{}`", manifest.title, spec.name);
        Failure::data(said).with_hint(unmade::hint(spec, &manifest))
    })?;
    let since = since(data, &folder, entry)?;
    let mut rows = made_of(&manifest, entry);
    rows.push(("since run", since.run.display().to_string()));
    rows.push(("because", since.because));
    let rows = rows.into_iter().map(|(what, text)| vec![what.to_owned(), text]).collect();
    console::print(&Listing { heading: vec!["what", "of this table"], rows }.text(arguments.format)?)
}

fn made_of(manifest: &Manifest, entry: &TableEntry) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("table", format!("{}, {}, sha256 {}", entry.file, counted(entry.rows, "row"), entry.sha256)),
        ("made by", format!("`{}` of {}, code {}", entry.step, manifest.program, manifest.code)),
    ];
    for table in STEPS.iter().filter(|step| step.makes.name == entry.name).flat_map(Step::all_reads) {
        let text = match manifest.table(table) {
            Some(read) => format!("{table}, {}, sha256 {}", counted(read.rows, "row"), read.sha256),
            None => format!("{table}, which is not there: read as empty"),
        };
        rows.push(("reads", text));
    }
    let flowing = flowing(manifest, &entry.name);
    rows.push((
        "answers",
        format!("{}, the last by name `{}`", flowing.len(), flowing.keys().next_back().unwrap_or(&"none")),
    ));
    rows
}

/// The run in which a table became what it is.
struct Since {
    run: PathBuf,
    because: String,
}

/// Goes back through the runs that are kept, as long as they have the same table.
fn since(data: &Path, folder: &Path, entry: &TableEntry) -> anyhow::Result<Since> {
    let mut folders: Vec<PathBuf> = runs::listed(data)?.iter().map(|run| run.path(data)).collect();
    let is_of_the_past = |folder: &PathBuf| RunFacts::of(folder).is_some_and(|facts| facts.as_of.is_some());
    folders.retain(|kept| kept <= &folder.to_owned() && !is_of_the_past(kept));
    let mut newer = (folder.to_owned(), store::manifest_of(folder)?);
    for older in folders.into_iter().rev().filter(|kept| kept != folder) {
        let Ok(manifest) = store::manifest_of(&older) else { continue };
        if manifest.table(&entry.name).is_some_and(|table| table.sha256 == entry.sha256) {
            newer = (older, manifest);
            continue;
        }
        let because = cause::text(&causes(&manifest, &newer.1, &entry.name));
        let because = if because.is_empty() { "what it reads came out different".to_owned() } else { because };
        return Ok(Since { run: newer.0, because: format!("{because} (beside `{}`)", older.display()) });
    }
    Ok(Since { run: newer.0, because: "no older run is kept that made it otherwise".to_owned() })
}
