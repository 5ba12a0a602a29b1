//! Where data comes from and under which terms, as Data Package says it: `sources` and `licenses`.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    place::{home, places},
    snapshot::Snapshot,
};

/// How the Open Definition's list of licences spells that there is none.
const NOT_SPECIFIED: &str = "notspecified";

/// The sources and licences of a table or a folder; empty where no snapshot flowed in.
#[derive(Debug, Default, Serialize)]
pub struct Origins<'run> {
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    sources: BTreeSet<Source<'run>>,
    #[serde(rename = "licenses", skip_serializing_if = "BTreeSet::is_empty")]
    licences: BTreeSet<Licence<'run>>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Source<'run> {
    title: &'run str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'static str>,
    licence: &'run str,
    /// Of how many answers this is the newest; itself included.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<usize>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Licence<'run> {
    name: String,
    title: &'run str,
}

impl<'run> Origins<'run> {
    /// Those of a folder: every answer by itself.
    pub fn each(snapshots: impl IntoIterator<Item = &'run Snapshot>) -> Self {
        let mut origins = Self::default();
        for Snapshot { facts, .. } in snapshots {
            origins.add(Source { title: &facts.citation, path: home(facts), licence: &facts.licence, answers: None });
        }
        origins
    }

    /// Those of a table: of each place the newest answer, since the folder has them all.
    pub fn newest(snapshots: impl IntoIterator<Item = &'run Snapshot>) -> Self {
        let mut origins = Self::default();
        for place in places(snapshots) {
            let (facts, answers) = (&place.newest.facts, Some(place.citations).filter(|answers| *answers > 1));
            origins.add(Source { title: &facts.citation, path: place.home, licence: &facts.licence, answers });
        }
        origins
    }

    fn add(&mut self, source: Source<'run>) {
        self.licences.insert(Licence { name: identifier(source.licence), title: source.licence });
        self.sources.insert(source);
    }
}

/// `CC BY 4.0` is `CC-BY-4.0`. A text that names no licence, such as `none stated; facts`, stands there as unspecified:
/// nobody shall take the whole for licensed because a part is.
fn identifier(licence: &str) -> String {
    let is_part = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let parts: Vec<_> = licence.split_whitespace().collect();
    match parts.first() {
        Some(&first) if first != "none" && parts.iter().all(|part| is_part(part)) => parts.join("-"),
        _ => NOT_SPECIFIED.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_have_identifiers() {
        check("CC BY 4.0", "CC-BY-4.0");
        check("MIT", "MIT");
        for unnamed in ["none stated; facts", "none", "", "MIT; see LICENSE", "see https://example.org/terms"] {
            check(unnamed, NOT_SPECIFIED);
        }
    }

    fn check(licence: &str, expected: &str) {
        assert_eq!(identifier(licence), expected, "{licence}");
    }
}
