//! An answer becomes a snapshot, unless it is what is held already.

use std::{error::Error, io::Write as _, path::Path, time::Duration};

use flate2::{Compression, write::GzEncoder};
use ingest::{Answer, IngestError};
use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;

use super::{
    error::FetchError,
    session::{Fresh, Session, local},
    standstill,
    subject::Subject,
    teller::Event,
};
use crate::{
    digest::sha256,
    facts::{Body, Facts, HttpFacts, Packing},
    gzip::is_gzipped,
    media_type, names,
    snapshot::Snapshot,
    snapshots,
    storing::{Placed, place},
};

/// Where answers lie that no parser of this version understands. Nothing reads them but a person.
pub const REFUSED: &str = "refused";
/// How often a place is looked for: an id has its second, and two answers of one second are rare.
const MOST_SECONDS: usize = 5;

/// An answer as it is stored.
struct Parcel {
    facts: Facts,
    files: Vec<Vec<u8>>,
}

impl Session<'_> {
    /// The newest answer that is held.
    pub fn newest(&self, subject: Subject<'_>) -> Option<Snapshot> {
        newest(&self.shared.held.borrow(), self.source.id, subject.request.name, subject.argument)
    }

    /// Whether `pages` are an answer to the request at all, in the words of its parser.
    pub fn check(&self, subject: Subject<'_>, pages: &[&[u8]]) -> Result<(), FetchError> {
        let (first, more) = pages.split_first().map_or((&[][..], &[][..]), |(first, more)| (*first, more));
        let more: Vec<Vec<u8>> = more.iter().map(|page| page.to_vec()).collect();
        let answer = Answer {
            snapshot_id: "fetch",
            captured_at: crate::clock::now(),
            source: self.source.id,
            argument: subject.argument,
            body: first,
            more: &more,
            map: None,
            origins: &[],
        };
        let ingested = subject.request.ingested(&answer)?;
        Ok(names::demand(&ingested, schema::day::of(answer.captured_at))?)
    }

    /// Stores an answer that was looked at, unless the newest one that is held has the same bytes.
    pub async fn keep(
        &self,
        subject: Subject<'_>,
        pages: &[Fresh],
        published_at: Option<Timestamp>,
    ) -> Result<Snapshot, FetchError> {
        let sums: Vec<String> = pages.iter().map(|page| sha256(&page.bytes)).collect();
        if let Some(held) = self.newest(subject).filter(|held| has(held, &sums)) {
            self.unchanged(subject, &held, "the same bytes");
            return Ok(held);
        }
        let mut parcel = self.parcel(subject, pages, published_at).map_err(|error| local(&error))?;
        let root = snapshots::folder(self.shared.data);
        for _ in 0..MOST_SECONDS {
            let files: Vec<&[u8]> = parcel.files.iter().map(Vec::as_slice).collect();
            match place(&root, &parcel.facts, &files).map_err(|error| local(&error))? {
                Placed::New => return self.stored(subject, &parcel),
                // Somebody else's answer of the same second stands there.
                Placed::Taken => sleep(Duration::from_secs(1)).await,
            }
            parcel.facts.captured_at = crate::clock::now();
        }
        Err(FetchError::Local { said: format!("`{}` is taken by another snapshot", parcel.facts.id()) })
    }

    /// Data that its parser does not understand is laid aside: upstream has changed, and will not send these bytes again.
    /// What is no data at all is not worth it.
    pub fn aside(&self, subject: Subject<'_>, pages: &[Fresh], error: FetchError) -> FetchError {
        let cause: Box<dyn Error + Send + Sync> = match error {
            FetchError::NotData(
                cause @ (IngestError::NotData { .. } | IngestError::NullData { .. } | IngestError::Json { .. }),
            ) => return cause.into(),
            FetchError::NotData(cause) => Box::new(cause),
            FetchError::Misnamed(cause) => Box::new(cause),
            other => return other,
        };
        let laid = || -> anyhow::Result<String> {
            let mut parcel = self.parcel(subject, pages, None)?;
            parcel.facts.note = Some(cause.to_string());
            let root = self.shared.data.join(REFUSED);
            // The same bytes were refused before, or came again within the second.
            if let Some(stands) = refused(&root, &parcel.facts) {
                return Ok(format!("{REFUSED}/{stands}"));
            }
            let files: Vec<&[u8]> = parcel.files.iter().map(Vec::as_slice).collect();
            for second in 1..=MOST_SECONDS {
                if place(&root, &parcel.facts, &files)? == Placed::New {
                    break;
                }
                let seconds = i64::try_from(second).unwrap_or(i64::MAX);
                parcel.facts.captured_at += SignedDuration::from_secs(seconds);
            }
            Ok(format!("{REFUSED}/{}", parcel.facts.id()))
        };
        match laid() {
            Ok(place) => FetchError::NotUnderstood { place, cause },
            Err(error) => local(&error),
        }
    }

    fn stored(&self, subject: Subject<'_>, parcel: &Parcel) -> Result<Snapshot, FetchError> {
        let id = parcel.facts.id();
        let snapshot = Snapshot::open(&snapshots::folder(self.shared.data), &id).map_err(|error| local(&error))?;
        self.shared.held.borrow_mut().push(snapshot.clone());
        let count = &self.shared.tally.stored;
        count.set(count.get() + 1);
        self.tell(&Event::Stored {
            request: &self.name(subject.request),
            snapshot: &id,
            bytes: parcel.facts.body.iter().map(|body| body.bytes).sum(),
            stored_bytes: parcel.files.iter().map(|file| file.len() as u64).sum(),
        });
        Ok(snapshot)
    }

    /// What is held is still the answer. Where it has been that for longer than it should, that is told: it leaves no snapshot,
    /// and verdicts are of snapshots alone.
    pub fn unchanged(&self, subject: Subject<'_>, held: &Snapshot, how: &str) {
        let count = &self.shared.tally.unchanged;
        count.set(count.get() + 1);
        let request = self.name(subject.request);
        self.tell(&Event::Unchanged { request: &request, argument: subject.argument, how });
        if let Some(days) = standstill::days(subject.request, held.captured_at(), crate::clock::now()) {
            let (since, home) = (held.captured_at().to_string(), self.source.home);
            self.tell(&Event::StandsStill { request: &request, argument: subject.argument, since, days, home });
        }
    }

    fn parcel(&self, subject: Subject<'_>, pages: &[Fresh], published_at: Option<Timestamp>) -> anyhow::Result<Parcel> {
        let extension = subject.request.extension;
        let (mut bodies, mut files) = (Vec::new(), Vec::new());
        for (index, page) in pages.iter().enumerate() {
            let number = if index == 0 { String::new() } else { format!("-{}", index + 1) };
            let (packed, file) = packed(&page.bytes)?;
            let ending = if packed.is_some() || is_gzipped(&page.bytes) { ".gz" } else { "" };
            bodies.push(Body {
                file: format!("body{number}.{extension}{ending}"),
                media_type: media_type::of(extension).to_owned(),
                bytes: page.bytes.len() as u64,
                sha256: sha256(&page.bytes),
                packed,
                packed_sha256: packed.map(|_| sha256(&file)),
                http: Some(page.http.clone()),
            });
            files.push(file);
        }
        let at = pages.last().map_or_else(crate::clock::now, |page| page.at);
        let facts = Facts::fetched(self.source, subject.request, at, published_at, bodies);
        Ok(Parcel { facts: Facts { argument: subject.argument.map(str::to_owned), ..facts }, files })
    }
}

/// The newest answer to a request about `argument`.
pub fn newest(held: &[Snapshot], source: &str, request: &str, argument: Option<&str>) -> Option<Snapshot> {
    let of_subject = held.iter().filter(|snapshot| {
        let facts = &snapshot.facts;
        facts.source == source && facts.request == request && facts.argument.as_deref() == argument
    });
    of_subject.max_by_key(|snapshot| snapshot.captured_at()).cloned()
}

/// The facts of an answer by which the same question can be asked again: only if it has changed.
pub fn validators(held: Option<&Snapshot>, page: usize, url: &str) -> Option<HttpFacts> {
    let http = held?.facts.body.get(page)?.http.clone()?;
    let can_be_asked = http.headers.contains_key("etag") || http.headers.contains_key("last-modified");
    (http.url == url && can_be_asked).then_some(http)
}

/// The id of refused bytes of the same subject that are these.
fn refused(root: &Path, facts: &Facts) -> Option<String> {
    let id = facts.id();
    let (folder, _) = id.rsplit_once('/')?;
    let sums: Vec<String> = facts.body.iter().map(|body| body.sha256.clone()).collect();
    let entries = fs_err::read_dir(root.join(folder)).ok()?.flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut ids: Vec<String> = names.map(|name| format!("{folder}/{name}")).collect();
    ids.sort_unstable();
    ids.into_iter().find(|id| Snapshot::open(root, id).is_ok_and(|stands| has(&stands, &sums)))
}

fn has(held: &Snapshot, sums: &[String]) -> bool {
    held.facts.body.iter().map(|body| &body.sha256).eq(sums)
}

/// The bytes as they are stored. gzip, since every reader of the next decades has it, and the same bytes pack alike.
fn packed(bytes: &[u8]) -> anyhow::Result<(Option<Packing>, Vec<u8>)> {
    if is_gzipped(bytes) {
        return Ok((None, bytes.to_vec()));
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok((Some(Packing::Gzip), encoder.finish()?))
}
