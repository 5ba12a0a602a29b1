//! `eci/scores`: the scores of a benchmark as upstream published them, byte for byte. They are of August 2026, since no
//! earlier file is public: the demo can show the join, not what was known in April.

use super::RECORDED_BY;
use crate::{
    figures,
    snapshot::{Facts, Form, Snapshot},
};

const NOTE: &str = "Nothing left out and nothing changed. The scores are those of August 2026, not of April: models that \
    came after 2026-04-14 are among them, and upstream refits scores over time.";

/// The answer's place and origin: every value is observed.
pub(super) fn snapshot() -> Snapshot {
    let facts = Facts {
        source: "eci",
        request: "scores",
        argument: None,
        captured_at: "2026-08-11T21:33:05Z",
        recorded_by: RECORDED_BY,
        licence: "CC BY 4.0",
        citation: "Epoch AI, Epoch Capabilities Index, epoch.ai, retrieved 2026-08-11. Licensed under CC BY 4.0.",
        note: NOTE,
    };
    let form = Form { extension: "csv", media_type: "text/csv" };
    Snapshot { facts, form, body: figures::BENCHMARK.as_bytes().to_vec(), origins: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_are_those_told_beside_the_figures() {
        let told: toml::Table = toml::from_str(include_str!("../../../../data/sample/figures/benchmark.toml")).unwrap();
        let Snapshot { facts, body, .. } = snapshot();
        for (key, value) in [
            ("kind", facts.source),
            ("captured_at", facts.captured_at),
            ("licence", facts.licence),
            ("citation", facts.citation),
        ] {
            assert_eq!(told[key].as_str(), Some(value), "{key}");
        }
        let note = told["note"].as_str().unwrap();
        assert!(note.contains("27,387 bytes") && body.len() == 27_387);
        assert_eq!(body.split(|byte| *byte == b'\n').count(), 222 + 2);
    }
}
