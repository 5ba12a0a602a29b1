//! `tokenshare fetch`, as it is typed.

use std::{path::PathBuf, str::FromStr};

use clap::Args;

use super::{
    DataArguments,
    offered::{self, Offered},
};
use crate::secret::Secret;

/// What stands below the options.
pub const HELP: &str = "\
What is asked for are the `[inputs]` of the pipeline. A source that needs a key is asked where there is one; one whose \
terms have to be accepted, where `[fetch.sources.SOURCE]` of the pipeline says so. What is held is asked for only if it \
has changed, days that are held not at all, but for the last seven. The system's proxy settings are heeded \
(`HTTPS_PROXY`, `NO_PROXY`).

Exit codes: 0 all came, 1 the pipeline file or the data folder is wrong, 2 the command line is wrong, 3 an answer did not \
come or is not what it should be; what came is kept.

Examples:
  tokenshare fetch pipelines/weekly.toml --data data --dry-run
  TOKENSHARE_CONTACT=me@example.org tokenshare fetch pipelines/weekly.toml --data data";

/// What `fetch` needs.
#[derive(Args, Clone, Debug)]
pub struct FetchArguments {
    /// The pipeline file.
    pub pipeline: PathBuf,
    #[command(flatten)]
    pub data: DataArguments,
    /// Ask nobody.
    #[arg(long)]
    pub offline: bool,
    /// Print the requests that would be sent, and send none.
    #[arg(long)]
    pub dry_run: bool,
    /// Say what happens as JSON on stdout, one object per line.
    #[arg(long)]
    pub json: bool,
    /// Ask these sources only.
    #[arg(long, value_name = "SOURCE", value_parser = Offered(offered::sources), hide_possible_values = true)]
    pub only: Vec<String>,
    /// Ask a mirror instead of the source's own host; plain `http://` on loopback only.
    #[arg(long = "base-url", value_name = "SOURCE=URL")]
    pub base_urls: Vec<Mirror>,
    #[command(flatten)]
    pub asker: Asker,
}

/// Who asks.
#[derive(Args, Clone, Debug)]
pub struct Asker {
    /// An address at which upstream reaches you; goes before `contact` in the pipeline file.
    #[arg(long, env = "TOKENSHARE_CONTACT", value_name = "ADDRESS", hide_env_values = true)]
    pub contact: Option<String>,
    /// A key of openrouter.ai, for its Data API. Better in the environment than typed: others see what is typed.
    #[arg(long = "openrouter-key", env = "OPENROUTER_API_KEY", value_name = "KEY", hide_env_values = true)]
    pub key: Option<Secret>,
}

/// A source and the mirror of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// The source's id.
    pub source: String,
    /// The mirror's address.
    pub url: String,
}

impl FromStr for Mirror {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (source, url) =
            text.split_once('=').ok_or("expected SOURCE=URL, such as `catalog=http://127.0.0.1:8080`")?;
        Ok(Self { source: source.to_owned(), url: url.to_owned() })
    }
}
