//! A key: looked at once, sent to its own host alone.

use ingest::{Access, Source};
use reqwest::{
    Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};

use super::client::Reach;
use crate::{failure::Failure, secret::Secret};

/// A key that a header takes.
#[derive(Clone, Debug)]
pub struct Key(Secret);

impl Key {
    /// The key that was given; an empty one is none.
    ///
    /// # Errors
    /// If it has blanks or other bytes that no header takes. The key is not in the message.
    pub fn of(given: Option<&Secret>) -> Result<Option<Self>, Failure> {
        let Some(secret) = given.filter(|secret| !secret.reveal().is_empty()) else { return Ok(None) };
        if secret.reveal().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Some(Self(secret.clone())));
        }
        let said = "the key of openrouter.ai has blanks, or characters that no key has";
        Err(Failure::command_line(said).with_hint("look at `OPENROUTER_API_KEY`: was it copied as a whole, and alone?"))
    }

    /// Adds it to the headers of a request to `url`, if that is where `source` lives, or this machine.
    pub fn add(&self, source: &Source, home: &Url, url: &Url, headers: &mut HeaderMap) {
        let Access::Key { header, prefix, .. } = source.access else { return };
        let is_its_own = url.origin() == home.origin() || Reach::of(url) == Reach::Loopback;
        let value = HeaderValue::from_str(&format!("{prefix}{}", self.0.reveal()));
        if let (true, Ok(name), Ok(mut value)) = (is_its_own, HeaderName::from_bytes(header.as_bytes()), value) {
            value.set_sensitive(true);
            headers.insert(name, value);
        }
    }
}
