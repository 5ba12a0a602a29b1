//! `tokenshare fetch`: asks upstream for what a pipeline reads and is not held yet, and keeps every byte. The only verbs
//! that touch the network are this one and those that call it.
//!
//! Hosts are asked side by side, each with one request at a time; what one source does costs no other anything.

mod base;
mod client;
mod day_files;
mod day_windows;
mod decode;
mod each_model;
mod error;
mod keep;
mod key;
mod ledger;
mod pace;
mod rehearsal;
mod scrub;
mod session;
mod teller;
mod whole;

use std::{cell::RefCell, collections::BTreeMap};

use futures_util::future::join_all;
use ingest::{Access, Fetched, Request, Source, sources::SOURCES};
use reqwest::Url;
use tokio::time::Instant;

use crate::{
    cli::{FetchArguments, Mirror},
    clock, console,
    console::{Verbosity, counted},
    failure::Failure,
    lock,
    plan::{Fetching, Plan},
    snapshots,
};
use base::Base;
use client::{Client, Reach};
use keep::Subject;
use ledger::Ledger;
use pace::Pacer;
use session::{Session, Shared, Tally};
use teller::{Event, Teller};

pub use error::FetchError;
pub use key::Key;

/// Fetches what a pipeline reads.
///
/// # Errors
/// If the pipeline file is wrong, or an answer did not come: what came is kept all the same.
pub fn run(arguments: &FetchArguments, verbosity: Verbosity) -> anyhow::Result<()> {
    let (plan, _) = Plan::read(&arguments.pipeline)?;
    fetched(arguments, verbosity, &plan)
}

/// As [`run`], of a plan that was read.
///
/// # Errors
/// As [`run`].
pub fn fetched(arguments: &FetchArguments, verbosity: Verbosity, plan: &Plan) -> anyhow::Result<()> {
    arguments.key.as_ref().map_or(Ok(()), Key::demand_plain)?;
    let teller = Teller::new(arguments, verbosity);
    let wanted = wanted(arguments, plan, &teller)?;
    if arguments.offline {
        tracing::info!("offline: nothing is asked for");
        return Ok(());
    }
    let data = &arguments.data.folder;
    fs_err::create_dir_all(data)?;
    lock::held(data, || {
        let fetching = Fetching { contact: contact(arguments, plan), ..plan.fetching.clone() };
        let shared = Shared {
            data,
            fetching: &fetching,
            key: arguments.key.as_ref().filter(|key| key.is_there()),
            held: RefCell::new(snapshots::listed(data)?),
            ledger: RefCell::new(Ledger::open(data, schema::day::of(clock::now()))?),
            teller,
            tally: Tally::default(),
        };
        if arguments.dry_run {
            return rehearsal::print(&shared, &wanted);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(by_host(&shared, &wanted))?;
        ended(&shared)
    })
}

/// What is asked of one source.
struct Wanted {
    source: &'static Source,
    base: Base,
    requests: Vec<&'static Request>,
}

/// The sources that may be asked, in the order of their list.
fn wanted(arguments: &FetchArguments, plan: &Plan, teller: &Teller) -> anyhow::Result<Vec<Wanted>> {
    let unknown = |name: &String| !SOURCES.iter().any(|source| source.id == *name);
    let named = arguments.only.iter().chain(arguments.base_urls.iter().map(|mirror| &mirror.source));
    if let Some(name) = named.into_iter().find(|name| unknown(name)) {
        return Err(Failure::unknown("source", name, SOURCES.iter().map(|source| source.id)).into());
    }
    let mut wanted = Vec::new();
    for source in SOURCES {
        let is_named = |request: &&Request| plan.inputs.contains_key(&format!("{}/{}", source.id, request.name));
        let can_be_asked = |request: &&Request| !matches!(request.fetched, Fetched::Never);
        let requests: Vec<_> = source.requests.iter().filter(can_be_asked).filter(is_named).collect();
        let is_left_out = !arguments.only.is_empty() && !arguments.only.iter().any(|only| only == source.id);
        if requests.is_empty() || is_left_out {
            continue;
        }
        if let Some(because) = closed(source, arguments, plan) {
            teller.tell(None, &Event::Skipped { source: source.id, because: &because });
            continue;
        }
        let base = Base::of(source, mirror(&arguments.base_urls, source))?;
        wanted.push(Wanted { source, base, requests });
    }
    Ok(wanted)
}

fn mirror<'a>(mirrors: &'a [Mirror], source: &Source) -> Option<&'a str> {
    mirrors.iter().rev().find(|mirror| mirror.source == source.id).map(|mirror| mirror.url.as_str())
}

/// Why a source is not asked, though the pipeline reads it.
fn closed(source: &Source, arguments: &FetchArguments, plan: &Plan) -> Option<String> {
    match source.access {
        Access::Open => None,
        Access::Key { variable, .. } => {
            let has_key = arguments.key.as_ref().is_some_and(Key::is_there);
            (!has_key).then(|| format!("there is no key in the environment, in `{variable}`"))
        }
        Access::Terms { concern } => {
            let is_accepted = plan.fetching.of(source).accepted_because.is_some();
            let id = source.id;
            let how = format!("`[fetch.sources.{id}]` with `accept_terms = true` and `because` turns it on");
            (!is_accepted).then(|| format!("{concern}; {how}"))
        }
    }
}

/// The environment's word goes before the file's: one file, many who run it.
fn contact(arguments: &FetchArguments, plan: &Plan) -> Option<String> {
    arguments.contact.clone().or_else(|| plan.fetching.contact.clone()).filter(|contact| !contact.is_empty())
}

async fn by_host(shared: &Shared<'_>, wanted: &[Wanted]) -> anyhow::Result<()> {
    let mut hosts: BTreeMap<String, Vec<&Wanted>> = BTreeMap::new();
    for wanted in wanted {
        hosts.entry(wanted.base.host()).or_default().push(wanted);
    }
    let queues = hosts.values().map(|queue| host(shared, queue));
    join_all(queues).await.into_iter().collect()
}

/// The sources of one host, one after the other.
async fn host(shared: &Shared<'_>, queue: &[&Wanted]) -> anyhow::Result<()> {
    let is_far = queue.iter().any(|wanted| wanted.base.reach() == Reach::Network);
    let reach = if is_far { Reach::Network } else { Reach::Loopback };
    let contact = match &shared.fetching.contact {
        Some(contact) => contact.as_str(),
        None if reach == Reach::Loopback => "loopback",
        None => return Err(anonymous().into()),
    };
    let client = Client::new(shared.fetching, contact, reach)?;
    let pacer = Pacer::default();
    for wanted in queue {
        let session = Session {
            shared,
            source: wanted.source,
            base: &wanted.base,
            settings: shared.fetching.of(wanted.source),
            client: &client,
            pacer: &pacer,
            bar: shared.teller.bar(wanted.source.id),
            started: Instant::now(),
            asked: RefCell::default(),
        };
        for request in &wanted.requests {
            match session.take(request).await {
                Err(Ended::Stopped) => break,
                Err(Ended::Failed(error)) => {
                    let is_of_source = error.is_of_source();
                    session.fail(request, None, error);
                    if is_of_source {
                        break;
                    }
                }
                Ok(()) => {}
            }
        }
        if let Some(bar) = &session.bar {
            bar.finish_and_clear();
        }
    }
    Ok(())
}

fn anonymous() -> Failure {
    Failure::data("nobody says who asks: `fetch.contact` is missing").with_hint(
        "write an address of yours into the pipeline file, or into `TOKENSHARE_CONTACT`: upstream finds it in the \
         User-Agent and can reach you instead of locking everybody out",
    )
}

/// Why the requests of a source ended early.
enum Ended {
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

impl Session<'_> {
    /// Fetches all answers to one request.
    async fn take(&self, request: &'static Request) -> Result<(), Ended> {
        let subject = Subject { request, argument: None };
        match request.fetched {
            Fetched::Never => Ok(()),
            Fetched::Whole | Fetched::Stream => {
                self.answer(subject, self.url(request.url)?, &|_| None).await?;
                Ok(())
            }
            Fetched::Pages(next) => {
                self.pages(subject, self.url(request.url)?, next).await?;
                Ok(())
            }
            Fetched::DayFiles(files) => self.day_files(request, files).await,
            Fetched::DayWindows(windows) => self.day_windows(request, windows).await,
            Fetched::EachModel => self.each_model(request).await,
        }
    }

    /// One of many answers: a failure costs the others nothing, unless they would fail as well.
    async fn each(
        &self,
        request: &Request,
        argument: &str,
        fetched: impl Future<Output = Result<(), FetchError>>,
    ) -> Result<(), Ended> {
        let Err(error) = fetched.await else { return Ok(()) };
        let is_of_source = error.is_of_source();
        self.fail(request, Some(argument), error);
        if is_of_source { Err(Ended::Stopped) } else { Ok(()) }
    }

    fn fail(&self, request: &Request, argument: Option<&str>, error: FetchError) {
        let (name, because) = (self.name(request), error.to_string());
        self.tell(&Event::Failed { request: &name, argument, because: &because });
        let of = argument.map(|argument| format!(" of `{argument}`")).unwrap_or_default();
        let from = Some(self.asked.take()).filter(|url| !url.is_empty()).map(|url| format!(" from `{url}`"));
        let said = format!("`{name}`{of} was not fetched{}", from.unwrap_or_default());
        let failure = anyhow::Error::new(error).context(said);
        self.shared.tally.failures.borrow_mut().push(failure);
    }

    /// Another request of the same source.
    fn request(&self, name: &'static str) -> Result<&'static Request, FetchError> {
        let found = self.source.requests.iter().find(|request| request.name == name);
        found.ok_or_else(|| FetchError::Local { said: format!("`{}` has no request `{name}`", self.source.id) })
    }

    fn url(&self, text: &str) -> Result<Url, FetchError> {
        self.base.url(text).map_err(|failure| FetchError::Local { said: failure.to_string() })
    }

    /// The arguments whose answers are held.
    fn arguments(&self, request: &Request) -> Vec<String> {
        let held = self.shared.held.borrow();
        let of_request = held
            .iter()
            .filter(|held| held.facts.source == self.source.id && held.facts.request == request.name)
            .filter_map(|held| held.facts.argument.clone());
        of_request.collect()
    }
}

/// Says what became of it, each failure with what to do about it.
fn ended(shared: &Shared<'_>) -> anyhow::Result<()> {
    let tally = &shared.tally;
    let failures = tally.failures.borrow();
    let (stored, unchanged, failed) = (tally.stored.get(), tally.unchanged.get(), failures.len());
    shared.teller.tell(None, &Event::Done { stored, unchanged, failed, requests: tally.requests.get() });
    if failures.is_empty() {
        return Ok(());
    }
    for failure in failures.iter() {
        console::tell(failure);
    }
    let is_local = |error: &anyhow::Error| matches!(error.downcast_ref(), Some(FetchError::Local { .. }));
    let said = format!("{} not fetched; {stored} stored, {unchanged} unchanged", counted(failed, "answer"));
    let failure = if failures.iter().any(is_local) { Failure::data(said) } else { Failure::upstream(said) };
    Err(failure.with_hint("what came is kept; the same command goes on where this one stopped").into())
}
