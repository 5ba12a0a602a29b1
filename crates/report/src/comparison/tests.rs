//! The page beside ours, equal and not.

use expect_test::{Expect, expect};
use schema::{Basis, Rule};

use super::*;
use crate::{
    fixtures::{GAPS, GROWTHS, Gap, Growth, gap_data, growth_data},
    published_gap, published_growth,
};

const GAP_FILE: &str = "vendor,tokens,dollars,gap_points,usd_per_mtok
google,13.3%,7.0%,-6.3,$1.12
anthropic,12.3%,46.3%,+34.0,$7.96
meta-llama,0.0%,0.0%,0.0,—
mistralai,0.0%,0.0%,0.0,$0.03
";
const GROWTH_FILE: &str = "vendor,group,year_ago,now,delta_points,past_tokens,now_tokens,growth
xiaomi,CN,0.0%,13.0%,+13.0,0,9.90T,new
qwen,CN,2.2%,12.7%,+10.5,154.1B,9.71T,62×
anthropic,,24.7%,12.3%,-12.3,1.71T,9.44T,5.5×
meta-llama,,5.6%,0.0%,-5.6,385.3B,0,-100%
mistralai,,2.9%,0.0%,-2.9,197.7B,0,-100%
";
const CLAIMS_FILE: &str = "claim_id,claim,published_value\nother,x,\nmarket_growth,\"up, 11.1×\",11.1\n";
const KNOWN_FILE: &str = "table,vendor,column,published,because
vendor_growth,qwen,growth,62×,9.71T over 154.1B is 63.0: the page cuts
vendor_gap,anthropic,usd_per_mtok,$7.96,made up for this test
";

const FILES: PublishedFiles<'static> = PublishedFiles {
    vendor_gap: GAP_FILE.as_bytes(),
    vendor_growth: GROWTH_FILE.as_bytes(),
    claims: CLAIMS_FILE.as_bytes(),
    known_differences: KNOWN_FILE.as_bytes(),
};

fn compared_with(files: &PublishedFiles<'_>, gaps: &[Gap]) -> Option<Comparison> {
    let gap = published_gap(&gap_data(gaps, Rule::Published, Basis::List3to1)).ok()?;
    let growth = published_growth(&growth_data(GROWTHS)).ok()?;
    Some(compare(&Published::parse(files).ok()?, &gap, &growth))
}

fn check(files: &PublishedFiles<'_>, gaps: &[Gap], expected: &Expect) -> Option<bool> {
    let comparison = compared_with(files, gaps);
    expected.assert_eq(&comparison.as_ref().map(|comparison| comparison.text(None)).unwrap_or_default());
    let comparison = comparison?;
    for table in [&comparison.gap, &comparison.growth] {
        assert_eq!(table.equal + table.known.len() + table.unknown.len(), table.cells);
    }
    Some(comparison.is_explained())
}

fn on_the_page() -> Vec<Gap> {
    GAPS.iter().filter(|row| row.0 != "nameless").copied().collect()
}

#[test]
fn what_is_known_to_differ_is_named() {
    let is_explained = check(
        &FILES,
        &on_the_page(),
        &expect![[r#"
        vendor_gap: the page beside ours
                      page     page       page     page    ours     ours       ours     ours
        vendor      tokens  dollars  gap (pts)  avg $/M  tokens  dollars  gap (pts)  avg $/M
        ─────────────────────────────────────────────────────────────────────────────────────
        google       13.3%     7.0%       -6.3    $1.12   13.3%     7.0%       -6.3    $1.12
        anthropic    12.3%    46.3%      +34.0    $7.96   12.3%    46.3%      +34.0  * $7.95
        meta-llama    0.0%     0.0%        0.0        —    0.0%     0.0%        0.0        —
        mistralai     0.0%     0.0%        0.0    $0.03    0.0%     0.0%        0.0    $0.03
        * anthropic, usd_per_mtok: page $7.96, ours $7.95: made up for this test
        19 of 20 cells equal; 1 known difference; 0 unknown

        vendor_growth: the page beside ours
                        page   page   page      page     page    page      ours   ours   ours      ours     ours    ours
        vendor      year-ago    now  Δ pts  past tok  now tok  growth  year-ago    now  Δ pts  past tok  now tok  growth
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        xiaomi          0.0%  13.0%  +13.0         0    9.90T     new      0.0%  13.0%  +13.0         0    9.90T     new
        qwen            2.2%  12.7%  +10.5    154.1B    9.71T     62×      2.2%  12.7%  +10.5    154.1B    9.71T   * 63×
        anthropic      24.7%  12.3%  -12.3     1.71T    9.44T    5.5×     24.7%  12.3%  -12.3     1.71T    9.44T    5.5×
        meta-llama      5.6%   0.0%   -5.6    385.3B        0   -100%      5.6%   0.0%   -5.6    385.3B        0   -100%
        mistralai       2.9%   0.0%   -2.9    197.7B        0   -100%      2.9%   0.0%   -2.9    197.7B        0   -100%
        * qwen, growth: page 62×, ours 63×: 9.71T over 154.1B is 63.0: the page cuts
        34 of 35 cells equal; 1 known difference; 0 unknown

        market growth: page 11.1×, ours 11.1×: equal
    "#]],
    );
    assert_eq!(is_explained, Some(true));
}

#[test]
fn what_is_not_known_is_marked() {
    let known = "table,vendor,column,published,because
vendor_gap,google,tokens,13.3%,no longer so
vendor_gap,mistralai,dollars,0.0%,no excuse for a vendor that is missing
";
    let files = PublishedFiles { known_differences: known.as_bytes(), ..FILES };
    let gaps: Vec<_> = GAPS.iter().filter(|row| row.0 != "mistralai").copied().collect();
    let is_explained = check(
        &files,
        &gaps,
        &expect![[r#"
        vendor_gap: the page beside ours
                      page     page       page     page    ours     ours       ours     ours
        vendor      tokens  dollars  gap (pts)  avg $/M  tokens  dollars  gap (pts)  avg $/M
        ─────────────────────────────────────────────────────────────────────────────────────
        google       13.3%     7.0%       -6.3    $1.12   13.3%     7.0%       -6.3    $1.12
        anthropic    12.3%    46.3%      +34.0    $7.96   12.3%    46.3%      +34.0  ! $7.95
        meta-llama    0.0%     0.0%        0.0        —    0.0%     0.0%        0.0        —
        mistralai     0.0%     0.0%        0.0    $0.03     ! —      ! —        ! —      ! —
        ! anthropic, usd_per_mtok: page $7.96, ours $7.95
        ! mistralai, vendor: page mistralai, ours —
        ! mistralai, tokens: page 0.0%, ours —
        ! mistralai, dollars: page 0.0%, ours —
        ! mistralai, gap_points: page 0.0, ours —
        ! mistralai, usd_per_mtok: page $0.03, ours —
        ! google, tokens: known to differ, but equal here
        ! nameless: not on the page
        14 of 20 cells equal; 0 known differences; 6 unknown

        vendor_growth: the page beside ours
                        page   page   page      page     page    page      ours   ours   ours      ours     ours    ours
        vendor      year-ago    now  Δ pts  past tok  now tok  growth  year-ago    now  Δ pts  past tok  now tok  growth
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        xiaomi          0.0%  13.0%  +13.0         0    9.90T     new      0.0%  13.0%  +13.0         0    9.90T     new
        qwen            2.2%  12.7%  +10.5    154.1B    9.71T     62×      2.2%  12.7%  +10.5    154.1B    9.71T   ! 63×
        anthropic      24.7%  12.3%  -12.3     1.71T    9.44T    5.5×     24.7%  12.3%  -12.3     1.71T    9.44T    5.5×
        meta-llama      5.6%   0.0%   -5.6    385.3B        0   -100%      5.6%   0.0%   -5.6    385.3B        0   -100%
        mistralai       2.9%   0.0%   -2.9    197.7B        0   -100%      2.9%   0.0%   -2.9    197.7B        0   -100%
        ! qwen, growth: page 62×, ours 63×
        34 of 35 cells equal; 0 known differences; 1 unknown

        market growth: page 11.1×, ours 11.1×: equal
    "#]],
    );
    assert_eq!(is_explained, Some(false));
}

#[test]
fn a_changed_number_is_a_changed_cell() {
    let mut gaps = on_the_page();
    for row in &mut gaps {
        if row.0 == "google" {
            row.2 = Some(0.2);
        }
    }
    let unknown = compared_with(&FILES, &gaps).map(|comparison| comparison.gap.unknown).unwrap_or_default();
    expect![[r#"
        google, tokens: page 13.3%, ours 20.0%
    "#]]
    .assert_eq(&unknown.iter().map(|difference| format!("{difference}\n")).collect::<Vec<_>>().concat());
}

#[test]
fn another_market_is_not_explained() {
    let claims = "claim_id,published_value\nmarket_growth,11.2\n";
    let comparison = compared_with(&PublishedFiles { claims: claims.as_bytes(), ..FILES }, &on_the_page());
    let said = comparison.map(|comparison| (comparison.market.to_string(), comparison.is_explained()));
    assert_eq!(said, Some(("market growth: page 11.2×, ours 11.1×: different".to_owned(), false)));
}

#[test]
fn broken_files_are_errors() {
    let cases = [
        PublishedFiles { vendor_gap: b"vendor,tokens\n", ..FILES },
        PublishedFiles { vendor_gap: b"vendor,tokens,dollars,gap_points,usd_per_mtok\na,,,,\na,,,,\n", ..FILES },
        PublishedFiles { vendor_gap: b"vendor,tokens,dollars,gap_points,usd_per_mtok\na\n", ..FILES },
        PublishedFiles { claims: b"claim_id,published_value\n", ..FILES },
        PublishedFiles { claims: b"claim_id,published_value\nmarket_growth,\"much\x1b\"\n", ..FILES },
        PublishedFiles { vendor_growth: b"\xff\xfe", ..FILES },
        PublishedFiles {
            known_differences: b"table,vendor,column,published,because\nvendor_gap,google,tokens,13.4%,x\n",
            ..FILES
        },
    ];
    let said = cases.map(|files| match Published::parse(&files) {
        Ok(_) => "no error\n".to_owned(),
        Err(error) => format!("{error}\n"),
    });
    expect![[r#"
        published `vendor_gap`, line 1: no column `dollars`, found `vendor`, `tokens`
        published `vendor_gap`, line 3: vendor `a` stands there twice
        broken CSV
        published `claims`, line 1: no claim `market_growth`
        published `claims`, line 2: `market_growth` is `much\u{1b}`, expected a number
        broken CSV
        published `known_differences`, line 2: the page has no `13.4%` in `vendor_gap`, vendor `google`, column `tokens`
    "#]]
    .assert_eq(&said.concat());
}

/// A file of the published page, which is not part of the program.
fn page_file(name: &str) -> Option<Vec<u8>> {
    let file = format!("{}/../../../shared/published/{name}", env!("CARGO_MANIFEST_DIR"));
    #[expect(clippy::disallowed_methods, reason = "the page lies outside the project")]
    let bytes = std::fs::read(&file);
    bytes.inspect_err(|error| eprintln!("skipped: {file}: {error}")).ok()
}

/// Vendor, tokens in the first and in the last window, price.
fn windows(bytes: &[u8]) -> Vec<(&'static str, [i64; 2], Option<f64>)> {
    let mut reader = csv::Reader::from_reader(bytes);
    let rows = reader.records().filter_map(|record| {
        let record = record.ok()?;
        let vendor: &'static str = record.get(0)?.to_owned().leak();
        Some((vendor, [record.get(1)?.parse().ok()?, record.get(2)?.parse().ok()?], record.get(3)?.parse().ok()))
    });
    rows.collect()
}

#[expect(clippy::cast_precision_loss, reason = "shares of a test")]
fn real(tokens: i64) -> f64 {
    tokens as f64
}

fn gaps_of(windows: &[(&'static str, [i64; 2], Option<f64>)]) -> Vec<Gap> {
    let all: i64 = windows.iter().map(|(_, [_, now], _)| now).sum();
    let dollars = |now: i64, price: f64| real(now) * price;
    let value: f64 = windows.iter().filter_map(|(_, [_, now], price)| price.map(|price| dollars(*now, price))).sum();
    let row = |(vendor, [_, now], price): &(&'static str, [i64; 2], Option<f64>)| {
        let (share, paid) = (real(*now) / real(all), price.map(|price| dollars(*now, price) / value));
        (*vendor, Some(*now), Some(share), paid, paid.map(|paid| 100.0 * (paid - share)), *price, None)
    };
    windows.iter().map(row).collect()
}

fn growths_of(windows: &[(&'static str, [i64; 2], Option<f64>)]) -> Vec<Growth> {
    let all: [i64; 2] = [0, 1].map(|place| windows.iter().filter_map(|(_, tokens, _)| tokens.get(place)).sum());
    let row = |vendor, [past, now]: [i64; 2]| {
        let shares = [real(past) / real(all[0]), real(now) / real(all[1])];
        match (past, now) {
            (0, _) => (vendor, shares, [past, now], "new", None),
            (_, 0) => (vendor, shares, [past, now], "gone", Some(0.0)),
            _ => (vendor, shares, [past, now], "ratio", Some(real(now) / real(past))),
        }
    };
    windows.iter().map(|(vendor, tokens, _)| row(*vendor, *tokens)).chain([row("total", all)]).collect()
}

#[test]
fn the_real_page_comes_out_but_for_three_cells() {
    let names = ["vendor_gap.csv", "vendor_growth.csv", "claims.csv", "unrounded_example.csv"].map(page_file);
    let [Some(gap), Some(growth), Some(claims), Some(unrounded)] = names else {
        return;
    };
    let known = "table,vendor,column,published,because
vendor_growth,qwen,growth,62×,the page cuts
vendor_gap,stepfun,usd_per_mtok,$0.16,its one model costs $0.15
vendor_gap,stepfun,dollars,0.4%,follows from the price
";
    let files = PublishedFiles {
        vendor_gap: &gap,
        vendor_growth: &growth,
        claims: &claims,
        known_differences: known.as_bytes(),
    };
    let windows = windows(&unrounded);
    let gaps = published_gap(&gap_data(&gaps_of(&windows), Rule::Published, Basis::List3to1));
    let growths = published_growth(&growth_data(&growths_of(&windows)));
    let comparison = match (Published::parse(&files), gaps, growths) {
        (Ok(page), Ok(gaps), Ok(growths)) => compare(&page, &gaps, &growths),
        failed => panic!("{failed:?}"),
    };
    assert!(comparison.is_explained(), "{}", comparison.text(None));
    let said = [comparison.gap.summary(), comparison.growth.summary(), comparison.market.to_string()];
    expect![[r#"
        73 of 75 cells equal; 2 known differences; 0 unknown
        104 of 105 cells equal; 1 known difference; 0 unknown
        market growth: page 11.1×, ours 11.1×: equal"#]]
    .assert_eq(&said.join("\n"));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let files = [
            PublishedFiles { vendor_gap: &bytes, ..FILES },
            PublishedFiles { claims: &bytes, ..FILES },
            PublishedFiles { known_differences: &bytes, ..FILES },
        ];
        for files in files {
            drop(Published::parse(&files));
        }
    }
}
