//! A pipeline's own reference folder: a run keeps what it went by, so that its numbers lead to bytes and its vendors have
//! their names, whatever becomes of the folder.

use std::path::Path;

use super::{
    garbage::wait,
    history::{Chance, History, PIPELINE, Stock, demand_same},
    process::{Ended, files, said, tokenshare},
};
use fs_err as fs;

/// What a run of [`place`] keeps: what is the program's own to the byte stands in the program.
const KEPT: [&str; 5] = [
    "reference/groups.csv",
    "reference/usage_mix.csv",
    "reference/vendor_aliases.csv",
    "reference/vendor_groups.csv",
    "reference/vendors.csv",
];

/// Lays a file of the program with more lines, and with words in the place of others.
fn lay(folder: &Path, name: &str, more: &str, [old, new]: [&str; 2]) {
    let text = said(&["tables", "--reference", name], folder);
    assert!(text.contains(old), "`{old}` in `{name}`");
    fs::create_dir_all(folder.join("own")).expect("room");
    fs::write(folder.join("own").join(name), text.replacen(old, new, 1) + more).expect("room");
}

/// A history in which xAI is OpenAI, which has another name; with a group and a mix of its own. No run yet.
fn place(stock: &Stock) -> History {
    let place = History::new();
    let pipeline = PIPELINE.replace("['cn']", "['cn', 'big']").replace("'coverage'", "'coverage', 'group_share'");
    place.plan(&format!("reference = 'own'\n{pipeline}"));
    for (name, more) in [
        ("vendor_aliases.csv", "x-ai,openai,,,an example\n"),
        ("groups.csv", "big,vendors,list,,,an example,2026-11-30,ours\n"),
        ("vendor_groups.csv", "big,google,,2026-11-30,ours\nbig,openai,,2026-11-30,ours\n"),
        ("traits.csv", ""),
    ] {
        lay(place.path(), name, more, ["", ""]);
    }
    lay(place.path(), "vendors.csv", "", ["openai,OpenAI,", "openai,Open Eye,"]);
    lay(place.path(), "usage_mix.csv", "", [",0.030582,", ",0.031582,"]);
    place.arrive_all(stock, &stock.ids());
    place
}

fn explain(place: &History, asked: &str) -> Ended {
    let asked: Vec<&str> = asked.split(' ').collect();
    let typed =
        [&["explain"], asked.as_slice(), &["--week", "2026-01-05", "--format", "json", "--data", "data"]].concat();
    tokenshare(&typed, place.path())
}

/// What an explanation says, which ends at bytes.
fn explained(place: &History, asked: &str) -> String {
    let ended = explain(place, asked);
    assert_eq!(ended.code, Some(0), "{asked}: {}", ended.stderr);
    for unknown in ["no formula of it is known", "not taken apart"] {
        assert!(!ended.stdout.contains(unknown), "{asked}: {}", ended.stdout);
    }
    assert!(ended.stdout.contains("\"sha256\""), "{asked}: {}", ended.stdout);
    ended.stdout
}

const ALIAS: &str = "token_share --vendor openai --column tokens";
const GROUP: &str = "group_share --group big --column token_share";
const MIX: &str = "dollar_share --vendor google --basis list_asof --column blended_usd_per_mtok";

fn demand_explained(place: &History) {
    let of_alias = explained(place, ALIAS);
    assert!(of_alias.contains("the label `x-ai`") && of_alias.contains("the label `openai`"), "{of_alias}");
    let of_group = explained(place, GROUP);
    assert!(of_group.contains("the label `x-ai`") && of_group.contains("the label `google`"), "{of_group}");
    let run = fs::read_link(place.data().join("current")).expect("a link").display().to_string();
    let mix = explained(place, MIX);
    assert!(mix.contains(&format!("`{run}/reference/usage_mix.csv`")), "{mix}");
    assert!(!mix.contains("`data/reference/usage_mix.csv`"), "{mix}");
}

#[test]
fn what_somebody_looked_up_for_himself_leads_to_bytes() {
    let place = place(&Stock::new(2));
    place.run_well(&[]);
    demand_explained(&place);
    said(&["report", "--data", "data", "--out", "page.html"], place.path());
    let page = fs::read_to_string(place.path().join("page.html")).expect("it was written");
    assert!(page.contains("Open Eye"), "names are those of the run's own file");
    assert!(page.contains("usage_mix.csv in the folder of the run"), "the own mix is cited");
    let brief = said(&["brief", "--data", "data"], place.path());
    assert!(brief.contains("reference/usage_mix.csv in the folder of the run"), "{brief}");
    // Without the folder, too.
    fs::remove_dir_all(place.path().join("own")).expect("ours");
    demand_explained(&place);
}

#[test]
fn one_flipped_bit_in_what_a_run_keeps_of_its_reference_is_found() {
    let place = place(&Stock::new(1));
    place.run_well(&[]);
    let run = place.data().join("current");
    let kept: Vec<String> = place.made().into_keys().filter(|name| name.starts_with("reference/")).collect();
    assert_eq!(kept, KEPT);
    for (number, name) in KEPT.iter().enumerate() {
        let path = run.join(name);
        let (whole, mut chance) = (fs::read(&path).expect("a file"), Chance::of(number));
        let (mut bytes, at) = (whole.clone(), chance.below(whole.len() * 8));
        bytes[at / 8] ^= 1 << (at % 8);
        fs::write(&path, bytes).expect("ours");
        for ended in [place.verify(), explain(&place, ALIAS)] {
            assert_eq!(ended.code, Some(1), "bit {at} of `{name}`: {}", ended.stderr);
            assert!(ended.stderr.contains(name), "bit {at} of `{name}` is named: {}", ended.stderr);
        }
        fs::write(&path, whole).expect("ours");
    }
    place.verify_well();
    // A run makes good what is damaged, and what is gone.
    fs::remove_file(run.join(KEPT[2])).expect("ours");
    assert_eq!(place.verify().code, Some(1));
    place.run_well(&[]);
    said(&["gc", "--data", "data", "--damaged"], place.path());
    place.verify_well();
    assert_eq!(place.runs().len(), 1);
}

/// What is no other than before is written by no run, and what is goes with its run.
#[test]
fn a_reference_is_kept_as_long_as_its_run() {
    let place = place(&Stock::new(1));
    place.run_well(&[]);
    let first = place.made();
    let again = place.run_well(&[]).stderr;
    assert!(again.contains("nothing is new"), "{again}");
    place.run_well(&["--fresh"]);
    assert_eq!(place.runs().len(), 1, "made anew, and the same");
    demand_same(&place.made(), &first, "a rebuild");
    lay(place.path(), "vendors.csv", "", ["openai,OpenAI,", "openai,Other,"]);
    place.run_well(&[]);
    let runs = place.runs();
    let [old, new] = runs.as_slice() else { panic!("two runs: {runs:?}") };
    let names = |run: &Path| fs::read_to_string(run.join("reference/vendors.csv")).expect("it is kept");
    assert!(names(old).contains("openai,Open Eye,") && names(new).contains("openai,Other,"));
    let verified = place.verify();
    assert!(verified.code == Some(0) && !verified.stderr.contains("no file of its run"), "{}", verified.stderr);
    wait();
    said(&["gc", "--data", "data", "--runs", "1", "--days", "0"], place.path());
    assert_eq!(place.runs(), std::slice::from_ref(new));
    // Back to what is built in: nothing has to be kept.
    place.plan(PIPELINE);
    place.run_well(&[]);
    assert!(files(&place.data().join("current/reference")).is_empty());
}

#[test]
fn what_a_run_keeps_of_its_reference_is_the_same_anywhere() {
    let stock = Stock::new(2);
    let (here, there) = (place(&stock), place(&stock));
    here.run_well(&[]);
    // The same files elsewhere, beside one more that is as in the program.
    fs::rename(there.path().join("own"), there.path().join("other")).expect("room");
    let claims = said(&["tables", "--reference", "claims.csv"], there.path());
    fs::write(there.path().join("other/claims.csv"), claims).expect("room");
    let pipeline = fs::read_to_string(there.path().join("history.toml")).expect("ours");
    there.plan(&pipeline.replace("'own'", "'other'"));
    there.run_well(&[]);
    demand_same(&here.made(), &there.made(), "two folders");
}

/// A run of a version before this one kept nothing.
#[test]
fn a_run_that_went_by_what_nobody_has_says_so() {
    let place = place(&Stock::new(2));
    place.run_well(&[]);
    let path = place.data().join("current/manifest.toml");
    let text = fs::read_to_string(&path).expect("text");
    let blocks: Vec<&str> = text.split("\n\n").filter(|block| !block.starts_with("[[reference]]")).collect();
    assert_eq!(blocks.len() + KEPT.len(), text.split("\n\n").count());
    fs::write(&path, blocks.join("\n\n")).expect("ours");
    let ended = explain(&place, ALIAS);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
    let another = "was made with another `vendor_aliases.csv` than this program's";
    assert!(ended.stderr.contains(another) && ended.stderr.contains("run it again to explain it"), "{}", ended.stderr);
    // Names change no figure.
    said(&["report", "--data", "data", "--out", "page.html"], place.path());
    place.run_well(&[]);
    demand_explained(&place);
}
