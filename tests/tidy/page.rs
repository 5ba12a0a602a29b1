//! The report's scripts stand one behind the other in one scope: a name that two of them declare is the later one's in
//! both.

use std::{collections::BTreeMap, path::Path};

use super::{
    demand_none,
    tree::{self, File},
};

const FOLDER: &str = "crates/report/page/";
const DECLARING: &[&str] = &["async function ", "function ", "const ", "let ", "class "];

/// What a line declares for all scripts: whatever stands in a function or in a list begins further to the right.
fn declared(line: &str) -> Vec<&str> {
    let Some(rest) = DECLARING.iter().find_map(|word| line.strip_prefix(word)) else { return Vec::new() };
    // Several at once: `const { a, b } =` or `const [a, b] =`.
    let several = rest.strip_prefix(['{', '[']).and_then(|inside| inside.split(['}', ']']).next());
    let names = several.map_or_else(|| vec![rest], |inside| inside.split(',').collect());
    names.into_iter().map(bare).filter(|name| !name.is_empty()).collect()
}

/// The name that a text begins with.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let end = text.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '$'));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

fn is_script(file: &File) -> bool {
    file.path.starts_with(FOLDER) && Path::new(&file.path).extension().is_some_and(|extension| extension == "js")
}

fn declared_twice(files: &[File]) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in files.iter().filter(|file| is_script(file)) {
        for (index, line) in file.text.lines().enumerate() {
            for name in declared(line) {
                places.entry(name).or_default().push(format!("{}:{}", file.path, index + 1));
            }
        }
    }
    let twice = places.into_iter().filter(|(_, places)| places.len() > 1);
    twice.map(|(name, places)| format!("`{name}`: {}", places.join(", "))).collect()
}

#[test]
fn scripts_of_the_page_take_no_name_of_each_other() {
    let files = tree::files();
    demand_none(&declared_twice(&files));
    let names: usize = files.iter().filter(|file| is_script(file)).map(|file| count(&file.text)).sum();
    assert!(names > 300, "{names} names: what is looked for is found");
    let script = |name: &str, text: &str| {
        let path = format!("{FOLDER}{name}");
        File { path, text: text.to_owned(), is_test: false }
    };
    let of = |one: &str, other: &str| declared_twice(&[script("a.js", one), script("sections/b.js", other)]);
    let both = "`told`: crates/report/page/a.js:1, crates/report/page/sections/b.js:2";
    assert_eq!(of("function told(row) {", "\nconst told = 1;"), [both]);
    assert_eq!(of("async function told() {", "\nconst { told, more } = all;"), [both]);
    assert_eq!(of("function told(row) {", "  const told = 1;\nconst retold = told;"), [""; 0]);
    assert_eq!(of("let told = 1;", "// let told be\nlet toldTwice = 2;"), [""; 0]);
}

fn count(text: &str) -> usize {
    text.lines().map(|line| declared(line).len()).sum()
}
