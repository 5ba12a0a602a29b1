//! Where a source is asked: at home, or at a mirror that the user names.

use anyhow::Context as _;
use ingest::{Access, Source};
use reqwest::Url;

use super::client::Reach;
use crate::failure::Failure;

/// The addresses of one source.
#[derive(Clone, Debug)]
pub struct Base {
    /// The root of the source's own host.
    pub home: Url,
    /// What stands in its place.
    mirror: Option<Url>,
}

impl Base {
    /// A source at home, or at `mirror`.
    ///
    /// # Errors
    /// If the mirror is no address, or a source with a key would be asked elsewhere than at home or on this machine.
    pub fn of(source: &Source, mirror: Option<&str>) -> anyhow::Result<Self> {
        let first = source.requests.first().map_or(source.home, |request| request.url);
        let mut home: Url = first.parse().with_context(|| format!("source `{}`", source.id))?;
        home.set_path("");
        home.set_query(None);
        let mirror = mirror.map(|mirror| read(source, mirror)).transpose()?;
        Ok(Self { home, mirror })
    }

    /// The address of an answer, given as at home.
    ///
    /// # Errors
    /// If it is none.
    pub fn url(&self, text: &str) -> Result<Url, Failure> {
        let url: Url = text.parse().map_err(|error| {
            let failure = Failure::data(format!("`{text}` is no address")).because(error);
            failure.with_hint("this is a mistake in tokenshare or of upstream, not yours: please report it")
        })?;
        match &self.mirror {
            Some(mirror) if url.origin() == self.home.origin() => Ok(moved(&url, mirror)),
            _ => Ok(url),
        }
    }

    /// Where the source is asked.
    pub fn root(&self) -> &Url {
        self.mirror.as_ref().unwrap_or(&self.home)
    }

    /// The host and port, which get one request at a time.
    pub fn host(&self) -> String {
        self.root().origin().ascii_serialization()
    }

    /// How far it is.
    pub fn reach(&self) -> Reach {
        Reach::of(self.root())
    }
}

fn read(source: &Source, mirror: &str) -> Result<Url, Failure> {
    let said = format!("`--base-url {}=…`: `{mirror}` is no address", source.id);
    let url: Url = mirror.parse().map_err(|error| {
        Failure::command_line(said).because(error).with_hint("a mirror is given as `https://mirror.example/path`")
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        let said = format!("`--base-url {}=…` has a name or a password in it", source.id);
        return Err(Failure::command_line(said).with_hint("addresses are stored with the bytes: leave it out"));
    }
    if url.scheme() != "https" && !(url.scheme() == "http" && Reach::of(&url) == Reach::Loopback) {
        let said = format!("`--base-url {}=…`: expected `https://`, found `{mirror}`", source.id);
        return Err(
            Failure::command_line(said).with_hint("plain `http://` is for this machine only: `http://127.0.0.1:…`")
        );
    }
    if matches!(source.access, Access::Key { .. }) && Reach::of(&url) == Reach::Network {
        let said = format!("`{}` takes a key, which is sent to its own host and to this machine alone", source.id);
        return Err(Failure::command_line(said).with_hint("leave `--base-url` for this source out"));
    }
    Ok(url)
}

/// The path and query of `url` below `mirror`.
fn moved(url: &Url, mirror: &Url) -> Url {
    let mut moved = mirror.clone();
    moved.set_path(&format!("{}{}", mirror.path().trim_end_matches('/'), url.path()));
    moved.set_query(url.query());
    moved
}

#[cfg(test)]
mod tests {
    use ingest::sources::SOURCES;

    use super::*;

    fn source(id: &str) -> &'static Source {
        SOURCES.iter().find(|source| source.id == id).expect("a source")
    }

    #[test]
    fn a_mirror_stands_in_the_place_of_the_host() {
        let base = Base::of(source("catalog"), Some("http://127.0.0.1:8080/mirror/")).expect("an address");
        let url = base.url("https://openrouter.ai/api/v1/models?x=1").expect("an address");
        assert_eq!(url.as_str(), "http://127.0.0.1:8080/mirror/api/v1/models?x=1");
        let elsewhere = base.url("https://evil.example/x").expect("an address");
        assert_eq!(elsewhere.as_str(), "https://evil.example/x");
        assert!(base.url("nowhere").is_err_and(|error| error.hint().is_some()));
        assert_eq!(Base::of(source("catalog"), None).expect("home").host(), "https://openrouter.ai");
        for wrong in ["127.0.0.1", "http://example.org", "ftp://127.0.0.1", "localhost:8080", "http://me:pw@127.0.0.1"]
        {
            let error = Base::of(source("catalog"), Some(wrong)).map(|_| ()).expect_err(wrong);
            let story = crate::console::story(&error);
            assert!(story.contains("\nhint: "), "whoever typed it wants to know what to do: {story}");
        }
        for other in ["https://mirror.example", "http://example.org"] {
            assert!(Base::of(source("data_api"), Some(other)).is_err(), "a key goes to its own host: {other}");
        }
        assert!(Base::of(source("data_api"), Some("http://127.0.0.1:8080")).is_ok());
    }
}
