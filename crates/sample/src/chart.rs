//! Weekly charts as upstream writes them: a list of `{"x": date, "ys": {label: tokens}}`.

use serde_json::{Map, Value, json};

/// The tokens of one label in one week.
pub(crate) struct Point<'figures> {
    pub(crate) week: &'figures str,
    pub(crate) label: &'figures str,
    pub(crate) tokens: u64,
}

/// A chart with one bucket per week of `weeks`, labels in the order of the points. A week without points is an empty
/// bucket, as on the page of an app that did not exist yet.
pub(crate) fn chart(weeks: &[&str], points: &[Point<'_>]) -> Value {
    let bucket = |week: &&str| {
        let points = points.iter().filter(|point| point.week == *week);
        let ys: Map<_, _> = points.map(|point| (point.label.to_owned(), point.tokens.into())).collect();
        json!({"x": week, "ys": ys})
    };
    weeks.iter().map(bucket).collect()
}

/// The weeks of some points, each once, in order.
pub(crate) fn weeks<'figures>(weeks: impl IntoIterator<Item = &'figures str>) -> Vec<&'figures str> {
    let mut weeks: Vec<_> = weeks.into_iter().collect();
    weeks.sort_unstable();
    weeks.dedup();
    weeks
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn labels_keep_their_order_and_weeks_without_points_stay() {
        let point = |week, label, tokens| Point { week, label, tokens };
        let points = [point("2026-04-13", "b/z", 3), point("2026-04-13", "a/y", 2), point("2026-04-13", "Others", 9)];
        let chart = chart(&weeks(["2026-04-13", "2026-04-06", "2026-04-13"]), &points);
        expect![[r#"[{"x":"2026-04-06","ys":{}},{"x":"2026-04-13","ys":{"b/z":3,"a/y":2,"Others":9}}]"#]]
            .assert_eq(&chart.to_string());
    }
}
