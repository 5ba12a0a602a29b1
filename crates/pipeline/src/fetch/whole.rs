//! Requests with one answer, or one in pages.

use ingest::{LARGEST_ANSWER, NextPage};
use jiff::Timestamp;
use reqwest::Url;

use super::{
    error::FetchError,
    keep::validators,
    session::{Ask, Fresh, Got, Session, local},
    subject::Subject,
};
use crate::snapshot::Snapshot;

/// More pages are a loop.
const MOST_PAGES: usize = 200;

impl Session<'_> {
    /// The answer to `subject` as it is now: a new snapshot, or the one that is held. `published_at` reads from a body as
    /// of when it is.
    pub async fn answer(
        &self,
        subject: Subject<'_>,
        url: Url,
        published_at: &dyn Fn(&[u8]) -> Option<Timestamp>,
    ) -> Result<Snapshot, FetchError> {
        let newest = self.newest(subject);
        let held = validators(newest.as_ref(), 0, url.as_str());
        let check = |body: &[u8]| self.check(subject, &[body]);
        let ask = Ask { request: subject.request, argument: subject.argument, url, held, check: &check };
        match (self.ask(&ask).await?, newest) {
            (Got::Fresh(fresh), _) => {
                let published_at = published_at(&fresh.bytes);
                self.keep(subject, &[fresh], published_at).await
            }
            (Got::Unchanged, Some(held)) => {
                self.unchanged(subject, "304");
                Ok(held)
            }
            (Got::Unchanged, None) => Err(FetchError::Local { said: "what was held is gone".to_owned() }),
        }
    }

    /// An answer in pages, all of them or none.
    pub async fn pages(&self, subject: Subject<'_>, first: Url, next: NextPage) -> Result<Snapshot, FetchError> {
        let newest = self.newest(subject);
        let (mut pages, mut asked, mut url) = (Vec::<Fresh>::new(), Vec::<Url>::new(), first);
        let mut is_unchanged = true;
        loop {
            let (page, is_fresh) = self.page(subject, &url, newest.as_ref(), &pages, next).await?;
            is_unchanged &= !is_fresh;
            pages.push(page);
            let bytes: u64 = pages.iter().map(|page| page.bytes.len() as u64).sum();
            if bytes > LARGEST_ANSWER {
                return Err(FetchError::TooLarge { limit: LARGEST_ANSWER, is_packed: false });
            }
            asked.push(url.clone());
            let bodies: Vec<&[u8]> = pages.iter().map(|page| page.bytes.as_slice()).collect();
            let Some(behind) = next(url.as_str(), &bodies)? else {
                self.check(subject, &bodies).map_err(|error| self.aside(subject, &pages, error))?;
                break;
            };
            url = self.behind(&url, &behind, &asked)?;
        }
        match newest.filter(|held| is_unchanged && held.facts.body.len() == pages.len()) {
            Some(held) => {
                self.unchanged(subject, "304");
                Ok(held)
            }
            None => self.keep(subject, &pages, None).await,
        }
    }

    /// One page, fresh or as it is held.
    async fn page(
        &self,
        subject: Subject<'_>,
        url: &Url,
        newest: Option<&Snapshot>,
        before: &[Fresh],
        next: NextPage,
    ) -> Result<(Fresh, bool), FetchError> {
        let number = before.len();
        let held = validators(newest, number, url.as_str());
        // What stands on a page is looked at when all are there; that it is one, now.
        let check = |body: &[u8]| {
            let bodies: Vec<&[u8]> = before.iter().map(|page| page.bytes.as_slice()).chain([body]).collect();
            Ok(next(url.as_str(), &bodies).map(drop)?)
        };
        let ask = Ask {
            request: subject.request,
            argument: subject.argument,
            url: url.clone(),
            held: held.clone(),
            check: &check,
        };
        match (self.ask(&ask).await?, held, newest) {
            (Got::Fresh(fresh), ..) => Ok((fresh, true)),
            (Got::Unchanged, Some(http), Some(newest)) => {
                let bytes = newest.bodies().map_err(|error| local(&error))?.into_iter().nth(number).unwrap_or_default();
                Ok((Fresh { bytes, http, at: crate::clock::now() }, false))
            }
            (Got::Unchanged, ..) => Err(FetchError::Local { said: "what was held is gone".to_owned() }),
        }
    }

    /// Where the next page is: on the same host, and not where one was already.
    fn behind(&self, url: &Url, text: &str, asked: &[Url]) -> Result<Url, FetchError> {
        let wrong = |found: String| FetchError::Redirected { to: found };
        let next = url.join(text).map_err(|_| wrong(text.to_owned()))?;
        let next = self.base.url(next.as_str()).map_err(|_| wrong(text.to_owned()))?;
        if next.origin() != url.origin() {
            return Err(wrong(next.to_string()));
        }
        if asked.contains(&next) || asked.len() >= MOST_PAGES {
            return Err(FetchError::Local {
                said: format!("the pages go in a circle: `{next}` was asked for already"),
            });
        }
        Ok(next)
    }
}
