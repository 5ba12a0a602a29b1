//! What the ways to fetch have in common: the requests and addresses of a source, and one answer of many.

use ingest::Request;
use reqwest::Url;

use super::{ended::Ended, error::FetchError, session::Session, teller::Event};
use crate::failure::Failure;

impl Session<'_> {
    /// One of many answers: a failure costs the others nothing, unless they would fail as well.
    pub async fn each(
        &self,
        request: &Request,
        argument: &str,
        fetched: impl Future<Output = Result<(), FetchError>>,
    ) -> Result<(), Ended> {
        let Err(error) = fetched.await else { return Ok(()) };
        let is_of_source = error.is_of_source();
        self.fail(request, Some(argument), error);
        if is_of_source { Err(Ended::Stopped) } else { Ok(()) }
    }

    /// Remembers a failure, and tells it.
    pub fn fail(&self, request: &Request, argument: Option<&str>, error: FetchError) {
        let (name, because) = (self.name(request), error.to_string());
        self.tell(&Event::Failed { request: &name, argument, because: &because });
        let of = argument.map(|argument| format!(" of `{argument}`")).unwrap_or_default();
        let from = Some(self.asked.take()).filter(|url| !url.is_empty()).map(|url| format!(" from `{url}`"));
        let said = format!("`{name}`{of} was not fetched{}", from.unwrap_or_default());
        let of_local = matches!(error, FetchError::Local { .. });
        let failure = if of_local { Failure::data(said) } else { Failure::upstream(said) };
        let failure = failure.with_hint(error.hint()).because(error);
        self.shared.tally.failures.borrow_mut().push(failure.into());
    }

    /// Another request of the same source.
    pub fn request(&self, name: &'static str) -> Result<&'static Request, FetchError> {
        let found = self.source.requests.iter().find(|request| request.name == name);
        found.ok_or_else(|| FetchError::Local { said: format!("`{}` has no request `{name}`", self.source.id) })
    }

    pub fn url(&self, text: &str) -> Result<Url, FetchError> {
        self.base.url(text).map_err(|failure| FetchError::Local { said: failure.to_string() })
    }

    /// The arguments whose answers are held.
    pub fn arguments(&self, request: &Request) -> Vec<String> {
        let held = self.shared.held.borrow();
        let of_request = held
            .iter()
            .filter(|held| held.facts.source == self.source.id && held.facts.request == request.name)
            .filter_map(|held| held.facts.argument.clone());
        of_request.collect()
    }
}
