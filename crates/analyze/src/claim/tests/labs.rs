//! Claims about the six labs.

use std::collections::BTreeMap;

use expect_test::expect;
use jiff::civil::Date;
use schema::{
    Basis, Board, Frame, Rule,
    columns::*,
    series::{dates, integers, reals, texts},
    tables::{VendorGap, VendorPrice},
};

use super::{Evidence, WEEK, of_weeks, tested};
use crate::{Pricing, Traffic, Weights, tests::filled};

/// Five of the six are not named: each may have what the smallest has, and together no more than `others`.
#[test]
fn a_majority_can_t_be_told_where_others_may_make_it() {
    let of = |now: &[&str]| tested("cn_majority,text,>0.5,,share,,as,where", &of_weeks(4, [now; 2]));
    expect!["cannot_be_tested | 0.45 | 45.0 % of all tokens, up to 60.0 % with what may be theirs besides, 52.9 % of those of named vendors; expected above 50.0 %"].assert_eq(&of(&["xiaomi 45", "anthropic 30", "google 10", "others 15"]));
    expect!["fails | 0.3 | 30.0 % of all tokens, up to 45.0 % with what may be theirs besides, 35.3 % of those of named vendors; expected above 50.0 %"].assert_eq(&of(&["xiaomi 30", "anthropic 55", "others 15"]));
    expect!["holds | 0.51 | 51.0 % of all tokens, up to 66.0 % with what may be theirs besides, 60.0 % of those of named vendors; expected above 50.0 %"].assert_eq(&of(&["xiaomi 51", "anthropic 34", "others 15"]));
    // Who is no vendor is not among the named ones.
    expect!["cannot_be_tested | 0.46 | 46.0 % of all tokens, up to 59.0 % with what may be theirs besides, 52.9 % of those of named vendors (47.4 % to 57.7 % wherever labels of no vendor belong); expected above 50.0 %"].assert_eq(&of(&["xiaomi 45", "stealth 10", "anthropic 41", "stepfun 1", "others 3"]));
}

/// A label of no vendor with one of four thousand moves no figure that is shown: there is no range then, unless the half is in it.
#[test]
fn a_range_that_is_one_point_is_left_out() {
    let of = |now: &[&str]| tested("cn_majority,text,>0.5,,share,,as,where", &of_weeks(4, [now; 2]));
    let labs = ["qwen 300", "xiaomi 300", "minimax 300", "deepseek 300", "z-ai 300", "stepfun 300"];
    let with = |rest: &[&'static str]| [&labs[..], rest].concat();
    expect!["fails | 0.45 | 45.0 % of all tokens, 45.0 % of those of named vendors; expected above 50.0 %"]
        .assert_eq(&of(&with(&["anthropic 2199", "stealth 1"])));
    expect!["cannot_be_tested | 0.49999999999999994 | 50.0 % of all tokens, up to 50.0 % with what may be theirs besides, 50.0 % of those of named vendors (50.0 % to 50.0 % wherever labels of no vendor belong); expected above 50.0 %"].assert_eq(&of(&with(&["anthropic 1799", "stealth 1"])));
}

/// One is not named, and the smallest has 2: not more than half of all, and more than half of what is named.
#[test]
fn a_majority_of_one_whole_and_not_of_the_other_can_t_be_told() {
    let now: &[&str] = &["xiaomi 40", "qwen 2", "minimax 2", "deepseek 2", "z-ai 2", "anthropic 37", "others 15"];
    expect!["cannot_be_tested | 0.4800000000000001 | 48.0 % of all tokens, up to 50.0 % with what may be theirs besides, 56.5 % of those of named vendors; which of the two is meant the text does not say; expected above 50.0 %"].assert_eq(&tested("cn_majority,text,>0.5,,share,,as,where", &of_weeks(4, [now; 2])));
}

/// `VENDOR | IS_ATTRIBUTED | PRICE` per line, on a board at 3:1.
fn priced(rows: &str) -> Frame<VendorPrice> {
    let alike = [
        (&RULE, "published"),
        (&PRICE_BASIS, "list_3to1"),
        (&WINDOW_KIND, "board"),
        (&WINDOW_START_DATE, "2026-04-06"),
        (&WINDOW_END_DATE, "2026-04-12"),
        (&BOARD, "apps"),
        (&TOKENS, "1"),
        (&PRICED_TOKENS, "1"),
        (&MODEL_COUNT, "1"),
        (&MIX_ORIGIN, "assumed"),
        (&WEIGHTS_AGE_DAYS, "0"),
        (&KEPT_SHARE, "1"),
        (&VALUE_ORIGIN, "observed"),
    ];
    Frame::from_text(&format!("vendor | is_attributed | blended_usd_per_mtok\n{rows}"), &alike).unwrap()
}

/// A model under a borrowed name has 11 % of the site's board: perhaps the labs' own, and no named vendor's.
#[test]
fn labels_of_no_vendor_on_a_board_may_make_a_majority() {
    let gap: Frame<VendorGap> = filled(vec![
        texts(&VENDOR, ["xiaomi", "stealth", "anthropic"].map(Some)),
        texts(&RULE, [Some("published"); 3]),
        texts(&PRICE_BASIS, [Some("list_3to1"); 3]),
        dates(&WINDOW_START_DATE, [Some(WEEK); 3]),
        dates(&WINDOW_END_DATE, [Some(WEEK); 3]),
        texts(&BOARD, [Some("site"); 3]),
        reals(&TOKEN_SHARE, [0.43, 0.11, 0.46].map(Some)),
    ]);
    let prices = priced("xiaomi | true | 1\nstealth | false | -\nanthropic | true | 5\n");
    let evidence = Evidence::default().with_gap(&gap, Traffic::ALL).with_prices(&prices);
    expect!["cannot_be_tested | 0.43 | 43.0 % of all tokens, up to 54.0 % with what may be theirs besides, 48.3 % of those of named vendors (43.0 % to 54.0 % wherever labels of no vendor belong), by the site's board over its own window, since there is no vendor chart of the week; expected above 50.0 %"].assert_eq(&tested("cn_majority,text,>0.5,,share,,as,where", &evidence));
}

/// 1 of 100 a year before is within 2 %; what may have been theirs besides need not be.
#[test]
fn a_rounding_error_may_have_been_more() {
    let of = |then: &[&str]| {
        let now: &[&str] = &["xiaomi 60", "anthropic 40"];
        tested("cn_rounding_error,text,<0.02,,share,,as,where", &of_weeks(53, [then, now]))
    };
    expect!["holds | 0.01 | they had 1.0 % of all tokens a year before; expected below 2.0 %"]
        .assert_eq(&of(&["qwen 1", "anthropic 99"]));
    expect![
        "cannot_be_tested | 0.01 | they had 1.0 % of all tokens a year before, and up to 6.0 %; expected below 2.0 %"
    ]
    .assert_eq(&of(&["qwen 1", "anthropic 89", "others 10"]));
    expect!["fails | 0.1 | they had 10.0 % of all tokens a year before, and up to 20.0 %; expected below 2.0 %"]
        .assert_eq(&of(&["qwen 10", "anthropic 80", "others 10"]));
}

/// Three of the labs at $0.50, of whose tokens so much has a price, beside a vendor at $5.
fn cheap(covered: f64, evidence: Evidence) -> String {
    let vendors = ["deepseek", "qwen", "xiaomi", "anthropic"];
    let gap: Frame<VendorGap> = filled(vec![
        texts(&VENDOR, vendors.map(Some)),
        texts(&RULE, [Some("published"); 4]),
        texts(&PRICE_BASIS, [Some("list_3to1"); 4]),
        dates(&WINDOW_START_DATE, [Some(WEEK); 4]),
        dates(&WINDOW_END_DATE, [Some(WEEK); 4]),
        texts(&BOARD, [Some("apps"); 4]),
        integers(&TOKENS, [Some(1_000_000); 4]),
        reals(&BLENDED_PRICE, [0.5, 0.5, 0.5, 5.0].map(Some)),
        reals(&COVERAGE_SHARE, [Some(1.0); 4]),
        reals(&WEIGHTS_SHARE, [Some(covered); 4]),
    ]);
    let prices = priced("deepseek | true | 0.5\nqwen | true | 0.5\nxiaomi | true | 0.5\nanthropic | true | 5\n");
    tested(
        "gainers_under_one_dollar,text,<1,,usd_per_mtok,,as,where",
        &evidence.with_gap(&gap, Traffic::ALL).with_prices(&prices),
    )
}

/// The labs with 10 of 100 each, and then with so many.
fn grown(deepseek: &str, qwen: &str, xiaomi: &str, anthropic: &str) -> Evidence {
    of_weeks(8, [&["deepseek 10", "qwen 10", "xiaomi 10", "anthropic 70"], &[deepseek, qwen, xiaomi, anthropic]])
}

/// A tenth of their tokens at up to $5 leaves them at $0.95; a fifth may make them $1.40.
#[test]
fn a_price_is_below_a_dollar_if_what_has_none_leaves_it_there() {
    let all = || grown("deepseek 20", "qwen 20", "xiaomi 20", "anthropic 40");
    expect!["holds | 0.5 | 3 of the six labs gained share; of these below it: 3 of 3 priced ones on list_3to1, rule published; expected below $1/M"].assert_eq(&cheap(0.9, all()));
    expect!["cannot_be_tested | 0.5 | 3 of the six labs gained share; of these below it: 3 of 3 priced ones on list_3to1, rule published, 0 to 3 within their bounds; expected below $1/M"].assert_eq(&cheap(0.8, all()));
}

/// Of four that gained one has no price: with it on either side three of four are below. Of two it may be half or all.
#[test]
fn who_has_no_price_may_be_on_either_side() {
    let four = of_weeks(
        8,
        [
            &["deepseek 10", "qwen 10", "xiaomi 10", "stepfun 10", "anthropic 60"],
            &["deepseek 20", "qwen 20", "xiaomi 20", "stepfun 20", "anthropic 20"],
        ],
    );
    expect!["holds | 0.5 | 4 of the six labs gained share; of these below it: 3 of 3 priced ones on list_3to1, rule published, 1 without a price; expected below $1/M"].assert_eq(&cheap(0.9, four));
    let two = of_weeks(
        8,
        [
            &["deepseek 10", "qwen 20", "xiaomi 20", "stepfun 10", "anthropic 40"],
            &["deepseek 20", "qwen 10", "xiaomi 10", "stepfun 20", "anthropic 40"],
        ],
    );
    expect!["cannot_be_tested | 0.5 | 2 of the six labs gained share; of these below it: 1 of 1 priced ones on list_3to1, rule published, 1 without a price; expected below $1/M"].assert_eq(&cheap(0.9, two));
}

/// The claim is about who gained: a lab that lost is not counted, and without a series nobody knows.
#[test]
fn those_who_gain_are_those_who_gained() {
    let two = grown("deepseek 5", "qwen 20", "xiaomi 20", "anthropic 55");
    expect!["holds | 0.5 | 2 of the six labs gained share; of these below it: 2 of 2 priced ones on list_3to1, rule published; expected below $1/M"].assert_eq(&cheap(0.9, two));
    let nobody = grown("deepseek 10", "qwen 5", "xiaomi 5", "anthropic 80");
    expect!["cannot_be_tested | - | none of the six labs gained share"].assert_eq(&cheap(0.9, nobody));
    expect!["cannot_be_tested | - | nobody knows which of the six labs gained share: this run has no vendor chart with two windows that names one, or no rows of rule `published`"].assert_eq(&cheap(0.9, Evidence::default()));
}

/// What a run asks for and has no prices of leaves open whether it holds in each setting; what nobody asks for does not.
#[test]
fn a_setting_without_prices_lets_nothing_hold() {
    let of = |bases: Vec<Basis>| {
        let weights = Weights { published: Board::Apps, default: Board::Site };
        let pricing = Pricing { rules: vec![Rule::Published, Rule::Default], bases, weights, traffic: Traffic::ALL };
        let all = grown("deepseek 20", "qwen 20", "xiaomi 20", "anthropic 40");
        cheap(0.9, all.with_boards_of_other_days(BTreeMap::new(), &pricing))
    };
    expect!["holds | 0.5 | 3 of the six labs gained share; of these below it: 3 of 3 priced ones on list_3to1, rule published; expected below $1/M"].assert_eq(&of(vec![Basis::List3to1]));
    expect!["cannot_be_tested | 0.5 | 3 of the six labs gained share; of these below it: 3 of 3 priced ones on list_3to1, rule published; no prices on list_asof, rule default; expected below $1/M"].assert_eq(&of(vec![Basis::List3to1, Basis::ListAsof]));
}

/// The last weeks stand as they are: one of them is not over.
#[test]
fn who_gained_up_to_a_running_week_says_so() {
    let line = |back: i64| {
        let week = schema::day::shifted(WEEK, -7 * back);
        let (labs, end) = (if back < 4 { 20 } else { 10 }, if back == 0 { " running" } else { "" });
        ["deepseek", "qwen", "xiaomi"].map(|lab| format!("{week} {lab} {labs}{end}\n")).concat()
            + &format!("{week} anthropic {}{end}\n", 100 - 3 * labs)
    };
    let text: String = (0..8).map(line).collect();
    let series = crate::tests::vendor_weeks(&text.lines().collect::<Vec<_>>());
    let growth = crate::vendor_growth(&series, &[Rule::Published], 4).unwrap();
    let evidence = Evidence::default().with_series(&series, &Frame::empty().unwrap(), WEEK).with_growth(&growth);
    expect!["holds | 0.5 | 3 of the six labs gained share up to the last four weeks, the running one among them; of these below it: 3 of 3 priced ones on list_3to1, rule published; expected below $1/M"].assert_eq(&cheap(0.9, evidence));
}

/// A pipeline may compare single weeks: who gained then is not who gained between the windows of the page.
#[test]
fn who_gained_between_single_weeks_is_not_told() {
    let series = crate::tests::vendor_weeks(
        &(0..10)
            .map(|back| format!("{} qwen 1", schema::day::shifted(WEEK, -7 * back)))
            .collect::<Vec<_>>()
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>(),
    );
    let growth = crate::vendor_growth(&series, &[Rule::Published], 1).unwrap();
    let evidence = Evidence::default().with_series(&series, &Frame::empty().unwrap(), WEEK).with_growth(&growth);
    expect!["cannot_be_tested | - | the window up to this week has 1 of the 4 weeks that it takes: a share of fewer is not the one that was said"].assert_eq(&cheap(0.9, evidence));
}

/// All claims about prices say the same of a board of other days; where it is of the week they say nothing of it.
#[test]
fn a_board_of_other_days_weighs_no_price_of_any_claim() {
    let days = (Date::constant(2026, 3, 2), Date::constant(2026, 3, 29));
    let weights = Weights { published: Board::Apps, default: Board::Site };
    let (rules, bases) = (vec![Rule::Published], vec![Basis::List3to1]);
    let pricing = Pricing { rules, bases, weights, traffic: Traffic::ALL };
    let of = |board: Board, id: &str, stated: &str| {
        let evidence = grown("deepseek 20", "qwen 20", "xiaomi 20", "anthropic 40");
        let evidence = evidence.with_boards_of_other_days(BTreeMap::from([(board, days)]), &pricing);
        tested(&format!("{id},text,{stated},as,where"), &evidence)
    };
    let claims = [
        ("anthropic_dollar_share", "0.463,,share,0.001"),
        ("premium_price_factor", "10-30,,ratio,"),
        ("premium_takes_dollars", ">0.5,,share,"),
        ("gainers_under_one_dollar", "<1,,usd_per_mtok,"),
    ];
    for (id, stated) in claims {
        expect!["cannot_be_tested | - | this run has no vendor prices on the basis and rule of the published page: the app pages that would weigh them are of 2026-03-02 to 2026-03-29, not of this week"].assert_eq(&of(Board::Apps, id, stated));
        expect!["cannot_be_tested | - | this run has no vendor prices on the basis and rule of the published page"]
            .assert_eq(&of(Board::Site, id, stated));
    }
}

#[test]
fn labs_without_a_price_are_compared_with_nothing() {
    expect!["cannot_be_tested | - | this run has no changes of share and prices of this week at 3:1, rule published; none of the six labs has a price to compare with $1 per million tokens"].assert_eq(&tested("follows_price,text,,,correlation,,as,where", &Evidence::default()));
}
