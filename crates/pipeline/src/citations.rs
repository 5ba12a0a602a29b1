//! Whom to cite for a table, as its licences ask: read off the data package that stands beside the tables.

use std::{collections::BTreeMap, path::Path};

use jiff::civil::Date;
use schema::{Stage, TableSpec};
use serde::Deserialize;

use crate::{console::counted, data_package, failure::Failure, place::undated};

/// The request of list prices.
pub const CATALOGUE: &str = "catalog/models";

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
    /// Of how many answers it is the newest.
    answers: Option<usize>,
}

/// Whom to cite for one table: of each place, and of whoever kept its answers, the newest one, and how many more there are; the
/// footers of the tables of what sources said have them all.
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

/// The same without catalogues that were captured behind `last`: what they say of prices came after what is told.
///
/// # Errors
/// As [`of_table`].
pub fn of_answers_until(data: &Path, last: Date) -> anyhow::Result<Vec<String>> {
    let sources = package(data, Stage::Analyzed)?.sources.into_iter();
    Ok(newest(sources.filter(|source| !is_catalogue_behind(source, last))))
}

/// A citation has the day of its capture.
fn is_catalogue_behind(source: &Source, last: Date) -> bool {
    let home = ingest::request(CATALOGUE).map(|(source, _)| source.home);
    let mut days = source.title.split_whitespace().filter_map(|word| word.trim_end_matches([',', '.']).parse().ok());
    source.path.as_deref() == home && days.next().is_some_and(|day: Date| day > last)
}

fn package(data: &Path, stage: Stage) -> anyhow::Result<Package> {
    let path = data.join(stage.to_string()).join(data_package::FILE);
    Ok(serde_json::from_str(&fs_err::read_to_string(&path)?).map_err(|error| {
        let said = format!("`{}` is no data package", path.display());
        Failure::data(said).because(error).with_hint("a run writes it anew")
    })?)
}

/// What is cited alike but for the day is one: of several that kept the answers of one place none is left out.
fn newest(sources: impl IntoIterator<Item = Source>) -> Vec<String> {
    let mut places: BTreeMap<_, Vec<Source>> = BTreeMap::new();
    for source in sources {
        let cited = (source.path.clone(), source.licence.clone(), undated(&source.title));
        places.entry(cited).or_default().push(source);
    }
    let newest = |mut sources: Vec<Source>| {
        // The day stands at the same place in all of them: the last by name is the newest.
        sources.sort_by(|one, other| one.title.cmp(&other.title));
        let answers: usize = sources.iter().map(|source| source.answers.unwrap_or(1)).sum();
        let more = answers.saturating_sub(1);
        let more = if more > 0 { format!(" (and {} before)", counted(more, "answer")) } else { String::new() };
        sources.pop().map(|last| format!("{}{more} [upstream: {}]", last.title, last.licence))
    };
    places.into_values().filter_map(newest).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn only_catalogues_behind_the_last_that_was_used_are_left_out() {
        let (source, _) = ingest::request(CATALOGUE).expect("a request");
        let is_behind = |title: &str, path: &str| {
            let (title, path, licence) = (title.to_owned(), Some(path.to_owned()), String::new());
            is_catalogue_behind(&Source { title, path, licence, answers: None }, Date::constant(2026, 4, 13))
        };
        assert!(is_behind("OpenRouter models API, retrieved 2026-04-14, as kept by somebody", source.home));
        assert!(!is_behind("OpenRouter models API, retrieved 2026-04-13", source.home));
        assert!(!is_behind("OpenRouter models API", source.home), "nobody knows");
        assert!(!is_behind("Epoch AI, retrieved 2026-08-11.", "https://epoch.ai"));
    }

    #[test]
    fn each_keeper_of_a_place_is_cited() {
        let source = |day: &str, keeper: &str| Source {
            title: format!("OpenRouter, openrouter.ai/rankings, retrieved {day}, as kept by {keeper}"),
            path: Some("https://openrouter.ai/rankings".to_owned()),
            licence: "none stated; facts".to_owned(),
            answers: None,
        };
        let read = [
            source("2026-04-07", "tracker393"),
            source("2026-04-21", "one"),
            source("2026-04-14", "tracker393"),
            source("2026-03-31", "tracker394"),
            Source { answers: Some(3), ..source("2026-04-14", "one") },
            Source { licence: "MIT".to_owned(), ..source("2026-04-14", "one") },
        ];
        expect![[r"
            OpenRouter, openrouter.ai/rankings, retrieved 2026-04-14, as kept by one [upstream: MIT]
            OpenRouter, openrouter.ai/rankings, retrieved 2026-04-21, as kept by one (and 3 answers before) [upstream: none stated; facts]
            OpenRouter, openrouter.ai/rankings, retrieved 2026-04-14, as kept by tracker393 (and 1 answer before) [upstream: none stated; facts]
            OpenRouter, openrouter.ai/rankings, retrieved 2026-03-31, as kept by tracker394 [upstream: none stated; facts]"]]
        .assert_eq(&newest(read).join("\n"));
    }
}
