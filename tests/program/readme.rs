//! The README, run after `make demo`, and other pages: every `sh` and `python` block in order, each in the folder in which the
//! one before it ended, as if all were typed into one shell.
//!
//! A `text` block says what the block before it prints. What would reach the network or build the program is a stub
//! that does the same with what is here: `make demo` runs the program, `git clone` lays a small folder of that keeper's form,
//! and what fetches asks a server of this machine.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    process::{install, python, sample},
    server::Server,
    upstream::{play, today},
};
use fs_err as fs;
use tempfile::TempDir;

/// A fenced block.
pub struct Block<'text> {
    pub language: &'text str,
    pub text: &'text str,
}

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn blocks(readme: &str) -> Vec<Block<'_>> {
    let fenced = readme.split("\n```").skip(1).step_by(2);
    fenced
        .map(|block| {
            let (language, text) = block.split_once('\n').expect("a block has lines");
            Block { language, text }
        })
        .collect()
}

/// A folder like a checkout, and the stubs.
pub struct Place {
    folder: TempDir,
    _upstream: Server,
}

impl Place {
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let bin = folder.path().join("bin");
        fs::create_dir_all(&bin).expect("a temporary folder");
        fs::create_dir_all(folder.path().join("pipelines")).expect("a temporary folder");
        for file in fs::read_dir(repository().join("pipelines")).expect("a folder") {
            let file = file.expect("an entry");
            let copy = folder.path().join("pipelines").join(file.file_name());
            fs::copy(file.path(), &copy).expect("room");
            hurried(&copy);
        }
        let upstream = Server::start();
        play(&upstream, today());
        let program = env!("CARGO_BIN_EXE_tokenshare");
        let asks = |source: &&str| format!(" --base-url={source}={}", upstream.url);
        let mirrors: String =
            ["catalog", "eci", "exports", "models_dev", "arena", "vercel_gateway"].iter().map(asks).collect();
        let place = Self { folder, _upstream: upstream };
        // A pipeline that is laid is as hurried as those that lie here.
        let hurry = "sed -i 's/^\\[fetch\\]$/[fetch]\\ninterval = \"0ms\"/' \"$2/pipelines/weekly.toml\"";
        let fetches = format!(
            "case \"$1\" in\nfetch|weekly) exec '{program}' \"$@\"{mirrors};;\ninit) '{program}' \"$@\" && {hurry}; exit;;\nesac"
        );
        place.stub("tokenshare", &format!("{fetches}\nexec '{program}' \"$@\""));
        let makefile = repository().join("Makefile").display().to_string();
        let demo = format!("[ \"$1\" = demo ] && exec '{program}' demo --data data/demo");
        let bin = format!("[ \"$1\" = bin ] && echo '{program}'");
        let weekly = "[ \"$1 $2\" = 'weekly DATA=data/weekly' ] && exec tokenshare weekly pipelines/weekly.toml --data data/weekly --brief data/weekly/brief.md";
        place.stub("make", &format!("{demo}\n{bin}\n{weekly}\ngrep -q \"^$1:\" '{makefile}'"));
        place.stub("pip", &packages());
        let answer = sample().join("snapshots/catalog/models/2026-04-14T004905Z/body.json").display().to_string();
        place.stub("git", &keepers(&answer));
        place.stub("cargo", &cargo_install(program));
        place
    }

    pub fn stub(&self, name: &str, script: &str) {
        let text = self.folder.path().join(format!("{name}.sh"));
        fs::write(&text, format!("#!/bin/sh\n{script}\n")).expect("room");
        install(&text, &self.folder.path().join("bin").join(name));
        fs::remove_file(&text).expect("it was written");
    }

    /// Puts lines of shell before what a stub does.
    pub fn put_before(&self, name: &str, script: &str) {
        let bin = self.folder.path().join("bin");
        fs::rename(bin.join(name), bin.join(format!("{name}-itself"))).expect("it is there");
        self.stub(name, &format!("{script}\nexec \"$0-itself\" \"$@\""));
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Takes the stub of `make` away, where a folder has a Makefile of its own.
    pub fn with_real_make(self) -> Self {
        fs::remove_file(self.path().join("bin/make")).expect("it was written");
        self
    }

    /// What a block for the shell prints to stdout.
    pub fn run_block(&self, folder: &Path, block: &str) -> String {
        self.run_in(folder, Path::new("bash"), &["-euo", "pipefail", "-c"], block)
    }

    /// What a block prints to stdout; it must end well.
    fn run_in(&self, folder: &Path, program: &Path, arguments: &[&str], block: &str) -> String {
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.folder.path().join("bin").display());
        let mut command = Command::new(program);
        command.args(arguments).arg(block).current_dir(folder).env("PATH", path).env("NO_COLOR", "1");
        // What a page puts below `~` is put there.
        command.env("HOME", self.folder.path());
        for variable in ["OPENROUTER_API_KEY", "TOKENSHARE_CONTACT", "MAKEFLAGS", "MAKELEVEL", "DATA", "PIPELINE"] {
            command.env_remove(variable);
        }
        let output = command.output().expect("it starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "this block fails:\n{block}\n{stderr}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs the line of a crontab as cron does: by `sh`, from another folder, with a short `PATH` and little else.
    fn run_crontab(&self, folder: &Path, block: &str) {
        let fields: Vec<&str> = block.split_whitespace().take(5).collect();
        let is_one = |field: &&str| *field == "*" || field.parse::<u8>().is_ok_and(|number| number < 60);
        assert!(fields.len() == 5 && fields.iter().all(is_one) && fields[4] == "1", "`{block}` is of no Monday");
        let (_, line) = block.split_once("  ").expect("a line behind the times");
        let program = self.folder.path().join("bin/tokenshare").display().to_string();
        let line =
            line.replace("/path/to/here", &folder.display().to_string()).replace("/path/to/tokenshare", &program);
        assert!(!line.contains("/path/to"), "{line}");
        let mut cron = Command::new("/bin/sh");
        let output = cron.args(["-c", &line]).current_dir("/").env_clear().env("PATH", "/usr/bin:/bin").output();
        let output = output.expect("it starts");
        assert!(output.status.success(), "cron fails:\n{line}\n{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs the blocks of a page, the first one in `folder`: how many ran, and of how many what they print was compared.
    pub fn run_page(&self, folder: &Path, page: &Path) -> (usize, usize) {
        let (text, python) = (fs::read_to_string(page).expect("it is there"), python());
        let (mut printed, mut here) = (None, folder.to_owned());
        let (mut ran, mut compared) = (0, 0);
        let page = page.display();
        let ended = self.path().join("bin/.ended");
        for block in blocks(&text) {
            match block.language {
                "sh" => {
                    let told = format!("trap 'pwd > \"{}\"' EXIT\n{}", ended.display(), block.text);
                    printed = Some(self.run_block(&here, &told));
                    here = PathBuf::from(fs::read_to_string(&ended).expect("it was told").trim_end());
                }
                "python" => {
                    printed = python.as_deref().map(|python| self.run_in(&here, python, &["-c"], block.text));
                }
                "text" => {
                    if let Some(printed) = printed.take() {
                        assert_eq!(printed.trim_end(), block.text.trim_end(), "{page} says otherwise");
                        compared += 1;
                    }
                    continue;
                }
                "crontab" => self.run_crontab(folder, block.text),
                other => panic!("a block of {page} is `{other}`, expected `sh`, `python`, `text` or `crontab`"),
            }
            ran += 1;
        }
        (ran, compared)
    }
}

/// What `git clone` brings: of each keeper that a page names, a folder as it is there, with an answer or two.
fn keepers(catalogue: &str) -> String {
    let month = sample().join("snapshots/frontend/models-month/2026-04-14T120000Z/body.json");
    let month = month.display();
    format!(
        r#"day=openrouter-pulse/data/raw/2026-04-14
weeks=Token-Economy-Tracker/data/openrouter/daily/2026
case "$*" in
'clone --depth 1 https://github.com/hashd1ve/openrouter-pulse')
    mkdir -p $day && gzip -c '{catalogue}' > $day/models.json.gz && gzip -c '{month}' > $day/rankings_models_month.json.gz
    echo '{{"snapshot_ts": "2026-04-14T12:00:00.5+00:00", "requests_failed": 0}}' > $day/_manifest.json;;
'clone --depth 1 https://github.com/CharlesLiuyx/Token-Economy-Tracker')
    mkdir -p $weeks && echo '{CHART}' > $weeks/2026-08-10.json;;
*) exit 9;;
esac"#
    )
}

/// A chart of a few weeks, as that keeper has it.
const CHART: &str = r#"{"fetched_at": "2026-08-10T14:25:48+00:00", "payload": {"weekly_chart": [
{"x": "2026-07-13", "ys": {"openai/gpt-5.4-20260305": 4000000000, "Others": 9000000000}},
{"x": "2026-07-20", "ys": {"openai/gpt-5.4-20260305": 5000000000, "Others": 9000000000}},
{"x": "2026-07-27", "ys": {"openai/gpt-5.4-20260305": 6000000000, "Others": 9000000000}},
{"x": "2026-08-03", "ys": {"openai/gpt-5.4-20260305": 7000000000, "Others": 9000000000}}]}}"#;

/// What `cargo install` does there, where it would find the program.
fn cargo_install(program: &str) -> String {
    let root = repository();
    let manifest = root.join("crates/pipeline/Cargo.toml").display().to_string();
    let lock = root.join("Cargo.lock").display().to_string();
    format!(
        "[ \"$*\" = 'install --locked --debug --path crates/pipeline' ] && [ -e '{lock}' ] \
         && grep -q '^name = \"tokenshare\"' '{manifest}' && exec install -D '{program}' ~/.cargo/bin/tokenshare"
    )
}

/// What `pip` does there: it installs nothing, and knows the packages that the tests have.
fn packages() -> String {
    let text = fs::read_to_string(repository().join("tests/requirements.txt")).expect("it is committed");
    let names: Vec<&str> = text.lines().filter_map(|line| line.split_once("==")).map(|(name, _)| name.trim()).collect();
    format!(
        "[ \"$1\" = install ] && shift || exit 1\nfor name; do case ' {} ' in *\" $name \"*) ;; *) exit 1;; esac; done",
        names.join(" ")
    )
}

/// Takes the pauses between requests out of a pipeline file, and leaves it as it is otherwise.
pub fn hurried(pipeline: &Path) {
    let text = fs::read_to_string(pipeline).expect("text");
    fs::write(pipeline, text.replace("\n[fetch]\n", "\n[fetch]\ninterval = '0ms'\n")).expect("room");
}

#[test]
fn every_block_of_the_readme_runs() {
    let place = Place::new();
    // The answers stand before the command that makes them.
    place.run_block(place.path(), "make demo");
    let (ran, compared) = place.run_page(place.path(), &repository().join("README.md"));
    assert!(ran >= 20 && compared >= 4, "{ran} blocks ran, {compared} outputs compared");
    // Who pastes one block after the other is in the folder that the page speaks of.
    assert!(place.path().join("my-market/data/weekly/analyzed/token_share.parquet").is_file());
    for kept in [".local/bin/tokenshare", ".cargo/bin/tokenshare"] {
        let version = Command::new(place.path().join(kept)).arg("--version").output().expect("it starts");
        assert!(version.status.success(), "{kept} is no program");
    }
}

/// Whoever has the program alone: what reads the demo runs in a folder that `init` laid.
#[test]
fn what_reads_the_demo_takes_no_checkout() {
    let place = Place::new();
    place.run_block(place.path(), "tokenshare init my-market\ncd my-market\ntokenshare demo");
    let text = fs::read_to_string(repository().join("README.md")).expect("it is committed");
    let is_one = |line: &str| line.starts_with("tokenshare ") && line.contains(" --data data/demo");
    let reads = |block: &Block<'_>| block.language == "sh" && block.text.trim().lines().all(is_one);
    let blocks: Vec<Block<'_>> = blocks(&text).into_iter().filter(reads).collect();
    assert!(blocks.len() >= 6, "{} blocks read the demo", blocks.len());
    for block in blocks {
        place.run_block(&place.path().join("my-market"), block.text);
    }
}
