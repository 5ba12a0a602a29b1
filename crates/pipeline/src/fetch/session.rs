//! One source, being asked: paced, counted, tried again where that may help.

use std::{
    cell::{Cell, RefCell},
    path::Path,
    time::Duration,
};

use backon::{BackoffBuilder as _, ExponentialBuilder};
use indicatif::ProgressBar;
use ingest::{Access, Fetched, Request, Source};
use jiff::Timestamp;
use reqwest::{
    StatusCode, Url,
    header::{ACCEPT, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH},
};
use tokio::time::{Instant, sleep};

use super::{
    base::Base,
    client::{Client, Received, text},
    error::FetchError,
    key::Key,
    ledger::Ledger,
    pace::{Pacer, interval},
    scrub::{has_key, without_account, without_key},
    subject::Subject,
    teller::{Event, Teller},
    upstream_clock,
};
use crate::{
    clock,
    facts::HttpFacts,
    media_type,
    plan::{Fetching, SourceFetching},
    snapshot::Snapshot,
};

/// The longest wait between two tries that upstream has not asked for.
const LONGEST_BACKOFF: Duration = Duration::from_secs(60);
/// The headers that are kept: of when the body is, how it came, and how to ask again.
const KEPT_HEADERS: [&str; 7] =
    ["age", "cache-control", "content-encoding", "content-type", "date", "etag", "last-modified"];

/// What all sources of one fetch share.
#[derive(Debug)]
pub struct Shared<'a> {
    /// The data folder.
    pub data: &'a Path,
    /// How the user wants to ask.
    pub fetching: &'a Fetching,
    /// The user's key.
    pub key: Option<&'a Key>,
    /// Every snapshot of the folder.
    pub held: RefCell<Vec<Snapshot>>,
    /// Today's requests.
    pub ledger: RefCell<Ledger>,
    /// Who is told.
    pub teller: Teller,
    /// What became of it all.
    pub tally: Tally,
}

/// What became of the requests so far.
#[derive(Debug, Default)]
pub struct Tally {
    pub requests: Cell<usize>,
    pub stored: Cell<usize>,
    pub unchanged: Cell<usize>,
    pub is_clock_told: Cell<bool>,
    pub failures: RefCell<Vec<anyhow::Error>>,
}

/// One source at one host.
#[derive(Debug)]
pub struct Session<'a> {
    pub shared: &'a Shared<'a>,
    pub source: &'static Source,
    pub base: &'a Base,
    pub settings: SourceFetching,
    pub client: &'a Client,
    pub pacer: &'a Pacer,
    pub bar: Option<ProgressBar>,
    pub started: Instant,
    /// What was asked for last, for the story of a failure.
    pub asked: RefCell<String>,
}

/// What is asked for.
pub struct Ask<'a> {
    pub request: &'static Request,
    pub argument: Option<&'a str>,
    pub url: Url,
    /// The answer that is held, to be asked for only if it has changed.
    pub held: Option<HttpFacts>,
    /// Whether a body is what the request gives.
    pub check: &'a dyn Fn(&[u8]) -> Result<(), FetchError>,
}

/// What came.
#[derive(Debug)]
pub enum Got {
    /// Nothing: what is held is still the answer.
    Unchanged,
    /// A body.
    Fresh(Fresh),
}

/// A body that was just received and looked at.
#[derive(Clone, Debug)]
pub struct Fresh {
    pub bytes: Vec<u8>,
    pub http: HttpFacts,
    pub at: Timestamp,
}

impl Session<'_> {
    /// Asks, and asks again where that may help, until the user's patience ends.
    pub async fn ask(&self, ask: &Ask<'_>) -> Result<Got, FetchError> {
        let fetching = self.shared.fetching;
        let backoff = ExponentialBuilder::default().with_jitter().with_min_delay(fetching.backoff);
        let backoff = backoff.with_max_delay(LONGEST_BACKOFF.max(fetching.backoff));
        let mut delays = backoff.with_max_times(fetching.attempts.saturating_sub(1)).build();
        loop {
            let error = match self.attempt(ask).await {
                Ok(got) => return Ok(got),
                Err(error) => self.hidden(error),
            };
            let Some(delay) = delays.next().filter(|_| error.is_passing()) else { return Err(error) };
            let wait = error.retry_after().unwrap_or(delay);
            if self.started.elapsed().saturating_add(wait) > fetching.patience {
                return Err(FetchError::OutOfPatience { wait, cause: Box::new(error) });
            }
            self.tell(&Event::Retry {
                request: &self.name(ask.request),
                url: ask.url.as_str(),
                because: error.to_string(),
                after_milliseconds: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            });
            sleep(wait).await;
        }
    }

    async fn attempt(&self, ask: &Ask<'_>) -> Result<Got, FetchError> {
        if self.started.elapsed() > self.shared.fetching.patience {
            return Err(FetchError::Overdue);
        }
        let pause = interval(self.source.pace, self.shared.fetching.interval, self.base.reach());
        self.pacer.wait(pause).await;
        *self.asked.borrow_mut() = ask.url.to_string();
        self.count()?;
        self.tell(&Event::Asked {
            request: &self.name(ask.request),
            argument: ask.argument,
            url: ask.url.as_str(),
            is_conditional: ask.held.is_some(),
        });
        let sent = Instant::now();
        let received = self.client.get(&ask.url, &self.headers(ask)).await;
        self.pacer.over();
        let mut received = received?;
        self.demand_no_key(&received)?;
        self.tell_clock(&received.headers, sent.elapsed());
        for _ in 0..received.hops {
            // They were sent already: the limit is for the next.
            let _ = self.count();
        }
        if received.status == StatusCode::NOT_MODIFIED {
            return unchanged(ask);
        }
        let found = text(&received.headers, "content-type").unwrap_or_default();
        media_type::demand(ask.request.extension, &found)
            .map_err(|expected| FetchError::WrongType { expected, found })?;
        if matches!(self.source.access, Access::Key { .. }) {
            received.body = without_account(received.body);
        }
        let looked_at = (ask.check)(&received.body);
        if received.url != ask.url {
            let (request, url, to) = (&self.name(ask.request), ask.url.as_str(), received.url.as_str());
            self.tell(&Event::Redirected { request, url, to });
        }
        let fresh = fresh(ask, received, sent.elapsed());
        match looked_at {
            Ok(()) => Ok(Got::Fresh(fresh)),
            Err(error) => Err(self.aside(Subject { request: ask.request, argument: ask.argument }, &[fresh], error)),
        }
    }

    /// Tells once that upstream's clock and this machine's are far apart: answers are filed at the instant of this one. Which of
    /// them is right nobody knows, and nothing is refused.
    fn tell_clock(&self, headers: &HeaderMap, took: Duration) {
        let (now, is_told) = (clock::now(), &self.shared.tally.is_clock_told);
        let Some(upstream) = upstream_clock::of(headers).filter(|_| !is_told.get()) else { return };
        if upstream_clock::is_apart(upstream, now, took) {
            is_told.set(true);
            let [upstream_at, now] = [upstream, now].map(|at| at.to_string());
            self.tell(&Event::ClockApart { source: self.source.id, upstream_at, now });
        }
    }

    /// An error in whose words upstream repeats the key, without it.
    fn hidden(&self, error: FetchError) -> FetchError {
        let Some(key) = self.shared.key else { return error };
        let said = error.to_string();
        let without = without_key(&said, key.reveal());
        if without == said { error } else { FetchError::Hidden { said: without } }
    }

    /// Refuses an answer that has the key in it: it would be stored, and published.
    fn demand_no_key(&self, received: &Received) -> Result<(), FetchError> {
        let Some(key) = self.shared.key else { return Ok(()) };
        let mut headers = received.headers.values().map(HeaderValue::as_bytes);
        let is_repeated = has_key(&received.body, key.reveal())
            || has_key(received.url.as_str().as_bytes(), key.reveal())
            || headers.any(|value| has_key(value, key.reveal()));
        if is_repeated {
            return Err(FetchError::Hidden { said: "the answer repeats the key: it is not kept".to_owned() });
        }
        Ok(())
    }

    /// Counts a request of today, unless there were enough.
    fn count(&self) -> Result<(), FetchError> {
        let own = self.source.pace.per_day;
        let per_day = self.settings.per_day.map_or(own, |wanted| wanted.min(own));
        let today = schema::day::of(clock::now());
        let mut ledger = self.shared.ledger.borrow_mut();
        if ledger.sent(self.source.id, today) >= per_day {
            return Err(FetchError::Spent { per_day });
        }
        ledger.count(self.source.id, today).map_err(|error| local(&error))?;
        let requests = &self.shared.tally.requests;
        requests.set(requests.get() + 1);
        Ok(())
    }

    fn headers(&self, ask: &Ask<'_>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(media_type::of(ask.request.extension)));
        if matches!(ask.request.fetched, Fetched::Stream) {
            headers.insert(HeaderName::from_static("rsc"), HeaderValue::from_static("1"));
        }
        let held = ask.held.iter().flat_map(|held| &held.headers);
        for (name, value) in held {
            let Ok(value) = HeaderValue::from_str(value) else { continue };
            match name.as_str() {
                "etag" => drop(headers.insert(IF_NONE_MATCH, value)),
                "last-modified" => drop(headers.insert(IF_MODIFIED_SINCE, value)),
                _ => {}
            }
        }
        if let Some(key) = self.shared.key {
            key.add(self.source, &self.base.home, &ask.url, &mut headers);
        }
        headers
    }

    /// `SOURCE/REQUEST`.
    pub fn name(&self, request: &Request) -> String {
        format!("{}/{}", self.source.id, request.name)
    }

    /// Says what happens.
    pub fn tell(&self, event: &Event<'_>) {
        self.shared.teller.tell(self.bar.as_ref(), event);
    }
}

/// Nothing new, if anything was held.
fn unchanged(ask: &Ask<'_>) -> Result<Got, FetchError> {
    if ask.held.is_some() {
        return Ok(Got::Unchanged);
    }
    let said = ", and nothing was held that could have changed".to_owned();
    Err(FetchError::Status { status: StatusCode::NOT_MODIFIED, said, retry_after: None })
}

fn fresh(ask: &Ask<'_>, received: Received, took: Duration) -> Fresh {
    let kept = |name: &&str| Some(((*name).to_owned(), text(&received.headers, name)?));
    let http = HttpFacts {
        url: ask.url.to_string(),
        redirected_to: (received.url != ask.url).then(|| received.url.to_string()),
        status: received.status.as_u16(),
        received_bytes: received.wire_bytes,
        milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        headers: KEPT_HEADERS.iter().filter_map(kept).collect(),
    };
    Fresh { bytes: received.body, http, at: clock::now() }
}

/// A fault of this machine, in its own words.
pub fn local(error: &anyhow::Error) -> FetchError {
    FetchError::Local { said: format!("{error:#}") }
}
