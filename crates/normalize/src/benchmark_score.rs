//! `benchmark_score`: what a model scored, by benchmark and version.

use std::collections::BTreeMap;

use schema::{
    Column, Frame,
    columns::{
        BENCHMARK_NAME, BENCHMARK_VERSION, CAPTURED_AT, LABEL_COUNT, LABEL_MATCH, MODEL, MODEL_LABEL, RELEASED_DATE,
        SCORE, SCORE_HIGH, SCORE_LOW, SNAPSHOT_ID, VALUE_ORIGIN,
    },
    series::{dates, instants, integers, reals, texts},
    tables::{BenchmarkLabel, BenchmarkScore},
};

use crate::NormalizeError;

/// The label that speaks for a model, and how many mean it.
struct Best {
    row: usize,
    score: f64,
    labels: i64,
}

/// The score of each model on each version of a benchmark.
///
/// Grain: model × benchmark × version. Where several labels mean one model, such as the same model with more effort, the best
/// speaks, and `label_count` says how many there are. Labels that mean no known model are in `benchmark_label` alone.
///
/// # Errors
/// [`NormalizeError::Frame`] if the result breaks its table's promise.
pub fn benchmark_score(labels: &Frame<BenchmarkLabel>) -> Result<Frame<BenchmarkScore>, NormalizeError> {
    let text = |column: &Column| labels.cells(column).texts();
    let [models, names, versions] = [&MODEL, &BENCHMARK_NAME, &BENCHMARK_VERSION].map(text);
    let scores = labels.cells(&SCORE).reals();
    let mut best: BTreeMap<(&str, &str, &str), Best> = BTreeMap::new();
    let rows = models.into_iter().zip(names).zip(versions).zip(scores).enumerate();
    for (row, (((model, name), version), score)) in rows {
        let (Some(model), Some(name), Some(version), Some(score)) = (model, name, version, score) else { continue };
        let stands = best.entry((model, name, version)).or_insert(Best { row, score, labels: 0 });
        stands.labels += 1;
        if score > stands.score {
            (stands.row, stands.score) = (row, score);
        }
    }
    let said = |column: &Column| {
        let cells = text(column);
        texts(column, best.values().map(|best| cells.get(best.row).copied().flatten()))
    };
    let real = |column: &Column| {
        let cells = labels.cells(column).reals();
        reals(column, best.values().map(|best| cells.get(best.row).copied().flatten()))
    };
    let (seen, released) = (labels.cells(&CAPTURED_AT).instants(), labels.cells(&RELEASED_DATE).dates());
    Ok(Frame::from_columns(vec![
        texts(&MODEL, best.keys().map(|(model, ..)| Some(*model))),
        texts(&BENCHMARK_NAME, best.keys().map(|(_, name, _)| Some(*name))),
        texts(&BENCHMARK_VERSION, best.keys().map(|(.., version)| Some(*version))),
        real(&SCORE),
        said(&MODEL_LABEL),
        said(&LABEL_MATCH),
        integers(&LABEL_COUNT, best.values().map(|best| Some(best.labels))),
        said(&VALUE_ORIGIN),
        instants(&CAPTURED_AT, best.values().map(|best| seen.get(best.row).copied().flatten())),
        said(&SNAPSHOT_ID),
        real(&SCORE_LOW),
        real(&SCORE_HIGH),
        dates(&RELEASED_DATE, best.values().map(|best| released.get(best.row).copied().flatten())),
    ])?)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::columns::REASON;

    use super::*;
    use crate::tests::frame;

    #[test]
    fn the_best_of_several_labels_speaks_and_they_are_counted() {
        let labels: Frame<BenchmarkLabel> = frame(
            &[
                &BENCHMARK_NAME,
                &BENCHMARK_VERSION,
                &MODEL_LABEL,
                &SCORE,
                &LABEL_MATCH,
                &CAPTURED_AT,
                &SNAPSHOT_ID,
                &MODEL,
                &REASON,
            ],
            "arena v1 a 1480 name 2026-08-11T02:00:00Z 1 a/a x\n\
             arena v1 a-thinking 1501 same_model 2026-08-11T02:00:00Z 1 a/a x\n\
             arena v1 b 1400 name 2026-08-11T02:00:00Z 1 b/b x\n\
             arena v1 c 1300 none 2026-08-11T02:00:00Z 1 - x\n\
             arena v2 a 1490 name 2026-08-12T02:00:00Z 2 a/a x",
        );
        let scores = benchmark_score(&labels).unwrap();
        let columns = [&MODEL, &BENCHMARK_VERSION, &SCORE, &MODEL_LABEL, &LABEL_COUNT];
        expect![[r#"
            model | benchmark_version | score | model_label | label_count
            a/a | v1 | 1501 | a-thinking | 2
            a/a | v2 | 1490 | a | 1
            b/b | v1 | 1400 | b | 1
        "#]]
        .assert_eq(&scores.to_text(&columns));
    }
}
