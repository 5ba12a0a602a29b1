//! Small tables for the tests of this crate.

use jiff::civil::Date;
use polars::{frame::DataFrame, prelude::Column as Series};
use proptest::{
    collection::vec,
    prelude::{Strategy, any},
};
use schema::{
    Basis, Frame, Origin, Rule, Table, Treatment,
    columns::*,
    series::{dates, integers, reals, texts, truths},
    tables::{AppRanking, Concentration, VendorGap, VendorGrowth},
};

use crate::explain::{Bytes, Ground, Index, Tables, Treatments};

/// What explanations stand on: these tables, each label a vendor, no groups, and a file for each snapshot.
pub(crate) fn ground(tables: Tables) -> Ground<'static> {
    let file = |id: &str| Bytes {
        snapshot: id.to_owned(),
        file: format!("{id}/body.json"),
        sha256: String::new(),
        json_path: None,
    };
    Ground {
        tables,
        vendor_of: Box::new(|label: &str, _: Date| Some(label.to_owned())),
        is_member: Box::new(|_: &str, _: &str, _: Date| false),
        may_be_member: Box::new(|_: &str, _: &str, _: Date| false),
        has_model: Box::new(|_: &str, _: [&str; 2], _: Date| None),
        listed: Box::new(|_: &str, _: Date| None),
        traffic: Treatments { free: Treatment::In, promotional: Treatment::In, stealth: Treatment::In },
        mixes: "data/reference/usage_mix.csv".to_owned(),
        drawn: Box::new(|_: &[Option<f64>], _: Option<&[Option<f64>]>, _: usize, _: usize| None),
        bytes_of: Box::new(move |id: &str| vec![file(id)]),
        corrected: Vec::new(),
        index: Index::default(),
    }
}

/// Vendor, tokens, token share, dollar share, gap, price, origin.
pub(crate) type Gap = (&'static str, Option<i64>, Option<f64>, Option<f64>, Option<f64>, Option<f64>, Option<Origin>);

pub(crate) const GAPS: &[Gap] = &[
    (
        "anthropic",
        Some(9_435_348_100_704),
        Some(0.123_4),
        Some(0.463_3),
        Some(33.99),
        Some(7.949_673),
        Some(Origin::Made),
    ),
    ("others", Some(8_455_192_774_442), Some(0.110_6), None, None, None, Some(Origin::Observed)),
    (
        "google",
        Some(10_149_457_416_213),
        Some(0.132_8),
        Some(0.070_2),
        Some(-6.26),
        Some(1.12),
        Some(Origin::Reconstructed),
    ),
    ("mistralai", Some(0), Some(0.0), Some(0.0), Some(0.0), Some(0.03), Some(Origin::Made)),
    ("meta-llama", Some(0), Some(0.0), None, None, None, None),
    ("nameless", Some(5), Some(0.000_1), None, None, None, None),
];

/// Any text, what a terminal obeys or hides among it: proptest's own texts have no control characters.
pub(crate) fn wild() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..40).prop_map(String::from_iter)
}

fn of(word: &'static str, rows: usize, column: &schema::Column) -> Series {
    texts(column, (0..rows).map(|_| Some(word)))
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn window(rows: usize) -> [Series; 2] {
    let column = |column, text| dates(column, (0..rows).map(|_| day(text)));
    [column(&WINDOW_START_DATE, "2026-03-22"), column(&WINDOW_END_DATE, "2026-04-18")]
}

pub(crate) fn gap_data(rows: &[Gap], rule: Rule, basis: Basis) -> DataFrame {
    let count = rows.len();
    let mut columns = vec![
        texts(&VENDOR, rows.iter().map(|row| Some(row.0))),
        of(basis.word(), count, &PRICE_BASIS),
        of(rule.word(), count, &RULE),
        integers(&WEEKS, rows.iter().map(|_| Some(4))),
        integers(&WEEKS_PRESENT, rows.iter().map(|_| Some(4))),
        integers(&TOKENS, rows.iter().map(|row| row.1)),
        reals(&TOKEN_SHARE, rows.iter().map(|row| row.2)),
        reals(&GAP_TOKEN_SHARE, rows.iter().map(|row| row.2)),
        reals(&DOLLAR_SHARE, rows.iter().map(|row| row.3)),
        reals(&GAP_POINTS, rows.iter().map(|row| row.4)),
        reals(&BLENDED_PRICE, rows.iter().map(|row| row.5)),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.6.map(Origin::word))),
    ];
    columns.extend(window(count));
    columns.push(of("apps", count, &BOARD));
    framed::<VendorGap>(columns)
}

/// Vendor, shares past and now, tokens past and now, growth.
pub(crate) type Growth = (&'static str, [f64; 2], [i64; 2], &'static str, Option<f64>);

pub(crate) const GROWTHS: &[Growth] = &[
    ("anthropic", [0.247_0, 0.123_5], [1_706_892_960_820, 9_435_348_100_704], "ratio", Some(5.527_8)),
    ("qwen", [0.022_3, 0.127_0], [154_082_591_007, 9_706_508_453_356], "ratio", Some(62.995)),
    ("total", [1.0, 1.0], [6_912_000_000_000, 76_400_000_000_000], "ratio", Some(11.053)),
    ("others", [0.023_6, 0.110_6], [163_216_197_314, 8_455_192_774_442], "ratio", Some(51.8)),
    ("mistralai", [0.028_6, 0.0], [197_663_702_442, 0], "gone", Some(0.0)),
    ("meta-llama", [0.055_7, 0.0], [385_276_199_966, 0], "gone", Some(0.0)),
    ("xiaomi", [0.0, 0.129_5], [0, 9_896_133_592_296], "new", None),
];

pub(crate) fn growth_data(rows: &[Growth]) -> DataFrame {
    let count = rows.len();
    let weeks = |column| integers(column, rows.iter().map(|_| Some(4)));
    let mut columns = vec![
        texts(&VENDOR, rows.iter().map(|row| Some(row.0))),
        of(Rule::Published.word(), count, &RULE),
        weeks(&WEEKS),
        weeks(&PAST_WEEKS_PRESENT),
        weeks(&NOW_WEEKS_PRESENT),
        texts(&GROWTH_LABEL, rows.iter().map(|row| Some(row.3))),
        reals(&PAST_SHARE, rows.iter().map(|row| row.1.first().copied())),
        reals(&NOW_SHARE, rows.iter().map(|row| row.1.last().copied())),
        reals(&DELTA_POINTS, rows.iter().map(|(_, [past, now], ..)| Some(100.0 * (now - past)))),
        integers(&PAST_TOKENS, rows.iter().map(|row| row.2.first().copied())),
        integers(&NOW_TOKENS, rows.iter().map(|row| row.2.last().copied())),
        reals(&GROWTH_RATIO, rows.iter().map(|row| row.4)),
        of(Origin::Observed.word(), count, &VALUE_ORIGIN),
    ];
    columns.extend(window(count));
    framed::<VendorGrowth>(columns)
}

/// Three weeks, tokens and one basis each.
pub(crate) fn concentration_data() -> DataFrame {
    let weeks = ["2026-03-29", "2026-04-05", "2026-04-12"];
    let rows: Vec<_> = weeks.iter().flat_map(|week| [(*week, "tokens"), (*week, "list_3to1")]).collect();
    framed::<Concentration>(vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| day(row.0))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.1))),
        of(Rule::Default.word(), rows.len(), &RULE),
        truths(&IS_COMPLETE, rows.iter().map(|row| Some(row.0 != "2026-04-12"))),
        reals(&HHI, rows.iter().map(|_| Some(1_234.5))),
        texts(&REASON, rows.iter().map(|row| (row.1 == "tokens").then_some("a reason"))),
    ])
}

/// Apps by these names, whatever is in them.
pub(crate) fn app_data(names: &[Option<&str>]) -> DataFrame {
    let count = names.len();
    let ids: Vec<_> = (0..count).map(|place| format!("app-{place}")).collect();
    let counted = |column| integers(column, (1..).take(count).map(Some));
    let at = "2026-04-14T12:00:00Z".parse::<jiff::Timestamp>().ok();
    framed::<AppRanking>(vec![
        of("apps/list/2026-04-14T120000Z", count, &SNAPSHOT_ID),
        of("month", count, &VIEW),
        texts(&APP_ID, ids.iter().map(|id| Some(id.as_str()))),
        counted(&APP_RANK),
        integers(&TOKENS, (1..).take(count).map(|place: i64| Some(place * 1_234_567))),
        schema::series::instants(&CAPTURED_AT, names.iter().map(|_| at)),
        of("apps", count, &SOURCE),
        of("made", count, &VALUE_ORIGIN),
        of("$[0]", count, &JSON_PATH),
        texts(&APP_NAME, names.iter().copied()),
        counted(&REQUEST_COUNT),
    ])
}

/// The columns as a frame of `T`; optional columns that no test looks at are null.
fn framed<T: Table>(mut columns: Vec<Series>) -> DataFrame {
    let height = columns.first().map_or(0, Series::len);
    for column in T::SPEC.optional {
        if !columns.iter().any(|given| given.name() == column.name) {
            columns.push(Series::full_null(column.name.into(), height, &column.kind.data_type()));
        }
    }
    match Frame::<T>::from_columns(columns) {
        Ok(frame) => frame.into_data(),
        Err(error) => panic!("{error}: {:?}", std::error::Error::source(&error)),
    }
}
