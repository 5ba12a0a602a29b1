//! What settles the program in: completions for a shell, man pages, a folder of one's own, and what is missing there.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use super::{Asker, DataArguments, ExplainFormat, Mirror};

pub const COMPLETIONS_HELP: &str = "\
Examples:
  tokenshare completions bash > ~/.local/share/bash-completion/completions/tokenshare
  tokenshare completions zsh > ~/.zfunc/_tokenshare
  tokenshare completions fish > ~/.config/fish/completions/tokenshare.fish";

pub const MAN_HELP: &str = "\
Examples:
  tokenshare man | man -l -
  tokenshare man --out ~/.local/share/man/man1";

pub const INIT_HELP: &str = "\
It lays `README.md`, `Makefile`, `market.ipynb`, `pipelines/` and `maps/`, and writes over nothing.

Example:
  tokenshare init my-market";

pub const DOCTOR_HELP: &str = "\
`optional` is what a refresh goes well without. It looks at files alone; with `--network` it also sends one request without \
a body to the host of each source.

Exit codes: 0 all is well, 1 something is left to do, 2 the command line is wrong.

Examples:
  tokenshare doctor pipelines/weekly.toml --data data
  tokenshare doctor --format json";

/// What `completions` needs.
#[derive(Args, Debug)]
pub struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    pub shell: Shell,
}

/// What `man` needs.
#[derive(Args, Debug)]
pub struct ManArguments {
    /// Write one page for the program and one for each command into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// What `init` needs.
#[derive(Args, Debug)]
pub struct InitArguments {
    /// The folder: a new or an empty one.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// What `doctor` needs.
#[derive(Args, Debug)]
pub struct DoctorArguments {
    /// The pipeline file; left out, `pipelines/weekly.toml`, which `init` lays.
    pub pipeline: Option<PathBuf>,
    #[command(flatten)]
    pub data: DataArguments,
    /// Ask whether the host of each source answers, too.
    #[arg(long)]
    pub network: bool,
    /// Look for a mirror instead of the source's own host; plain `http://` on loopback only.
    #[arg(long = "base-url", value_name = "SOURCE=URL")]
    pub base_urls: Vec<Mirror>,
    #[command(flatten)]
    pub asker: Asker,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
}
