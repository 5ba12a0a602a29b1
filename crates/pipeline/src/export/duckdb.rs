//! A file of DuckDB, made by DuckDB itself from a script that is written beside it: tables, and comments on tables and
//! columns. The crate `duckdb` would add many minutes to every build of this program.

use std::{
    io::{ErrorKind, Read as _},
    ops::Range,
    path::Path,
    process::{Command, Output, Stdio},
};

use schema::{Column, Kind, TableSpec, tables::TABLES};

use super::{Export, journal, meaning};
use crate::{disk, failure::Failure, provenance::PROGRAM, room::Room, target::not_ours, typed::quoted};

/// The first line of a script that an export wrote.
const MARK: &str = "-- Written by `tokenshare export --to duckdb`.";

/// Every file of DuckDB has it in its head.
const MAGIC: &[u8] = b"DUCK";
/// Where it stands there.
const MAGIC_AT: Range<usize> = 8..12;

/// What in a file no export wrote: tables without a comment of ours, whatever is in another schema, and views. One line of
/// names, which is empty where there are none.
const OF_OTHERS: &str = "\
SELECT coalesce(string_agg('`' || name || '`', ', ' ORDER BY name) FILTER (WHERE place <= 5), '')
    || CASE WHEN count(*) > 5 THEN ' and ' || (count(*) - 5) || ' more' ELSE '' END
FROM (
    SELECT name, row_number() OVER (ORDER BY name) AS place FROM (
        SELECT concat_ws('.', nullif(schema_name, 'main'), table_name) AS name FROM duckdb_tables()
        WHERE NOT internal AND database_name = current_database()
            AND (schema_name <> 'main' OR comment IS NULL OR NOT starts_with(comment, 'One row per '))
        UNION ALL
        SELECT concat_ws('.', nullif(schema_name, 'main'), view_name) FROM duckdb_views()
        WHERE NOT internal AND database_name = current_database()
    )
);";

/// # Errors
/// As [`super::run`]; or if there is no DuckDB, it fails, or the old file has tables of somebody else: then the script is
/// there, and the old file stays.
pub fn write(export: &Export, target: &Path, program: &Path) -> anyhow::Result<()> {
    let script = journal::beside(target, ".sql");
    demand_ours(target, &script)?;
    journal::demand_none(target, journal::OF_DUCKDB)?;
    disk::replace(&script, text(export)?.as_bytes())?;
    let by_hand = format!("`duckdb {} < {}` makes the file", quoted(target), quoted(&script));
    demand_none_of_others(program, target, &by_hand)?;
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = Room::of(parent, disk::BESIDE)?;
    let next = beside.path().join("next");
    make(program, &next, &script, &by_hand)?;
    disk::flush(&next)?;
    // Making it takes a while, in which somebody may have opened the old one.
    journal::demand_none(target, journal::OF_DUCKDB)?;
    demand_none_of_others(program, target, &by_hand)?;
    disk::rename(&next, target)?;
    Ok(disk::flush(parent)?)
}

/// A script that is ours says that the file beside it is.
fn demand_ours(target: &Path, script: &Path) -> anyhow::Result<()> {
    let is_there = |path: &Path| path.symlink_metadata().is_ok();
    let is_ours = fs_err::read_to_string(script).is_ok_and(|text| text.starts_with(MARK));
    for path in [script, target] {
        if is_there(path) && !(is_ours && path.is_file()) {
            return Err(not_ours(path, "no export of this program").into());
        }
    }
    // The script may be left of a file that is gone, and another one have its name.
    if is_there(target) && !is_of_duckdb(target)? {
        return Err(not_ours(target, "no file of DuckDB").into());
    }
    Ok(())
}

fn is_of_duckdb(path: &Path) -> anyhow::Result<bool> {
    let mut head = Vec::new();
    fs_err::File::open(path)?.take(MAGIC_AT.end as u64).read_to_end(&mut head)?;
    Ok(head.get(MAGIC_AT) == Some(MAGIC))
}

/// Somebody may have laid a file of their own beside a script of ours, or made tables in ours since: DuckDB says which.
fn demand_none_of_others(program: &Path, target: &Path, by_hand: &str) -> anyhow::Result<()> {
    if target.symlink_metadata().is_err() {
        return Ok(());
    }
    let mut engine = Command::new(program);
    engine.args(["-batch", "-bail", "-readonly", "-noheader", "-list"]);
    // A name could look like an option, a whole path does not.
    engine.arg(fs_err::canonicalize(target)?).args(["-c", OF_OTHERS]).stdin(Stdio::null());
    let output = ended(&mut engine, by_hand)?;
    let (shown, said) = (target.display(), |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned());
    if !output.status.success() {
        let found = format!("{}, `{}`", output.status, said(&output.stderr));
        let found = format!("`{}` did not say what is in `{shown}`: {found}", program.display());
        let hint =
            format!("close what has `{shown}` open (a notebook, a shell), then export again; or name another file");
        return Err(Failure::data(found).with_hint(hint).into());
    }
    let others = said(&output.stdout);
    if others.is_empty() {
        return Ok(());
    }
    let found = format!("`{shown}` has tables or views that no export wrote: {others}");
    let hint = "an export takes the place of the whole file: name another one, or move them into a file of their own";
    Err(Failure::data(found).with_hint(hint).into())
}

fn make(program: &Path, next: &Path, script: &Path, by_hand: &str) -> anyhow::Result<()> {
    let (file, _) = fs_err::File::open(script)?.into_parts();
    let mut engine = Command::new(program);
    engine.args(["-batch", "-bail"]).arg(next).stdin(file).stdout(Stdio::null());
    let output = ended(&mut engine, by_hand)?;
    if output.status.success() && next.is_file() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let said = format!("`{}` did not make the file: {}, `{said}`", program.display(), output.status);
    Err(Failure::data(said).with_hint(by_hand).into())
}

/// What the engine said; an error where there is none.
fn ended(engine: &mut Command, by_hand: &str) -> Result<Output, Failure> {
    let output = engine.output();
    output.map_err(|error| {
        let said = format!("the program `{}` could not be started", Path::new(engine.get_program()).display());
        let way = if error.kind() == ErrorKind::NotFound {
            "install DuckDB (`pip install duckdb-cli`), or name it in TOKENSHARE_DUCKDB; "
        } else {
            ""
        };
        Failure::data(said).with_hint(format!("{way}{by_hand}")).because(error)
    })
}

fn text(export: &Export) -> anyhow::Result<String> {
    let mut text = format!("{MARK}\n-- {PROGRAM}, run {}.\nBEGIN;\n", export.manifest.run_id);
    for spec in &export.tables {
        text += &table(spec, &export.run)?;
    }
    // Somebody may run it over a file of an older run: what this one does not have would look as if it did.
    let absent = TABLES.iter().filter(|spec| export.tables.iter().all(|made| made.name != spec.name));
    let dropped = |spec: &&TableSpec| format!("DROP TABLE IF EXISTS \"{}\";\n", spec.name);
    text += &absent.map(dropped).collect::<String>();
    Ok(text + "COMMIT;\n")
}

fn table(spec: &TableSpec, run: &Path) -> anyhow::Result<String> {
    let name = spec.name;
    let column = |column: &Column| {
        let not_null = if spec.is_required(column) { " NOT NULL" } else { "" };
        format!("    \"{}\" {}{not_null}", column.name, kind(column.kind))
    };
    let columns: Vec<String> = spec.columns().map(column).collect();
    let names: Vec<String> = spec.columns().map(|column| format!("\"{}\"", column.name)).collect();
    let file = fs_err::canonicalize(run.join(spec.path()))?;
    let rows =
        format!("SELECT {} FROM read_parquet({})", names.join(", "), literal(&exactly(&file.display().to_string())));
    let caveats = spec.caveats.iter().map(|caveat| caveat.sentence());
    let said: Vec<&str> = [spec.doc.trim()].into_iter().chain(caveats).collect();
    let comment = |column: &Column| {
        format!("COMMENT ON COLUMN \"{name}\".\"{}\" IS {};\n", column.name, literal(&meaning(column)))
    };
    let comments: String = spec.columns().map(comment).collect();
    Ok(format!(
        "CREATE OR REPLACE TABLE \"{name}\" (\n{}\n);\nINSERT INTO \"{name}\" {rows};\nCOMMENT ON TABLE \"{name}\" IS \
         {};\n{comments}",
        columns.join(",\n"),
        literal(&said.join(" ")),
    ))
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "VARCHAR",
        Kind::Integer => "BIGINT",
        Kind::Real => "DOUBLE",
        Kind::Truth => "BOOLEAN",
        Kind::Date => "DATE",
        Kind::Instant => "TIMESTAMP WITH TIME ZONE",
    }
}

/// A text of SQL: nothing but the quote has a meaning in it.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A path that DuckDB takes for one file, whatever characters of patterns are in it.
fn exactly(path: &str) -> String {
    let escaped = |character: char| match character {
        '*' | '?' | '[' => format!("[{character}]"),
        other => other.to_string(),
    };
    path.chars().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_does_not_end_a_text() {
        assert_eq!(literal("it's; DROP"), "'it''s; DROP'");
    }

    /// By their comments tables of ours are known.
    #[test]
    fn every_table_of_ours_has_the_comment_that_is_looked_for() {
        let begins = OF_OTHERS.split("starts_with(comment, '").nth(1).and_then(|rest| rest.split('\'').next());
        let begins = begins.expect("what comments begin with");
        assert!(begins.len() > 8 && TABLES.iter().all(|spec| spec.doc.trim().starts_with(begins)), "{begins}");
    }

    #[test]
    fn a_path_is_no_pattern() {
        assert_eq!(exactly("/data [1]/*?.parquet"), "/data [[]1]/[*][?].parquet");
    }
}
