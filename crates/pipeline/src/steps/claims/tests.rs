//! Claims on two app boards, two month views, and a chart of models that goes on where that of vendors ends.

use std::{collections::BTreeSet, path::Path};

use expect_test::{Expect, expect};
use normalize::Arrivals;
use polars::frame::DataFrame;
use schema::{
    Column, Frame, Table, TableSpec,
    columns::*,
    tables::{AppModelWeek, Catalog, Claim, ModelRanking, ModelWeek, VendorWeek},
};

use crate::{
    frames::{File, Frames, Made, typed},
    plan::Plan,
    reference::Reference,
    step::Inputs,
    steps::STEPS,
};

const OPUS: &str = "anthropic/claude-4.6-opus-20260205";
const PLAN: &str = r#"
title = "boards of several weeks"
rules = ["published"]
bases = ["list_3to1"]
results = ["vendor_price", "vendor_gap", "vendor_growth", "model_leaderboard", "claim"]
[inputs]
"apps/page" = "all"
"catalog/models" = "all"
"frontend/models-month" = "all"
"rankings_page/stream" = "all"
[bounds]
max_new_vendor_share = 0.05
"#;

const SAID: [(&Column, &str); 3] = [(&SOURCE, "x"), (&VALUE_ORIGIN, "observed"), (&JSON_PATH, "$")];
const HELD: [(&Column, &str); 3] =
    [(&VALUE_ORIGIN, "observed"), (&SNAPSHOT_ID, "s"), (&CAPTURED_AT, "2026-05-18T00:00:00Z")];
const WHOLE: [(&Column, &str); 4] =
    [(&IS_COMPLETE, "true"), (&IS_LEFT_CUT, "false"), (&IS_LOWER_BOUND, "false"), (&WEEK_ANCHOR, "monday")];

fn add(frames: &mut Frames, spec: &'static TableSpec, data: DataFrame) {
    let checked = typed(spec, data).expect("rows of the table");
    let (rows, snapshots, chapters) = (checked.data.height(), BTreeSet::new(), Vec::new());
    let (step, recipe, sha256, file) = (String::new(), String::new(), String::new(), File::New(Vec::new()));
    frames.add(Made { spec, step, snapshots, recipe, rows, sha256, bytes: 0, chapters, file }, checked);
}

fn lay<T: Table>(frames: &mut Frames, rows: &str, alike: &[(&Column, &str)]) {
    let frame = Frame::<T>::from_text(rows, alike).expect("rows of the table");
    add(frames, T::SPEC, frame.into_data());
}

/// Tables as sources and normalizing leave them.
fn held() -> Frames {
    let mut frames = Frames::default();
    let priced = [(&CANONICAL_SLUG, OPUS), (&OUTPUT_TEXT, "0.000025"), (&OUTPUT_PRICE, "25"), (&IS_ALIAS, "false")];
    let more = [(&PRICING_JSON, "{}"), (&SNAPSHOT_ID, "c"), (&CAPTURED_AT, "2026-04-20T00:00:00Z")];
    let catalog =
        "model_id | variant | input_usd_per_tok_text | input_usd_per_mtok\nanthropic/opus | standard | 0.000005 | 5";
    lay::<Catalog>(&mut frames, catalog, &[&priced[..], &more, &SAID].concat());
    let views = [("m1", "2026-04-20", 5), ("m2", "2026-04-27", 20)].map(|(view, day, opus)| {
        format!("{view} | {day}T08:00:00Z | {OPUS} | {opus}\n{view} | {day}T08:00:00Z | x-ai/grok | 10\n")
    });
    let parts = [(&VIEW, "month"), (&VARIANT, "standard"), (&PROMPT_TOKENS, "4"), (&COMPLETION_TOKENS, "1")];
    let head = "snapshot_id | captured_at | model_permaslug | tokens\n";
    lay::<ModelRanking>(&mut frames, &format!("{head}{}", views.concat()), &[&parts[..], &SAID].concat());
    let before = ["03-23", "03-30", "04-06"].map(|day| format!("2026-{day} | a\n")).concat();
    let apps = ["13 | a", "13 | b", "20 | a", "20 | b", "20 | c"].map(|row| format!("2026-04-{row}\n")).concat();
    let of_apps = [(&MODEL, OPUS), (&TOKENS, "7"), (&VENDOR, "anthropic"), (&IS_ATTRIBUTED, "true")];
    let weekly = [(&IS_COMPLETE, "true"), (&IS_LEFT_CUT, "false"), (&WEEK_ANCHOR, "monday")];
    let rows = format!("week_start_date | app_id\n{before}{apps}");
    lay::<AppModelWeek>(&mut frames, &rows, &[&of_apps[..], &weekly, &HELD].concat());
    let vendors = ["03-30", "04-06", "04-13", "04-20", "04-27"].map(|day| {
        format!("2026-{day} | anthropic | true | 10\n2026-{day} | x-ai | true | 70\n2026-{day} | others | false | 20\n")
    });
    let rows = format!("week_start_date | vendor | is_attributed | tokens\n{}", vendors.concat());
    lay::<VendorWeek>(&mut frames, &rows, &[&WHOLE[..], &HELD].concat());
    let models = ["04-06", "04-13", "04-20", "04-27", "05-04", "05-11"].map(|day| {
        let row = |cells: &str| format!("2026-{day} | {cells}\n");
        [
            row(&format!("{OPUS} | anthropic | true | 30")),
            row("x-ai/grok | x-ai | true | 50"),
            row("others | others | false | 20"),
        ]
        .concat()
    });
    let rows = format!("week_start_date | model | vendor | is_attributed | tokens\n{}", models.concat());
    lay::<ModelWeek>(&mut frames, &rows, &[&WHOLE[..], &HELD, &[(&VARIANT, "standard")]].concat());
    frames
}

/// The claims of a run that makes all that they are tested on.
fn claims() -> Frame<Claim> {
    let (plan, reference): (Plan, Reference) = Plan::parse(PLAN, Path::new("test.toml")).expect("a pipeline");
    let (mut frames, arrivals) = (held(), Arrivals::default());
    let made = ["model_window", "model_price", "priced_usage", "vendor_price", "vendor_gap", "vendor_growth"];
    for table in made.into_iter().chain(["model_leaderboard", "claim"]) {
        let step = STEPS.iter().find(|step| step.makes.name == table).expect("a step");
        let data = (step.run)(&Inputs::new(&frames, &plan, &reference, &arrivals)).expect("rows");
        add(&mut frames, step.makes, data);
    }
    frames.frame().expect("claims")
}

fn check(claims: &Frame<Claim>, id: &str, expected: &Expect) {
    let text = claims.to_text(&[&CLAIM_ID, &WEEK_START_DATE, &TOKENS_FROM, &VERDICT, &OUR_VALUE, &BECAUSE]);
    let rows = text.lines().filter_map(|line| Some(format!("{}\n", line.strip_prefix(&format!("{id} | "))?)));
    expected.assert_eq(&rows.collect::<String>());
}

/// Each board on the week in which it ends; a week without one says so, and no week is left out.
#[test]
fn each_claim_about_a_board_is_tested_on_each_week_that_has_one() {
    let claims = claims();
    assert_eq!(claims.height(), 5 * 23, "each claim on each week");
    check(
        &claims,
        "top_model_apps",
        &expect![[r#"
            2026-04-13 | vendor_chart | fails | 2 | public app pages in whose chart it has tokens
            2026-04-20 | vendor_chart | fails | 3 | public app pages in whose chart it has tokens
            2026-04-27 | vendor_chart | cannot_be_tested | - | this run has no app pages of that week, and the site counts other traffic
            2026-05-04 | model_chart | cannot_be_tested | - | this run has no app pages of that week, and the site counts other traffic
            2026-05-11 | model_chart | cannot_be_tested | - | this run has no board with this model for that week
        "#]],
    );
    // The month view of each week, of which `model_window` has the newest; where there is none, weeks of the model chart.
    check(
        &claims,
        "top_model_token_rank",
        &expect![[r#"
            2026-04-13 | vendor_chart | fails | 1 | rank 1 on the app board; rank 2 on the site board
            2026-04-20 | vendor_chart | fails | 1 | rank 1 on the app board; rank 1 on the site board
            2026-04-27 | vendor_chart | fails | 2 | rank 2 on the site board
            2026-05-04 | model_chart | fails | 2 | rank 2 on the site board
            2026-05-11 | model_chart | cannot_be_tested | - | this run has no board with this model for that week
        "#]],
    );
    check(
        &claims,
        "top_model_tokens",
        &expect![[r#"
            2026-04-13 | vendor_chart | fails | 35 | on the app board; the page cuts where we round
            2026-04-20 | vendor_chart | fails | 49 | on the app board; the page cuts where we round
            2026-04-27 | vendor_chart | cannot_be_tested | - | 0.00T on the site board; this run has no app pages of that week, and the site counts other traffic
            2026-05-04 | model_chart | cannot_be_tested | - | 0.00T on the site board; this run has no app pages of that week, and the site counts other traffic
            2026-05-11 | model_chart | cannot_be_tested | - | this run has no board with this model for that week
        "#]],
    );
}

/// Before a window is full nothing is judged; behind the end of the chart of vendors a chart of models says what its names have,
/// and what may be theirs besides.
#[test]
fn claims_about_vendors_go_on_by_the_models_of_a_chart() {
    check(
        &claims(),
        "anthropic_token_share",
        &expect![[r#"
            2026-04-13 | vendor_chart | cannot_be_tested | - | the window up to this week has 3 of the 4 weeks that it takes: a share of fewer is not the one that was said
            2026-04-20 | vendor_chart | fails | 0.1 | of all buckets in the last four weeks
            2026-04-27 | vendor_chart | fails | 0.1 | of all buckets in the last four weeks
            2026-05-04 | model_chart | fails | 0.3 | of all tokens, by the models that a chart names, since there is no vendor chart of the week, up to 50.0 % with what may be its besides
            2026-05-11 | model_chart | fails | 0.3 | of all tokens, by the models that a chart names, since there is no vendor chart of the week, up to 50.0 % with what may be its besides
        "#]],
    );
}

/// App pages of a week weigh its prices, and those of no other: in the last three weeks there are none.
#[test]
fn prices_are_weighed_by_a_board_of_the_week_alone() {
    let claims = claims();
    let elsewhere = "no vendor prices on the basis and rule of the published page: the app pages that would weigh them are of \
                     2026-03-30 to 2026-04-26, not of this week";
    let (ids, reasons) = (claims.cells(&CLAIM_ID).texts(), claims.cells(&BECAUSE).texts());
    let of_shares = ids.into_iter().zip(reasons).filter(|(id, _)| *id == Some("anthropic_dollar_share"));
    let is_elsewhere = of_shares.map(|(_, because)| because.is_some_and(|because| because.ends_with(elsewhere)));
    assert_eq!(is_elsewhere.collect::<Vec<_>>(), [false, false, true, true, true]);
}
