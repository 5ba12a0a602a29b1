//! `--dry-run`: the requests that would be sent, as far as they are known before the first answer.

use ingest::{Fetched, Request};

use super::{
    client::Reach,
    day_windows,
    keep::{newest, validators},
    wanted::Wanted,
};
use crate::{clock, console, plan::Fetching, snapshot::Snapshot};

/// Prints one request a line.
pub fn print(held: &[Snapshot], wanted: &[Wanted], fetching: &Fetching) -> anyhow::Result<()> {
    let is_far = wanted.iter().any(|wanted| wanted.base.reach() == Reach::Network);
    if is_far && fetching.contact.is_none() {
        tracing::warn!("nobody says who asks: without `fetch.contact` or `TOKENSHARE_CONTACT` nothing will be sent");
    }
    let mut text = String::new();
    for wanted in wanted {
        for request in &wanted.requests {
            for line in lines(held, wanted, request)? {
                text.push_str(&line);
                text.push('\n');
            }
        }
    }
    console::print(&text)
}

fn lines(held: &[Snapshot], wanted: &Wanted, request: &'static Request) -> anyhow::Result<Vec<String>> {
    let one = |request: &Request, argument: Option<&str>, url: &str| -> anyhow::Result<String> {
        let url = wanted.base.url(url)?;
        let newest = newest(held, wanted.source.id, request.name, argument);
        let is_conditional = validators(newest.as_ref(), 0, url.as_str()).is_some();
        Ok(format!("GET {url}{}", if is_conditional { " (if it has changed)" } else { "" }))
    };
    match request.fetched {
        Fetched::Never => Ok(Vec::new()),
        Fetched::Whole | Fetched::Stream => Ok(vec![one(request, None, request.url)?]),
        Fetched::Pages(_) => Ok(vec![one(request, None, request.url)?, "  then: the pages behind it".to_owned()]),
        Fetched::DayFiles(_) => {
            let index = wanted.source.requests.iter().find(|request| request.name == "index");
            let mut lines: Vec<String> =
                index.map(|index| one(index, None, index.url)).into_iter().collect::<Result<_, _>>()?;
            lines.push("  then: manifest and file of each day it names that is needed and not held".to_owned());
            Ok(lines)
        }
        Fetched::DayWindows(windows) => {
            let days = day_windows::days(held, wanted.source.id, request);
            let runs = day_windows::runs(windows, clock::now(), &days);
            let url = |(first, last): &(jiff::civil::Date, jiff::civil::Date)| {
                let url = request.url.replace("{first}", &first.to_string()).replace("{last}", &last.to_string());
                one(request, Some(&format!("{first}_{last}")), &url)
            };
            runs.iter().map(url).collect()
        }
        Fetched::EachModel => {
            Ok(vec![format!("GET {} for each model of the newest catalogue", wanted.base.url(request.url)?)])
        }
    }
}
