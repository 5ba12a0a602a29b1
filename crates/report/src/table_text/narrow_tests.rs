//! Golden text of what a terminal gets in full: facts above, short tokens, the order in which people read.

use expect_test::{Expect, expect};
use schema::{
    Basis, Rule, Table,
    tables::{AppRanking, Concentration, VendorGap, VendorGrowth},
};

use super::*;
use crate::fixtures::{GAPS, GROWTHS, app_data, concentration_data, gap_data, growth_data};
use crate::reading_order::in_reading_order;

/// The print up to the notes, which are the same in every test.
fn check(spec: &TableSpec, data: &DataFrame, expected: &Expect) {
    let data = &in_reading_order(spec, data).unwrap();
    let text = table_text(spec, data, Format::Table, Style::Full, None).unwrap_or_else(|error| error.to_string());
    let lines: Vec<_> = text.split_inclusive('\n').take_while(|line| !line.starts_with("note: ")).collect();
    expected.assert_eq(&lines.concat());
}

#[test]
fn the_most_tokens_come_first_and_the_remainder_last() {
    check(
        VendorGap::SPEC,
        &gap_data(GAPS, Rule::Default, Basis::ListCurrent),
        &expect![[r#"
            price_basis list_current · rule default · window 2026-03-22 to 2026-04-18 · board apps · weeks 4
            weeks_present 4
            vendor      tokens  token_share  gap_token_share  dollar_share  gap_points  blended_usd_per_mtok  value_origin
            ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            google      10.15T        13.3%            13.3%          7.0%        -6.3                 $1.12  reconstructed
            anthropic    9.44T        12.3%            12.3%         46.3%       +34.0                 $7.95  made
            nameless         5         0.0%             0.0%             —           —                     —  —
            meta-llama       0         0.0%             0.0%             —           —                     —  —
            mistralai        0         0.0%             0.0%          0.0%         0.0                 $0.03  made
            others       8.46T        11.1%            11.1%             —           —                     —  observed
            gap: `dollar_share` − `gap_token_share`, under rule `default` both of the priced vendors alone
            left out, null in every row: most_tokens, implied_usd, dollar_share_low, dollar_share_high, blended_low_usd_per_mtok, blended_high_usd_per_mtok, cheapest_week_usd_per_mtok, dearest_week_usd_per_mtok, coverage_share, mix_origin, mix_age_days, is_upper_bound, price_confidence, exact_price_share, weights_age_days, weights_share, kept_share, reason

        "#]],
    );
    check(
        VendorGrowth::SPEC,
        &growth_data(GROWTHS),
        &expect![[r#"
            rule published · window 2026-03-22 to 2026-04-18 · weeks 4 · past_weeks_present 4
            now_weeks_present 4 · value_origin observed
            vendor      growth_label  past_share  now_share  delta_points  past_tokens  now_tokens  growth_ratio
            ─────────────────────────────────────────────────────────────────────────────────────────────────────
            xiaomi      new                 0.0%      13.0%         +13.0            0       9.90T             —
            qwen        ratio               2.2%      12.7%         +10.5       154.1B       9.71T         62.99
            anthropic   ratio              24.7%      12.3%         -12.3        1.71T       9.44T          5.53
            meta-llama  gone                5.6%       0.0%          -5.6       385.3B           0          0.00
            mistralai   gone                2.9%       0.0%          -2.9       197.7B           0          0.00
            others      ratio               2.4%      11.1%          +8.7       163.2B       8.46T         51.80
            total       ratio             100.0%     100.0%           0.0        6.91T      76.40T         11.05
            left out, null in every row: past_most_tokens, now_most_tokens, growth_least_ratio, growth_most_ratio, reason

        "#]],
    );
}

#[test]
fn results_stay_together() {
    let published = gap_data(GAPS, Rule::Published, Basis::List3to1);
    let both = gap_data(&GAPS[..2], Rule::Default, Basis::ListCurrent).vstack(&published.head(Some(3))).unwrap();
    check(
        VendorGap::SPEC,
        &both,
        &expect![[r#"
            window 2026-03-22 to 2026-04-18 · board apps · weeks 4 · weeks_present 4
            vendor      price_basis   rule       tokens  token_share  gap_token_share  dollar_share  gap_points  blended_usd_per_mtok  value_origin
            ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            google      list_3to1     published  10.15T        13.3%            13.3%          7.0%        -6.3                 $1.12  reconstructed
            anthropic   list_3to1     published   9.44T        12.3%            12.3%         46.3%       +34.0                 $7.95  made
            meta-llama  list_3to1     published       0         0.0%             0.0%             —           —                     —  —
            anthropic   list_current  default     9.44T        12.3%            12.3%         46.3%       +34.0                 $7.95  made
            others      list_current  default     8.46T        11.1%            11.1%             —           —                     —  observed
            gap: `dollar_share` − `gap_token_share`, under rule `default` both of the priced vendors alone
            left out, null in every row: most_tokens, implied_usd, dollar_share_low, dollar_share_high, blended_low_usd_per_mtok, blended_high_usd_per_mtok, cheapest_week_usd_per_mtok, dearest_week_usd_per_mtok, coverage_share, mix_origin, mix_age_days, is_upper_bound, price_confidence, exact_price_share, weights_age_days, weights_share, kept_share, reason

        "#]],
    );
}

#[test]
fn one_row_keeps_its_columns() {
    check(
        Concentration::SPEC,
        &concentration_data().head(Some(1)),
        &expect![[r#"
            week_start_date  price_basis  rule     is_complete    hhi
            ──────────────────────────────────────────────────────────
            2026-03-29       list_3to1    default  yes          1,234
            left out, null in every row: hhi_low, hhi_high, effective_vendors, effective_vendors_low, effective_vendors_high, top_1_share, top_1_share_low, top_1_share_high, top_4_share, top_4_share_low, top_4_share_high, top_9_share, top_9_share_low, top_9_share_high, reason, value_origin

        "#]],
    );
}

#[test]
fn a_null_beside_a_value_is_not_the_same() {
    check(
        Concentration::SPEC,
        &concentration_data().head(Some(2)),
        &expect![[r#"
            week_start_date 2026-03-29 · rule default · is_complete yes · hhi 1,234
            price_basis  reason
            ──────────────────────
            list_3to1    —
            tokens       a reason
            left out, null in every row: hhi_low, hhi_high, effective_vendors, effective_vendors_low, effective_vendors_high, top_1_share, top_1_share_low, top_1_share_high, top_4_share, top_4_share_low, top_4_share_high, top_9_share, top_9_share_low, top_9_share_high, value_origin

        "#]],
    );
    check(
        Concentration::SPEC,
        &concentration_data().slice(1, 2),
        &expect![[r#"
            rule default · is_complete yes · hhi 1,234
            week_start_date  price_basis  reason
            ───────────────────────────────────────
            2026-03-29       tokens       a reason
            2026-04-05       list_3to1    —
            left out, null in every row: hhi_low, hhi_high, effective_vendors, effective_vendors_low, effective_vendors_high, top_1_share, top_1_share_low, top_1_share_high, top_4_share, top_4_share_low, top_4_share_high, top_9_share, top_9_share_low, top_9_share_high, value_origin

        "#]],
    );
}

#[test]
fn rows_that_do_not_differ_keep_their_columns() {
    let row = concentration_data().head(Some(1));
    check(
        Concentration::SPEC,
        &row.vstack(&row).unwrap(),
        &expect![[r#"
            week_start_date  price_basis  rule     is_complete    hhi
            ──────────────────────────────────────────────────────────
            2026-03-29       list_3to1    default  yes          1,234
            2026-03-29       list_3to1    default  yes          1,234
            left out, null in every row: hhi_low, hhi_high, effective_vendors, effective_vendors_low, effective_vendors_high, top_1_share, top_1_share_low, top_1_share_high, top_4_share, top_4_share_low, top_4_share_high, top_9_share, top_9_share_low, top_9_share_high, reason, value_origin

        "#]],
    );
}

#[test]
fn facts_mean_no_harm_and_break_between_each_other() {
    let name = "\u{1b}[2J and a name that goes on and on until nobody wants to read it any more";
    check(
        AppRanking::SPEC,
        &app_data(&[Some(name), Some(name)]),
        &expect![[r#"
            snapshot_id apps/list/2026-04-14T120000Z · view month · captured_at 2026-04-14T12:00:00Z
            source apps · value_origin made · json_path $[0]
            app_name \u{1b}[2J and a name that goes on and on until nobody wants…
            app_id  app_rank  tokens  request_count
            ────────────────────────────────────────
            app-0          1    1.2M              1
            app-1          2    2.5M              2
            left out, null in every row: app_slug

        "#]],
    );
}

#[test]
fn what_differs_beyond_the_print_is_not_the_same() {
    let rows = [("a", Some(5_000_000_000_001), Some(0.5)), ("b", Some(5_000_000_000_002), Some(0.500_01))];
    let rows = rows.map(|(vendor, tokens, share)| (vendor, tokens, share, None, None, None, None));
    check(
        VendorGap::SPEC,
        &gap_data(&rows, Rule::Default, Basis::ListCurrent),
        &expect![[r#"
            price_basis list_current · rule default · window 2026-03-22 to 2026-04-18 · board apps · weeks 4
            weeks_present 4
            vendor  tokens  token_share  gap_token_share
            ─────────────────────────────────────────────
            b        5.00T        50.0%            50.0%
            a        5.00T        50.0%            50.0%
            gap: `dollar_share` − `gap_token_share`, under rule `default` both of the priced vendors alone
            left out, null in every row: most_tokens, implied_usd, dollar_share, dollar_share_low, dollar_share_high, gap_points, blended_usd_per_mtok, blended_low_usd_per_mtok, blended_high_usd_per_mtok, cheapest_week_usd_per_mtok, dearest_week_usd_per_mtok, coverage_share, mix_origin, mix_age_days, is_upper_bound, price_confidence, exact_price_share, weights_age_days, weights_share, kept_share, reason, value_origin

        "#]],
    );
}
