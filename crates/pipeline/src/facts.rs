//! `snapshot.toml`: what is told of captured bytes besides the bytes. Leaves out files: see `snapshot`.

use std::collections::BTreeMap;

use ingest::{ArchiveMap, OriginEntry};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{failure::Failure, form, seal};

/// What to do about facts that can't be read.
const IMPORT_AGAIN: &str = "the file was edited, or another version wrote it: import the bytes again";

/// The form that this program writes: it ends with a seal.
const FORMAT: u32 = 2;
/// The same form without a word on that: versions before seals wrote it, and so do people.
const UNSEALED: u32 = 1;

/// The content of `snapshot.toml`, of both formats.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The version of this form.
    pub format: u32,
    /// The source's id.
    pub source: String,
    /// The request's name.
    pub request: String,
    /// What the request was about; most have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub argument: Option<String>,
    /// When the bytes arrived.
    pub captured_at: Timestamp,
    /// When upstream published them, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// Who or what wrote the snapshot.
    pub recorded_by: String,
    /// The licence of the bytes.
    pub licence: String,
    /// How to cite them.
    pub citation: String,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How the body is read, where it is a table that someone else kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<ArchiveMap>,
    /// The stored files: one, but where an answer came in pages, which stand in order.
    pub body: Vec<Body>,
    /// Whose values were not observed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origin: Vec<OriginFact>,
}

/// A stored file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Its name in the snapshot's folder.
    pub file: String,
    /// What it is once unpacked.
    pub media_type: String,
    /// Its size as it came.
    pub bytes: u64,
    /// Its SHA-256 as it came.
    pub sha256: String,
    /// How this program packed it, to store it: size and SHA-256 are of what it was before. Bytes that came packed are
    /// left as they came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packed: Option<Packing>,
    /// Its SHA-256 as this program packed it: other packed bytes can unpack to the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packed_sha256: Option<String>,
    /// How it was fetched; of imported bytes nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<HttpFacts>,
}

/// How stored bytes are packed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Packing {
    /// By gzip.
    Gzip,
}

/// The answer to a request, but for its body. What says who asked, such as a key or a cookie, is never among it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HttpFacts {
    /// What was asked.
    pub url: String,
    /// Where a redirect led, on the same host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirected_to: Option<String>,
    /// How upstream answered.
    pub status: u16,
    /// The bytes on the way, packed as `content-encoding` says.
    pub received_bytes: u64,
    /// From the request to the last byte.
    pub milliseconds: u64,
    /// Headers that say of when the body is and how to ask again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

/// Values that were not observed, and why.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OriginFact {
    /// The ingested table.
    pub block: String,
    /// The week; every week if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week: Option<Date>,
    /// The label; every label if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// `observed`, `reconstructed` or `made`.
    pub value: String,
    /// How that is known.
    pub because: String,
}

impl Facts {
    /// Facts without a remark.
    pub fn of(source: &ingest::Source, request: &ingest::Request, captured_at: Timestamp, body: Body) -> Self {
        Self { body: vec![body], ..Self::new(source, request, captured_at, source.cited(captured_at)) }
    }

    /// Facts of answers that were fetched.
    pub fn fetched(
        source: &ingest::Source,
        request: &ingest::Request,
        captured_at: Timestamp,
        published_at: Option<Timestamp>,
        body: Vec<Body>,
    ) -> Self {
        Self {
            published_at,
            recorded_by: "fetch".to_owned(),
            body,
            ..Self::new(source, request, captured_at, source.cited(published_at.unwrap_or(captured_at)))
        }
    }

    fn new(source: &ingest::Source, request: &ingest::Request, captured_at: Timestamp, citation: String) -> Self {
        Self {
            format: FORMAT,
            source: source.id.to_owned(),
            request: request.name.to_owned(),
            argument: None,
            captured_at,
            published_at: None,
            recorded_by: "import".to_owned(),
            licence: source.licence.to_owned(),
            citation,
            note: None,
            map: None,
            body: Vec::new(),
            origin: Vec::new(),
        }
    }

    /// Reads `snapshot.toml`.
    ///
    /// # Errors
    /// If it is not TOML, of another format, a newer one for instance, has a key that none has, or no body.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let facts = match toml::from_str::<Self>(text) {
            Ok(facts) if [UNSEALED, FORMAT].contains(&facts.format) => facts,
            read => return Err(not_ours(text, read)),
        };
        facts.demand_bodies()?;
        Ok(facts)
    }

    /// Demands the seal below the text that they were read from: one that fits, and that there is one where they say so.
    ///
    /// # Errors
    /// If it is not so: somebody cut or changed the file.
    pub fn demand_seal(&self, text: &str) -> Result<(), Failure> {
        if self.format == UNSEALED { seal::demand(text) } else { seal::demand_there(text) }
    }

    fn demand_bodies(&self) -> Result<(), Failure> {
        let strange = self.body.iter().find(|body| !is_path_part(&body.file));
        let said = match strange {
            None if self.body.is_empty() => "`snapshot.toml`: found no body, expected one or more".to_owned(),
            None => match twice(&self.body) {
                Some(file) => format!("`snapshot.toml`: `{file}` is there twice"),
                None => return Ok(()),
            },
            Some(body) => format!("`snapshot.toml`: `{}` is not the name of a file", body.file),
        };
        Err(Failure::data(said).with_hint(IMPORT_AGAIN))
    }

    /// The folder of the snapshot below `snapshots/`, which is its id. The instant stands there without colons, since
    /// not every file system takes them.
    pub fn id(&self) -> String {
        let argument = self.argument.as_ref().map(|argument| format!("{argument}/")).unwrap_or_default();
        let instant = self.captured_at.to_string().replace(':', "");
        format!("{}/{}/{argument}{instant}", self.source, self.request)
    }

    /// The name of the request: `source/request`.
    pub fn request_name(&self) -> String {
        format!("{}/{}", self.source, self.request)
    }

    /// The origins as the parsers want them.
    ///
    /// # Errors
    /// If a value is none of the three.
    pub fn origins(&self) -> Result<Vec<OriginEntry>, Failure> {
        let entry = |fact: &OriginFact| {
            let value = fact
                .value
                .parse()
                .map_err(|error| Failure::data("broken `[[origin]]`").with_hint(IMPORT_AGAIN).because(error))?;
            Ok(OriginEntry { block: fact.block.clone(), week: fact.week, key: fact.key.clone(), value })
        };
        self.origin.iter().map(entry).collect()
    }
}

/// What is wrong with a text that could not be read, or was in another format: of a newer one nothing else is said.
fn not_ours(text: &str, read: Result<Facts, toml::de::Error>) -> Failure {
    if let Some(newer) = form::newer("snapshot.toml", text, FORMAT) {
        return newer;
    }
    let failure = match read {
        Err(error) => Failure::data("broken `snapshot.toml`").because(error),
        Ok(facts) => {
            let found = facts.format;
            Failure::data(format!("`snapshot.toml`: found format {found}, expected {UNSEALED} or {FORMAT}"))
        }
    };
    failure.with_hint(IMPORT_AGAIN)
}

/// The name that two bodies have.
fn twice(bodies: &[Body]) -> Option<&str> {
    let mut names: Vec<&str> = bodies.iter().map(|body| body.file.as_str()).collect();
    names.sort_unstable();
    names.windows(2).find(|pair| pair.first() == pair.last()).and_then(|pair| pair.first().copied())
}

/// The most characters of one part of a path.
pub const MOST_PART: usize = 128;

/// Whether `text` can be one part of a path: letters, digits, `.`, `_`, `-`, and does not begin with a dot.
pub fn is_path_part(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !text.is_empty() && text.len() <= MOST_PART && !text.starts_with('.') && text.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests;
