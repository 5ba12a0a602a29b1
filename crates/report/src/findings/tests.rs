//! The page without tables: every part says what is missing, and what can't be told stays.

use super::*;

#[test]
fn what_was_not_made_is_said() {
    let page = findings(&FindingsTables::default()).unwrap();
    for spec in FINDINGS_TABLES {
        assert!(page.contains(&format!("`{}`", spec.name)), "{}: {page}", spec.name);
    }
    assert_eq!(page.matches("This run has no rows of").count(), 3, "one sentence in each section: {page}");
    assert!(!page.contains("\n\n\n"), "no blank section: {page}");
    assert!(page.ends_with(CANNOT));
}

#[test]
fn a_table_in_the_place_of_another_is_refused() {
    use schema::{Frame, tables::VendorWeek};
    let other = Frame::<VendorWeek>::empty().unwrap().into_data();
    let tables = FindingsTables { price_correlation: Some(&other), ..FindingsTables::default() };
    assert!(findings(&tables).unwrap_err().to_string().contains("price_correlation"));
}

#[test]
fn an_interval_has_a_direction_only_beside_zero() {
    assert_eq!(
        [direction(0.1, 0.2), direction(-0.2, -0.1), direction(-0.1, 0.1), direction(0.0, 0.2)],
        ["up", "down", "neither", "neither"]
    );
    assert_eq!([signed(0.317), signed(-0.001), signed(-0.5)], ["+0.32", "+0.00", "-0.50"]);
}

#[test]
fn a_p_value_at_its_floor_is_no_number() {
    assert_eq!([1.0 / 10_001.0, 2.0 / 10_001.0, 0.0068].map(p_value), ["< 0.0002", "0.0002", "0.0068"]);
}

/// One vendor gained, one is absent in a window, and a label that is no vendor's has neither change nor price.
#[test]
fn what_is_not_known_of_a_move_is_no_zero() {
    use expect_test::expect;
    use schema::{
        Frame,
        columns::*,
        tables::{PricePoint, VendorGrowth},
    };
    let alike = [
        (&PRICE_BASIS, "list_asof"),
        (&RULE, "default"),
        (&WINDOW_START_DATE, "2026-04-06"),
        (&WINDOW_END_DATE, "2026-04-12"),
        (&VALUE_ORIGIN, "observed"),
    ];
    let points = Frame::<PricePoint>::from_text(
        "
        vendor | past_share | now_share | delta_points | delta_least_points | delta_most_points | blended_usd_per_mtok
        a      | 0.1        | 0.15      | 5            | 5                  | 5                 | 0.5
        b      | -          | 0.3       | -            | 27.5               | 30                | 2
        router | 0.2        | -         | -            | -20                | -15               | -
        ",
        &alike,
    )
    .unwrap()
    .into_data();
    let growth = Frame::<VendorGrowth>::from_text(
        "vendor | value_origin\na | observed\nb | reconstructed\nrouter | observed",
        &[
            &alike[1..4],
            &[(&WEEKS, "1"), (&PAST_WEEKS_PRESENT, "1"), (&NOW_WEEKS_PRESENT, "1"), (&GROWTH_LABEL, "ratio")],
        ]
        .concat(),
    )
    .unwrap()
    .into_data();
    let tables = FindingsTables { price_points: Some(&points), growth: Some(&growth), ..FindingsTables::default() };
    let page = findings(&tables).unwrap();
    let lines: Vec<&str> =
        page.lines().filter(|line| ["| a", "| b", "| r"].iter().any(|of| line.starts_with(of))).collect();
    expect![[r#"
        | b ‡ | +27.5 to +30.0, absent | $2.00 |
        | a | +5.0 | $0.50 |
        | router | -20.0 to -15.0, absent | — |"#]]
    .assert_eq(&lines.join("\n"));
}
