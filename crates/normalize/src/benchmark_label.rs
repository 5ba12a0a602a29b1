//! `benchmark_label`: which model each label of a benchmark means, or why none.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use schema::{
    Column, Frame, LabelMatch,
    columns::{
        BENCHMARK_NAME, BENCHMARK_VERSION, CAPTURED_AT, LABEL_MATCH, MODEL, MODEL_LABEL, ORGANIZATION_NAME, REASON,
        RELEASED_DATE, SCORE, SCORE_HIGH, SCORE_LOW, SNAPSHOT_ID, VALUE_ORIGIN,
    },
    series::{dates, instants, reals, texts},
    tables::{Benchmark, BenchmarkLabel},
};

use crate::{LabelMap, NormalizeError};

const UNREVIEWED: &str = "nobody has looked this label up: `data/reference/benchmark_models.csv` has no row of it";

/// Benchmark, version, label.
type Key<'said> = (&'said str, &'said str, &'said str);

/// Every label of every version of a benchmark, with the model that it means.
///
/// Grain: benchmark × version × label, those without a model among them. Scores are on the benchmark's own scale. Where
/// several captures have one version the newest speaks. A label means what `data/reference/benchmark_models.csv` says and
/// nothing else; `reason` has the review's source, or why there is no model.
///
/// # Errors
/// [`NormalizeError::Frame`] if the result breaks its table's promise.
pub fn benchmark_label(said: &Frame<Benchmark>, map: &LabelMap) -> Result<Frame<BenchmarkLabel>, NormalizeError> {
    let text = |column: &Column| said.cells(column).texts();
    let [names, versions, labels, organizations, origins, snapshots] =
        [&BENCHMARK_NAME, &BENCHMARK_VERSION, &MODEL_LABEL, &ORGANIZATION_NAME, &VALUE_ORIGIN, &SNAPSHOT_ID].map(text);
    let seen: Vec<Option<Timestamp>> = said.cells(&CAPTURED_AT).instants();
    let released: Vec<Option<Date>> = said.cells(&RELEASED_DATE).dates();
    let [scores, lows, highs] = [&SCORE, &SCORE_LOW, &SCORE_HIGH].map(|column| said.cells(column).reals());
    let mut rows: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for row in 0..said.height() {
        let (Some(name), Some(version), Some(label)) = (at(&names, row), at(&versions, row), at(&labels, row)) else {
            continue;
        };
        let stands = rows.entry((name, version, label)).or_insert(row);
        if at(&seen, row) > at(&seen, *stands) {
            *stands = row;
        }
    }
    let reviews: Vec<_> = rows.keys().map(|(name, _, label)| map.of(name, label)).collect();
    let matches = || reviews.iter().map(|review| review.map_or(LabelMatch::Unreviewed, |review| review.matched));
    Ok(Frame::from_columns(vec![
        texts(&BENCHMARK_NAME, rows.keys().map(|(name, ..)| Some(*name))),
        texts(&BENCHMARK_VERSION, rows.keys().map(|(_, version, _)| Some(*version))),
        texts(&MODEL_LABEL, rows.keys().map(|(.., label)| Some(*label))),
        reals(&SCORE, rows.values().map(|row| at(&scores, *row))),
        texts(&LABEL_MATCH, matches().map(|matched| Some(matched.word()))),
        texts(&VALUE_ORIGIN, rows.values().map(|row| at(&origins, *row))),
        instants(&CAPTURED_AT, rows.values().map(|row| at(&seen, *row))),
        texts(&SNAPSHOT_ID, rows.values().map(|row| at(&snapshots, *row))),
        texts(&MODEL, reviews.iter().map(|review| review.and_then(|review| review.model.as_deref()))),
        texts(&ORGANIZATION_NAME, rows.values().map(|row| at(&organizations, *row))),
        reals(&SCORE_LOW, rows.values().map(|row| at(&lows, *row))),
        reals(&SCORE_HIGH, rows.values().map(|row| at(&highs, *row))),
        dates(&RELEASED_DATE, rows.values().map(|row| at(&released, *row))),
        texts(&REASON, reviews.iter().map(|review| Some(review.map_or(UNREVIEWED, |review| review.source.as_str())))),
    ])?)
}

/// The cell of a row, unless null.
fn at<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
    cells.get(row).copied().flatten()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::columns::SOURCE;

    use super::*;
    use crate::tests::frame;

    #[test]
    fn the_newest_capture_of_a_version_speaks_and_no_label_is_lost() {
        let said: Frame<Benchmark> = frame(
            &[&SNAPSHOT_ID, &BENCHMARK_NAME, &MODEL_LABEL, &SCORE, &BENCHMARK_VERSION, &CAPTURED_AT, &SOURCE],
            "1 eci A 150 v1 2026-08-11T01:00:00Z eci\n\
             2 eci A 151 v1 2026-08-11T02:00:00Z eci\n\
             2 eci B 140 v1 2026-08-11T02:00:00Z eci\n\
             2 eci C 130 v1 2026-08-11T02:00:00Z eci\n\
             3 eci A 152 v2 2026-08-12T02:00:00Z eci",
        );
        let map = "benchmark_name,model_label,model,match,source,reviewed_date\n\
                   eci,A,a/a-1,name,a catalogue,2026-11-29\neci,B,,none,no such model,2026-11-29\n";
        let labels = benchmark_label(&said, &LabelMap::parse(map.as_bytes()).unwrap()).unwrap();
        let columns = [&BENCHMARK_VERSION, &MODEL_LABEL, &MODEL, &LABEL_MATCH, &SCORE, &SNAPSHOT_ID, &REASON];
        expect![[r#"
            benchmark_version | model_label | model | label_match | score | snapshot_id | reason
            v1 | A | a/a-1 | name | 151 | 2 | a catalogue
            v1 | B | - | none | 140 | 2 | no such model
            v1 | C | - | unreviewed | 130 | 2 | nobody has looked this label up: `data/reference/benchmark_models.csv` has no row of it
            v2 | A | a/a-1 | name | 152 | 3 | a catalogue
        "#]]
        .assert_eq(&labels.to_text(&columns));
    }
}
