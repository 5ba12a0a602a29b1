//! Claims about vendors that a chart does not name.

use expect_test::expect;

use super::{of_weeks, tested};

const SHARE: &str = "anthropic_token_share,text,0.123,,share,0.0005,as,where";

/// Whom the chart does not name may have as much as the smallest that it names, inside the remainder.
#[test]
fn who_is_not_named_has_a_most_and_no_figure() {
    let of = |cells: &[&str]| tested(SHARE, &of_weeks(8, [cells; 2]));
    expect!["fails | - | the vendor chart does not name it in the last four weeks: it has at most 10.0 % of all"]
        .assert_eq(&of(&["xiaomi 60", "google 30", "others 10"]));
    expect![
        "cannot_be_tested | - | the vendor chart does not name it in the last four weeks: it has at most 20.0 % of all"
    ]
    .assert_eq(&of(&["xiaomi 50", "google 30", "others 20"]));
    // Named in the first weeks alone: in the last it is absent all the same.
    let gone = of_weeks(8, [&["anthropic 70", "others 30"], &["google 95", "others 5"]]);
    expect!["fails | - | the vendor chart does not name it in the last four weeks: it has at most 5.0 % of all"]
        .assert_eq(&tested(SHARE, &gone));
}

#[test]
fn who_is_named_neither_then_nor_now_is_within_the_remainder() {
    let never = of_weeks(53, [&["xiaomi 50", "google 30", "others 20"]; 2]);
    expect!["fails | 0 | 0.0 % to 20.0 % then, 0.0 % to 20.0 % now; then is not what was said"]
        .assert_eq(&tested("anthropic_last_year,text,0.25,0.12,share,0.005,as,where", &never));
}

/// A sum of nothing has no sign.
#[test]
fn labs_of_which_none_is_named_have_nothing() {
    let none = of_weeks(53, [&["google 90", "others 10"]; 2]);
    expect![
        "cannot_be_tested | 0 | they had 0.0 % of all tokens a year before, and up to 10.0 %; expected below 2.0 %"
    ]
    .assert_eq(&tested("cn_rounding_error,text,<0.02,,share,,as,where", &none));
    expect!["fails | 0 | 0.0 % of all tokens, up to 10.0 % with what may be theirs besides, 0.0 % of those of named vendors; expected above 50.0 %"].assert_eq(&tested("cn_majority,text,>0.5,,share,,as,where", &none));
}
