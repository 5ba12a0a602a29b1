//! Tables in the hands of others: what five readers of Parquet see, and two of exports, is what `tokenshare show` prints,
//! cell by cell.
//!
//! None of them shares code with the writer, but polars for Python.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use super::{
    export::duckdb,
    process::{copy_sample, pipeline, python, said, sample_tables},
};
use expect_test::{Expect, expect};
use fs_err as fs;
use jiff::Timestamp;
use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::{Field, Row},
};
use schema::{Column, Kind, TableSpec, day};
use serde::Deserialize;
use serde_json::{Map, Value};
use tempfile::TempDir;

type Pairs = BTreeMap<String, String>;

/// A table as a reader sees it.
#[derive(Deserialize)]
struct Seen {
    /// Name, the reader's word for the type, and the metadata of the Arrow field for readers that have it.
    columns: Vec<(String, String, Option<Pairs>)>,
    /// The key-value pairs of the file, for readers that have them.
    footer: Option<Pairs>,
    rows: Vec<Vec<Value>>,
}

/// The catalogue of the sample is from before there were any, and one capture of a chart restates nothing.
const WITHOUT_ROWS: &[&str] = &["price_condition", "restatement"];

/// Rows of cells as text; none is null.
type Printed = Vec<Vec<Option<String>>>;

/// The sample's tables in a folder of their own, and what `show` prints of each.
struct Place {
    folder: TempDir,
    printed: BTreeMap<&'static str, Printed>,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        copy_sample(&folder.path().join("data"));
        said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
        let printed = sample_tables().into_iter().map(|spec| (spec.name, printed(spec, folder.path()))).collect();
        Self { folder, printed }
    }

    fn file(&self, spec: &TableSpec) -> String {
        self.folder.path().join("data").join(spec.path()).display().to_string()
    }

    /// The file that an export makes.
    fn exported(&self, arguments: &[&str]) -> String {
        said(&[&["export", "--data", "data", "--quiet"], arguments].concat(), self.folder.path());
        self.folder.path().join(arguments[2]).display().to_string()
    }
}

/// What `show` prints as CSV. There an empty cell is null or an empty text; JSON tells which.
fn printed(spec: &TableSpec, folder: &Path) -> Printed {
    let show = |format| said(&["show", spec.name, "--data", "data", "--format", format], folder);
    let (csv, json) = (show("csv"), show("json"));
    let typed: Vec<Map<String, Value>> = serde_json::from_str(&json).expect("an array of objects");
    let rows: Vec<_> = csv::Reader::from_reader(csv.as_bytes()).into_records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), typed.len(), "{}", spec.name);
    let cell = |(cell, typed): (&str, &Value)| (!typed.is_null()).then(|| cell.to_owned());
    rows.iter().zip(&typed).map(|(row, typed)| row.iter().zip(typed.values()).map(cell).collect()).collect()
}

/// Compares every cell of every table, then the readers' words for types: one for each kind of ours, in all tables.
fn check(place: &Place, seen: &[(&str, Vec<Seen>)], expected: &Expect) {
    let types: Vec<String> = seen.iter().map(|(reader, seen)| checked(reader, seen, place)).collect();
    expected.assert_eq(&types.concat());
}

fn checked(reader: &str, seen: &[Seen], place: &Place) -> String {
    assert_eq!(seen.len(), sample_tables().len(), "{reader}");
    let mut types: BTreeSet<String> = BTreeSet::new();
    for (spec, seen) in sample_tables().into_iter().zip(seen) {
        check_footer(reader, spec, seen);
        let columns: Vec<&Column> = spec.columns().collect();
        assert_eq!(seen.columns.len(), columns.len(), "{reader}: columns of {}", spec.name);
        for (column, (name, kind, metadata)) in columns.iter().zip(&seen.columns) {
            assert_eq!(name, column.name, "{reader}: {}", spec.name);
            types.insert(format!("{reader}: {} is {kind}\n", column.kind.name()));
            check_metadata(reader, column, metadata.as_ref());
        }
        let printed = &place.printed[spec.name];
        assert_eq!(printed.is_empty(), WITHOUT_ROWS.contains(&spec.name), "{reader}: {}", spec.name);
        check_cells(&format!("{reader}: {}", spec.name), &columns, &seen.rows, printed);
    }
    types.into_iter().collect()
}

fn check_cells(what: &str, columns: &[&Column], seen: &[Vec<Value>], printed: &Printed) {
    assert_eq!(seen.len(), printed.len(), "{what}: rows");
    for (seen, printed) in seen.iter().zip(printed) {
        assert_eq!((seen.len(), printed.len()), (columns.len(), columns.len()), "{what}");
        for ((column, seen), printed) in columns.iter().zip(seen).zip(printed) {
            assert!(agree(column, seen, printed.as_deref()), "{what}.{}: {seen}, shown {printed:?}", column.name);
        }
    }
}

fn check_footer(reader: &str, spec: &TableSpec, seen: &Seen) {
    let Some(footer) = &seen.footer else { return };
    let value = |key: &str| footer.get(key).map(String::as_str);
    assert_eq!(value("tokenshare.table"), Some(spec.name), "{reader}");
    assert_eq!(value("tokenshare.description"), Some(spec.doc.trim()), "{reader}");
}

fn check_metadata(reader: &str, column: &Column, metadata: Option<&Pairs>) {
    let Some(metadata) = metadata else { return };
    let facts = [("description", column.doc.trim()), ("unit", column.unit.name())];
    let facts = facts.into_iter().filter(|(_, fact)| !fact.is_empty());
    let expected: Pairs = facts.map(|(key, fact)| (key.to_owned(), fact.to_owned())).collect();
    assert_eq!(*metadata, expected, "{reader}: `{}`", column.name);
}

/// Whether a cell is what was printed, to the last digit. A number that comes as text is not.
fn agree(column: &Column, seen: &Value, printed: Option<&str>) -> bool {
    let Some(printed) = printed else { return seen.is_null() };
    let text = seen.as_str();
    match column.kind {
        // A text that a spreadsheet would run is printed behind `'`.
        Kind::Text => text.is_some() && [Some(printed), printed.strip_prefix('\'')].contains(&text),
        Kind::Integer => seen.as_i64().is_some_and(|seen| printed.parse() == Ok(seen)),
        Kind::Real => seen.is_f64() && seen.as_f64().is_some_and(|seen| printed.parse() == Ok(seen)),
        Kind::Truth => seen.as_bool().is_some_and(|seen| printed.parse() == Ok(seen)),
        Kind::Date => text == Some(printed),
        Kind::Instant => text.is_some_and(|seen| seen.parse().ok() == Some(instant(printed))),
    }
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// What one of the readers for Python sees.
fn by_python(python: &Path, reader: &str, place: &Place) -> Vec<Seen> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/program/readers.py");
    let exported = match reader {
        "sqlite" => Some(place.exported(&["--to", "sqlite", "tables.sqlite"])),
        "duckdb_file" => Some(place.exported(&["--to", "duckdb", "tables.duckdb", "--duckdb", &duckdb(python)])),
        _ => None,
    };
    let file = |spec: &TableSpec| exported.as_ref().map(|file| format!("{file}#{}", spec.name));
    let files = sample_tables().into_iter().map(|spec| file(spec).unwrap_or_else(|| place.file(spec)));
    let output = Command::new(python).arg(script).arg(reader).args(files).output().expect("it starts");
    assert!(output.status.success(), "{reader}: {}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("JSON");
    printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// What the crate `parquet` sees, of the Apache Arrow project.
fn by_rust(file: &str) -> Seen {
    let (file, _) = fs::File::open(file).expect("it was made").into_parts();
    let reader = SerializedFileReader::new(file).expect("a Parquet file");
    let metadata = reader.metadata().file_metadata();
    let columns = metadata.schema_descr().columns().iter().map(|column| {
        let logical = column.logical_type_ref().map(|logical| format!(" {logical:?}")).unwrap_or_default();
        (column.name().to_owned(), format!("{}{logical}", column.physical_type()), None)
    });
    let pairs = metadata.key_value_metadata().into_iter().flatten();
    let pairs = pairs.map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default()));
    let rows = reader.get_row_iter(None).expect("rows").map(|row| cells(&row.expect("a row")));
    Seen { columns: columns.collect(), footer: Some(pairs.collect()), rows: rows.collect() }
}

fn cells(row: &Row) -> Vec<Value> {
    let cell = |field: &Field| match field {
        Field::Null => Value::Null,
        Field::Bool(truth) => Value::from(*truth),
        Field::Long(integer) => Value::from(*integer),
        Field::Double(real) => Value::from(*real),
        Field::Str(text) => Value::from(text.as_str()),
        Field::Date(days) => Value::from(day::from_days(*days).expect("a day").to_string()),
        Field::TimestampMicros(micros) => {
            Value::from(Timestamp::from_microsecond(*micros).expect("an instant").to_string())
        }
        other => panic!("no column has a type for {other:?}"),
    };
    row.get_column_iter().map(|(_, field)| cell(field)).collect()
}

#[test]
fn rust_sees_what_is_shown() {
    let place = Place::new();
    let seen = sample_tables().into_iter().map(|spec| by_rust(&place.file(spec))).collect();
    check(
        &place,
        &[("parquet", seen)],
        &expect![[r#"
        parquet: date is INT32 Date
        parquet: instant (UTC) is INT64 Timestamp(TimestampType { is_adjusted_to_u_t_c: true, unit: MICROS })
        parquet: integer is INT64
        parquet: real is DOUBLE
        parquet: text is BYTE_ARRAY String
        parquet: true or false is BOOLEAN
    "#]],
    );
}

#[test]
fn python_sees_what_is_shown() {
    let Some(python) = python() else { return };
    let place = Place::new();
    let readers = ["pyarrow", "duckdb", "pandas", "polars", "sqlite", "duckdb_file"];
    let seen = readers.map(|reader| (reader, by_python(&python, reader, &place)));
    check(
        &place,
        &seen,
        &expect![[r#"
            pyarrow: date is date32[day]
            pyarrow: instant (UTC) is timestamp[us, tz=UTC]
            pyarrow: integer is int64
            pyarrow: real is double
            pyarrow: text is string
            pyarrow: true or false is bool
            duckdb: date is DATE
            duckdb: instant (UTC) is TIMESTAMP WITH TIME ZONE
            duckdb: integer is BIGINT
            duckdb: real is DOUBLE
            duckdb: text is VARCHAR
            duckdb: true or false is BOOLEAN
            pandas: date is date32[day][pyarrow]
            pandas: instant (UTC) is timestamp[us, tz=UTC][pyarrow]
            pandas: integer is int64[pyarrow]
            pandas: real is double[pyarrow]
            pandas: text is string[pyarrow]
            pandas: true or false is bool[pyarrow]
            polars: date is Date
            polars: instant (UTC) is Datetime(time_unit='us', time_zone='UTC')
            polars: integer is Int64
            polars: real is Float64
            polars: text is String
            polars: true or false is Boolean
            sqlite: date is TEXT
            sqlite: instant (UTC) is TEXT
            sqlite: integer is INTEGER
            sqlite: real is REAL
            sqlite: text is TEXT
            sqlite: true or false is INTEGER
            duckdb_file: date is DATE
            duckdb_file: instant (UTC) is TIMESTAMP WITH TIME ZONE
            duckdb_file: integer is BIGINT
            duckdb_file: real is DOUBLE
            duckdb_file: text is VARCHAR
            duckdb_file: true or false is BOOLEAN
        "#]],
    );
}

/// A comparison that agrees with everything would not be seen above.
#[test]
fn what_differs_is_seen() {
    let column = |kind| {
        sample_tables().into_iter().flat_map(TableSpec::columns).find(|column| column.kind == kind).expect("one")
    };
    let cases: [(Kind, Value, Option<&str>); 14] = [
        (Kind::Text, Value::Null, Some("")),
        (Kind::Text, "".into(), None),
        (Kind::Text, "a".into(), Some("b")),
        (Kind::Integer, "7".into(), Some("7")),
        (Kind::Integer, 7.0.into(), Some("7")),
        (Kind::Integer, 0.into(), None),
        (Kind::Real, 7.into(), Some("7")),
        (Kind::Real, 0.1.into(), Some("0.10000000000000002")),
        (Kind::Real, "NaN".into(), None),
        (Kind::Truth, "true".into(), Some("true")),
        (Kind::Truth, 1.into(), Some("true")),
        (Kind::Date, 20_555.into(), Some("2026-04-12")),
        (Kind::Instant, "2026-04-14T12:00:00+00:00".into(), Some("2026-04-14T12:00:00.000001Z")),
        (Kind::Instant, Value::Null, Some("2026-04-14T12:00:00Z")),
    ];
    for (kind, seen, printed) in cases {
        assert!(!agree(column(kind), &seen, printed), "{kind:?}: {seen}, {printed:?}");
    }
    assert!(agree(column(Kind::Text), &"=1".into(), Some("'=1")));
    assert!(agree(column(Kind::Instant), &"2026-04-14T14:00:00+02:00".into(), Some("2026-04-14T12:00:00Z")));
}
