//! What to do where a run did not make a table that somebody asks for.

use std::collections::BTreeSet;

use ingest::sources::SOURCES;
use schema::{Stage, TableSpec};

use crate::{console::counted, manifest::Manifest, steps::STEPS};

/// What makes the table that the run of `manifest` did not make: a result is asked for, all else is made of what was read.
pub fn hint(spec: &TableSpec, manifest: &Manifest) -> String {
    if spec.stage == Stage::Analyzed {
        let made = counted(manifest.table.len(), "table");
        return format!(
            "add it to `results` of the pipeline file and run that; `manifest.toml` names the {made} of this run"
        );
    }
    let lacking = lacking(spec.name, &|table| manifest.table(table).is_some());
    let each: Vec<String> = lacking.iter().map(|one_of| format!("`{}`", one_of.join("` or `"))).collect();
    match each.as_slice() {
        [] => "run the pipeline again: it is made of what was read".to_owned(),
        each => format!("no result: a run makes it where its `[inputs]` have {}", each.join(", and ")),
    }
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
