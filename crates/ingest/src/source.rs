//! What a source is: where it lives, under which terms, and the requests whose answers it can read.

use jiff::{Timestamp, civil::Date};

use schema::{Table as _, tables::Field};

use crate::{Answer, IngestError, Ingested, entry::exact_day, json, origin::demand_used, sources::SOURCES};

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
    /// Whose leave a fetch needs.
    pub access: Access,
    /// How much of it a fetch asks for.
    pub pace: Pace,
    /// What can be asked of it.
    pub requests: &'static [Request],
}

/// Whose leave it takes to fetch. Importing needs none: the bytes are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Documented, and for everybody.
    Open,
    /// A key of the user's, in this variable of the environment, sent in this header.
    Key {
        /// The variable.
        variable: &'static str,
        /// The header.
        header: &'static str,
        /// What stands before the key in it.
        prefix: &'static str,
    },
    /// Undocumented, or under terms that forbid it: off until the user turns it on, with a reason.
    Terms {
        /// What there is to accept.
        concern: &'static str,
    },
}

/// The most bytes that a fetched answer may have, packed or not. The largest real one, a price map, has 5 MB.
pub const LARGEST_ANSWER: u64 = 30 * 1024 * 1024;

/// The most that is asked of a source. Sources of one host share the host: one request at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Requests a minute, evenly spread.
    pub per_minute: u32,
    /// Requests a day (UTC), counted across runs.
    pub per_day: u32,
}

impl Pace {
    /// Where a source states no limit: a request every two seconds, and no more than a person would need.
    pub(crate) const POLITE: Self = Self { per_minute: 30, per_day: 50 };
}

/// A kind of answer.
#[derive(Debug)]
pub struct Request {
    /// Its name: the second part of `tokenshare import SOURCE/REQUEST`.
    pub name: &'static str,
    /// What the answer is.
    pub doc: &'static str,
    /// Where the answer comes from, with `{argument}` where there is one; of [`Fetched::DayWindows`] with `{first}` and
    /// `{last}`, see [`day_window`], of [`Fetched::EachModel`] with `{slug}`, see [`model_slug`].
    pub url: &'static str,
    /// What the argument names, for requests that need one.
    pub argument: Option<&'static str>,
    /// How a fetch comes by it.
    pub fetched: Fetched,
    /// The ending of the stored file.
    pub extension: &'static str,
    /// The tables an answer becomes.
    pub tables: &'static [&'static str],
    /// Reads an answer. Called by [`Request::ingested`] alone.
    pub(crate) parse: fn(&Answer<'_>) -> Result<Ingested, IngestError>,
}

/// From the address asked and all pages so far to the address of the next, if there is any.
pub type NextPage = fn(&str, &[&[u8]]) -> Result<Option<String>, IngestError>;

/// How a fetch comes by the answers to a request.
#[derive(Clone, Copy, Debug)]
pub enum Fetched {
    /// Not at all: its bytes are imported.
    Never,
    /// One answer, as it is now.
    Whole,
    /// One answer, asked for as the raw stream of a page: with the header `RSC: 1`.
    Stream,
    /// As it is now, in pages: the address of the page behind one, if there is any, from the address asked and all pages
    /// so far.
    Pages(NextPage),
    /// One file a day, each a window of the days before it. Which there are says the request `index` of the same
    /// source; what is in one, the request `manifest`, asked with the same argument.
    DayFiles(DayFiles),
    /// Any days up to yesterday in one answer. The argument is `FIRST_LAST`, both days included.
    DayWindows(DayWindows),
    /// One answer for each model that the newest catalogue lists.
    EachModel,
}

/// The files of a [`Fetched::DayFiles`].
#[derive(Clone, Copy, Debug)]
pub struct DayFiles {
    /// The day of the oldest file.
    pub oldest: Date,
    /// How many days a file holds; the last one is the day before its name.
    pub days: i64,
    /// The newest file, from the answer to `index`.
    pub newest: fn(&[u8]) -> Result<Date, IngestError>,
    /// What the answer to `manifest` promises of the file.
    pub promise: fn(&[u8]) -> Result<Promise, IngestError>,
}

/// What a manifest says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Where it is.
    pub url: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hex.
    pub sha256: String,
    /// Its rows, without a header.
    pub rows: u64,
    /// When upstream made it.
    pub made_at: Option<Timestamp>,
}

/// The days of a [`Fetched::DayWindows`].
#[derive(Clone, Copy, Debug)]
pub struct DayWindows {
    /// The first day there is.
    pub oldest: Date,
    /// The most days of one answer.
    pub most_days: i64,
    /// How many of the last days upstream may restate.
    pub restated_days: i64,
    /// As of when an answer is, where it says so.
    pub as_of: fn(&[u8]) -> Option<Timestamp>,
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
        ingested.notes.extend(ingested.fields.beyond());
        let halves = answer.pages().map(|(_, body)| json::half_characters(body)).sum();
        ingested.notes.extend(json::told_halves("answer", halves));
        demand_used(answer.origins, &ingested.tables)?;
        let rows = ingested.fields.frame(answer, self.name, self.thing(answer))?;
        ingested.field = (rows.height() > 0).then(|| (Field::SPEC, rows.into_data()));
        Ok(ingested)
    }

    /// What an answer is about, unless that is days: these are others each time, and answers about them are of one kind.
    fn thing<'bytes>(&self, answer: &Answer<'bytes>) -> Option<&'bytes str> {
        answer.argument.filter(|_| !self.is_of_days())
    }

    /// Whether its argument says which days an answer is about, and not whom.
    #[must_use]
    pub fn is_of_days(&self) -> bool {
        matches!(self.fetched, Fetched::DayFiles(_) | Fetched::DayWindows(_))
    }
}

impl Source {
    /// The line to print beside the data.
    #[must_use]
    pub fn cited(&self, captured_at: Timestamp) -> String {
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

/// The days, both included, that the argument `FIRST_LAST` of a [`Fetched::DayWindows`] names.
///
/// ```
/// let (first, last) = ingest::day_window("2025-01-01_2025-12-31").unwrap();
/// assert_eq!((first.to_string().as_str(), last.to_string().as_str()), ("2025-01-01", "2025-12-31"));
/// assert_eq!(ingest::day_window("2025-12-31_2025-01-01"), None);
/// ```
#[must_use]
pub fn day_window(argument: &str) -> Option<(Date, Date)> {
    let (first, last) = argument.split_once('_')?;
    let (first, last) = (exact_day(first)?, exact_day(last)?);
    (first <= last).then_some((first, last))
}

/// The argument of a [`Fetched::EachModel`] for a model: its slug as the name of a folder, `--` in place of the first `/`.
#[must_use]
pub fn model_argument(slug: &str) -> String {
    slug.replacen('/', BETWEEN, 1)
}

/// The slug of the model that the argument of a [`Fetched::EachModel`] names. An author has no `--` in its name.
///
/// ```
/// assert_eq!(ingest::model_slug("z-ai--glm-5-20260211"), "z-ai/glm-5-20260211");
/// assert_eq!(ingest::model_argument("z-ai/glm-5-20260211"), "z-ai--glm-5-20260211");
/// ```
#[must_use]
pub fn model_slug(argument: &str) -> String {
    argument.replacen(BETWEEN, "/", 1)
}

/// What stands between author and model in an argument.
const BETWEEN: &str = "--";
