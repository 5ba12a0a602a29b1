//! The page without tables, which says what is missing and what can't be told, and with a few rows of each.

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
        vendor | past_share | now_share | delta_points | delta_least_points | delta_most_points | blended_usd_per_mtok | price_least_usd_per_mtok | price_most_usd_per_mtok | weights_share | weights_age_days
        a      | 0.1        | 0.15      | 5            | 5                  | 5                 | 0.5                  | 0.499                    | 0.501                   | 0.9           | 31
        b      | -          | 0.3       | -            | 27.5               | 30                | 2                    | 0.5                      | 9                       | 0.2           | 40
        c      | 0.1        | 0.05      | -5           | -5                 | -5                | 3                    | 3                        | 3                       | -             | 0
        router | 0.2        | -         | -            | -20                | -15               | -                    | -                        | -                       | -             | -
        ",
        &alike,
    )
    .unwrap()
    .into_data();
    let growth = Frame::<VendorGrowth>::from_text(
        "vendor | value_origin\na | observed\nb | reconstructed\nc | observed\nrouter | observed",
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
        page.lines().filter(|line| ["| a", "| b", "| c", "| r"].iter().any(|of| line.starts_with(of))).collect();
    expect![[r#"
        | b ‡ | +27.5 to +30.0, absent | $2.00 ($0.50 to $9.00), by 20.0% of its tokens, weighed by usage 40 days off |
        | a | +5.0 | $0.50 |
        | c | -5.0 | $3.00, by an unknown part of its tokens |
        | router | -20.0 to -15.0, absent | — |"#]]
    .assert_eq(&lines.join("\n"));
    assert!(page.contains("from the first week to the last of 2026-04-06 to 2026-04-12, beside its price"), "{page}");
}

/// The table of claims, whose figure is ours, and what the page says of itself before all else.
#[test]
fn our_figure_stands_beside_the_published_one() {
    use schema::{Frame, columns::*, tables::Claim};
    let claims = Frame::<Claim>::from_text(
        "
        claim_id              | claim_text | verdict          | because  | our_value | value_unit | value_origin
        top_model_by_dollars  | $25M       | fails            | rank 1   | 22400000  | usd        | observed
        top_model_token_rank  | fourth     | fails            | rank 4   | 6         | rank       | made
        anthropic_token_share | 12.3%      | cannot_be_tested | no chart | -         | share      | reconstructed
        ",
        &[(&WEEK_START_DATE, "2026-04-12")],
    )
    .unwrap()
    .into_data();
    let page = findings(&FindingsTables { claim: Some(&claims), ..FindingsTables::default() }).unwrap();
    for line in [
        r"| \$25M | \$22.4M | 2026-04-12 | fails | rank 1 |",
        "| fourth † | rank 6 | 2026-04-12 | fails | rank 4 |",
        "| 12.3% ‡ | — | 2026-04-12 | cannot be tested | no chart |",
    ] {
        assert!(page.lines().any(|of_page| of_page == line), "{line}: {page}");
    }
    let worth = page.lines().nth(2).unwrap();
    assert!(worth.starts_with("**Most of this page is no measurement.** 2 of the 3 lines"), "{worth}");
    // What it leads to is at hand for one who has the program alone.
    assert!(worth.contains("`tokenshare init DIR`") && !worth.contains("tests/"), "{worth}");
}

/// Numbers of one rule alone say so, and whose they are.
#[test]
fn one_rule_alone_is_named() {
    use schema::{Frame, columns::*, tables::PriceCorrelation};
    let page = |default: &str| {
        let rows = format!(
            "
            rule      | pair_count | spearman_rho | spearman_rho_low | spearman_rho_high
            default   | 12         | {default}
            published | 14         | -0.03        | -0.59            | 0.58
            "
        );
        let alike = [
            (&PRICE_BASIS, "list_asof"),
            (&WINDOW_START_DATE, "2025-04-20"),
            (&WINDOW_END_DATE, "2026-04-11"),
            (&ABSENT_COUNT, "0"),
            (&PARTLY_COUNT, "0"),
            (&PRICE_DOUBT_COUNT, "0"),
            (&VALUE_ORIGIN, "observed"),
        ];
        let found = Frame::<PriceCorrelation>::from_text(&rows, &alike).unwrap().into_data();
        findings(&FindingsTables { price_correlation: Some(&found), ..FindingsTables::default() }).unwrap()
    };
    let (alone, both) = (page("- | - | -"), page("0.1 | -0.5 | 0.6"));
    assert!(alone.contains("In none of the 1 settings with a number is it"), "{alone}");
    assert!(alone.contains("All of these numbers are of rule `published`, which counts a vendor"), "{alone}");
    assert!(alone.contains("| list_asof | published | 2025-04-20 to 2026-04-11 | 14 |"), "{alone}");
    assert!(!both.contains("All of these numbers"), "{both}");
    assert!(alone.contains("No line of the tables below rests on values that were made up"), "{alone}");
}

/// Weak has a number, and the top one of its own.
#[test]
fn the_third_point_is_answered_over_all_and_at_the_top() {
    use schema::{Frame, columns::*, tables::BenchmarkCorrelation};
    let found = Frame::<BenchmarkCorrelation>::from_text(
        "
        price_basis | partial_pair_count | partial_rho | partial_rho_low | partial_rho_high
        list_3to1   | 0                  | -           | -               | -
        list_asof   | 97                 | 0.19        | -0.04           | 0.4
        ",
        &[
            (&BENCHMARK_NAME, "eci"),
            (&BENCHMARK_VERSION, "v1"),
            (&BOARD, "site"),
            (&TARGET, "tokens"),
            (&WINDOW_START_DATE, "2026-07-11"),
            (&WINDOW_END_DATE, "2026-08-09"),
            (&MATCHED_COUNT, "120"),
            (&PAIR_COUNT, "97"),
            (&PARTIAL_GIVEN, "price and age"),
            (&VALUE_ORIGIN, "observed"),
            (&RHO, "0.4"),
            (&RHO_LOW, "0.25"),
            (&RHO_HIGH, "0.61"),
            (&TOP_TEN_RHO, "-0.12"),
            (&TOP_TEN_LOW, "-0.74"),
            (&TOP_TEN_HIGH, "0.67"),
            (&TOP_THIRTY_RHO, "0.1"),
            (&TOP_THIRTY_LOW, "-0.35"),
            (&TOP_THIRTY_HIGH, "0.38"),
        ],
    )
    .unwrap()
    .into_data();
    let page = findings(&FindingsTables { benchmark_correlation: Some(&found), ..FindingsTables::default() }).unwrap();
    for part in [
        "Use is of board site: 2026-07-11 to 2026-08-09; scores are of the version that is named.",
        "On the board site (eci v1): rho +0.40 over 97 models, 16.0% of the variance of the ranks of tokens; +0.19 (-0.04 to +0.40) \
         is left given price and age, which can't be told from 0.",
        "**Positive over all, no direction at the top.**",
        "Score against tokens among the 30 best scored: 0 of 1 intervals lie above 0, 0 below, 1 take it in.",
        "| eci v1 | site | tokens | list_3to1, list_asof | 97 | +0.40 (+0.25 to +0.61) | +0.10 (-0.35 to +0.38) | -0.12 (-0.74 to +0.67) |",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}
