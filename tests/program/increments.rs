//! A run that adds what is new ends where one ends that makes everything anew: whatever arrived when, whatever was changed
//! meanwhile.

use std::{path::Path, process::Command};

use super::{
    history::{Chance, History, Made, PIPELINE, Stock, demand_same},
    process::{Ended, python},
    torture::times,
};
use bytes::Bytes;
use fs_err as fs;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

/// The ids in an order of chance, but that one of each request comes first: without it there are no tables.
fn order(stock: &Stock, seed: usize) -> Vec<String> {
    let (mut ids, mut chance) = (stock.ids(), Chance::of(seed));
    chance.shuffle(&mut ids);
    for (place, request) in ["catalog/", "archive/vendor-", "archive/model-"].into_iter().enumerate() {
        let first = ids.iter().position(|id| id.starts_with(request)).expect("there are some");
        ids.swap(place, first);
        if let Some(moved) = ids[..place].iter().position(|id| id.starts_with(request)) {
            ids.swap(moved, first);
        }
    }
    ids
}

fn rebuilt(stock: &Stock, ids: &[String]) -> Made {
    let place = History::new();
    place.arrive_all(stock, ids);
    place.run_well(&["--fresh"]);
    place.made()
}

#[test]
fn any_order_of_arrival_gives_the_same_tables() {
    let stock = Stock::with_twists(4);
    let (expected, orders) = (rebuilt(&stock, &stock.ids()), times(5).min(100));
    let mut runs = 0;
    for seed in 0..orders {
        let (place, ids, mut chance) = (History::new(), order(&stock, seed), Chance::of(seed + 1_000));
        let (first, mut later) = ids.split_at(3);
        place.arrive_all(&stock, first);
        place.run_well(&[]);
        while !later.is_empty() {
            let (now, rest) = later.split_at((1 + chance.below(3)).min(later.len()));
            place.arrive_all(&stock, now);
            place.run_well(&[]);
            (later, runs) = (rest, runs + 1);
        }
        demand_same(&place.made(), &expected, &format!("seed {seed}: {ids:?}"));
    }
    println!("{orders} orders of {} snapshots, {runs} increments: each ends as a rebuild", stock.ids().len());
}

/// Half-way, too: every increment is what a rebuild over the same snapshots is.
#[test]
fn every_increment_is_a_rebuild() {
    let stock = Stock::with_twists(3);
    let (place, ids) = (History::new(), order(&stock, 7));
    place.arrive_all(&stock, &ids[..3]);
    for known in 3..=ids.len() {
        place.run_well(&[]);
        demand_same(&place.made(), &rebuilt(&stock, &ids[..known]), &format!("{known} snapshots"));
        place.arrive_all(&stock, ids[known..].iter().take(1));
    }
}

#[test]
fn a_snapshot_that_was_removed_leaves_no_trace() {
    let stock = Stock::with_twists(3);
    let place = History::of(&stock, &stock.ids());
    for gone in [1, 4, 6, 2] {
        let mut ids = stock.ids();
        let id = ids.remove(gone);
        place.leave(&id);
        let ended = place.verify();
        assert_eq!(ended.code, Some(1), "the tables are of more than is there: {}", ended.stderr);
        assert!(ended.stderr.contains(&id), "{}", ended.stderr);
        // Only whoever says so goes on without it.
        place.run_well(&["--fresh"]);
        demand_same(&place.made(), &rebuilt(&stock, &ids), &id);
        place.verify_well();
        place.arrive(&stock, &id);
    }
    place.run_well(&[]);
    demand_same(&place.made(), &rebuilt(&stock, &stock.ids()), "and back");
}

#[test]
fn a_parameter_changed_and_changed_back_leaves_no_trace() {
    let stock = Stock::new(3);
    let place = History::of(&stock, &stock.ids());
    let before = place.made();
    for (was, is) in [
        ("gap_weeks = 2", "gap_weeks = 3"),
        ("'list_3to1', 'list_asof'", "'list_asof'"),
        ("'vendor_growth', ", ""),
        ("'archive/vendor-weeks' = 'all'", "'archive/vendor-weeks' = 'newest'"),
        ("[bounds]", "[guards]\ntokens = { min = 0.99 }\n[bounds]"),
    ] {
        place.plan(&PIPELINE.replace(was, is));
        place.run_well(&[]);
        assert!(place.made() != before, "`{is}` changes something");
        let other = History::new();
        other.plan(&PIPELINE.replace(was, is));
        other.arrive_all(&stock, &stock.ids());
        other.run_well(&["--fresh"]);
        demand_same(&place.made(), &other.made(), is);
        place.plan(PIPELINE);
        place.run_well(&[]);
        demand_same(&place.made(), &before, &format!("back from `{is}`"));
    }
    place.verify_well();
}

type Damage = fn(&History, &str);

/// Flips a bit in the middle of a file.
fn flip(place: &History, file: &str) {
    let path = place.data().join("current").join(file);
    let mut bytes = fs::read(&path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(path, bytes).expect("a file");
}

fn remove(place: &History, file: &str) {
    fs::remove_file(place.data().join("current").join(file)).expect("a file");
}

/// What `verify` says of a table that was damaged.
fn named(place: &History, file: &str) -> Ended {
    let ended = place.verify();
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains(file), "{file}: {}", ended.stderr);
    ended
}

#[test]
fn a_damaged_table_is_named_and_made_anew() {
    let stock = Stock::new(3);
    let whole = History::of(&stock, &stock.until("2026-01-12T120000Z"));
    let (before, after) = (whole.made(), rebuilt(&stock, &stock.ids()));
    let damages: [(&str, Damage); 2] = [("flipped", flip), ("removed", remove)];
    let files = ["ingested/vendor_chart.parquet", "ingested/catalog.parquet", "normalized/vendor_week.parquet"];
    for ((how, damage), file) in damages.into_iter().flat_map(|damage| files.map(|file| (damage, file))) {
        let context = format!("`{file}` {how}");
        // Asked to make everything anew, it does; the old run is what `gc --damaged` removes.
        let place = whole.copy();
        damage(&place, file);
        named(&place, file);
        place.run_well(&["--fresh"]);
        demand_same(&place.made(), &before, &context);
        let gc = super::process::tokenshare(&["gc", "--data", "data", "--damaged"], place.path());
        assert!(gc.stderr.contains("its files are not what its manifest says"), "{context}: {}", gc.stderr);
        place.verify_well();
        // With news it notices by itself, whether it needs the rows or only the file.
        for news in ["catalog/models", "archive/vendor-weeks/keeper"] {
            let place = whole.copy();
            damage(&place, file);
            place.arrive(&stock, &format!("{news}/2026-01-19T120000Z"));
            place.run_well(&[]);
            let others =
                stock.ids().into_iter().filter(|id| !id.starts_with(news) && id.ends_with("2026-01-19T120000Z"));
            others.for_each(|id| place.arrive(&stock, &id));
            place.run_well(&[]);
            demand_same(&place.made(), &after, &format!("{context}, news of `{news}`"));
        }
    }
}

/// Half a year of answers: their tables have several parts, of which those with news are made anew and the others copied.
#[test]
fn parts_that_are_copied_are_those_of_a_rebuild() {
    // Ids are longer than what statistics of a Parquet file keep of a text.
    let stock = Stock::of_keeper("a-keeper-of-many-years-whose-name-is-a-long-one", 40);
    let charts: Vec<String> = stock.ids().into_iter().filter(|id| id.starts_with("archive/vendor")).collect();
    let late: Vec<&String> = [0, 7, 20, 39].iter().map(|week| &charts[*week]).collect();
    let (mut known, place) = (stock.ids(), History::new());
    known.retain(|id| !late.contains(&id));
    place.arrive_all(&stock, &known);
    place.run_well(&[]);
    for id in late {
        place.arrive(&stock, id);
        known.push(id.clone());
        place.run_well(&[]);
        demand_same(&place.made(), &rebuilt(&stock, &known), id);
    }
    let bytes = place.made()["ingested/vendor_chart.parquet"].clone();
    demand_parts(&place.data().join("ingested/vendor_chart.parquet"), bytes.into());
}

/// Several row groups, one under the other in the order of the key, and every reader has all of them.
fn demand_parts(path: &Path, bytes: Bytes) {
    let file = SerializedFileReader::new(bytes).expect("a Parquet file");
    let (groups, rows) = (file.num_row_groups(), file.metadata().file_metadata().num_rows());
    assert!(groups > 2, "{groups} row groups");
    let keys = file.get_row_iter(None).expect("rows").map(|row| {
        let row = row.expect("a row");
        (0..3).map(|column| row.get_column_iter().nth(column).expect("a key").1.to_string()).collect::<Vec<_>>()
    });
    let keys: Vec<_> = keys.collect();
    assert!(keys.is_sorted(), "rows are not in the order of their key");
    assert_eq!(i64::try_from(keys.len()).expect("few"), rows);
    let Some(python) = python() else { return };
    let counts = "import sys, duckdb, pandas, polars, pyarrow.parquet as arrow\np = sys.argv[1]\n\
                  print(arrow.read_table(p).num_rows, len(pandas.read_parquet(p)), polars.read_parquet(p).height,\n\
                  polars.scan_parquet(p).select(polars.len()).collect().item(),\n\
                  duckdb.sql(f\"select count(*) from '{p}'\").fetchall()[0][0])";
    let ended = Command::new(python).args(["-c", counts]).arg(path).output().expect("Python starts");
    let said = String::from_utf8_lossy(&ended.stdout);
    assert_eq!(said.trim(), [rows; 5].map(|rows| rows.to_string()).join(" "), "{ended:?}");
}

#[test]
fn all_made_anew_says_so_where_it_comes_out_the_same() {
    let stock = Stock::new(1);
    let place = History::of(&stock, &stock.ids());
    let anew = place.run_well(&["--fresh"]).stderr;
    assert!(anew.contains("made, and the same to the last byte") && !anew.contains("nothing is new"), "{anew}");
    let again = place.run_well(&[]).stderr;
    assert!(again.contains("nothing is new") && !again.contains("to the last byte"), "{again}");
}
