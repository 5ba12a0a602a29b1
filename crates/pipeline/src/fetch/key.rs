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

    /// Its text, to look for it in what upstream sends.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
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

#[cfg(test)]
mod tests {
    use ingest::sources::SOURCES;

    use super::*;

    /// What is sent to `url` for each source, with a key at hand.
    fn sent(source: &str, url: &str) -> Option<String> {
        let source = SOURCES.iter().find(|known| known.id == source).expect("a source");
        let Ok(secret) = "abc".parse::<Secret>();
        let key = Key::of(Some(&secret)).expect("plain").expect("not empty");
        let (home, url) = ("https://openrouter.ai".parse().expect("an address"), url.parse().expect("an address"));
        let mut headers = HeaderMap::new();
        key.add(source, &home, &url, &mut headers);
        headers.get("authorization").and_then(|value| value.to_str().ok()).map(str::to_owned)
    }

    #[test]
    fn a_key_goes_to_its_own_host_and_to_this_machine_alone() {
        let bearer = Some("Bearer abc".to_owned());
        assert_eq!(sent("data_api", "https://openrouter.ai/api/v1/datasets/rankings-daily"), bearer);
        assert_eq!(sent("data_api", "http://127.0.0.1:8080/api"), bearer);
        for other in [
            "https://evil.example/",
            "https://openrouter.ai.evil.example/",
            "http://openrouter.ai/",
            "https://openrouter.ai:8443/",
        ] {
            assert_eq!(sent("data_api", other), None, "{other}");
        }
        assert_eq!(sent("catalog", "https://openrouter.ai/api/v1/models"), None, "a source without a key");
    }

    #[test]
    fn no_key_is_none_and_one_with_blanks_is_refused() {
        let Ok(empty) = " ".parse::<Secret>();
        assert!(Key::of(Some(&empty)).expect("none").is_none() && Key::of(None).expect("none").is_none());
        let Ok(broken) = "abc def".parse::<Secret>();
        let said = Key::of(Some(&broken)).expect_err("a blank").to_string();
        assert!(!said.contains("abc"), "{said}");
    }
}
