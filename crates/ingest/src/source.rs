//! What a source is: where it lives, under which terms, and the requests whose answers it can read.

use crate::{Answer, IngestError, Ingested, origin::demand_used, sources::SOURCES};

/// A place that publishes data. A value in [`SOURCES`], not a trait: there is one way to be a source.
#[derive(Debug)]
pub struct Source {
    /// Its id: the first part of `tokenshare import SOURCE/REQUEST` and of the snapshot's folder.
    pub id: &'static str,
    /// What it gives.
    pub doc: &'static str,
    /// Its page for people.
    pub home: &'static str,
    /// The licence of its data, or that none is stated.
    pub licence: &'static str,
    /// How to cite it; `{captured_at}` is filled in.
    pub citation: &'static str,
    /// What can be asked of it.
    pub requests: &'static [Request],
}

/// A kind of answer.
#[derive(Debug)]
pub struct Request {
    /// Its name: the second part of `tokenshare import SOURCE/REQUEST`.
    pub name: &'static str,
    /// What the answer is.
    pub doc: &'static str,
    /// Where the answer comes from, with `{argument}` where there is one.
    pub url: &'static str,
    /// What the argument names, for requests that need one.
    pub argument: Option<&'static str>,
    /// The ending of the stored file.
    pub extension: &'static str,
    /// The tables an answer becomes.
    pub tables: &'static [&'static str],
    /// Reads an answer. Called by [`Request::ingested`] alone.
    pub(crate) parse: fn(&Answer<'_>) -> Result<Ingested, IngestError>,
}

impl Request {
    /// What an answer says.
    ///
    /// # Errors
    /// [`IngestError`] if the answer is not what this request gives, and [`IngestError::OriginOfNothing`] if it has an
    /// origin for a value that is not there.
    pub fn ingested(&self, answer: &Answer<'_>) -> Result<Ingested, IngestError> {
        let mut ingested = (self.parse)(answer)?;
        ingested.keep_few_notes();
        demand_used(answer.origins, &ingested.tables)?;
        Ok(ingested)
    }
}

impl Source {
    /// The line to print beside the data.
    #[must_use]
    pub fn cited(&self, captured_at: jiff::Timestamp) -> String {
        self.citation.replace("{captured_at}", &schema::day::of(captured_at).to_string())
    }
}

/// The source and request named by `SOURCE/REQUEST`.
#[must_use]
pub fn request(name: &str) -> Option<(&'static Source, &'static Request)> {
    let (source, request) = name.split_once('/')?;
    let source = SOURCES.iter().find(|known| known.id == source)?;
    let request = source.requests.iter().find(|known| known.name == request)?;
    Some((source, request))
}
