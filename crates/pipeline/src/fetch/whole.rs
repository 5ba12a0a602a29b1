//! Requests with one answer, or one in pages.

use ingest::{LARGEST_ANSWER, NextPage};
use jiff::Timestamp;
use reqwest::Url;

use super::{
    base::Base,
    error::FetchError,
    keep::validators,
    session::{Ask, Fresh, Got, Session, local},
    subject::Subject,
};
use crate::snapshot::Snapshot;

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
                self.unchanged(subject, &held, "304");
                Ok(held)
            }
            (Got::Unchanged, None) => Err(FetchError::Local { said: "what was held is gone".to_owned() }),
        }
    }

    /// An answer in pages, all of them or none.
    pub async fn pages(&self, subject: Subject<'_>, first: Url, next: NextPage) -> Result<Snapshot, FetchError> {
        let newest = self.newest(subject);
        let (mut pages, mut url) = (Vec::<Fresh>::new(), first);
        let mut is_unchanged = true;
        loop {
            let (page, is_fresh) = self.page(subject, &url, newest.as_ref(), &pages, next).await?;
            is_unchanged &= !is_fresh;
            pages.push(page);
            let bytes: u64 = pages.iter().map(|page| page.bytes.len() as u64).sum();
            if bytes > LARGEST_ANSWER {
                return Err(FetchError::TooLarge { limit: LARGEST_ANSWER, is_packed: false });
            }
            let bodies: Vec<&[u8]> = pages.iter().map(|page| page.bytes.as_slice()).collect();
            let Some(next_page) = next(url.as_str(), &bodies)? else {
                self.check(subject, &bodies).map_err(|error| self.aside(subject, &pages, error))?;
                break;
            };
            url = behind(self.base, &url, &next_page)?;
        }
        match newest.filter(|held| is_unchanged && held.facts.body.len() == pages.len()) {
            Some(held) => {
                self.unchanged(subject, &held, "304");
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
}

/// Where the next page is: on the same host as the one before. That pages don't go in a circle, whoever reads them knows.
fn behind(base: &Base, url: &Url, text: &str) -> Result<Url, FetchError> {
    let wrong = |found: String| FetchError::Redirected { to: found };
    let next = url.join(text).map_err(|_| wrong(text.to_owned()))?;
    let next = base.url(next.as_str()).map_err(|_| wrong(text.to_owned()))?;
    if next.origin() == url.origin() { Ok(next) } else { Err(wrong(next.to_string())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_on_the_same_host() {
        let (source, _) = ingest::request("catalog/models").expect("a request");
        let base = Base::of(source, Some("http://127.0.0.1:8080")).expect("an address");
        let first: Url = "http://127.0.0.1:8080/api/v1/models?offset=0".parse().expect("an address");
        let next = "http://127.0.0.1:8080/api/v1/models?offset=500";
        for text in ["/api/v1/models?offset=500", next, "https://openrouter.ai/api/v1/models?offset=500"] {
            assert_eq!(behind(&base, &first, text).expect("the same host").as_str(), next, "{text}");
        }
        for text in ["https://evil.example/api/v1/models", "http://127.0.0.1:9/api", "//evil.example/", "http://["] {
            assert!(behind(&base, &first, text).is_err(), "{text}");
        }
    }
}
