//! Every real capture, with one command each: what was read, what was reported, what was refused and why. The golden
//! text is the table. Captures are not part of the repository; without them this test says so and passes.

use std::{fmt::Write as _, path::Path};

use super::process::{captures, tokenshare};
use expect_test::expect_file;
use fs_err as fs;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use schema::tables::TABLES;
use tempfile::TempDir;

/// A folder of captures: how it is imported, how many of its files are dead, and which requests it answers.
struct Set {
    what: &'static str,
    folder: &'static str,
    command: &'static [&'static str],
    dead: usize,
    requests: &'static [&'static str],
}

const SETS: &[Set] = &[
    Set {
        what: "65 catalogues",
        folder: "catalog_history",
        command: &["catalog-history"],
        dead: 0,
        requests: &["catalog/models"],
    },
    Set {
        what: "15 pulse days",
        folder: "pulse",
        command: &["pulse"],
        dead: 0,
        requests: &[
            "catalog/models",
            "frontend/apps",
            "frontend/models-day",
            "frontend/models-month",
            "frontend/models-week",
        ],
    },
    Set {
        what: "10 vendor charts",
        folder: "vendor_weeks",
        command: &["archive", "--map", "vendor_weeks.toml"],
        dead: 0,
        requests: &["archive/vendor-weeks"],
    },
    Set {
        what: "26 tracker weeks",
        folder: "tracker_weeks",
        command: &["archive", "--map", "tracker_weeks.toml"],
        dead: 1,
        requests: &["archive/model-weeks"],
    },
    Set {
        what: "3 model charts",
        folder: "model_weeks",
        command: &["archive", "--map", "model_weeks.toml"],
        dead: 0,
        requests: &["archive/model-weeks"],
    },
    Set {
        what: "app pages of one day",
        folder: "app_models",
        command: &["archive", "--map", "app_models.toml"],
        dead: 0,
        requests: &["archive/app-weeks"],
    },
    Set {
        what: "two years of the whole site",
        folder: "site_weeks",
        command: &["archive", "--map", "site_weeks.toml"],
        dead: 0,
        requests: &["archive/site-weeks"],
    },
];

#[test]
fn every_capture() {
    let mut table = String::new();
    for set in SETS {
        let Some(files) = captures(set.folder) else { return };
        let folder = TempDir::new().expect("a temporary folder");
        let _ = writeln!(table, "## {}\n{}", set.what, imported(set, &files, folder.path()));
        let _ = writeln!(table, "{}", run(set, folder.path()));
        let again = imported(set, &files, folder.path());
        assert!(again.contains(" 0 imported"), "{again}");
    }
    println!("{table}");
    expect_file!["../golden/every_capture.txt"].assert_eq(&table);
}

/// The one command, and what it said.
fn imported(set: &Set, files: &Path, folder: &Path) -> String {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps");
    let argument = |word: &&str| {
        let map = maps.join(word);
        if map.is_file() { map.display().to_string() } else { (*word).to_owned() }
    };
    let words: Vec<String> = set.command.iter().map(argument).collect();
    let mut arguments = vec!["import"];
    arguments.extend(words.iter().map(String::as_str));
    let place = files.display().to_string();
    arguments.extend(["--data", "data", &place]);
    let ended = tokenshare(&arguments, folder);
    assert_eq!(ended.code, Some(i32::from(set.dead > 0)), "{}", ended.stderr);
    assert!(ended.stderr.contains(&format!("{} refused", set.dead)), "{}", ended.stderr);
    let said = ended.stderr.replace(&place, set.folder);
    format!("$ tokenshare import {} {}\n{said}", set.command.join(" "), set.folder)
}

/// A run over all that was imported: what it reported, and the rows of its ingested tables.
fn run(set: &Set, folder: &Path) -> String {
    let inputs: Vec<_> = set.requests.iter().map(|request| format!("'{request}' = 'all'")).collect();
    let pipeline = format!("title = 'all'\n[inputs]\n{}\n[bounds]\nmax_new_vendor_share = 0.05\n", inputs.join("\n"));
    fs::write(folder.join("all.toml"), pipeline).expect("a temporary file");
    let ended = tokenshare(&["run", "all.toml", "--data", "data"], folder);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    // How old a capture is depends on today, and the name of a run on this program's version.
    let notes = ended.stderr.lines().filter(|line| !line.contains(" days old") && !line.contains(", run `"));
    let mut said = format!("$ tokenshare run\n{}\n", notes.collect::<Vec<_>>().join("\n"));
    for table in TABLES {
        let path = folder.join(format!("data/{}/{}.parquet", table.stage, table.name));
        if path.exists() {
            let _ = writeln!(said, "{}: {} rows", table.name, height(&path));
        }
    }
    said
}

fn height(path: &Path) -> i64 {
    let file = fs::File::open(path).expect("a table").into_parts().0;
    let reader = SerializedFileReader::new(file).expect("a Parquet file");
    reader.metadata().file_metadata().num_rows()
}
