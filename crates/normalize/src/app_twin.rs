//! Apps that look like one app under two ids. Nothing but an app list says whether they are: they are told.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Frame, Note, Table,
    columns::{APP_ID, IS_COMPLETE, MODEL, TOKENS, WEEK_START_DATE},
    tables::AppModelWeek,
};

/// One note for each two apps that have the same tokens of the same models in a whole week.
pub fn app_twins(apps: &Frame<AppModelWeek>) -> Vec<Note> {
    let mut same: BTreeMap<(Date, Usage<'_>), Vec<&str>> = BTreeMap::new();
    for ((week, app), usage) in whole_weeks(apps) {
        same.entry((week, usage)).or_default().push(app);
    }
    let mut twins: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for pair in same.values().flat_map(|apps| apps.windows(2)) {
        if let [one, other] = pair {
            *twins.entry((one, other)).or_default() += 1;
        }
    }
    let note = |((one, other), count): ((&str, &str), usize)| Note {
        block: AppModelWeek::SPEC.name,
        what: format!(
            "`{one}` and `{other}` have the same tokens by model in a week: one app under two ids counts twice, and an \
             app list among the inputs would tell"
        ),
        count,
    };
    twins.into_iter().map(note).collect()
}

/// Tokens by model.
type Usage<'weeks> = Vec<(&'weeks str, i64)>;

/// Usage by week and app, of weeks that are complete.
fn whole_weeks(apps: &Frame<AppModelWeek>) -> BTreeMap<(Date, &str), Usage<'_>> {
    let (weeks, ids) = (apps.cells(&WEEK_START_DATE).dates(), apps.cells(&APP_ID).texts());
    let (models, tokens) = (apps.cells(&MODEL).texts(), apps.cells(&TOKENS).integers());
    let mut usage: BTreeMap<(Date, &str), Usage<'_>> = BTreeMap::new();
    for (row, is_complete) in apps.cells(&IS_COMPLETE).truths().into_iter().enumerate() {
        let cell = (weeks.get(row), ids.get(row), models.get(row), tokens.get(row));
        let (Some(Some(week)), Some(Some(id)), Some(Some(model)), Some(Some(tokens))) = cell else { continue };
        if is_complete == Some(true) {
            usage.entry((*week, id)).or_default().push((model, *tokens));
        }
    }
    usage
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::tests::app_weeks;

    #[test]
    fn two_ids_with_the_same_tokens_are_told() {
        let weeks = app_weeks(&[
            "12 2026-03-30 a/b 100 true",
            "12 2026-03-30 a/c 7 true",
            "12 2026-04-06 a/b 5 true",
            "12 2026-04-13 a/b 9 false",
            "other 2026-04-06 a/b 6 true",
            "other 2026-04-13 a/b 9 false",
            "twelve 2026-03-30 a/b 100 true",
            "twelve 2026-03-30 a/c 7 true",
            "twelve 2026-04-06 a/b 5 true",
        ]);
        let notes: Vec<_> = app_twins(&weeks).iter().map(ToString::to_string).collect();
        expect!["app_model_week: `12` and `twelve` have the same tokens by model in a week: one app under two ids counts twice, and an app list among the inputs would tell (2 times)"].assert_eq(&notes.join("\n"));
    }
}
