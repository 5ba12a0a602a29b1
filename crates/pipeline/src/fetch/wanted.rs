//! Which sources are asked, and for what: what the pipeline reads, where that may be asked.

use ingest::{Access, Fetched, Request, Source, sources::SOURCES};

use super::{
    base::Base,
    key::Key,
    teller::{Event, Teller},
};
use crate::{
    cli::{Asker, FetchArguments, Mirror},
    failure::Failure,
    plan::Plan,
};

/// What is asked of one source.
pub struct Wanted {
    pub source: &'static Source,
    pub base: Base,
    pub requests: Vec<&'static Request>,
}

/// The sources that may be asked, in the order of their list.
///
/// # Errors
/// If a source is named that there is not, or a mirror that is no address.
pub fn wanted(
    arguments: &FetchArguments,
    plan: &Plan,
    key: Option<&Key>,
    teller: &Teller,
) -> anyhow::Result<Vec<Wanted>> {
    let unknown = |name: &String| !SOURCES.iter().any(|source| source.id == *name);
    let named = arguments.only.iter().chain(arguments.base_urls.iter().map(|mirror| &mirror.source));
    if let Some(name) = named.into_iter().find(|name| unknown(name)) {
        return Err(Failure::unknown("source", name, SOURCES.iter().map(|source| source.id)).into());
    }
    let mut wanted = Vec::new();
    for source in SOURCES {
        let requests = read(source, plan);
        let is_left_out = !arguments.only.is_empty() && !arguments.only.iter().any(|only| only == source.id);
        if is_left_out {
            continue;
        }
        if requests.is_empty() {
            demand_not_named(source, arguments)?;
            continue;
        }
        if let Some(because) = why_closed(source, key, plan) {
            teller.tell(None, &Event::Skipped { source: source.id, because: &because });
            continue;
        }
        let base = Base::of(source, mirror(&arguments.base_urls, source))?;
        wanted.push(Wanted { source, base, requests });
    }
    Ok(wanted)
}

/// Who asks for one source alone expects it to be asked.
fn demand_not_named(source: &Source, arguments: &FetchArguments) -> Result<(), Failure> {
    if !arguments.only.iter().any(|only| only == source.id) {
        return Ok(());
    }
    let said = format!("no input of `{}` can be fetched from `{}`", arguments.pipeline.display(), source.id);
    Err(Failure::command_line(said).with_hint("name one of its requests in `[inputs]`, or leave `--only` out"))
}

/// The requests of a source that a pipeline reads and that can be fetched.
pub fn read(source: &'static Source, plan: &Plan) -> Vec<&'static Request> {
    let is_named = |request: &&Request| plan.inputs.contains_key(&format!("{}/{}", source.id, request.name));
    let can_be_asked = |request: &&Request| !matches!(request.fetched, Fetched::Never);
    source.requests.iter().filter(can_be_asked).filter(is_named).collect()
}

/// The sources that a pipeline reads and that are not asked, each with why.
///
/// # Errors
/// If the key is none.
pub fn closed(asker: &Asker, plan: &Plan) -> anyhow::Result<Vec<(&'static Source, String)>> {
    let key = Key::of(asker.key.as_ref())?;
    let read = SOURCES.iter().filter(|source| !read(source, plan).is_empty());
    Ok(read.filter_map(|source| Some((source, why_closed(source, key.as_ref(), plan)?))).collect())
}

pub(super) fn mirror<'a>(mirrors: &'a [Mirror], source: &Source) -> Option<&'a str> {
    mirrors.iter().rev().find(|mirror| mirror.source == source.id).map(|mirror| mirror.url.as_str())
}

/// Why a source is not asked, though the pipeline reads it.
fn why_closed(source: &Source, key: Option<&Key>, plan: &Plan) -> Option<String> {
    match source.access {
        Access::Open => None,
        Access::Key { variable, .. } => {
            key.is_none().then(|| format!("there is no key in the environment, in `{variable}`"))
        }
        Access::Terms { concern } => {
            let is_accepted = plan.fetching.of(source).accepted_because.is_some();
            let id = source.id;
            let how = format!("`[fetch.sources.{id}]` with `accept_terms = true` and `because` turns it on");
            (!is_accepted).then(|| format!("{concern}; {how}"))
        }
    }
}
