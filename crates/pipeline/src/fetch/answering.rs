//! Whether the hosts that a fetch would ask answer at all. One request without a body to each, and only where a person
//! asks for that: it counts as none of a day's requests.

use std::collections::BTreeMap;

use super::{
    base::Base,
    client::{Client, Reach},
    wanted::{closed, mirror, read},
};
use crate::{
    cli::{Asker, Mirror},
    plan::Plan,
};

/// Each host, and why it does not answer, where it does not. Any answer counts, a refusal too.
///
/// # Errors
/// If a mirror is no address, or no client can be made.
pub fn answering(
    asker: &Asker,
    mirrors: &[Mirror],
    plan: &Plan,
    contact: &str,
) -> anyhow::Result<Vec<(String, Option<String>)>> {
    let shut: Vec<_> = closed(asker, plan)?.into_iter().map(|(source, _)| source.id).collect();
    let mut hosts = BTreeMap::new();
    for source in ingest::sources::SOURCES.iter().filter(|source| !shut.contains(&source.id)) {
        if !read(source, plan).is_empty() {
            let base = Base::of(source, mirror(mirrors, source))?;
            hosts.entry(base.host()).or_insert(base);
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut answers = Vec::new();
    for (host, base) in hosts {
        let reach = base.reach();
        let contact = if reach == Reach::Loopback { "loopback" } else { contact };
        let client = Client::new(&plan.fetching, contact, reach)?;
        let said = runtime.block_on(client.knock(base.root())).err();
        answers.push((host, said.map(|error| error.to_string())));
    }
    Ok(answers)
}
