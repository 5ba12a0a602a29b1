//! A key: in memory only, in no text, and sent to its own host alone.

use std::{fmt, str::FromStr};

use ingest::{Access, Source};
use reqwest::{
    Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};

use super::client::is_loopback;

/// A key, which no format prints.
#[derive(Clone)]
pub struct Key(String);

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(…)")
    }
}

impl FromStr for Key {
    type Err = &'static str;

    /// # Errors
    /// If it has blanks or other bytes that no header takes. The key is not in the message.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_plain { Ok(Self(text.to_owned())) } else { Err("expected printable characters without blanks") }
    }
}

impl Key {
    /// Whether there is one: an empty variable is none.
    pub fn is_there(&self) -> bool {
        !self.0.is_empty()
    }

    /// Adds it to the headers of a request to `url`, if that is where `source` lives, or this machine.
    pub fn add(&self, source: &Source, home: &Url, url: &Url, headers: &mut HeaderMap) {
        let Access::Key { header, prefix, .. } = source.access else { return };
        let is_its_own = url.origin() == home.origin() || is_loopback(url);
        let value = HeaderValue::from_str(&format!("{prefix}{}", self.0));
        if let (true, Ok(name), Ok(mut value)) = (is_its_own, HeaderName::from_bytes(header.as_bytes()), value) {
            value.set_sensitive(true);
            headers.insert(name, value);
        }
    }
}
