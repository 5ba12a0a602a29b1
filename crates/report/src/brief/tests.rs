//! A brief of one small week.

use expect_test::expect;
use jiff::civil::Date;
use polars::prelude::Column as Series;
use schema::{
    Basis, Column, Frame, Rule, Table,
    columns::*,
    series::{dates, instants, integers, reals, texts, truths},
    tables::{DollarShare, Mover, Restatement, TokenShare},
};

use super::*;
use crate::fixtures::{GAPS, gap_data};

const WEEK: Date = Date::constant(2026, 4, 5);

/// Rows whose other columns are null.
fn filled<T: Table>(mut columns: Vec<Series>) -> DataFrame {
    let height = columns[0].len();
    for column in T::SPEC.columns() {
        if !columns.iter().any(|known| known.name() == column.name) {
            columns.push(Series::full_null(column.name.into(), height, &column.kind.data_type()));
        }
    }
    Frame::<T>::from_columns(columns).unwrap().into_data()
}

/// `KIND KEY RANK OLD NEW OLD_TEXT NEW_TEXT` per line, `-` for null.
fn mover(lines: &[&str]) -> DataFrame {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let text = |column: &Column, place: usize| {
        texts(column, rows.iter().map(|row| Some(row[place]).filter(|cell| *cell != "-")))
    };
    let real = |row: &Vec<&str>, place: usize| row[place].parse::<f64>().ok();
    filled::<Mover>(vec![
        text(&MOVE_KIND, 0),
        text(&MOVE_KEY, 1),
        dates(&WEEK_START_DATE, rows.iter().map(|_| Some(WEEK))),
        dates(&PAST_WEEK_START_DATE, rows.iter().map(|_| Some(schema::day::shifted(WEEK, -7)))),
        integers(&MOVE_RANK, rows.iter().map(|row| row[2].parse().ok())),
        reals(&OLD_VALUE, rows.iter().map(|row| real(row, 3))),
        reals(&NEW_VALUE, rows.iter().map(|row| real(row, 4))),
        reals(&DELTA_VALUE, rows.iter().map(|row| Some(real(row, 4)? - real(row, 3)?))),
        text(&OLD_TEXT, 5),
        text(&NEW_TEXT, 6),
    ])
}

/// `VENDOR TOKENS TOKEN_SHARE DOLLAR_SHARE COVERAGE [WEIGHTS_SHARE]` per line, `-` for null; weights name all where the line
/// does not say.
fn shares(lines: &[&str]) -> (DataFrame, DataFrame) {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let real = |place: usize| rows.iter().map(move |row| row[place].parse::<f64>().ok()).collect::<Vec<_>>();
    let (vendors, tokens) = (rows.iter().map(|row| Some(row[0])), rows.iter().map(|row| row[1].parse::<i64>().ok()));
    let week = || dates(&WEEK_START_DATE, rows.iter().map(|_| Some(WEEK)));
    let word = |column: &Column, word: &'static str| texts(column, rows.iter().map(|_| Some(word)));
    let truth = |column: &Column| truths(column, rows.iter().map(|_| Some(true)));
    let of_tokens = vec![
        week(),
        texts(&VENDOR, vendors.clone()),
        truth(&IS_COMPLETE),
        truth(&IS_ATTRIBUTED),
        word(&WEEK_ANCHOR, "monday"),
        reals(&TOKEN_SHARE, real(2)),
        truths(&IS_LOWER_BOUND, rows.iter().map(|row| Some(row[0] == "a"))),
    ];
    let of_dollars = vec![
        week(),
        texts(&VENDOR, vendors),
        word(&PRICE_BASIS, "list_current"),
        word(&RULE, "default"),
        truth(&IS_COMPLETE),
        integers(&TOKENS, tokens),
        reals(&DOLLAR_SHARE, real(3)),
        reals(&COVERAGE_SHARE, real(4)),
        reals(&WEIGHTS_SHARE, rows.iter().map(|row| row.get(5).map_or(Some(1.0), |cell| cell.parse().ok()))),
        word(&VALUE_ORIGIN, "observed"),
    ];
    (filled::<TokenShare>(of_tokens), filled::<DollarShare>(of_dollars))
}

/// Nothing but the moves.
const fn bare(mover: &DataFrame) -> BriefTables<'_> {
    BriefTables { mover, token_share: None, dollar_share: None, vendor_gap: None, restatement: None }
}

fn made() -> Made<'static> {
    let citations = vec!["Source: OpenRouter (openrouter.ai/rankings), as of 2026-04-13. [CC BY 4.0]".to_owned()];
    Made { program: "tokenshare 0.1.0", run_id: "0123456789abcdef", citations, missing: None, undecided: &[] }
}

const MOVES: &[&str] = &[
    "vendor_entered <b>evil|co</b> 1 - 0.05 - -",
    "vendor_token_share a 2 0.6 0.5 - -",
    "vendor_token_share b 1 0.2 0.35 - -",
    "input_price a/x:free 1 0 0.0028 0 0.0000000028",
    "claim one 1 - - holds fails",
    "coverage market 1 0.7 0.675 - -",
];

#[test]
fn what_changed_is_told_with_date_basis_and_coverage() {
    let (tokens, dollars) = shares(&["a 50 0.5 0.7 1", "b 40 0.4 0.3 0.5", "others 10 0.1 - -"]);
    let mover = mover(MOVES);
    let tables = BriefTables { token_share: Some(&tokens), dollar_share: Some(&dollars), ..bare(&mover) };
    let brief = Brief::of(&tables, &made()).unwrap();
    expect![[r#"
        Week of 2026-04-05 to 2026-04-11

        In the week from 2026-04-05 to 2026-04-11, a had 70.0% of the implied value of the priced tokens that OpenRouter routed, on at least 50.0% of all tokens (list prices of one day, basis `list_current`, rule `default`, at least 70.0% of all tokens priced); computed by tokenshare 0.1.0, run 0123456789ab.

        Vendors named anew
          <b>evil|co</b>: 5.0% of all tokens

        Token shares of vendors that moved most
          b: 20.0% to 35.0% (+15.0 points)
          a: 60.0% to 50.0% (-10.0 points)

        Input prices that changed, USD per million tokens
          a/x:free: $0.0000 to $0.0028

        Tokens with a price, each vendor's unnamed models taken to be as its named ones
          market: 70.0% to 67.5% (-2.5 points)

        Claims of April 2026 whose verdict changed
          one: holds to fails; 

        No change, or nothing to compare, since the week of 2026-03-29
          Vendors no longer named
          Models named anew (or there are no two complete weeks of models)
          Models no longer named (or there are no two complete weeks of models)
          Dollar shares of vendors that moved most (by more than 0.05 points)
          Token shares of models that moved most (by more than 0.05 points, or there are no two complete weeks of models)
          Output prices that changed, USD per million tokens (or there is no catalogue from six days before)

        Sources
          Source: OpenRouter (openrouter.ai/rankings), as of 2026-04-13. [CC BY 4.0]
    "#]].assert_eq(&brief.text());
    let markdown = brief.markdown();
    assert!(markdown.contains("- &lt;b&gt;evil\\|co&lt;/b&gt;: 5.0% of all tokens"), "{markdown}");
    assert!(markdown.starts_with("# Week of 2026-04-05 to 2026-04-11\n\nIn the week from"), "{markdown}");
    assert!(markdown.contains("## Sources\n\n- Source: OpenRouter"), "{markdown}");
}

/// Half of `a` is named by its weights; of `b` nobody knows how much, and so of neither.
#[test]
fn what_nobody_knows_to_be_named_is_not_counted_as_priced() {
    let mover = mover(MOVES);
    for (lines, expected) in [
        (["a 50 0.5 0.7 1 0.5", "b 50 0.5 0.3 1 -"], "at least 25.0% of all tokens priced)"),
        (["a 50 0.5 0.7 1 -", "b 50 0.5 0.3 1 -"], "unknown coverage)"),
    ] {
        let (tokens, dollars) = shares(&lines);
        let tables = BriefTables { token_share: Some(&tokens), dollar_share: Some(&dollars), ..bare(&mover) };
        let text = Brief::of(&tables, &made()).unwrap().text();
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

/// Whose gap is widest over some weeks may not have most of the money in the last; without dollars of that week it is told of
/// whoever has.
#[test]
fn the_sentence_is_of_the_vendor_that_the_report_begins_with() {
    let mover = mover(MOVES);
    let gap = gap_data(GAPS, Rule::Default, Basis::ListCurrent);
    for (lines, expected) in [
        (["openai 50 0.5 0.51 1", "anthropic 40 0.4 0.49 1"], "anthropic had 49.0% of the implied value"),
        (["openai 50 0.5 0.51 1", "anthropic 40 0.4 - -"], "openai had 51.0% of the implied value"),
    ] {
        let (tokens, dollars) = shares(&lines);
        let tables = BriefTables {
            token_share: Some(&tokens),
            dollar_share: Some(&dollars),
            vendor_gap: Some(&gap),
            ..bare(&mover)
        };
        let text = Brief::of(&tables, &made()).unwrap().text();
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn a_mix_that_was_not_measured_is_told() {
    let (tokens, dollars) = shares(&["a 50 0.5 0.7 1", "b 40 0.4 0.3 0.5"]);
    let mover = mover(MOVES);
    for (origin, age, expected) in [
        ("reference", Some(101), "all tokens priced, input and output in a mix of up to 101 days away)"),
        ("carried", Some(8), "all tokens priced, input and output in a mix of up to 8 days away)"),
        ("carried", Some(0), "all tokens priced, input and output in the mix of the same models in another window)"),
        ("reference", Some(0), "all tokens priced, input and output in the mix of other tokens)"),
        ("assumed", None, "all tokens priced, input and output in an assumed mix)"),
        ("measured", None, "all tokens priced);"),
    ] {
        let mut dollars = dollars.clone();
        let height = dollars.height();
        dollars.with_column(texts(&MIX_ORIGIN, (0..height).map(|_| Some(origin)))).unwrap();
        dollars.with_column(integers(&MIX_AGE_DAYS, (0..height).map(|_| age))).unwrap();
        let tables = BriefTables { token_share: Some(&tokens), dollar_share: Some(&dollars), ..bare(&mover) };
        let text = Brief::of(&tables, &made()).unwrap().text();
        assert!(text.contains(expected), "{origin}: {text}");
    }
}

#[test]
fn the_prices_of_each_basis_are_named() {
    let (tokens, dollars) = shares(&["a 50 0.5 0.7 1", "b 40 0.4 0.3 0.5"]);
    let mover = mover(MOVES);
    for (basis, prices) in [
        ("list_3to1", "list prices of one day"),
        ("list_current", "list prices of one day"),
        ("list_asof", "list prices in force that week"),
        ("effective", "what tokens cost in fact"),
        ("billed", "upstream's own totals"),
    ] {
        let mut dollars = dollars.clone();
        let height = dollars.height();
        dollars.with_column(texts(&PRICE_BASIS, (0..height).map(|_| Some(basis)))).unwrap();
        let tables = BriefTables { token_share: Some(&tokens), dollar_share: Some(&dollars), ..bare(&mover) };
        let text = Brief::of(&tables, &made()).unwrap().text();
        assert!(text.contains(&format!("of all tokens ({prices}, basis `{basis}`, rule `default`")), "{text}");
    }
}

#[test]
fn without_prices_the_tokens_lead_and_without_moves_there_is_no_brief() {
    let (tokens, _) = shares(&["a 40 0.4 - -", "b 50 0.5 - -", "others 60 0.6 - -"]);
    let rows = mover(MOVES);
    let tables = BriefTables { token_share: Some(&tokens), ..bare(&rows) };
    let text = Brief::of(&tables, &made()).unwrap().text();
    assert!(text.contains("b had 50.0% of the tokens that OpenRouter routed, the most of all"), "{text}");
    let stale = Made { missing: Some("1 answer not <fetched>"), ..made() };
    let text = Brief::of(&tables, &stale).unwrap().markdown();
    assert!(text.contains("## Not fetched this time\n\n- 1 answer not &lt;fetched&gt;; what is told"), "{text}");
    let nothing = rows.clear();
    assert_eq!(Brief::of(&BriefTables { mover: &nothing, ..tables }, &made()), None);
}

#[test]
fn what_is_doubtful_is_told_first() {
    let restatement = filled::<Restatement>(vec![
        dates(&WEEK_START_DATE, [Some(Date::constant(2026, 3, 2)); 4]),
        texts(&SCOPE, [Some("total"), Some("vendor"), Some("vendor"), Some("vendor")]),
        texts(&MOVE_KEY, [Some("total"), Some("evil|<b>"), Some("old"), Some("ours")]),
        instants(
            &KNOWN_FROM_AT,
            ["2026-04-12T03:00:00Z", "2026-04-05T00:00:00Z", "2026-04-04T23:59:59Z", "2026-04-06T00:00:00Z"]
                .map(|at| at.parse().ok()),
        ),
        texts(&CHANGED_BY, [Some("upstream"), Some("upstream"), Some("upstream"), Some("correction")]),
        integers(&OLD_TOKENS, [Some(20_400_000_000_000), None, Some(1), Some(91_100_000_000)]),
        integers(&NEW_TOKENS, [Some(20_312_280_000_000), Some(5_000_000_000), Some(2), Some(9_100_000_000)]),
        reals(&RELATIVE_CHANGE, [Some(-0.0043), None, Some(1.0), Some(-0.9)]),
        texts(&VALUE_ORIGIN, [Some("observed"), Some("observed"), Some("observed"), Some("reconstructed")]),
        texts(&REASON, [None, Some("not named before"), None, None]),
    ]);
    let (mover, undecided) = (mover(MOVES), ["`catalog/models/2026-04-12T0300`: `rows`: found 0.1".to_owned()]);
    let tables = BriefTables { restatement: Some(&restatement), ..bare(&mover) };
    let made = Made { undecided: &undecided, ..made() };
    let text = Brief::of(&tables, &made).unwrap().text();
    let told = text.split("\nVendors named anew").next().unwrap_or_default();
    expect![[r#"
        Week of 2026-04-05 to 2026-04-11

        In the week from 2026-04-05 to 2026-04-11, the tables of this run name no vendor; computed by tokenshare 0.1.0, run 0123456789ab.

        Answers refused by guards, and not used
          `catalog/models/2026-04-12T0300`: `rows`: found 0.1

        Finished weeks that upstream restated, seen since 2026-04-05
          week of 2026-03-02, the whole site: 20.40T to 20.31T (-0.43%)
          week of 2026-03-02, vendor evil|<b>: none to 5.0B; not named before

        Finished weeks that a correction of yours changed, or its end, since 2026-04-05
          week of 2026-03-02, vendor ours: 91.1B to 9.1B (-90.00%)
    "#]].assert_eq(told);
    let nothing = filled::<Restatement>(vec![dates(&WEEK_START_DATE, [])]);
    let text = Brief::of(&BriefTables { restatement: Some(&nothing), ..tables }, &made).unwrap().text();
    let silent = text.split("No change, or nothing to compare").nth(1).unwrap_or_default();
    assert!(silent.contains("Finished weeks that upstream restated, seen since 2026-04-05"), "{text}");
}
