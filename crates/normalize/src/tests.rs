//! Frames for tests, written as text.

use schema::{
    Column, Frame, Kind, Table,
    columns::{
        APP_ID, AS_OF_AT, CAPTURED_AT, DAY_DATE, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, IS_LOWER_BOUND, JSON_PATH,
        MODEL, PRICING_JSON, SNAPSHOT_ID, SOURCE, TOKENS, VALUE_ORIGIN, VARIANT, VENDOR, WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::{dates, instants, integers, reals, texts, truths},
    tables::{AppModelWeek, ModelDay},
};

use crate::{Aliases, UsageMix};

/// Rows of `T`, a line each, cells in the order of `named`, `-` for null. A column that is not named is null, or says
/// nothing.
pub(crate) fn frame<T: Table>(named: &[&Column], rows: &str) -> Frame<T> {
    assert!(named.iter().all(|column| T::SPEC.column(column.name).is_some()), "a column of another table");
    let rows: Vec<Vec<&str>> = rows.lines().map(|row| row.split_whitespace().collect()).collect();
    assert!(rows.iter().all(|row| row.len() == named.len()), "{rows:?} and {} columns", named.len());
    let columns = T::SPEC.columns().map(|column| {
        let place = named.iter().position(|known| known.name == column.name);
        let cells = rows.iter().map(|row| place.map_or_else(|| default(column), |place| Some(row[place])));
        read(column, &cells.map(|cell| cell.filter(|cell| *cell != "-")).collect::<Vec<_>>())
    });
    Frame::from_columns(columns.collect()).expect("a test frame")
}

fn default(column: &Column) -> Option<&'static str> {
    let says_nothing = [SOURCE.name, JSON_PATH.name, PRICING_JSON.name];
    match column.name {
        name if name == VALUE_ORIGIN.name => Some("observed"),
        name if name == IS_LOWER_BOUND.name => Some("false"),
        name if says_nothing.contains(&name) => Some("x"),
        _ => None,
    }
}

fn read(column: &Column, cells: &[Option<&str>]) -> polars::prelude::Column {
    let cells = || cells.iter().copied();
    match column.kind {
        Kind::Text => texts(column, cells()),
        Kind::Integer => integers(column, cells().map(|cell| Some(cell?.parse().expect("an integer")))),
        Kind::Real => reals(column, cells().map(|cell| Some(cell?.parse().expect("a number")))),
        Kind::Truth => truths(column, cells().map(|cell| Some(cell?.parse().expect("a truth")))),
        Kind::Date => dates(column, cells().map(|cell| Some(cell?.parse().expect("a date")))),
        Kind::Instant => instants(column, cells().map(|cell| Some(cell?.parse().expect("an instant")))),
    }
}

/// No renames.
pub(crate) fn no_aliases() -> Aliases {
    Aliases::parse(b"alias,vendor,valid_from,valid_to,source\n").expect("an empty list")
}

/// `DAY MODEL VARIANT TOKENS SNAPSHOT [ORIGIN]` per line. The snapshot is the month and day of its capture, such as `08-17`.
pub(crate) fn model_days(lines: &[&str]) -> Frame<ModelDay> {
    let line = |line: &&str| {
        let cells: Vec<_> = line.split(' ').collect();
        let (vendor, at) = (cells[1].split('/').next().unwrap_or_default(), format!("2026-{}T03:00:00Z", cells[4]));
        let (is_attributed, origin) = (!["others", "stealth"].contains(&vendor), cells.get(5).unwrap_or(&"observed"));
        format!("{} {vendor} {is_attributed} {at} {at} {origin}", cells[..5].join(" "))
    };
    let columns = [
        &DAY_DATE,
        &MODEL,
        &VARIANT,
        &TOKENS,
        &SNAPSHOT_ID,
        &VENDOR,
        &IS_ATTRIBUTED,
        &AS_OF_AT,
        &CAPTURED_AT,
        &VALUE_ORIGIN,
    ];
    frame(&columns, &lines.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// `SCOPE KEY OUTPUT CACHED-HIGH` per line: a mix of 2026-08-15, its output within a hundredth, its cached part not known.
pub(crate) fn usage_mix(lines: &[&str]) -> UsageMix {
    let line = |line: &&str| {
        let cells: Vec<_> = line.split(' ').collect();
        let output: f64 = cells[2].parse().expect("a share");
        let (low, high) = (output - 0.01, output + 0.01);
        format!("{},{},2026-07-17,2026-08-15,{output},{low},{high},,0,{},x\n", cells[0], cells[1], cells[3])
    };
    let rows: Vec<_> = lines.iter().map(line).collect();
    let head = "scope,key,window_start,window_end,output_share,output_share_low,output_share_high,cached_share,\
                cached_share_low,cached_share_high,source\n";
    UsageMix::parse(format!("{head}{}", rows.concat()).as_bytes()).expect("a test mix")
}

/// `APP WEEK MODEL TOKENS COMPLETE [cut]` per line.
pub(crate) fn app_weeks(lines: &[&str]) -> Frame<AppModelWeek> {
    let row = |line: &&str| {
        let cut = line.strip_suffix(" cut");
        format!("{} {} a true monday s 2026-04-14T12:00:00Z", cut.unwrap_or(line), cut.is_some())
    };
    let rows: Vec<_> = lines.iter().map(row).collect();
    let columns = [
        &APP_ID,
        &WEEK_START_DATE,
        &MODEL,
        &TOKENS,
        &IS_COMPLETE,
        &IS_LEFT_CUT,
        &VENDOR,
        &IS_ATTRIBUTED,
        &WEEK_ANCHOR,
        &SNAPSHOT_ID,
        &CAPTURED_AT,
    ];
    frame(&columns, &rows.join("\n"))
}
