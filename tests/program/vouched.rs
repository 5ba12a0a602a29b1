//! `verify` finds one flipped bit in any stored file, and names the file.

use std::path::Path;

use super::{
    fetch::Place,
    history::{Chance, History, Stock, copy},
    process::{files, said, tokenshare},
    torture::times,
};
use fs_err as fs;

/// The files of a data folder by where they really are, but for the lock.
fn stored(data: &Path) -> Vec<String> {
    let below = |name: &str| files(&data.join(name)).into_iter().map(move |file| format!("{name}/{file}")).collect();
    let folders: Vec<Vec<String>> = ["snapshots", "runs", "refused"].map(below).into();
    let counts = Some(".fetch.json".to_owned()).filter(|name| data.join(name).is_file());
    folders.concat().into_iter().chain(counts).collect()
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
    lay_aside(&place, &stock);
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

/// What upstream sent and nobody understands has the form of a snapshot.
fn lay_aside(place: &History, stock: &Stock) {
    let first = &stock.ids()[0];
    copy(&place.data().join("snapshots").join(first), &place.data().join("refused").join(first));
}

/// A file that is gone is as bad as one that was changed.
#[test]
fn a_file_that_is_gone_is_found() {
    let stock = Stock::new(2);
    let place = History::of(&stock, &stock.until("2026-01-05T120000Z"));
    place.arrive_all(&stock, &stock.ids()[3..]);
    place.run_well(&[]);
    lay_aside(&place, &stock);
    assert!(place.verify().stderr.contains(", 1 answer laid aside"), "{}", place.verify().stderr);
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

/// Exit code of `verify`, and whether it says that something came since the newest run.
fn standing(place: &History) -> (Option<i32>, bool) {
    let ended = place.verify();
    (ended.code, ended.stderr.contains("since the newest run, in `reference`"))
}

/// Each change makes `verify` name the file, and is taken back.
fn demand_found(place: &History, file: &str, changes: &[(&str, &str)]) {
    let path = place.data().join(file);
    let whole = fs::read_to_string(&path).expect("text");
    for (old, new) in changes {
        let text = whole.replacen(old, new, 1);
        assert_ne!(text, whole, "{old}");
        fs::write(&path, text).expect("room");
        let ended = place.verify();
        assert_eq!(ended.code, Some(1), "`{old}` to `{new}`: {}", ended.stderr);
        assert!(ended.stderr.contains(file), "`{old}` to `{new}`: {}", ended.stderr);
    }
    fs::write(path, whole).expect("room");
    assert_eq!(standing(place), (Some(0), false));
}

/// People write decisions and corrections. What vouches for them is the run that went by them.
#[test]
fn lines_that_changed_are_found_and_lines_that_came_since_are_told() {
    let stock = Stock::with_twists(3);
    let place = History::of(&stock, &stock.ids());
    let decide = |verb: &str, day: &str| {
        let id = format!("archive/vendor-weeks/keeper/{day}T120000Z");
        said(&[verb, &id, "--because", "seen by hand", "--data", "data"], place.path());
    };
    let rerun = || {
        assert_eq!(standing(&place), (Some(0), true), "nothing is damaged");
        place.run_well(&[]);
        assert_eq!(standing(&place), (Some(0), false));
    };
    decide("accept", "2026-01-15");
    rerun();
    let changes =
        [("seen", "sean"), ("2026-01-15T", "2026-01-05T"), ("2026-01-15T", "2027-01-15T"), (",seen by hand", "")];
    let of_file = |file: &str| -> Vec<(String, String)> {
        let text = fs::read_to_string(place.data().join(file)).expect("text");
        let line = text.lines().nth(1).expect("a decision").to_owned();
        let sha = line.split(',').nth(1).expect("a hash").to_owned();
        let other = sha.replacen(|byte: char| byte != 'a', "a", 1);
        vec![(sha, other), (line + "\n", String::new())]
    };
    let more = of_file("reference/accepted.csv");
    let more = more.iter().map(|(old, new)| (old.as_str(), new.as_str()));
    demand_found(&place, "reference/accepted.csv", &more.chain(changes).collect::<Vec<_>>());
    // Another one, behind it: the first has to stand as it did.
    decide("reject", "2026-01-13");
    let path = place.data().join("reference/accepted.csv");
    let whole = fs::read_to_string(&path).expect("text");
    fs::write(&path, whole.replace("seen", "sean")).expect("room");
    assert_eq!(place.verify().code, Some(1), "what came since hides nothing");
    fs::write(&path, whole).expect("room");
    rerun();
    demand_found(&place, "reference/rejected.csv", &[("hand", "hond")]);
    let row = "catalog/models/2026-01-05T120000Z,catalog,model_id=openai/gpt-5.4-20260305";
    let columns = "snapshot_id,table,row,column,old_value,new_value,corrected_at,because,source_url\n";
    let correction = format!("{columns}{row},model_name,m,n,2026-01-06T00:00:00Z,a slip,https://example.org\n");
    fs::write(place.data().join("reference/corrections.csv"), correction).expect("room");
    rerun();
    let changes = [
        (",m,n,", ",m,o,"),
        ("a slip", "a slop"),
        ("2026-01-06T", "2026-01-07T"),
        ("catalog/models/2026-01-05", "catalog/models/2026-01-12"),
    ];
    demand_found(&place, "reference/corrections.csv", &changes);
}

/// Before a run has gone by them, too: a seal vouches for what `accept` and `reject` wrote.
#[test]
fn one_flipped_bit_is_found_in_what_was_just_decided() {
    let stock = Stock::with_twists(3);
    let place = History::of(&stock, &stock.ids());
    for (verb, day) in [("accept", "2026-01-15"), ("reject", "2026-01-13")] {
        let id = format!("archive/vendor-weeks/keeper/{day}T120000Z");
        said(&[verb, &id, "--because", "seen, by hand", "--data", "data"], place.path());
    }
    assert_eq!(standing(&place), (Some(0), true));
    let mut flipped = 0;
    for file in ["reference/accepted.csv", "reference/rejected.csv", "reference/sealed.toml"] {
        let path = place.data().join(file);
        let whole = fs::read(&path).expect("a file");
        let step = if bits() > 1 { 1 } else { 5 };
        for at in (0..whole.len()).step_by(step) {
            let mut bytes = whole.clone();
            // Each of the eight in turn.
            bytes[at] ^= 1 << (at / step % 8);
            fs::write(&path, bytes).expect("ours");
            let ended = place.verify();
            assert_eq!(ended.code, Some(1), "byte {at} of `{file}`: {}", ended.stderr);
            flipped += 1;
        }
        fs::write(&path, whole).expect("ours");
    }
    assert_eq!(standing(&place), (Some(0), true));
    println!("{flipped} bits: every one was found");
    // One line less, as after a fault of the disk or a slip of an editor.
    for file in ["reference/accepted.csv", "reference/rejected.csv"] {
        let path = place.data().join(file);
        let whole = fs::read_to_string(&path).expect("text");
        fs::write(&path, whole.lines().next().expect("a heading").to_owned() + "\n").expect("ours");
        let ended = place.verify();
        assert!(ended.code == Some(1) && ended.stderr.contains(file), "{}", ended.stderr);
        fs::remove_file(&path).expect("ours");
        let ended = place.verify();
        assert!(ended.code == Some(1) && ended.stderr.contains(file), "{}", ended.stderr);
        fs::write(&path, whole).expect("ours");
    }
    place.run_well(&[]);
    assert_eq!(standing(&place), (Some(0), false));
}
