//! What a shell and `man` are given, used as they use it.

use std::{path::Path, process::Command};

use super::{
    command_line::commands,
    process::{command, files, said},
};
use fs_err as fs;
use tempfile::TempDir;

/// What bash offers behind `line`, after it has read the script.
fn offered(script: &str, line: &[&str]) -> Vec<String> {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("script"), script).expect("room");
    let (words, last) = (line.join(" "), line.len() - 1);
    let [typed, before] = [line[last], line[last - 1]];
    let ask = format!(
        "source ./script; COMP_WORDS=({words}); COMP_CWORD={last}; _tokenshare tokenshare '{typed}' '{before}'; \
         printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    let output = Command::new("bash").args(["--norc", "-c", &ask]).current_dir(folder.path()).output();
    let output = output.expect("bash is there");
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_flags_and_words() {
    let folder = TempDir::new().expect("a temporary folder");
    let script = said(&["completions", "bash"], folder.path());
    assert_eq!(offered(&script, &["tokenshare", "sh"]), ["show"]);
    assert_eq!(offered(&script, &["tokenshare", "show", "--ru"]), ["--rule"]);
    assert_eq!(offered(&script, &["tokenshare", "show", "--format", "ma"]), ["markdown"]);
    assert_eq!(offered(&script, &["tokenshare", "show", "--format", "csv", "--basis", "list_a"]), ["list_asof"]);
    assert_eq!(offered(&script, &["tokenshare", "show", "vendor_ga"]), ["vendor_gap"]);
    assert_eq!(offered(&script, &["tokenshare", "why", "vendor_ga"]), ["vendor_gap"]);
    assert_eq!(
        offered(&script, &["tokenshare", "show", "vendor_gap", "--sort", "dollar_share_l"]),
        ["dollar_share_low"]
    );
    assert_eq!(offered(&script, &["tokenshare", "explain", "--vendor", "anthrop"]), ["anthropic"]);
    assert_eq!(offered(&script, &["tokenshare", "explain", "--group", "cn_p"]), ["cn_published"]);
    assert_eq!(offered(&script, &["tokenshare", "drift", "--source", "cata"]), ["catalog"]);
    assert_eq!(offered(&script, &["tokenshare", "fetch", "--only", "cata"]), ["catalog"]);
    assert_eq!(offered(&script, &["tokenshare", "tables", "--reference", "vendor_g"]), ["vendor_groups.csv"]);
    assert_eq!(offered(&script, &["tokenshare", "import", "catalog/m"]), ["catalog/models"]);
    assert_eq!(
        offered(&script, &["tokenshare", "show", "vendor_gap", "--columns", "vendor,dollar_share_l"]),
        ["vendor,dollar_share_low"]
    );
    assert_eq!(offered(&script, &["tokenshare", "show", "vendor_gap", "--where", "gap_poi"]), ["gap_points="]);
    assert_eq!(
        offered(&script, &["tokenshare", "price", "anthropic/claude-4.6-opus-2"]),
        ["anthropic/claude-4.6-opus-20260205"]
    );
    assert_eq!(offered("_tokenshare() { :; }", &["tokenshare", "sh"]), [""], "the shell alone knows nothing");
}

/// Whether a shell is there to be asked.
fn is_there(shell: &str) -> bool {
    let is_there = Command::new(shell).arg("--version").output().is_ok();
    if !is_there {
        println!("skipped: no `{shell}`, which reads the completions for it");
    }
    is_there
}

#[test]
fn fish_completes_commands_flags_and_words() {
    if !is_there("fish") {
        return;
    }
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    fs::write(path.join("script"), said(&["completions", "fish"], path)).expect("room");
    let offered = |line: &str| {
        let mut fish = Command::new("fish");
        fish.args(["-c", "source ./script; complete -C $argv[1]", line]).current_dir(path);
        for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            fish.env(variable, path);
        }
        let output = fish.output().expect("it starts");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
        let text = String::from_utf8(output.stdout).expect("text");
        // What a word means stands behind it.
        let words = text.lines().filter_map(|line| line.split('\t').next());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    for (line, word) in [
        ("tokenshare sh", "show"),
        ("tokenshare show --ru", "--rule"),
        ("tokenshare show --format ma", "markdown"),
        ("tokenshare show vendor_ga", "vendor_gap"),
        ("tokenshare why vendor_ga", "vendor_gap"),
        ("tokenshare explain --vendor anthrop", "anthropic"),
        ("tokenshare show vendor_gap --columns dollar_share_l", "dollar_share_low"),
        ("tokenshare show vendor_gap --where gap_poi", "gap_points="),
        ("tokenshare import catalog/m", "catalog/models"),
        ("tokenshare price anthropic/claude-4.6-opus-2", "anthropic/claude-4.6-opus-20260205"),
        ("tokenshare completions zs", "zsh"),
    ] {
        assert_eq!(offered(line), [word], "{line}");
    }
    // Beside requests files are what `import` takes.
    assert!(offered("tokenshare import catalog/models scr").contains(&"script".to_owned()));
}

#[test]
fn zsh_completes_commands_flags_and_words() {
    if !is_there("zsh") {
        return;
    }
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    fs::write(path.join("_tokenshare"), said(&["completions", "zsh"], path)).expect("room");
    let lines = [
        ("tokenshare sh", "tokenshare show "),
        ("tokenshare show --ru", "tokenshare show --rule="),
        ("tokenshare show --format=ma", "tokenshare show --format=markdown "),
        ("tokenshare show vendor_ga", "tokenshare show vendor_gap "),
        ("tokenshare why vendor_ga", "tokenshare why vendor_gap "),
        ("tokenshare explain --vendor anthrop", "tokenshare explain --vendor anthropic "),
        ("tokenshare tables --reference=vendor_g", "tokenshare tables --reference=vendor_groups.csv "),
        ("tokenshare import catalog/m", "tokenshare import catalog/models "),
        ("tokenshare nothing-of-ours x", "tokenshare nothing-of-ours x"),
    ];
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/program/tab.zsh");
    let mut zsh = Command::new("zsh");
    zsh.arg("-f").arg(script).args(lines.map(|(typed, _)| typed)).current_dir(path);
    let output = zsh.env("HOME", path).env("TERM", "vt100").output().expect("it starts");
    let told = String::from_utf8_lossy(&output.stdout);
    let mut told: Vec<&str> = told.lines().collect();
    assert_eq!(told.pop(), Some("end"), "{told:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(told, lines.map(|(_, completed)| completed));
}

/// Each names every command as its shell has it.
#[test]
fn every_shell_has_a_script_of_its_own() {
    let folder = TempDir::new().expect("a temporary folder");
    let commands = commands();
    for (shell, beginning, [before, behind]) in [
        ("bash", "_tokenshare_listed() {", ["tokenshare,", ")"]),
        ("elvish", "\nuse builtin;", ["cand ", " '"]),
        ("fish", "# Print an optspec for argparse", [" -f -a \"", "\" -d "]),
        ("powershell", "\nusing namespace System.Management.Automation", ["[CompletionResult]::new('", "', "]),
        ("zsh", "#compdef tokenshare", ["'", ":"]),
    ] {
        let script = said(&["completions", shell], folder.path());
        assert!(script.starts_with(beginning), "{shell}: {}", script.lines().take(2).collect::<String>());
        for command in &commands {
            assert!(script.contains(&format!("{before}{command}{behind}")), "{shell} does not know `{command}`");
        }
    }
}

#[test]
fn every_command_has_a_page() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut program = command(&["man", "--out", "man1"], folder.path());
    let key = "sk-or-v1-0123456789";
    program.env("OPENROUTER_API_KEY", key);
    assert!(program.output().expect("it starts").status.success());
    let mut expected: Vec<String> = commands().into_iter().filter(|command| command != "help").collect();
    expected = expected.iter().map(|command| format!("tokenshare-{command}.1")).collect();
    expected.push("tokenshare.1".to_owned());
    expected.sort();
    assert_eq!(files(&folder.path().join("man1")), expected);
    for page in expected {
        let name = page.trim_end_matches(".1").to_owned();
        let text = fs::read_to_string(folder.path().join("man1").join(&page)).expect("text");
        assert!(text.contains(&format!(".TH {name} 1")), "{page}: {text}");
        assert!(!text.contains(key), "{page} has a key of whoever wrote it");
    }
    let page = fs::read_to_string(folder.path().join("man1/tokenshare.1")).expect("text");
    assert_eq!(said(&["man"], folder.path()), page);
    let show = fs::read_to_string(folder.path().join("man1/tokenshare-show.1")).expect("text");
    let synopsis = show.split(".SH SYNOPSIS\n").nth(1).and_then(|rest| rest.split(".SH").next()).expect("a synopsis");
    for words in [r"[\-\-data <DIR>]", r"[\-\-where <COLUMN=VALUE>]", r"[\-\-quiet]", "<TABLE>"] {
        assert!(synopsis.contains(words), "{words}: {synopsis}");
    }
    let fetch = fs::read_to_string(folder.path().join("man1/tokenshare-fetch.1")).expect("text");
    assert!(fetch.contains("OPENROUTER_API_KEY") && fetch.contains("Exit codes: 0 all came"), "{fetch}");
}
