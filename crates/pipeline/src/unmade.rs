//! What to do where a run did not make a table that somebody asks for.

use std::collections::BTreeSet;

use ingest::sources::SOURCES;
use schema::{Stage, TableSpec};

use crate::{
    console::counted,
    laid::{self, Laid},
    manifest::Manifest,
    steps::STEPS,
};

/// What makes the table that the run of `manifest` did not make: a result is asked for, all else is made of what was read.
pub fn hint(spec: &TableSpec, manifest: &Manifest) -> String {
    if spec.stage == Stage::Analyzed {
        let made = counted(manifest.table.len(), "table");
        let how = how_made(spec, &manifest.title);
        return format!("{how}; `manifest.toml` names the {made} of this run");
    }
    let lacking = lacking(spec.name, &|table| manifest.table(table).is_some());
    let each: Vec<String> = lacking.iter().map(|one_of| format!("`{}`", one_of.join("` or `"))).collect();
    match each.as_slice() {
        [] => "run the pipeline again: it is made of what was read".to_owned(),
        each => format!("no result: a run makes it where its `[inputs]` have {}", each.join(", and ")),
    }
}

/// Which pipeline makes a result. The one that made the other tables can be added to, unless it is inside the program alone.
fn how_made(spec: &TableSpec, title: &str) -> String {
    let can_be_added = laid::titled(title).is_none_or(|own| own.is_here());
    let makers = laid::that_make(spec.name);
    let (here, elsewhere): (Vec<Laid>, Vec<Laid>) = makers.into_iter().partition(Laid::is_here);
    let named = |makers: &[Laid]| {
        let names: Vec<_> = makers.iter().map(|maker| format!("`{}`", maker.path().display())).collect();
        names.join(" or ")
    };
    let made = match (here.as_slice(), elsewhere.as_slice()) {
        ([], []) => None,
        ([], makers) => Some(format!("a run of {} makes it: `tokenshare init DIR` lays that file", named(makers))),
        (makers, _) => Some(format!("a run of {} makes it", named(makers))),
    };
    let added = can_be_added.then(|| "add it to `results` of the pipeline file and run that".to_owned());
    let ways: Vec<String> = added.into_iter().chain(made).collect();
    if ways.is_empty() {
        return "add it to `results` of a pipeline file, such as `tokenshare init DIR` lays, and run that".to_owned();
    }
    ways.join("; ")
}

/// The requests without which there is no such table; one of each list would do.
fn lacking(table: &str, is_made: &dyn Fn(&str) -> bool) -> BTreeSet<Vec<String>> {
    if is_made(table) {
        return BTreeSet::new();
    }
    let Some(step) = STEPS.iter().find(|step| step.makes.name == table) else {
        return BTreeSet::from([requests(table)]);
    };
    let mut all: BTreeSet<Vec<String>> = step.reads.iter().flat_map(|table| lacking(table, is_made)).collect();
    if !step.reads_one_of.iter().any(|table| is_made(table)) {
        let any: BTreeSet<String> =
            step.reads_one_of.iter().flat_map(|table| lacking(table, is_made)).flatten().collect();
        all.extend((!any.is_empty()).then(|| any.into_iter().collect()));
    }
    all
}

/// Whose answers become the table.
fn requests(table: &str) -> Vec<String> {
    let of = SOURCES.iter().flat_map(|source| source.requests.iter().map(move |request| (source.id, request)));
    of.filter(|(_, request)| request.tables.contains(&table))
        .map(|(source, request)| format!("{source}/{}", request.name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lacking_is_traced_to_requests() {
        let of = |table: &str, made: &[&str]| {
            let lists = lacking(table, &|table| made.contains(&table));
            lists.iter().map(|list| list.join(" or ")).collect::<Vec<_>>().join(" and ")
        };
        assert_eq!(of("catalog", &[]), "catalog/models");
        assert_eq!(of("model_price", &[]), "catalog/models");
        assert_eq!(of("priced_usage", &["model_week"]), "catalog/models", "one of several is there");
        assert_eq!(of("model_day", &[]), of("model_daily", &[]), "through the step that makes it");
        assert!(of("model_day", &[]).contains("or exports/rankings-daily"), "{}", of("model_day", &[]));
        assert_eq!(of("model_price", &["catalog"]), "");
    }
}
