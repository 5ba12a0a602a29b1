//! `verify` finds one flipped bit in any stored file, and names the file.

use std::path::Path;

use super::{
    fetch::Place,
    history::{Chance, History, Stock},
    process::{files, said, tokenshare},
    torture::times,
};
use fs_err as fs;

/// The files of a data folder by where they really are, but for the lock and the counts of a day's requests.
fn stored(data: &Path) -> Vec<String> {
    let below = |name: &str| files(&data.join(name)).into_iter().map(move |file| format!("{name}/{file}")).collect();
    let folders: Vec<Vec<String>> = ["snapshots", "runs"].map(below).into();
    folders.concat()
}

/// Flips so many bits in every file, one at a time; how many there were.
fn flip_all(folder: &Path, bits: usize) -> usize {
    let data = folder.join("data");
    let names = stored(&data);
    for (number, name) in names.iter().enumerate() {
        let (path, mut chance) = (data.join(name), Chance::of(number));
        let whole = fs::read(&path).expect("a file");
        for _ in 0..bits {
            let (mut bytes, at) = (whole.clone(), chance.below(whole.len() * 8));
            bytes[at / 8] ^= 1 << (at % 8);
            fs::write(&path, bytes).expect("a file");
            let ended = tokenshare(&["verify", "--data", "data"], folder);
            assert_eq!(ended.code, Some(1), "bit {at} of `{name}` flipped: {}", ended.stderr);
            let file = name.rsplit('/').next().unwrap_or_default();
            assert!(ended.stderr.contains(file), "bit {at} of `{name}` is named: {}", ended.stderr);
        }
        fs::write(&path, whole).expect("a file");
    }
    said(&["verify", "--data", "data"], folder);
    names.len()
}

fn bits() -> usize {
    times(1).div_ceil(10)
}

#[test]
fn one_flipped_bit_is_found_in_any_file() {
    let stock = Stock::new(2);
    let place = History::of(&stock, &stock.until("2026-01-05T120000Z"));
    place.arrive_all(&stock, &stock.ids()[3..]);
    place.run_well(&[]);
    assert_eq!(place.runs().len(), 2, "older runs are looked at, too");
    let number = flip_all(place.path(), bits());
    println!("{number} files, {} bits in each: every one was found", bits());
}

/// Answers that were fetched are packed here: bits that change nothing of what is in them are found as well.
#[test]
fn one_flipped_bit_is_found_in_what_was_fetched() {
    let place = Place::new();
    place.fetch_well();
    flip_all(place.path(), bits());
    let packed =
        stored(&place.path().join("data")).into_iter().find(|name| name.ends_with("/body.json.gz")).expect("one");
    let path = place.path().join("data").join(packed);
    let whole = fs::read(&path).expect("a file");
    // Time, flags and system in the head of gzip; no reader looks at them.
    for at in [4, 5, 6, 7, 8, 9] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&path, bytes).expect("a file");
        assert_eq!(tokenshare(&["verify", "--data", "data"], place.path()).code, Some(1), "byte {at}");
    }
    fs::write(&path, whole).expect("a file");
    said(&["verify", "--data", "data"], place.path());
}

/// A file that is gone is as bad as one that was changed.
#[test]
fn a_file_that_is_gone_is_found() {
    let stock = Stock::new(2);
    let place = History::of(&stock, &stock.until("2026-01-05T120000Z"));
    place.arrive_all(&stock, &stock.ids()[3..]);
    place.run_well(&[]);
    for name in stored(&place.data()) {
        let path = place.data().join(&name);
        let whole = fs::read(&path).expect("a file");
        fs::remove_file(&path).expect("a file");
        let ended = place.verify();
        assert_eq!(ended.code, Some(1), "`{name}` is gone: {}", ended.stderr);
        fs::write(&path, whole).expect("a file");
    }
    place.verify_well();
}
