//! How the requests of a source end before they are all sent.

use super::error::FetchError;

/// Why the requests of a source ended early.
pub enum Ended {
    /// The failure was told, and further requests to the source are useless.
    Stopped,
    /// It was not told yet.
    Failed(FetchError),
}

impl From<FetchError> for Ended {
    fn from(error: FetchError) -> Self {
        Self::Failed(error)
    }
}

impl From<ingest::IngestError> for Ended {
    fn from(error: ingest::IngestError) -> Self {
        Self::Failed(error.into())
    }
}
