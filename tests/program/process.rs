//! The program from outside: run it, read what it says, copy the sample.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use fs_err as fs;
use schema::{
    Table as _, TableSpec,
    tables::{
        BasisError, Drift, EffectivePrice, Endpoint, FeedAgreement, GatewayShare, ModelDaily, ModelDay, PriceMap,
        Reconciliation, SiteChart, TABLES, TaskShare, TaskSpend,
    },
};
use sha2::{Digest as _, Sha256};

/// How a run of the program ended; if in failure, with a hint.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        super::stories::demand_hints(&text(&output.stderr));
        Self { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}

/// The program in `folder`, with a plain terminal.
pub fn command(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenshare"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .env_remove("POLARS_MAX_THREADS");
    command
}

/// Copies `from` to a new file `to` that anybody may start.
///
/// Another process copies: a file that this one has open for writing is inherited by whatever other tests start just
/// then, and cannot itself be started until they are on their way ("text file busy").
pub fn install(from: &Path, to: &Path) {
    let copied = Command::new("install").args(["-m", "755"]).args([from, to]).status().expect("a POSIX system");
    assert!(copied.success(), "{} is not copied", from.display());
}

/// Runs the program in `folder`.
pub fn tokenshare(arguments: &[&str], folder: &Path) -> Ended {
    command(arguments, folder).output().expect("the program starts").into()
}

/// Runs the program in `folder` with `input` on stdin.
pub fn tokenshare_fed(arguments: &[&str], folder: &Path, input: &[u8]) -> Ended {
    let mut command = command(arguments, folder);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("it is piped").write_all(input).expect("the program reads");
    child.wait_with_output().expect("the program ends").into()
}

/// Runs the program in `folder`, which must go well, and gives what it wrote to stdout.
pub fn said(arguments: &[&str], folder: &Path) -> String {
    let ended = tokenshare(arguments, folder);
    assert_eq!(ended.code, Some(0), "`tokenshare {}`: {}", arguments.join(" "), ended.stderr);
    ended.stdout
}

/// A pipeline file of the repository.
pub fn pipeline(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines").join(name).display().to_string()
}

/// A map of the repository.
pub fn map(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps").join(name).display().to_string()
}

/// A folder of captures that are not part of the repository; `None`, with the reason printed, where they are absent.
pub fn captures(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/captures").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no captures at {}", path.display());
    None
}

/// The Python that `make test` installed packages for; `None`, with the reason printed, where it did not.
#[expect(clippy::disallowed_methods, reason = "`make test` says where it put the packages")]
pub fn python() -> Option<PathBuf> {
    let python = std::env::var_os("TOKENSHARE_PYTHON").map(PathBuf::from);
    if python.is_none() {
        println!("skipped: no `TOKENSHARE_PYTHON` with the packages that `make test` installs");
    }
    python
}

/// The tables that the sample's bytes become: all but that of whole-site weeks, which only archives have, and those of
/// sources that began after the sample's day, or that are a second opinion.
pub fn sample_tables() -> Vec<&'static TableSpec> {
    let others = [
        SiteChart::SPEC,
        ModelDaily::SPEC,
        ModelDay::SPEC,
        Endpoint::SPEC,
        PriceMap::SPEC,
        TaskShare::SPEC,
        TaskSpend::SPEC,
        EffectivePrice::SPEC,
        GatewayShare::SPEC,
        Reconciliation::SPEC,
        FeedAgreement::SPEC,
        BasisError::SPEC,
        // Each of the sample's requests has one snapshot: nothing to differ from.
        Drift::SPEC,
    ];
    TABLES.iter().copied().filter(|table| !others.iter().any(|other| other.name == table.name)).collect()
}

/// The folder `data/sample`.
pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample")
}

/// Copies the sample's snapshots into `data`.
pub fn copy_sample(data: &Path) {
    copy(&sample().join("snapshots"), &data.join("snapshots"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a temporary folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (path, next) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() { copy(&path, &next) } else { fs::write(next, fs::read(path).expect("a file")).expect("room") }
    }
}

/// Puts other bytes into a snapshot's only body, and their length and sha256 into its facts, as a careful forger would.
pub fn replace_body(snapshot: &Path, body: &str, bytes: &[u8]) {
    fs::write(snapshot.join(body), bytes).expect("a file");
    let facts = fs::read_to_string(snapshot.join("snapshot.toml")).expect("a snapshot has facts");
    let sum = sha256(bytes);
    let line = |line: &str| match line.split_once(" = ") {
        Some(("bytes", _)) => format!("bytes = {}\n", bytes.len()),
        Some(("sha256", _)) => format!("sha256 = \"{sum}\"\n"),
        _ => format!("{line}\n"),
    };
    let facts: Vec<_> = unsealed(&facts).lines().map(line).collect();
    fs::write(snapshot.join("snapshot.toml"), facts.concat()).expect("a file");
}

/// Facts as whoever writes them by hand has them: without a seal, and of the format that needs none.
pub fn unsealed(facts: &str) -> String {
    let line = |line: &str| if line == "format = 2" { "format = 1\n".to_owned() } else { format!("{line}\n") };
    facts.lines().filter(|line| !line.starts_with('#')).map(line).collect()
}

/// A text with a seal below, as whoever writes a file of this program anew.
pub fn sealed(text: &str) -> String {
    format!("{text}# sha256 of the lines above: {}\n", sha256(text.as_bytes()))
}

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// The files below `folder`, sorted; none where it is not there.
pub fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    collect(folder, folder, &mut found);
    found.sort_unstable();
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            found.push(path.strip_prefix(root).expect("below").display().to_string());
        }
    }
}
