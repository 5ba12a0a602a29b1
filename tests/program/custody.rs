//! `snapshots` and `verify`: what a data folder holds, and whether it is still what was put there.

use std::path::Path;

use super::{
    bad_input::place,
    footers::footer,
    process::{said, sample, tokenshare},
};
use expect_test::expect;
use fs_err as fs;
use tempfile::TempDir;

const CATALOG: &str = "data/snapshots/catalog/models/2026-04-14T004905Z";

fn verified(folder: &Path) -> (Option<i32>, String) {
    let ended = tokenshare(&["verify", "--data", "data"], folder);
    assert_eq!(ended.stdout, "");
    (ended.code, ended.stderr)
}

#[test]
fn snapshots_are_listed_with_their_terms() {
    let folder = place();
    let listed = said(&["snapshots", "--data", "data", "--format", "csv"], folder.path());
    let mut reader = csv::Reader::from_reader(listed.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), super::process::files(&sample().join("snapshots")).len() / 2, "a body and facts each");
    let catalog = rows.iter().find(|row| row[0] == *"catalog/models/2026-04-14T004905Z").expect("it is there");
    let bytes = fs::read(folder.path().join(CATALOG).join("body.json")).expect("a body");
    assert_eq!(catalog[1], *"2026-04-14T00:49:05Z");
    assert_eq!(
        [&catalog[2], &catalog[3], &catalog[4]],
        ["used", &bytes.len().to_string(), &super::process::sha256(&bytes)]
    );
    assert!(rows.iter().all(|row| !row[6].is_empty() && !row[7].is_empty()), "each has a licence and a citation");
    for format in ["table", "json", "markdown"] {
        assert!(said(&["snapshots", "--data", "data", "--format", format], folder.path()).contains("apps/page/cline/"));
    }
}

/// What is held, what a run was made of and what flowed into one table are three counts, each by its name.
#[test]
fn each_count_of_snapshots_says_what_it_counts() {
    let folder = place();
    let path = folder.path();
    let listed = tokenshare(&["snapshots", "--data", "data"], path);
    expect![[r#"
        35 snapshots held, 550336 bytes as stored; tables of the newest run are made of 34
    "#]]
    .assert_eq(&listed.stderr);
    assert!(verified(path).1.starts_with("35 snapshots held, "));
    said(&["report", "--data", "data", "--out", "report.html"], path);
    let page = fs::read_to_string(path.join("report.html")).expect("it was written");
    let read = page.split("<h3>What was read</h3>").nth(1).and_then(|rest| rest.split("</table>").next());
    let counts = read.expect("a table").split("<td class=\"number\">").skip(1);
    let counts = counts.map(|cell| cell.split('<').next().and_then(|text| text.parse::<u32>().ok()).expect("a count"));
    assert_eq!(counts.sum::<u32>(), 34, "as the newest run was made of");
    // Every answer has fields, and one alone is a chart.
    for (table, count) in [("ingested/field", 34), ("ingested/vendor_chart", 1)] {
        let footer = footer(&path.join(format!("data/{table}.parquet")));
        assert!(footer["snapshots"].starts_with(&format!("{{\"count\":{count},")), "{table}: {}", footer["snapshots"]);
    }
}

/// What somebody wrote into the facts reaches terminals, spreadsheets and pages.
#[test]
fn facts_are_escaped_for_each_form() {
    let folder = TempDir::new().expect("a temporary folder");
    let chart = fs::read(sample().join("snapshots/catalog/models/2026-04-14T004905Z/body.json")).expect("a body");
    fs::write(folder.path().join("body.json"), chart).expect("a temporary file");
    let arguments = ["import", "catalog/models", "--captured-at", "2026-04-14T00:00:00Z", "--data", "data"];
    let licence = ["--licence", "=1+1|<b>\u{202e}", "body.json", "--quiet"];
    said(&[&arguments[..], &licence[..]].concat(), folder.path());
    let shown = |format: &str| said(&["snapshots", "--data", "data", "--format", format], folder.path());
    assert!(shown("table").contains(r"=1+1|<b>\u{202e}"), "{}", shown("table"));
    assert!(shown("csv").contains(r",'=1+1|<b>\u{202e},"), "{}", shown("csv"));
    assert!(shown("markdown").contains(r"=1+1\|&lt;b&gt;"), "{}", shown("markdown"));
    assert!(shown("json").contains(r"=1+1|<b>\u202e"), "{}", shown("json"));
}

#[test]
fn nothing_to_list_or_to_verify() {
    let folder = TempDir::new().expect("a temporary folder");
    for verb in ["snapshots", "verify"] {
        let ended = tokenshare(&[verb, "--data", "data"], folder.path());
        assert_eq!(ended.code, Some(1));
        expect![[r#"
            error: no snapshots in `data/snapshots`
            hint: `tokenshare import` makes them; `--data` names the folder
        "#]]
        .assert_eq(&ended.stderr);
    }
}

#[test]
fn all_that_was_changed_is_told_and_left_as_it_is() {
    let folder = place();
    let path = folder.path();
    expect![[r#"
        35 snapshots held, 41 tables: each is what it was when it was stored
    "#]]
    .assert_eq(&verified(path).1);
    fs::write(path.join(CATALOG).join("body.json"), "{}").expect("a file");
    fs::remove_file(path.join("data/snapshots/apps/page/cline/2026-04-14T120000Z/snapshot.toml")).expect("it is there");
    fs::write(path.join("data/snapshots/eci/scores/2026-08-11T213305Z/snapshot.toml"), "format = 2").expect("a file");
    fs::write(path.join("data/analyzed/vendor_gap.parquet"), "PAR1").expect("a file");
    let (code, told) = verified(path);
    assert_eq!(code, Some(1));
    expect![[r#"
        error: table `vendor_gap`, `data/runs/000001-4c757d5135cb/analyzed/vendor_gap.parquet`
              caused by: the file of a table was changed after its run
              caused by: expected sha256 `69f9e33f366b4b5bde0c402c08f81029208b0bdeabafb0e89833fccf779370bc`, found `fbc62d3b511368ee275ddc74117d8689b430e1427220e25d30816201d89ca7b6`
            hint: `tokenshare run PIPELINE.toml --fresh` makes all tables anew
        error: snapshot `apps/page/cline/2026-04-14T120000Z` is not there any more, and the newest run has read it
            hint: restore it from a copy; or run again, without it
        error: snapshot `catalog/models/2026-04-14T004905Z`, `body.json`
              caused by: expected 129984 bytes, found 2
            hint: the stored bytes were changed after capture: restore them from a copy, or remove the folder and import again
        error: snapshot `eci/scores/2026-08-11T213305Z`
              caused by: broken `snapshot.toml`
              caused by: TOML parse error at line 1, column 1
                  |
                1 | format = 2
                  | ^
                missing field `source`
            hint: the file was edited, or another version wrote it: import the bytes again
        error: `snapshots/apps/page/cline/2026-04-14T120000Z/body.rsc` belongs to no snapshot
            hint: bytes come in by `tokenshare import`; keep other files elsewhere
        error: 34 snapshots held, 41 tables: 5 not as stored
        hint: snapshots come back from a copy of the folder `snapshots`, or by importing the bytes again; the newest tables by a run
    "#]]
    .assert_eq(&told);
    assert_eq!(verified(path), (code, told), "nothing was mended");
}

/// A backup is a copy of one folder: a run on it makes the same tables, byte for byte.
#[test]
fn a_copy_of_the_snapshots_is_a_backup() {
    let (folder, copy) = (place(), TempDir::new().expect("a temporary folder"));
    for name in super::process::files(&folder.path().join("data/snapshots")) {
        let to = copy.path().join("data/snapshots").join(&name);
        fs::create_dir_all(to.parent().expect("a folder")).expect("room");
        fs::copy(folder.path().join("data/snapshots").join(&name), to).expect("room");
    }
    assert_eq!(verified(copy.path()).0, Some(0));
    said(&["run", &super::process::pipeline("published.toml"), "--data", "data", "--quiet"], copy.path());
    let tables = |folder: &Path| fs::read_to_string(folder.join("data/manifest.toml")).expect("the run made it");
    assert_eq!(tables(copy.path()), tables(folder.path()));
}
