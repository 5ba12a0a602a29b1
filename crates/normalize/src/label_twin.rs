//! Labels of one week that differ in case alone: their tokens are added up, and that is told. Upstream has no such pair; an
//! archive that somebody merged may.

use std::collections::{BTreeMap, BTreeSet};

use polars::frame::DataFrame;
use schema::{
    Column, Note, Table as _, TableSpec,
    columns::{MODEL_LABEL, SNAPSHOT_ID, VENDOR_LABEL, WEEK_START_DATE},
    series::Cells,
    tables::{ModelChart, VendorChart},
};

/// One note per pair of spellings in `rows` of a chart, counted by week and snapshot; none of another table.
#[must_use]
pub fn label_twins(spec: &'static TableSpec, rows: &DataFrame) -> Vec<Note> {
    let charts: [(&TableSpec, &Column); 2] = [(VendorChart::SPEC, &VENDOR_LABEL), (ModelChart::SPEC, &MODEL_LABEL)];
    let Some((_, label)) = charts.into_iter().find(|(chart, _)| chart.name == spec.name) else { return Vec::new() };
    let cells = |column| Cells::of(rows, column);
    let suspects = suspects(&cells(label));
    if suspects.is_empty() {
        return Vec::new();
    }
    let weeks = cells(&SNAPSHOT_ID).texts().into_iter().zip(cells(&WEEK_START_DATE).dates());
    let mut spellings: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for (week, label) in weeks.zip(cells(label).texts()) {
        let Some(label) = label.filter(|label| suspects.contains(*label)) else { continue };
        spellings.entry((week, label.to_lowercase())).or_default().insert(label);
    }
    let mut twins: BTreeMap<String, usize> = BTreeMap::new();
    for spellings in spellings.into_values().filter(|spellings| spellings.len() > 1) {
        let quoted: Vec<_> = spellings.into_iter().map(|label| format!("`{}`", label.escape_debug())).collect();
        *twins.entry(quoted.join(" and ")).or_default() += 1;
    }
    let what = |labels| format!("labels that differ in case alone, added up: {labels}");
    twins.into_iter().map(|(labels, count)| Note { block: spec.name, what: what(labels), count }).collect()
}

/// The labels that differ from another in case alone, in whatever week: there are few labels and many rows.
fn suspects(labels: &Cells<'_>) -> BTreeSet<String> {
    let mut spellings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for label in labels.distinct_texts() {
        spellings.entry(label.to_lowercase()).or_default().insert(label);
    }
    spellings.into_values().filter(|spellings| spellings.len() > 1).flatten().collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::{
        Frame,
        columns::{CAPTURED_AT, TOKENS},
        tables::ModelWeek,
    };

    use super::*;
    use crate::tests::frame;

    #[test]
    fn two_spellings_of_one_week_are_told() {
        let chart: Frame<VendorChart> = frame(
            &[&SNAPSHOT_ID, &WEEK_START_DATE, &VENDOR_LABEL, &TOKENS, &CAPTURED_AT],
            "a 2026-04-05 openai 5 2026-04-14T00:00:00Z
             a 2026-04-05 OpenAI 6 2026-04-14T00:00:00Z
             a 2026-04-12 OpenAI 6 2026-04-14T00:00:00Z
             b 2026-04-12 openai 6 2026-04-14T00:00:00Z
             b 2026-04-12 google 6 2026-04-14T00:00:00Z",
        );
        let notes: Vec<_> =
            label_twins(VendorChart::SPEC, chart.data()).iter().map(|note| format!("{note}\n")).collect();
        expect![[r#"
            vendor_chart: labels that differ in case alone, added up: `OpenAI` and `openai`
        "#]]
        .assert_eq(&notes.concat());
        assert_eq!(label_twins(ModelWeek::SPEC, chart.data()), []);
    }
}
