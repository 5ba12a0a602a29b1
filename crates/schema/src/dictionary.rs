//! The data dictionary: every table and column in Markdown, written from the facts. `data/README.md` is this text.

use std::fmt::Write as _;

use crate::{Stage, TableSpec, columns::COLUMNS, tables::TABLES};

/// The page `data/README.md`: what lies in a data folder, table by table, then every column once.
#[must_use]
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for stage in [Stage::Ingested, Stage::Normalized, Stage::Analyzed] {
        let _ = writeln!(page, "\n## {stage}/\n");
        for table in TABLES.iter().filter(|table| table.stage == stage) {
            page.push_str(&section(table));
        }
    }
    page.push_str("\n## Columns\n\n| column | type | unit | meaning |\n|---|---|---|---|\n");
    for column in COLUMNS {
        let (name, kind, unit, doc) = (column.name, column.kind.name(), column.unit.name(), column.meaning());
        let _ = writeln!(page, "| `{name}` | {kind} | {unit} | {doc} |");
    }
    page
}

fn section(table: &TableSpec) -> String {
    let names = |columns: &[&crate::Column]| {
        columns.iter().map(|column| format!("`{}`", column.name)).collect::<Vec<_>>().join(", ")
    };
    let mut section = format!("### {}\n\n{}\n\n- key: {}\n", table.name, table.doc.trim(), names(table.key));
    for (label, columns) in [("always there", table.required), ("may be null", table.optional)] {
        if !columns.is_empty() {
            let _ = writeln!(section, "- {label}: {}", names(columns));
        }
    }
    for caveat in table.caveats {
        let _ = writeln!(section, "- mind: {}", caveat.sentence());
    }
    section.push('\n');
    section
}

const HEAD: &str = "\
# Data

The tables, and what lies in this folder of the repository and in a data folder. This page is written from `crates/schema/src/tables.rs` and `columns.rs` by a test; \
change those, not this.

| in the repository | what | committed |
|---|---|---|
| `reference/` | vendor aliases, groups, the published tables and claims, each row with its source | yes |
| `maps/` | how known archives of other people are read | yes |
| `sample/` | the embedded capture that `make demo` runs on, and the figures it is written from | yes |

| in a data folder | what | committed |
|---|---|---|
| `reference/` | what somebody decided on answers: `accepted.csv`, `rejected.csv`, `corrections.csv`; the seals of these lines, `sealed.toml` | as you like, all of it |
| `refused/` | what upstream sent and no parser understands | no |
| `runs/`, `current` | the last runs, and the link to the newest; the folders and files below lead there | no |
| `snapshots/` | bytes as upstream sent them, one folder per answer, each with `snapshot.toml`; never edited | no |
| `ingested/`, `normalized/`, `analyzed/` | Parquet, rebuilt by every run | no |
| `manifest.toml`, `run.toml` | the tables that belong to the last complete run with their hashes; when and by what it ran | no |

Types: a date is Arrow `Date32`, an instant `Timestamp(us, UTC)`, tokens and counts `Int64`, shares, points and prices \
`Float64`. A value that does not exist is null, never 0; `reason` says why where it matters.
";
