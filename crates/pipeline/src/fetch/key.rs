//! A key: in memory only, in no text, and sent to its own host alone.

use std::{convert::Infallible, fmt, str::FromStr};

use ingest::{Access, Source};
use reqwest::{
    Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};

use super::client::Reach;
use crate::failure::Failure;

/// A key, which no format prints.
#[derive(Clone)]
pub struct Key(String);

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(…)")
    }
}

/// Any text: what is wrong with it is told by [`Key::demand_plain`], since a command line that is wrong is printed.
impl FromStr for Key {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.trim().to_owned()))
    }
}

impl Key {
    /// Refuses what no header takes. The key is not in the message.
    ///
    /// # Errors
    /// If it has blanks or other bytes that can't be printed.
    pub fn demand_plain(&self) -> Result<(), Failure> {
        if self.0.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(());
        }
        let said = "the key of openrouter.ai has blanks, or characters that no key has";
        Err(Failure::command_line(said).with_hint("look at `OPENROUTER_API_KEY`: was it copied as a whole, and alone?"))
    }

    /// Whether there is one: an empty variable is none.
    pub fn is_there(&self) -> bool {
        !self.0.is_empty()
    }

    /// Adds it to the headers of a request to `url`, if that is where `source` lives, or this machine.
    pub fn add(&self, source: &Source, home: &Url, url: &Url, headers: &mut HeaderMap) {
        let Access::Key { header, prefix, .. } = source.access else { return };
        let is_its_own = url.origin() == home.origin() || Reach::of(url) == Reach::Loopback;
        let value = HeaderValue::from_str(&format!("{prefix}{}", self.0));
        if let (true, Ok(name), Ok(mut value)) = (is_its_own, HeaderName::from_bytes(header.as_bytes()), value) {
            value.set_sensitive(true);
            headers.insert(name, value);
        }
    }
}
