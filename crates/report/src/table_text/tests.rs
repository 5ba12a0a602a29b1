//! Golden text of the styles. Formats and hostile names are in [`super::hostile_tests`].

use expect_test::{Expect, expect};
use schema::{
    Basis, Rule, Table,
    tables::{Concentration, VendorGap, VendorGrowth},
};

use super::*;
use crate::{
    fixtures::{GAPS, GROWTHS, concentration_data, gap_data, growth_data},
    published_gap, published_growth,
};

fn check(spec: &TableSpec, data: &DataFrame, format: Format, style: Style, expected: &Expect) {
    let text = table_text(spec, data, format, style, None).unwrap_or_else(|error| error.to_string());
    expected.assert_eq(&text);
}

fn gaps() -> DataFrame {
    gap_data(GAPS, Rule::Published, Basis::List3to1)
}

#[test]
fn the_gap_as_published() {
    check(
        VendorGap::SPEC,
        &gaps(),
        Format::Table,
        Style::Published,
        &expect![[r#"
            vendor_gap: price_basis list_3to1, rule published, board apps, 2026-03-22 to 2026-04-18
            vendor       tokens  dollars  gap (pts)  avg $/M
            ─────────────────────────────────────────────────
            google ‡      13.3%     7.0%       -6.3    $1.12
            anthropic †   12.3%    46.3%      +34.0    $7.95
            nameless       0.0%        —          —        —
            meta-llama     0.0%     0.0%        0.0        —
            mistralai †    0.0%     0.0%        0.0    $0.03
            others        11.1%        —          —        —
            † made: not observed
            ‡ reconstructed in part

            note: Dollars are tokens times a list price: implied value, not revenue, and blind to discounts and private contracts.
            note: Who is not on upstream's list (nine vendors or models of a week, 50 models of a day) is absent, not zero: the tokens are inside `others`.
            note: `others` is upstream's remainder: many vendors, no price.
            note: `list_3to1` assumes three parts input to one part output; real traffic is about 97 % input.
            note: Where `mix_origin` is `reference` the source gives totals only: input and output are split as other tokens of the vendor, or of all, were in another window (`mix_age_days`).
            note: Where the cached part of the input is not known all input counts as fresh, so the price is an upper bound (`is_upper_bound`).
            note: Tokens are of upstream's own tokenizers; across vendors they compare to tens of percent at best.
            note: Bounds (`_low`, `_high`) count what has no price or no name at its cheapest and dearest; the value beside them leaves it out.
            note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        "#]],
    );
}

#[test]
fn the_gap_as_published_in_markdown() {
    check(
        VendorGap::SPEC,
        &gaps(),
        Format::Markdown,
        Style::Published,
        &expect![[r#"
            vendor_gap: price_basis list_3to1, rule published, board apps, 2026-03-22 to 2026-04-18

            | vendor | tokens | dollars | gap (pts) | avg $/M |
            | --- | ---: | ---: | ---: | ---: |
            | google ‡ | 13.3% | 7.0% | -6.3 | $1.12 |
            | anthropic † | 12.3% | 46.3% | +34.0 | $7.95 |
            | nameless | 0.0% | — | — | — |
            | meta-llama | 0.0% | 0.0% | 0.0 | — |
            | mistralai † | 0.0% | 0.0% | 0.0 | $0.03 |
            | others | 11.1% | — | — | — |

            - † made: not observed
            - ‡ reconstructed in part

            - Dollars are tokens times a list price: implied value, not revenue, and blind to discounts and private contracts.
            - Who is not on upstream's list (nine vendors or models of a week, 50 models of a day) is absent, not zero: the tokens are inside `others`.
            - `others` is upstream's remainder: many vendors, no price.
            - `list_3to1` assumes three parts input to one part output; real traffic is about 97 % input.
            - Where `mix_origin` is `reference` the source gives totals only: input and output are split as other tokens of the vendor, or of all, were in another window (`mix_age_days`).
            - Where the cached part of the input is not known all input counts as fresh, so the price is an upper bound (`is_upper_bound`).
            - Tokens are of upstream's own tokenizers; across vendors they compare to tens of percent at best.
            - Bounds (`_low`, `_high`) count what has no price or no name at its cheapest and dearest; the value beside them leaves it out.
            - Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        "#]],
    );
}

#[test]
fn the_gap_in_full_has_every_column_and_digit() {
    let text = table_text(VendorGap::SPEC, &gaps(), Format::Markdown, Style::Full, None).unwrap_or_default();
    for column in VendorGap::SPEC.columns() {
        assert!(text.contains(&format!("| {} ", column.name)), "{}", column.name);
    }
    for cell in ["9,435,348,100,704", "46.3%", "+34.0", "$7.95", "2026-04-18", "published"] {
        assert!(text.contains(&format!("| {cell} ")), "{cell}");
    }
}

#[test]
fn two_results_are_two_tables() {
    let both = gaps().vstack(&gap_data(GAPS, Rule::Default, Basis::ListCurrent)).unwrap_or_default();
    let text = table_text(VendorGap::SPEC, &both, Format::Table, Style::Published, None).unwrap_or_default();
    let lines: Vec<_> = text.split_inclusive('\n').filter(|line| line.contains("gap: ")).collect();
    expect![[r#"
        vendor_gap: price_basis list_3to1, rule published, board apps, 2026-03-22 to 2026-04-18
        vendor_gap: price_basis list_current, rule default, board apps, 2026-03-22 to 2026-04-18
        gap: `dollar_share` − `gap_token_share`, under rule `default` both of the priced vendors alone
    "#]]
    .assert_eq(&lines.concat());
    let error = published_gap(&both).map_err(|error| error.to_string());
    expect![[r#"
        Err(
            "`vendor_gap` holds 2 results, expected 1: vendor_gap: price_basis list_3to1, rule published, board apps, 2026-03-22 to 2026-04-18; vendor_gap: price_basis list_current, rule default, board apps, 2026-03-22 to 2026-04-18",
        )
    "#]].assert_debug_eq(&error);
    let error = published_gap(&both.head(Some(0))).map_err(|error| error.to_string());
    expect![[r#"
        Err(
            "`vendor_gap` holds 0 results, expected 1",
        )
    "#]]
    .assert_debug_eq(&error);
}

#[test]
fn the_growth_as_published() {
    check(
        VendorGrowth::SPEC,
        &growth_data(GROWTHS),
        Format::Table,
        Style::Published,
        &expect![[r#"
            vendor_growth: rule published, 2026-03-22 to 2026-04-18
            vendor      year-ago     now  Δ pts  past tok  now tok  growth
            ───────────────────────────────────────────────────────────────
            xiaomi          0.0%   13.0%  +13.0         0    9.90T     new
            qwen            2.2%   12.7%  +10.5    154.1B    9.71T     63×
            anthropic      24.7%   12.3%  -12.3     1.71T    9.44T    5.5×
            meta-llama      5.6%    0.0%   -5.6    385.3B        0   -100%
            mistralai       2.9%    0.0%   -2.9    197.7B        0   -100%
            others          2.4%   11.1%   +8.7    163.2B    8.46T     52×
            total         100.0%  100.0%    0.0     6.91T   76.40T   11.1×

            note: Who is not on upstream's list (nine vendors or models of a week, 50 models of a day) is absent, not zero: the tokens are inside `others`.
            note: `others` is upstream's remainder: many vendors, no price.
            note: Tokens are of upstream's own tokenizers; across vendors they compare to tens of percent at best.
            note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        "#]],
    );
    let rows = published_growth(&growth_data(GROWTHS)).unwrap_or_default();
    assert_eq!(rows.iter().filter(|row| row.is_market()).count(), 1);
}

#[test]
fn another_table_is_the_same_in_both_styles() {
    let text = |style| table_text(Concentration::SPEC, &concentration_data(), Format::Table, style, None).ok();
    assert!(text(Style::Published).is_some());
    assert_eq!(text(Style::Published), text(Style::Full));
    check(
        Concentration::SPEC,
        &concentration_data(),
        Format::Table,
        Style::Full,
        &expect![[r#"
            rule default · hhi 1,234
            week_start_date  price_basis  is_complete  reason
            ────────────────────────────────────────────────────
            2026-03-29       list_3to1    yes          —
            2026-03-29       tokens       yes          a reason
            2026-04-05       list_3to1    yes          —
            2026-04-05       tokens       yes          a reason
            2026-04-12       list_3to1    no           —
            2026-04-12       tokens       no           a reason
            left out, null in every row: hhi_low, hhi_high, effective_vendors, effective_vendors_low, effective_vendors_high, top_1_share, top_1_share_low, top_1_share_high, top_4_share, top_4_share_low, top_4_share_high, top_9_share, top_9_share_low, top_9_share_high, value_origin

            note: The newest week is partial unless `is_complete`.
            note: The first week of a sliding window of 365 days lacks days; it is never complete.
            note: Who is not on upstream's list (nine vendors or models of a week, 50 models of a day) is absent, not zero: the tokens are inside `others`.
            note: `others` is upstream's remainder: many vendors, no price.
            note: Dollars are tokens times a list price: implied value, not revenue, and blind to discounts and private contracts.
            note: Tokens are of upstream's own tokenizers; across vendors they compare to tens of percent at best.
            note: Bounds (`_low`, `_high`) count what has no price or no name at its cheapest and dearest; the value beside them leaves it out.
            note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        "#]],
    );
}

#[test]
fn a_table_without_rows_shows_its_columns() {
    let empty = concentration_data().head(Some(0));
    check(
        Concentration::SPEC,
        &empty,
        Format::Table,
        Style::Full,
        &expect![[r#"
            week_start_date  price_basis  rule  is_complete  hhi  hhi_low  hhi_high  effective_vendors  effective_vendors_low  effective_vendors_high  top_1_share  top_1_share_low  top_1_share_high  top_4_share  top_4_share_low  top_4_share_high  top_9_share  top_9_share_low  top_9_share_high  reason  value_origin
            ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            no rows
        "#]],
    );
    check(
        Concentration::SPEC,
        &empty,
        Format::Json,
        Style::Full,
        &expect![[r#"
        []
    "#]],
    );
    check(
        VendorGap::SPEC,
        &gaps().head(Some(0)),
        Format::Table,
        Style::Published,
        &expect![[r#"
            vendor  price_basis  rule  window_start_date  window_end_date  board  weeks  weeks_present  tokens  most_tokens  token_share  gap_token_share  implied_usd  dollar_share  dollar_share_low  dollar_share_high  gap_points  blended_usd_per_mtok  blended_low_usd_per_mtok  blended_high_usd_per_mtok  cheapest_week_usd_per_mtok  dearest_week_usd_per_mtok  coverage_share  mix_origin  mix_age_days  is_upper_bound  price_confidence  exact_price_share  weights_age_days  weights_share  kept_share  reason  value_origin
            ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            no rows
        "#]],
    );
}

#[test]
fn data_of_another_table_is_an_error() {
    check(
        VendorGap::SPEC,
        &concentration_data(),
        Format::Csv,
        Style::Full,
        &expect!["table `vendor_gap`: column `vendor` is missing, expected str"],
    );
}

#[test]
fn chosen_columns_come_in_their_order() {
    let text = |format| {
        let names = ["hhi", "week_start_date", "hhi", "rule"].map(str::to_owned);
        let columns = crate::columns(Concentration::SPEC, &names).unwrap_or_default();
        crate::chosen_text(Concentration::SPEC, &concentration_data(), format, &columns, None).unwrap_or_default()
    };
    let formats = [Format::Table, Format::Csv, Format::Json, Format::Markdown];
    let first = |text: String| text.lines().take(3).map(|line| format!("{line}\n")).collect::<Vec<_>>().concat();
    expect![[r#"
        hhi 1,234 · rule default
        week_start_date
        ────────────────
        hhi,week_start_date,rule
        1234.5,2026-03-29,default
        1234.5,2026-03-29,default
        [
        {"hhi":1234.5,"week_start_date":"2026-03-29","rule":"default"},
        {"hhi":1234.5,"week_start_date":"2026-03-29","rule":"default"},
        | hhi | week_start_date | rule |
        | ---: | --- | --- |
        | 1,234 | 2026-03-29 | default |
    "#]]
    .assert_eq(&formats.map(|format| first(text(format))).concat());
}

#[test]
fn a_chosen_column_that_is_not_there_is_named() {
    let error = crate::columns(Concentration::SPEC, &["hhhi".to_owned()]).err();
    expect!["table `concentration` has no column `hhhi`; did you mean `hhi`?"]
        .assert_eq(&error.map(|error| format!("{error}; {}", error.hint())).unwrap_or_default());
}
