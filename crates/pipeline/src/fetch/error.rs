//! Why an answer did not come, sorted by what to do about it: ask again, ask later, or look.

use std::{error::Error, time::Duration};

use ingest::IngestError;
use normalize::NormalizeError;
use reqwest::StatusCode;

/// One request went wrong.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Nobody answered: no such name, nobody listens, the line broke.
    #[error("no connection: {said}")]
    Unreachable {
        /// The system's words.
        said: String,
    },
    /// Somebody answered and then said nothing more in time.
    #[error("no answer in time: {said}")]
    Stalled {
        /// Which time was over.
        said: String,
    },
    /// The answer ended before its end.
    #[error("the answer broke off after {received} bytes: {said}")]
    Cut {
        /// How far it came.
        received: u64,
        /// The reader's words.
        said: String,
    },
    /// Upstream said no.
    #[error("answered {status}{said}")]
    Status {
        /// Its code.
        status: StatusCode,
        /// Its own words, where it has any.
        said: String,
        /// How long to wait, where it says so.
        retry_after: Option<Duration>,
    },
    /// The answer is somewhere else.
    #[error("redirected to `{to}`: only the same host over the same scheme is followed, and at most three times")]
    Redirected {
        /// Where.
        to: String,
    },
    /// More than any answer has.
    #[error("the answer has more than {limit} bytes{}", if *.is_packed { " before it is unpacked" } else { "" })]
    TooLarge {
        /// The most that is taken.
        limit: u64,
        /// Whether it was the packed bytes that were too many.
        is_packed: bool,
    },
    /// The body is packed in a way that was not asked for, or can't be unpacked.
    #[error("`content-encoding: {encoding}`: {said}")]
    Encoding {
        /// What the answer says.
        encoding: String,
        /// What is wrong with it.
        said: String,
    },
    /// The answer says of itself that it is something else.
    #[error("expected {expected}, found `content-type: {found}`")]
    WrongType {
        /// What the request gives.
        expected: &'static str,
        /// What came.
        found: String,
    },
    /// The body is not what the request gives.
    #[error(transparent)]
    NotData(#[from] IngestError),
    /// The body is data, and names what can be no name.
    #[error(transparent)]
    Misnamed(#[from] NormalizeError),
    /// The body is data, and not as the request gives it.
    #[error("not understood, and laid aside in `{place}`")]
    NotUnderstood {
        /// Where, below the data folder.
        place: String,
        /// What its reader says.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// Upstream repeats the key.
    #[error("{said}")]
    Hidden {
        /// What it was, without the key.
        said: String,
    },
    /// The file is not what its manifest promises.
    #[error("{what}: expected {expected}, found {found}")]
    Broken {
        /// What does not fit.
        what: &'static str,
        /// What the manifest says.
        expected: String,
        /// What came.
        found: String,
    },
    /// The day's requests are used up.
    #[error("{per_day} requests were sent to this source today (UTC), its limit")]
    Spent {
        /// The limit.
        per_day: u32,
    },
    /// Waiting longer would be longer than the user allows.
    #[error("the next try would be in {} s, and this source has taken as long as `fetch.patience` allows", wait.as_secs())]
    OutOfPatience {
        /// How long the wait would be.
        wait: Duration,
        /// What it was that would have been tried again.
        #[source]
        cause: Box<FetchError>,
    },
    /// Nobody knows which models there are.
    #[error("no catalogue is there that lists the models to ask about")]
    NoCatalog,
    /// The source took too long as a whole.
    #[error("this source has taken as long as `fetch.patience` allows")]
    Overdue,
    /// The address is neither TLS nor this machine.
    #[error("`{url}`: expected `https://`; plain `http://` is for loopback only")]
    Plain {
        /// The address.
        url: String,
    },
    /// What came can't be kept, or what is here can't be read.
    #[error("{said}")]
    Local {
        /// The story.
        said: String,
    },
}

impl FetchError {
    /// Whether the same request may well succeed in a moment. What upstream refuses, it refuses again.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Stalled { .. } | Self::Cut { .. } => true,
            Self::Status { status, .. } => matches!(status.as_u16(), 408 | 429 | 500..=599),
            Self::NotData(error) => error.is_passing(),
            _ => false,
        }
    }

    /// Whether further requests to the same source will fail as well.
    pub fn is_of_source(&self) -> bool {
        match self {
            Self::Status { status, .. } => self.is_passing() || matches!(status.as_u16(), 401..=403),
            Self::Unreachable { .. } | Self::Stalled { .. } => true,
            _ => matches!(
                self,
                Self::Spent { .. }
                    | Self::OutOfPatience { .. }
                    | Self::Overdue
                    | Self::NoCatalog
                    | Self::Local { .. }
                    | Self::Hidden { .. }
            ),
        }
    }

    /// How long upstream asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } | Self::Stalled { .. } | Self::Cut { .. } => {
                "is the network there, and does a proxy stand between? what was fetched before stays: ask again later"
            }
            Self::Status { status, .. } => status_hint(status.as_u16()),
            Self::Redirected { .. } => "upstream moved: look at the address in a browser, and report it",
            Self::TooLarge { .. } => "no answer is known to be as large: look at the address in a browser",
            Self::Encoding { .. } => "something between here and upstream changed the answer: ask again later",
            Self::WrongType { .. } => "upstream sent a page instead of data: look at the address in a browser",
            Self::NotData(error) => error.hint(),
            Self::Misnamed(_) => "upstream changed its labels, or the answer is not what its name says",
            Self::Hidden { .. } => "upstream repeats what it was sent: look at the account there, and at the key",
            Self::NotUnderstood { .. } => {
                "upstream changed this answer: once a newer version of this program understands it, `tokenshare import` takes the bytes from there"
            }
            Self::Broken { .. } => "it was cut or changed on its way, or is being published just now: ask again later",
            Self::Spent { .. } => "go on tomorrow: what is held is not asked for again",
            Self::OutOfPatience { .. } | Self::Overdue => "ask again later: what is held is not asked for again",
            Self::NoCatalog => "name `catalog/models` in `[inputs]`; where it did not come, ask again later",
            Self::Plain { .. } => "give `--base-url` an `https://` address",
            Self::Local { .. } => "what was fetched before stays as it is",
        }
    }
}

fn status_hint(status: u16) -> &'static str {
    match status {
        401 | 402 => "is the key in the environment a valid one, of an account that may ask?",
        403 => "upstream does not want this client: do not press it, look at the address in a browser",
        404 => "it is not there (any more): look at the address in a browser",
        408 | 429 | 500..=599 => "upstream is busy: ask again later, what is held is not asked for again",
        _ => "upstream does not understand the request: it has changed, report it",
    }
}
