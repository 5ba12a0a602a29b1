//! Every page that is written by hand: its blocks run somewhere, and what it names between the lines is there.
//!
//! Pages are found, not listed: a new one can't escape.

use std::path::{Path, PathBuf};

use super::{
    command_line::commands,
    process::said,
    readme::{Place, blocks, repository},
};
use fs_err as fs;
use tempfile::TempDir;

/// Pages with blocks, and the test that runs them. Those below `docs` are run here.
const RUN: &[(&str, &str)] = &[
    ("README.md", "every_block_of_the_readme_runs"),
    ("CONTRIBUTING.md", "every_recipe_of_contributing_runs"),
    ("SECURITY.md", "every_command_of_security_runs"),
    ("deploy/README.md", "every_command_of_deploy_runs"),
    ("crates/pipeline/start/README.md", "it_lays_a_folder_whose_every_command_runs"),
];

/// Folders without pages of ours: what is built, fetched or made, and golden texts, which are no pages.
const FOREIGN: &[&str] = &["target", ".git", "fuzz/target", "tests/golden", "node_modules"];

/// All pages, from the root of the repository.
fn pages() -> Vec<PathBuf> {
    let root = repository();
    let (mut found, mut open) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let short = path.strip_prefix(&root).expect("below the root").to_owned();
            // Data folders lie in `data`, and are nobody's page.
            let is_data = short.parent() == Some(Path::new("data"))
                && !["reference", "sample", "maps", "README.md"].iter().any(|name| short.ends_with(name));
            if is_data || FOREIGN.iter().any(|name| short.ends_with(name)) {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if short.extension().is_some_and(|extension| extension == "md") {
                found.push(short);
            }
        }
    }
    found.sort();
    found
}

fn text(page: &Path) -> String {
    fs::read_to_string(repository().join(page)).expect("it is there")
}

#[test]
fn every_block_of_the_docs_runs() {
    let place = Place::new();
    place.run_block(place.path(), "make demo");
    let (mut ran, mut compared) = (0, 0);
    for page in pages().iter().filter(|page| page.starts_with("docs")) {
        let one = place.run_page(place.path(), &repository().join(page));
        (ran, compared) = (ran + one.0, compared + one.1);
    }
    assert!(ran >= 10 && compared >= 10, "{ran} blocks ran, {compared} outputs compared");
}

/// Lines that stand further in and are no formula: a block that nobody runs, since it says not in which language it is.
fn unfenced(page: &str, text: &str) -> Vec<String> {
    let mut is_fenced = false;
    let mut found = Vec::new();
    let lines = text.lines().zip(text.lines().skip(1));
    for (before, line) in lines {
        is_fenced ^= before.starts_with("```");
        if !is_fenced && before.trim().is_empty() && line.starts_with("    ") && !line.contains(" = ") {
            found.push(format!("{page}: no fence around this block:\n{line}"));
        }
    }
    found
}

/// A block that looks like something to run, on a page that nobody runs.
fn unrun(page: &str, text: &str) -> Vec<String> {
    if page.starts_with("docs/") || RUN.iter().any(|(run, _)| page == *run) {
        return Vec::new();
    }
    let verbs = ["tokenshare ", "make ", "cargo ", "pip ", "git ", "$ "];
    let is_one = |text: &str| text.lines().any(|line| verbs.iter().any(|verb| line.trim_start().starts_with(verb)));
    let is_run = |language: &str, text: &str| !["", "text"].contains(&language) || is_one(text);
    let blocks = blocks(text).into_iter().filter(|block| is_run(block.language, block.text));
    blocks.map(|block| format!("{page}: no test runs this block:\n{}", block.text)).collect()
}

#[test]
fn every_page_with_blocks_is_run() {
    let pages = pages();
    assert!(pages.len() > 10 && pages.contains(&PathBuf::from("docs/method.md")), "{pages:?}");
    let of = |find: fn(&str, &str) -> Vec<String>| {
        let found = |page: &PathBuf| find(&page.display().to_string(), &text(page));
        pages.iter().flat_map(found).collect::<Vec<_>>()
    };
    assert_eq!(of(unrun), Vec::<String>::new());
    assert_eq!(of(unfenced), Vec::<String>::new());
    assert_eq!(unfenced("new.md", "a\n\n    sudo reboot\n\n    a = b / c\n\n```sh\n\n    b\n```\n").len(), 1);
    let tests = ["readme.rs", "guides.rs", "init.rs"].map(|name| text(&Path::new("tests/program").join(name))).concat();
    for (page, test) in RUN {
        assert!(pages.contains(&PathBuf::from(page)), "{page} is not there");
        assert!(tests.contains(&format!("fn {test}()")), "no test `{test}` runs {page}");
    }
    assert_eq!(unrun("new.md", "a\n```sh\nls\n```\n").len(), 1);
    assert_eq!(unrun("new.md", "a\n```\ntokenshare show\n```\n").len(), 1);
    assert_eq!(unrun("new.md", "a\n```text\na drawing\n```\n").len(), 0);
}

/// What stands between back-ticks.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with("```")).flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// The program's commands with their help, and what is wrong with a command line that a page has in passing.
struct Known {
    commands: Vec<(String, String)>,
    verbs: String,
}

impl Known {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let help = |command: String| (command.clone(), said(&[&command, "--help"], folder.path()));
        let commands = commands().into_iter().filter(|name| name != "help").map(help).collect();
        let makefiles = ["Makefile", "crates/pipeline/start/Makefile"].map(|file| text(Path::new(file))).concat();
        Self { commands, verbs: makefiles }
    }

    fn problem(&self, line: &str) -> Option<String> {
        let mut words = line.trim_start_matches("sudo ").split_whitespace();
        match (words.next(), words.next()) {
            (Some("tokenshare"), Some(name)) if !name.starts_with('-') => {
                let known = self.commands.iter().find(|(command, _)| command == name);
                let Some((_, help)) = known else { return Some(format!("`{line}`: no command `{name}`")) };
                let flags =
                    words.filter(|word| word.starts_with("--")).map(|word| word.split('=').next().unwrap_or(word));
                let is_there = |flag: &&str| help.split([' ', ',', '\n']).any(|word| word == *flag);
                let unknown = flags.filter(|flag| !is_there(flag)).collect::<Vec<_>>();
                (!unknown.is_empty()).then(|| format!("`{line}`: `{name}` has no {unknown:?}"))
            }
            (Some("make"), Some(verb)) if !self.verbs.contains(&format!("\n{verb}:")) => {
                Some(format!("`{line}`: no verb `{verb}`"))
            }
            _ => None,
        }
    }
}

/// Commands in passing, and the examples of every `--help`.
#[test]
fn every_command_that_is_named_is_there() {
    let known = Known::new();
    let of = |page: PathBuf| {
        let text = text(&page);
        let found = spans(&text).filter_map(|line| known.problem(line));
        found.map(|problem| format!("{}: {problem}", page.display())).collect::<Vec<_>>()
    };
    let mut problems: Vec<String> =
        pages().into_iter().filter(|page| !page.ends_with("CHANGELOG.md")).flat_map(of).collect();
    let examples = known.commands.iter().flat_map(|(_, help)| help.lines().map(str::trim));
    let examples: Vec<&str> = examples.filter(|line| line.starts_with("tokenshare ")).collect();
    assert!(examples.len() > 25, "{examples:?}");
    problems.extend(examples.into_iter().filter_map(|line| known.problem(line)));
    assert_eq!(problems, Vec::<String>::new());
    assert!(known.problem("tokenshare shwo").is_some() && known.problem("sudo tokenshare show --colums a").is_some());
    assert!(known.problem("make dmeo").is_some() && known.problem("make demo").is_none());
}

/// Each function that the head of the page on methods names has an example in its documentation, which is run.
#[test]
fn every_edge_that_is_named_has_its_example() {
    let page = text(Path::new("docs/method.md"));
    let head = page.split("\n## ").next().expect("a head");
    let named: Vec<(&str, &str)> = spans(head).filter_map(|span| span.split_once("::")).collect();
    assert!(named.len() > 10, "{named:?}");
    for (stage, function) in named {
        let code = text(&Path::new("crates").join(stage).join("src").join(format!("{function}.rs")));
        let before = code.split_once(&format!("\npub fn {function}("));
        let has_example = before.is_some_and(|(before, _)| before.contains("\n/// ```\n"));
        assert!(has_example, "`{stage}::{function}` has no example");
    }
}

/// As GitHub makes an anchor of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.map(|letter| if letter == ' ' { '-' } else { letter.to_ascii_lowercase() }).collect()
}

fn broken_links(page: &Path, text: &str) -> Vec<String> {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let mut broken = Vec::new();
    for link in links.filter(|link| !link.starts_with("http")) {
        let (file, place) = link.split_once('#').map_or((link, None), |(file, place)| (file, Some(place)));
        let folder = repository().join(page.parent().expect("a file has a folder"));
        let target = folder.join(file);
        let is_there = |place: &str| {
            let text = if file.is_empty() { text.to_owned() } else { fs::read_to_string(&target).unwrap_or_default() };
            let headings = text.lines().filter(|line| line.starts_with('#'));
            headings.map(|line| anchor(line.trim_start_matches(['#', ' ']))).any(|heading| heading == place)
        };
        if !target.exists() || !place.is_none_or(is_there) {
            broken.push(format!("{} links to `{link}`, which is not there", page.display()));
        }
    }
    broken
}

#[test]
fn every_link_leads_somewhere() {
    let of = |page: PathBuf| broken_links(&page, &text(&page));
    // What `init` lays leads to what it lays beside it.
    let laid = Path::new("crates/pipeline/start/README.md");
    assert_eq!(pages().into_iter().filter(|page| page != laid).flat_map(of).collect::<Vec<_>>(), Vec::<String>::new());
    let page = Path::new("docs/new.md");
    assert_eq!(broken_links(page, "# A word, a `name`\n[a](#a-word-a-name) [b](../README.md)"), Vec::<String>::new());
    assert_eq!(broken_links(page, "# A\n[a](#b) [b](no.md) [c](../README.md#no)").len(), 3);
}
