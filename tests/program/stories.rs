//! What the program says when it fails: every story ends with what to do next.

use std::path::Path;

use fs_err as fs;

/// What a story says in its first line that needs no hint, each with its reason.
const WITHOUT_HINT: &[(&str, &str)] =
    &[(" already there, ", "counts at the end of an import: each file that was refused has a story of its own")];

/// The stories of a text that end without a hint. Of a wrong command line `clap` tells where help is.
fn without_hint(text: &str) -> Vec<&str> {
    let starts = text.match_indices("error: ").map(|(at, _)| at);
    let mut starts: Vec<_> = starts.filter(|at| text[..*at].ends_with('\n') || *at == 0).collect();
    starts.push(text.len());
    let stories = starts.windows(2).map(|ends| text[ends[0]..ends[1]].split("\n## ").next().unwrap_or_default());
    let is_hinted = |story: &str| {
        let is_hint = |line: &str| line.trim_start().starts_with("hint: ") && line.trim_end().len() > "hint: ".len();
        story.lines().any(is_hint) || story.contains("For more information, try '--help'.")
    };
    let is_excused = |story: &str| {
        let first = story.lines().next().unwrap_or_default();
        WITHOUT_HINT.iter().any(|(said, _)| first.contains(said))
    };
    stories.filter(|story| !is_hinted(story) && !is_excused(story)).collect()
}

/// Holds all that a run of the program said on stderr to it.
pub fn demand_hints(stderr: &str) {
    let without = without_hint(stderr);
    assert!(without.is_empty(), "without a hint:\n{}", without.join("\n"));
}

#[test]
fn every_golden_story_ends_with_a_hint() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let mut stories = 0;
    for entry in fs::read_dir(folder).expect("it is committed") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("it is text");
        stories += text.lines().filter(|line| line.starts_with("error: ")).count();
        demand_hints(&text);
    }
    assert!(stories > 50, "{stories} stories");
}

#[test]
fn a_story_without_a_hint_is_found() {
    let (hinted, bare) = ("error: a\n  caused by: b\nhint: c\n", "error: a\n  caused by: hint: of b\n");
    assert_eq!(without_hint(&format!("note\n{hinted}{hinted}")), [""; 0]);
    assert_eq!(without_hint(&format!("{bare}{hinted}")), [bare]);
    assert_eq!(without_hint(&format!("{hinted}{bare}")), [bare]);
    assert_eq!(without_hint(&format!("{bare}\n## next\nhint: of another")), [bare]);
    assert_eq!(without_hint("error: a\nhint: \n").len(), 1);
    assert_eq!(without_hint("error: 2 files: 1 imported, 0 already there, 1 refused\n"), [""; 0]);
}
