//! `tokenshare fetch`: asks upstream for what a pipeline reads and is not held yet, and keeps every byte. The only verbs
//! that touch the network are this one and those that call it.
//!
//! Hosts are asked side by side, each with one request at a time; what one source does costs no other anything.

mod answering;
mod answers;
mod base;
mod client;
mod day_files;
mod day_windows;
mod decode;
mod each_model;
mod ended;
mod error;
mod keep;
mod key;
mod ledger;
mod pace;
mod rehearsal;
mod scrub;
mod session;
mod standstill;
mod subject;
mod teller;
mod upstream_clock;
mod wanted;
mod whole;

use std::{cell::RefCell, collections::BTreeMap, path::Path};

use futures_util::future::join_all;
use ingest::{Fetched, Request};
use tokio::time::Instant;

use crate::{
    cli::FetchArguments,
    clock, console,
    console::{Verbosity, counted},
    failure::{Exit, Failure},
    lock,
    plan::{Fetching, Plan, is_contact},
    snapshots, store,
};
pub use answering::answering;
use client::{Client, Reach};
use ended::Ended;
pub use keep::REFUSED;
use key::Key;
use ledger::Ledger;
pub use ledger::NEXT;
use pace::Pacer;
use session::{Session, Shared, Tally};
use subject::Subject;
use teller::{Event, Teller};
pub use wanted::closed;
use wanted::{Wanted, wanted};

/// Fetches what a pipeline reads.
///
/// # Errors
/// If the pipeline file is wrong, or an answer did not come: what came is kept all the same.
pub fn run(arguments: &FetchArguments, verbosity: Verbosity) -> anyhow::Result<()> {
    let (plan, _) = Plan::read(&arguments.pipeline)?;
    fetched(arguments, verbosity, &plan)
}

/// Demands that the counts of a day's requests, where there are some, are as they were written.
///
/// # Errors
/// If they are not.
pub fn demand_counts(data: &Path) -> anyhow::Result<()> {
    Ledger::open(data, schema::day::of(clock::now())).map(drop)
}

/// As [`run`], of a plan that was read.
///
/// # Errors
/// As [`run`].
pub fn fetched(arguments: &FetchArguments, verbosity: Verbosity, plan: &Plan) -> anyhow::Result<()> {
    let key = Key::of(arguments.asker.key.as_ref())?;
    let teller = Teller::new(arguments, verbosity);
    let wanted = wanted(arguments, plan, key.as_ref(), &teller)?;
    if arguments.offline {
        tracing::info!("offline: nothing is asked for");
        return Ok(());
    }
    let data = &arguments.data.folder;
    let fetching = Fetching { contact: contact(arguments.asker.contact.as_deref(), plan)?, ..plan.fetching.clone() };
    if arguments.dry_run {
        return rehearsal::print(&snapshots::listed(data)?, &wanted, &fetching);
    }
    let is_far = wanted.iter().any(|wanted| wanted.base.reach() == Reach::Network);
    if is_far && fetching.contact.is_none() {
        return Err(anonymous().into());
    }
    if !data.exists() {
        tracing::info!("`{}` is a new data folder", data.display());
    }
    fs_err::create_dir_all(data)?;
    lock::held(data, || {
        store::sweep(data)?;
        let shared = Shared {
            data,
            fetching: &fetching,
            key: key.as_ref(),
            held: RefCell::new(snapshots::listed(data)?),
            ledger: RefCell::new(Ledger::open(data, schema::day::of(clock::now()))?),
            teller,
            tally: Tally::default(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(by_host(&shared, &wanted))?;
        ended(&shared)
    })
}

/// The environment's word goes before the file's: one file, many who run it.
///
/// # Errors
/// If it is no address.
pub fn contact(given: Option<&str>, plan: &Plan) -> Result<Option<String>, Failure> {
    let given = given.map(str::trim).filter(|contact| !contact.is_empty());
    match given {
        Some(contact) if !is_contact(contact) => {
            let said = "the contact is no address such as `https://example.org/me` or `me@example.org`";
            Err(Failure::command_line(said).with_hint("look at `--contact` and `TOKENSHARE_CONTACT`"))
        }
        Some(contact) => Ok(Some(contact.to_owned())),
        None => Ok(plan.fetching.contact.clone().filter(|contact| !contact.is_empty())),
    }
}

async fn by_host(shared: &Shared<'_>, wanted: &[Wanted]) -> anyhow::Result<()> {
    let mut hosts: BTreeMap<String, Vec<&Wanted>> = BTreeMap::new();
    for wanted in wanted {
        hosts.entry(wanted.base.host()).or_default().push(wanted);
    }
    // The catalogue comes before who is asked about each of its models.
    let is_of_models = |request: &&Request| matches!(request.fetched, Fetched::EachModel);
    for queue in hosts.values_mut() {
        queue.sort_by_key(|wanted| wanted.requests.iter().any(is_of_models));
    }
    let queues = hosts.values().map(|queue| host(shared, queue));
    join_all(queues).await.into_iter().collect()
}

/// The sources of one host, one after the other.
async fn host(shared: &Shared<'_>, queue: &[&Wanted]) -> anyhow::Result<()> {
    let is_far = queue.iter().any(|wanted| wanted.base.reach() == Reach::Network);
    let reach = if is_far { Reach::Network } else { Reach::Loopback };
    let contact = shared.fetching.contact.as_deref().unwrap_or("loopback");
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

/// Nobody says who asks.
pub fn anonymous() -> Failure {
    Failure::data("nobody says who asks: `fetch.contact` is missing").with_hint(
        "write an address of yours into the pipeline file, or into `TOKENSHARE_CONTACT`: upstream finds it in the \
         User-Agent and can reach you instead of locking everybody out",
    )
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
    let is_local = |error: &anyhow::Error| console::exit(error) == Exit::Data;
    let said = format!("{} not fetched; {stored} stored, {unchanged} unchanged", counted(failed, "answer"));
    let failure = if failures.iter().any(is_local) { Failure::data(said) } else { Failure::upstream(said) };
    Err(failure.with_hint("what came is kept; the same command goes on where this one stopped").into())
}
