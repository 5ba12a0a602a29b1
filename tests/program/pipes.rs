//! What stands around the program: a reader that has seen enough, nobody who listens, a terminal without colours.

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::OnceLock,
};

use super::{
    command_line::commands,
    fetch::catalog,
    process::{Ended, command, copy_sample, pipeline, said, tokenshare},
};
use fs_err as fs;
use tempfile::TempDir;

/// Each command with something to do in a folder that holds the demo, and whether it prints data.
fn doings() -> Vec<(&'static str, Vec<String>, Prints)> {
    use Prints::{Data, Nothing};
    let published = pipeline("published.toml");
    let doing = |line: &'static str, prints| {
        let words: Vec<String> = line.split(' ').map(|word| word.replace("PIPELINE", &published)).collect();
        (line.split(' ').next().unwrap_or_default(), words, prints)
    };
    vec![
        doing("check PIPELINE", Nothing),
        doing("plan PIPELINE --data data", Data),
        doing("why vendor_gap --data data", Data),
        doing("diff 1 current --data data", Data),
        doing("run PIPELINE --data data", Nothing),
        doing("show token_share --data data --format csv", Data),
        doing("explain token_share --vendor anthropic --week 2026-04-05 --data data", Data),
        doing("price anthropic/claude-4.6-opus-20260205 --data data", Data),
        doing("drift --data twice", Data),
        doing("tables", Data),
        doing("fetch PIPELINE --data data --offline --json", Data),
        doing("snapshots --data data", Data),
        doing("path --data data", Data),
        doing("gc --data data --dry-run", Nothing),
        doing("verify --data data", Nothing),
        doing("brief --data data", Data),
        doing("findings --data data", Data),
        doing("report --data data --out report.html", Nothing),
        doing("export --data data --to csv csv", Nothing),
        doing("weekly PIPELINE --data data --offline", Data),
        doing("demo --data data", Data),
        doing("init mine", Nothing),
        doing("doctor PIPELINE --data data --contact me@example.org", Data),
        doing("completions bash", Data),
        doing("man", Data),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prints {
    Data,
    Nothing,
}

/// A catalogue with one field more, behind the sample's: something for `drift` to tell.
fn lay_two_catalogues(folder: &Path) {
    let mut catalog: serde_json::Value = serde_json::from_slice(&catalog()).expect("JSON");
    for model in catalog["data"].as_array_mut().expect("a list") {
        model["brand_new"] = serde_json::Value::from(1);
    }
    copy_sample(&folder.join("twice"));
    fs::write(folder.join("catalog.json"), catalog.to_string()).expect("room");
    let import = ["import", "catalog/models", "--captured-at", "2026-04-15T00:00:00Z", "--data", "twice"];
    said(&[&import[..], &["catalog.json"]].concat(), folder);
    let pipeline = "title = 'two catalogues'\nresults = ['drift']\n[inputs]\n'catalog/models' = 'all'\n[bounds]\nmax_new_vendor_share = 1.0\n";
    fs::write(folder.join("two.toml"), pipeline).expect("room");
    said(&["run", "two.toml", "--data", "twice", "--quiet"], folder);
}

/// A folder in which `data` holds the demo, and `twice` two catalogues: a copy of one that was made once.
fn place() -> TempDir {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        said(&["demo", "--data", "data", "--quiet"], folder.path());
        lay_two_catalogues(folder.path());
        folder
    });
    let folder = TempDir::new().expect("a temporary folder");
    let copied = Command::new("cp").arg("-a").arg(made.path().join(".")).arg(folder.path()).status();
    assert!(copied.expect("`cp` is there").success());
    folder
}

fn with(words: &[String], folder: &Path) -> Command {
    let mut command = command(&words.iter().map(String::as_str).collect::<Vec<_>>(), folder);
    command.env_remove("OPENROUTER_API_KEY").env_remove("TOKENSHARE_CONTACT");
    command
}

/// Runs it with a pipe on stdout that nobody reads.
fn unread(command: &mut Command, stderr: Stdio) -> Ended {
    let child = command.stdout(closed()).stderr(stderr).spawn().expect("the program starts");
    child.wait_with_output().expect("it ends").into()
}

/// The end of a pipe whose other end is closed: each write is a broken pipe.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

#[test]
fn every_command_has_something_to_do() {
    let done: Vec<&str> = doings().into_iter().map(|(name, ..)| name).collect();
    // These need something that the demo has not: bytes from elsewhere, an answer that is refused.
    let others = ["accept", "reject", "import", "help"];
    for command in commands() {
        assert!(done.contains(&command.as_str()) || others.contains(&command.as_str()), "`{command}` is not tried");
    }
}

/// `| head`, for every command: it ends as it would have ended, and says nothing of the pipe.
#[test]
fn a_reader_that_has_gone_is_no_error() {
    for (name, words, prints) in doings() {
        let (read, folder) = (place(), place());
        let whole: Ended = with(&words, read.path()).output().expect("it starts").into();
        assert_eq!(!whole.stdout.is_empty(), prints == Prints::Data, "`{name}` prints {prints:?}: {whole:?}");
        let ended = unread(&mut with(&words, folder.path()), Stdio::piped());
        assert_eq!(ended.code, whole.code, "`{name} | head`: {}", ended.stderr);
        assert_eq!(ended.stderr.lines().count(), whole.stderr.lines().count(), "`{name} | head`: {}", ended.stderr);
        assert!(!ended.stderr.to_lowercase().contains("pipe"), "`{name} | head`: {}", ended.stderr);
        let ended = unread(&mut with(&words, folder.path()), closed());
        assert_eq!(ended.code, whole.code, "`{name} 2>&1 | head`");
    }
}

/// What can't be printed is no success, whether a command prints it or what reads the command line.
#[test]
fn a_disk_that_is_full_of_what_is_printed_is_told() {
    let folder = TempDir::new().expect("a temporary folder");
    let lines = ["--help", "-h", "--version", "help", "help run", "run --help", "completions bash", "man", "tables"];
    for line in lines {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("this system has it");
        let printed = with(&words, folder.path()).stdout(full.into_parts().0).output().expect("it starts");
        let ended: Ended = printed.into();
        assert_eq!(ended.code, Some(1), "`{line} > /dev/full`: {}", ended.stderr);
        let is_told = ended.stderr.starts_with("error: what is printed could not be written\n");
        assert!(is_told, "`{line} > /dev/full`: {}", ended.stderr);
        let ended = unread(&mut with(&words, folder.path()), Stdio::piped());
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "`{line} | head`");
    }
}

#[test]
fn quiet_says_nothing_and_prints_the_same() {
    for (name, words, _) in doings() {
        let folders = [place(), place()];
        let told: Ended = with(&words, folders[0].path()).output().expect("it starts").into();
        let quiet: Ended = with(&words, folders[1].path()).arg("-q").output().expect("it starts").into();
        let [told_out, quiet_out] = [(&told, &folders[0]), (&quiet, &folders[1])]
            .map(|(ended, folder)| ended.stdout.replace(&folder.path().display().to_string(), "HERE"));
        assert_eq!((quiet.code, quiet_out), (told.code, told_out), "`{name}`");
        if told.code == Some(0) {
            assert_eq!(quiet.stderr, "", "`{name} -q`");
        }
    }
}

#[test]
fn colours_come_where_they_are_wanted_alone() {
    let folder = TempDir::new().expect("a temporary folder");
    let escapes = |arguments: &[&str], no_color: Option<&str>, force: Option<&str>| {
        let mut program = command(arguments, folder.path());
        program.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        program.envs(no_color.map(|value| ("NO_COLOR", value))).envs(force.map(|value| ("CLICOLOR_FORCE", value)));
        let output = program.output().expect("it starts");
        output.stdout.contains(&0x1b) || output.stderr.contains(&0x1b)
    };
    assert!(escapes(&["--help"], None, Some("1")), "forced, help has colours: else this test shows nothing");
    for arguments in [&["--help"][..], &["show"], &["show", "no_such_table"], &["tables"], &["doctor"]] {
        assert!(!escapes(arguments, Some("1"), Some("1")), "{arguments:?} with NO_COLOR");
        assert!(!escapes(arguments, None, None), "{arguments:?} into a pipe");
    }
}

#[test]
fn data_never_has_colours() {
    let folder = place();
    let mut forced = command(&["show", "token_share", "--data", "data"], folder.path());
    let forced = forced.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1").output().expect("it starts");
    assert_eq!(
        Ended::from(forced).stdout,
        tokenshare(&["show", "token_share", "--data", "data"], folder.path()).stdout
    );
}

/// A file is put in its place in one deed, and would take the place of a pipe or a device.
#[test]
fn a_pipe_is_not_replaced_by_a_file() {
    use std::os::unix::fs::FileTypeExt as _;

    let folder = TempDir::new().expect("a temporary folder");
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()), "mkfifo");
    for verb in ["brief", "findings", "report"] {
        let ended = tokenshare(&[verb, "--data", "data", "--out", "pipe"], folder.path());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{verb}");
        assert!(ended.stderr.contains("`pipe` is neither a file nor a folder"), "{verb}: {}", ended.stderr);
    }
    assert!(fs::metadata(&pipe).expect("it is there").file_type().is_fifo());
}

/// polars panics at nought, and warns in words of its own of what is no number.
#[test]
fn a_number_of_threads_that_polars_cannot_use_is_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let with = |threads: &str| -> Ended {
        let mut program = command(&["show", "vendor_gap"], folder.path());
        program.env("POLARS_MAX_THREADS", threads).output().expect("it starts").into()
    };
    for threads in ["0", "=x", "-1", ""] {
        let said = format!("error: POLARS_MAX_THREADS is `{threads}`, expected a whole number from 1 to 1024");
        let ended = with(threads);
        assert_eq!((ended.code, ended.stderr.lines().next()), (Some(2), Some(said.as_str())), "{}", ended.stderr);
    }
    assert!(with("2").stderr.starts_with("error: no tables in `data`"));
}
