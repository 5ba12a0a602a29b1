//! One request over HTTP: what is sent, which redirects are followed, how much of an answer is read.

use std::{error::Error as _, net::IpAddr, time::Duration};

use ingest::LARGEST_ANSWER;
use jiff::Timestamp;
use reqwest::{
    StatusCode, Url,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER},
    redirect::Policy,
};

use super::{decode, error::FetchError};
use crate::{clock, plan::Fetching};

/// How often an answer may send on.
const MOST_REDIRECTS: usize = 3;
/// Longer is as good as never.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How much of an error's body is read, for its message.
const LONGEST_MESSAGE: usize = 4 * 1024;

/// Asks one host, or hosts of one kind: loopback or not.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
}

/// A whole answer of status 200 or 304.
#[derive(Debug)]
pub struct Received {
    /// Its status.
    pub status: StatusCode,
    /// Where it came from in the end.
    pub url: Url,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, unpacked.
    pub body: Vec<u8>,
    /// The bytes on the way.
    pub wire_bytes: u64,
    /// How often it was sent on: each is a request, too.
    pub hops: usize,
}

impl Client {
    /// A client with the user's times and an honest name.
    ///
    /// # Errors
    /// If the system's certificates can't be read.
    pub fn new(fetching: &Fetching, contact: &str, reach: Reach) -> anyhow::Result<Self> {
        let name = format!("tokenshare/{} (+{contact})", env!("CARGO_PKG_VERSION"));
        let builder = reqwest::Client::builder()
            .user_agent(name)
            .redirect(Policy::none())
            .connect_timeout(fetching.connect_timeout)
            .read_timeout(fetching.read_timeout)
            .timeout(fetching.total_timeout);
        // A proxy has a loopback of its own.
        let builder = if reach == Reach::Loopback { builder.no_proxy() } else { builder };
        Ok(Self { http: builder.build()? })
    }

    /// Whether anybody answers at `url`, whatever is said: no body is asked for.
    ///
    /// # Errors
    /// If nobody does, or not in time.
    pub async fn knock(&self, url: &Url) -> Result<(), FetchError> {
        demand_tls(url)?;
        self.http.head(url.clone()).send().await.map(drop).map_err(unsent)
    }

    /// Asks for `url`. `headers` go to its host alone: a redirect to another is an error.
    ///
    /// # Errors
    /// As [`FetchError`]; nothing is tried twice here.
    pub async fn get(&self, url: &Url, headers: &HeaderMap) -> Result<Received, FetchError> {
        let mut at = url.clone();
        for hops in 0..=MOST_REDIRECTS {
            demand_tls(&at)?;
            let mut response = self.http.get(at.clone()).headers(with_ours(headers)).send().await.map_err(unsent)?;
            let status = response.status();
            if let Some(next) = redirect(&at, status, response.headers())? {
                at = next;
                continue;
            }
            if status != StatusCode::OK && status != StatusCode::NOT_MODIFIED {
                return Err(refusal(response).await);
            }
            let (headers, url) = (response.headers().clone(), at);
            let packed = body(&mut response).await?;
            let wire_bytes = packed.len() as u64;
            let body = decode::unpacked(&text(&headers, CONTENT_ENCODING.as_str()).unwrap_or_default(), packed)?;
            return Ok(Received { status, url, headers, body, wire_bytes, hops });
        }
        Err(FetchError::Redirected { to: at.to_string() })
    }
}

/// A header as text, cut to a sensible length.
pub fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    const LONGEST: usize = 512;
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= LONGEST).then(|| value.to_owned())
}

/// How far an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// On this machine.
    Loopback,
    /// Anywhere else.
    Network,
}

impl Reach {
    /// Where an address is, by what it says of itself: no name is looked up.
    pub fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let is_here = address.map_or(host == "localhost", |address| address.is_loopback());
        if is_here { Self::Loopback } else { Self::Network }
    }
}

fn demand_tls(url: &Url) -> Result<(), FetchError> {
    if url.scheme() == "https" || (url.scheme() == "http" && Reach::of(url) == Reach::Loopback) {
        return Ok(());
    }
    Err(FetchError::Plain { url: url.to_string() })
}

fn with_ours(headers: &HeaderMap) -> HeaderMap {
    let mut all = headers.clone();
    all.insert(ACCEPT_ENCODING, HeaderValue::from_static(decode::ACCEPTED));
    all.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
    all
}

/// Where the answer sends on to, if it does.
fn redirect(from: &Url, status: StatusCode, headers: &HeaderMap) -> Result<Option<Url>, FetchError> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = text(headers, LOCATION.as_str()).unwrap_or_default();
    match from.join(&location) {
        Ok(to) if to.origin() == from.origin() && !location.is_empty() => Ok(Some(to)),
        Ok(to) => Err(FetchError::Redirected { to: to.to_string() }),
        Err(_) => Err(FetchError::Redirected { to: location }),
    }
}

/// The bytes on the way, up to the limit.
async fn body(response: &mut reqwest::Response) -> Result<Vec<u8>, FetchError> {
    let too_large = FetchError::TooLarge { limit: LARGEST_ANSWER, is_packed: true };
    if response.content_length().is_some_and(|length| length > LARGEST_ANSWER) {
        return Err(too_large);
    }
    let mut bytes = Vec::new();
    loop {
        let received = bytes.len() as u64;
        match response.chunk().await {
            Ok(None) => return Ok(bytes),
            Ok(Some(chunk)) if received + chunk.len() as u64 > LARGEST_ANSWER => return Err(too_large),
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Err(error) if error.is_timeout() => return Err(FetchError::Stalled { said: said(&error) }),
            Err(error) => return Err(FetchError::Cut { received, said: said(&error) }),
        }
    }
}

/// An answer that is none, with upstream's words where it has any.
async fn refusal(mut response: reqwest::Response) -> FetchError {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_MESSAGE {
            break;
        }
    }
    let said = message(&bytes).map(|message| format!(": {message}")).unwrap_or_default();
    FetchError::Status { status, said, retry_after: retry_after(&headers, clock::now()) }
}

/// The message of upstream's form of an error; of a page, that it is one.
fn message(body: &[u8]) -> Option<String> {
    const LONGEST: usize = 200;
    let body = String::from_utf8_lossy(body);
    if body.trim_start().starts_with('<') {
        return Some("a page in HTML".to_owned());
    }
    let value: serde_json::Value = serde_json::from_str(&body).ok()?;
    let message = value.get("error")?.get("message")?.as_str()?;
    // On one line, whatever it is: a line of ours is no place for upstream to begin one of its own.
    let plain = |character: char| if character.is_control() { ' ' } else { character };
    Some(format!("`{}`", message.chars().take(LONGEST).map(plain).collect::<String>()))
}

/// `Retry-After`, in seconds or as a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = text(headers, RETRY_AFTER.as_str())?;
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds).min(LONGEST_WAIT));
    }
    let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default().min(LONGEST_WAIT))
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn unsent(error: reqwest::Error) -> FetchError {
    let said = said(&error);
    if error.is_timeout() && !error.is_connect() {
        return FetchError::Stalled { said };
    }
    FetchError::Unreachable { said }
}

/// The innermost cause: the outer ones repeat the address.
fn said(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut said = None;
    while let Some(inner) = cause {
        said = Some(inner.to_string());
        cause = inner.source();
    }
    said.unwrap_or_else(|| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().expect("an address")
    }

    #[test]
    fn only_this_machine_is_asked_without_tls() {
        for (text, is_fine) in [
            ("https://openrouter.ai/api", true),
            ("http://openrouter.ai/api", false),
            ("http://127.0.0.1:8080/", true),
            ("http://[::1]:8080/", true),
            ("http://localhost/", true),
            ("http://localhost.example.org/", false),
            ("http://127.0.0.1.example.org/", false),
            ("ftp://127.0.0.1/", false),
        ] {
            assert_eq!(demand_tls(&url(text)).is_ok(), is_fine, "{text}");
        }
    }

    #[test]
    fn an_answer_sends_on_within_its_host_only() {
        let location = |to: &str| HeaderMap::from_iter([(LOCATION, HeaderValue::from_str(to).expect("ASCII"))]);
        let from = url("https://openrouter.ai/api/frontend/rankings");
        let to = |status: u16, location: HeaderMap| {
            redirect(&from, StatusCode::from_u16(status).expect("a status"), &location)
        };
        let there = to(308, location("/api/frontend/v1/rankings")).expect("the same host");
        assert_eq!(there, Some(url("https://openrouter.ai/api/frontend/v1/rankings")));
        assert!(to(200, location("/elsewhere")).expect("no redirect").is_none());
        for foreign in
            ["https://evil.example/", "http://openrouter.ai/api", "//evil.example/x", "https://openrouter.ai:8443/"]
        {
            assert!(matches!(to(302, location(foreign)), Err(FetchError::Redirected { .. })), "{foreign}");
        }
        assert!(to(301, HeaderMap::new()).is_err(), "to nowhere");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = "2026-11-25T10:00:00Z".parse().expect("an instant");
        for (text, expected) in [
            ("7", Some(7)),
            (" 120 ", Some(120)),
            ("Wed, 25 Nov 2026 10:00:30 GMT", Some(30)),
            ("Wed, 25 Nov 2026 09:00:00 GMT", Some(0)),
            ("18446744073709551615", Some(30 * 24 * 60 * 60)),
            ("-5", None),
            ("soon", None),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_str(text).expect("ASCII"))]);
            assert_eq!(retry_after(&headers, now), expected.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn upstream_has_words_for_what_it_refuses() {
        let body = br#"{"error":{"code":429,"message":"Rate limit exceeded"}}"#;
        assert_eq!(message(body).as_deref(), Some("`Rate limit exceeded`"));
        assert_eq!(message(b"<html>challenge").as_deref(), Some("a page in HTML"));
        assert_eq!(message(b"nothing of use"), None);
    }
}
