//! An app's page.

use expect_test::expect;

use super::{check, check_edited, edited, read};

#[test]
fn an_app_page() {
    check(
        "apps/page/happy.rsc",
        &expect![[r#"
        app_model_chart
        week_start_date | app_id | model_label | tokens | value_origin | json_path
        2026-03-23 | openclaw | Others | 1 | observed | row 4 $[3].children[1][3].data[1].ys["Others"]
        2026-03-23 | openclaw | anthropic/claude-4.6-opus-20260205 | 11 | observed | row 4 $[3].children[1][3].data[1].ys["anthropic/claude-4.6-opus-20260205"]
        2026-03-30 | openclaw | Others | 2 | observed | row 4 $[3].children[1][3].data[2].ys["Others"]
        2026-03-30 | openclaw | anthropic/claude-4.6-opus-20260205 | 12 | observed | row 4 $[3].children[1][3].data[2].ys["anthropic/claude-4.6-opus-20260205"]
        2026-04-06 | openclaw | Others | 3 | observed | row 4 $[3].children[1][3].data[3].ys["Others"]
        2026-04-06 | openclaw | anthropic/claude-4.6-opus-20260205 | 13 | observed | row 4 $[3].children[1][3].data[3].ys["anthropic/claude-4.6-opus-20260205"]
        2026-04-13 | openclaw | Others | 4 | observed | row 4 $[3].children[1][3].data[4].ys["Others"]
        2026-04-13 | openclaw | anthropic/claude-4.6-opus-20260205 | 14 | observed | row 4 $[3].children[1][3].data[4].ys["anthropic/claude-4.6-opus-20260205"]
        note: app_model_chart: week without any label: no rows
    "#]],
    );
    check(
        "apps/page/no_chart.rsc",
        &expect![[r#"
            app_model_chart: expected one list of 4 or more `{x, ys}` whose labels name models, found none
            hint: upstream changed this answer, or the file belongs to another request: see `tokenshare tables --sources`
        "#]],
    );
}

#[test]
fn counts_in_a_stream() {
    let edit = |to| edited("apps/page/happy.rsc", (":14", to));
    let read = |to| read("apps/page", &edit(to));
    for good in [":14.0", ":1.4e1", ":\"14\"", ":\"$n14\""] {
        assert_eq!(read(good), read(":14"), "{good}");
    }
    check_edited(
        "apps/page/happy.rsc",
        (":14", ":-5"),
        &expect![[r#"
            `row 4 $[3].children[1][3].data[4].ys["anthropic/claude-4.6-opus-20260205"]`: expected an integer from 0 to 2^53, found `-5`
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        "apps/page/happy.rsc",
        (":14", ":\"$NaN\""),
        &expect![[r#"
            `row 4 $[3].children[1][3].data[4].ys["anthropic/claude-4.6-opus-20260205"]`: expected a value, found none: number is not finite
            hint: upstream changed this field, or the file was edited: look at it there, and at a capture of another day
        "#]],
    );
    check_edited(
        "apps/page/happy.rsc",
        (":14", ":\"$undefined\""),
        &expect![[r#"
        app_model_chart
        week_start_date | app_id | model_label | tokens | value_origin | json_path
        2026-03-23 | openclaw | Others | 1 | observed | row 4 $[3].children[1][3].data[1].ys["Others"]
        2026-03-23 | openclaw | anthropic/claude-4.6-opus-20260205 | 11 | observed | row 4 $[3].children[1][3].data[1].ys["anthropic/claude-4.6-opus-20260205"]
        2026-03-30 | openclaw | Others | 2 | observed | row 4 $[3].children[1][3].data[2].ys["Others"]
        2026-03-30 | openclaw | anthropic/claude-4.6-opus-20260205 | 12 | observed | row 4 $[3].children[1][3].data[2].ys["anthropic/claude-4.6-opus-20260205"]
        2026-04-06 | openclaw | Others | 3 | observed | row 4 $[3].children[1][3].data[3].ys["Others"]
        2026-04-06 | openclaw | anthropic/claude-4.6-opus-20260205 | 13 | observed | row 4 $[3].children[1][3].data[3].ys["anthropic/claude-4.6-opus-20260205"]
        2026-04-13 | openclaw | Others | 4 | observed | row 4 $[3].children[1][3].data[4].ys["Others"]
        note: app_model_chart: week without any label: no rows
    "#]],
    );
}
