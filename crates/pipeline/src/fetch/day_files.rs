//! Files by the day, each a window of the days before it: which are asked for, and whether they are what their manifest
//! promises.

use std::collections::BTreeSet;

use ingest::{DayFiles, Promise, Request};
use jiff::civil::Date;
use schema::day;

use super::{
    ended::Ended,
    error::FetchError,
    keep::validators,
    session::{Ask, Fresh, Got, Session, local},
    subject::Subject,
};
use crate::{clock, digest::sha256, facts::HttpFacts};

/// The request that says which files there are, and the one that says what is in one.
const INDEX: &str = "index";
const MANIFEST: &str = "manifest";

impl Session<'_> {
    /// Fetches the files that hold days which no held file holds; with `every_file`, all that are not held. A file that
    /// is held is never asked for again: upstream does not change it.
    pub async fn day_files(&self, request: &'static Request, files: DayFiles) -> Result<(), Ended> {
        let index = self.request(INDEX)?;
        let url = self.url(index.url)?;
        let subject = Subject { request: index, argument: None };
        let bodies = self.answer(subject, url, &|_| None).await?.bodies().map_err(|error| local(&error))?;
        let newest = (files.newest)(bodies.first().map_or(&[], Vec::as_slice))?;
        demand_known(newest)?;
        let held: BTreeSet<Date> = self.arguments(request).iter().filter_map(|text| text.parse().ok()).collect();
        let wanted =
            if self.settings.every_file { every(files, newest, &held) } else { covering(files, newest, &held) };
        for day in wanted {
            self.each(request, &day.to_string(), self.day_file(request, files, day)).await?;
        }
        Ok(())
    }

    /// Manifest and file, both or none.
    async fn day_file(&self, request: &'static Request, files: DayFiles, day: Date) -> Result<(), FetchError> {
        let day = day.to_string();
        let subject = Subject { request: self.request(MANIFEST)?, argument: Some(&day) };
        let manifest = self.looked_at(subject, &subject.request.url.replace("{argument}", &day), |_| Ok(())).await?;
        let promise = (files.promise)(&manifest.bytes)?;
        let file = Subject { request, argument: Some(&day) };
        let body = self.looked_at(file, &promise.url, |body| demand(&promise, body)).await?;
        self.keep(subject, &[manifest], promise.made_at).await?;
        self.keep(file, &[body], promise.made_at).await?;
        Ok(())
    }

    /// A body that is what it should be, not kept yet.
    async fn looked_at(
        &self,
        subject: Subject<'_>,
        url: &str,
        demand: impl Fn(&[u8]) -> Result<(), FetchError>,
    ) -> Result<Fresh, FetchError> {
        let url = self.url(url)?;
        let newest = self.newest(subject);
        let held = validators(newest.as_ref(), 0, url.as_str());
        let check = |body: &[u8]| demand(body).and_then(|()| self.check(subject, &[body]));
        let ask = Ask { request: subject.request, argument: subject.argument, url, held: held.clone(), check: &check };
        match (self.ask(&ask).await?, newest, held) {
            (Got::Fresh(fresh), ..) => Ok(fresh),
            (Got::Unchanged, Some(newest), Some(http)) => {
                let bytes = newest.bodies().map_err(|error| local(&error))?.into_iter().next().unwrap_or_default();
                Ok(Fresh { bytes, http: HttpFacts { ..http }, at: newest.captured_at() })
            }
            (Got::Unchanged, ..) => Err(FetchError::Local { said: "what was held is gone".to_owned() }),
        }
    }
}

/// A file of a day to come can't be there.
fn demand_known(newest: Date) -> Result<(), FetchError> {
    let tomorrow = day::shifted(day::of(clock::now()), 1);
    if newest <= tomorrow {
        return Ok(());
    }
    let expected = format!("a day up to {tomorrow}");
    Err(FetchError::Broken { what: "newest file", expected, found: newest.to_string() })
}

/// Size, hash and rows, in this order: the first that does not fit says most.
fn demand(promise: &Promise, body: &[u8]) -> Result<(), FetchError> {
    let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
    let rows = (lines as u64).saturating_sub(1);
    let found = [
        ("size in bytes", promise.bytes.to_string(), (body.len() as u64).to_string()),
        ("sha256", promise.sha256.clone(), sha256(body)),
        ("rows", promise.rows.to_string(), rows.to_string()),
    ];
    match found.into_iter().find(|(_, expected, found)| expected != found) {
        None => Ok(()),
        Some((what, expected, found)) => {
            let expected = format!("{expected} as its manifest says");
            Err(FetchError::Broken { what, expected, found })
        }
    }
}

/// Every file that is not held, oldest first.
fn every(files: DayFiles, newest: Date, held: &BTreeSet<Date>) -> Vec<Date> {
    days(files.oldest, newest).filter(|day| !held.contains(day)).collect()
}

/// The fewest files that hold all days which no held file holds, oldest first. The newest is always among them: it has
/// what upstream restated.
fn covering(files: DayFiles, newest: Date, held: &BTreeSet<Date>) -> Vec<Date> {
    let window = |file: Date| (day::shifted(file, -files.days), day::shifted(file, -1));
    let is_held = |wanted: &BTreeSet<Date>, day: Date| {
        held.iter().chain(wanted).any(|file| window(*file).0 <= day && day <= window(*file).1)
    };
    let mut wanted: BTreeSet<Date> = (!held.contains(&newest)).then_some(newest).into_iter().collect();
    let (first, mut day) = (window(files.oldest).0, window(newest).1);
    while day >= first {
        if is_held(&wanted, day) {
            day = day::shifted(day, -1);
        } else {
            wanted.insert(day::shifted(day, 1).max(files.oldest));
        }
    }
    wanted.into_iter().collect()
}

fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |day| Some(day::shifted(*day, 1))).take_while(move |day| *day <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: DayFiles = DayFiles {
        oldest: Date::constant(2026, 9, 19),
        days: 30,
        newest: |_| Ok(Date::constant(2026, 1, 1)),
        promise: |_| Err(ingest::IngestError::NoArgument { what: "none" }),
    };

    fn covered(newest: &str, held: &[&str]) -> Vec<String> {
        let held = held.iter().map(|day| day.parse().expect("a day")).collect();
        covering(FILES, newest.parse().expect("a day"), &held).iter().map(Date::to_string).collect()
    }

    #[test]
    fn the_fewest_files_hold_every_day() {
        assert_eq!(covered("2026-11-24", &[]), ["2026-09-19", "2026-09-25", "2026-10-25", "2026-11-24"]);
        assert_eq!(covered("2026-09-19", &[]), ["2026-09-19"]);
        assert_eq!(covered("2026-09-20", &[]), ["2026-09-19", "2026-09-20"]);
    }

    #[test]
    fn a_refresh_asks_for_what_is_new() {
        let held = ["2026-09-19", "2026-09-25", "2026-10-25", "2026-11-24"];
        assert_eq!(covered("2026-11-24", &held), [""; 0]);
        assert_eq!(covered("2026-12-01", &held), ["2026-12-01"]);
        // Seven weeks away: what lies between comes, too.
        assert_eq!(covered("2027-01-12", &held), ["2026-12-13", "2027-01-12"]);
        // A file that failed leaves a hole, which is asked for again.
        assert_eq!(covered("2026-11-24", &["2026-09-19", "2026-10-25", "2026-11-24"]), ["2026-09-25"]);
    }

    #[test]
    fn a_file_is_held_against_its_manifest() {
        let body = b"date,rank\r\n2026-09-18,1\r\n2026-09-18,2\r\n";
        let good = Promise { url: String::new(), bytes: 39, sha256: sha256(body), rows: 2, made_at: None };
        assert!(demand(&good, body).is_ok());
        let said = |promise: Promise| demand(&promise, body).expect_err("another file").to_string();
        assert_eq!(
            said(Promise { bytes: 40, ..good.clone() }),
            "size in bytes: expected 40 as its manifest says, found 39"
        );
        assert_eq!(said(Promise { rows: 3, ..good.clone() }), "rows: expected 3 as its manifest says, found 2");
        assert!(said(Promise { sha256: "0".repeat(64), ..good }).starts_with("sha256: expected 000"));
    }
}
