//! Notebooks are committed without what they print: outputs are made, and differ by machine.

use std::path::Path;

use serde_json::Value;

use super::{
    demand_none,
    tree::{self, File},
};

fn is_notebook(file: &File) -> bool {
    Path::new(&file.path).extension().is_some_and(|extension| extension == "ipynb")
}

fn with_outputs(files: &[File]) -> Vec<String> {
    files.iter().filter(|file| is_notebook(file)).flat_map(problems).collect()
}

fn problems(file: &File) -> Vec<String> {
    let Ok(notebook) = serde_json::from_str::<Value>(&file.text) else {
        return vec![format!("{}: expected JSON", file.path)];
    };
    let Some(cells) = notebook["cells"].as_array() else {
        return vec![format!("{}: expected cells", file.path)];
    };
    let is_bare = |cell: &Value| {
        let has_outputs = cell["outputs"].as_array().is_some_and(|outputs| !outputs.is_empty());
        !has_outputs && cell["execution_count"].is_null()
    };
    let executed = cells.iter().enumerate().filter(|(_, cell)| !is_bare(cell));
    executed.map(|(place, _)| format!("{}: cell {} has outputs", file.path, place + 1)).collect()
}

#[test]
fn notebooks_have_no_outputs() {
    let files = tree::files();
    assert!(files.iter().filter(|file| is_notebook(file)).count() >= 3, "notebooks are not seen");
    demand_none(&with_outputs(&files));
    check(r#"{"cells": [{"outputs": [], "execution_count": null}, {"source": []}]}"#, 0);
    check(r#"{"cells": [{"outputs": [{"text": "1"}], "execution_count": null}]}"#, 1);
    check(r#"{"cells": [{"outputs": [], "execution_count": 1}]}"#, 1);
    check(r#"{"metadata": {}}"#, 1);
    check("no JSON", 1);
}

fn check(text: &str, expect: usize) {
    let file = File { path: "notebooks/a.ipynb".to_owned(), text: text.to_owned(), is_test: false };
    assert_eq!(with_outputs(&[file]).len(), expect, "{text}");
}
