//! What ended the program: a sentence, what to do next, and the exit code. Leaves out how it is printed: see `console`.

use std::error::Error;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// The data or a file is wrong.
    Data = 1,
    /// The command line is wrong, or a file that a user wrote names what nobody knows.
    CommandLine = 2,
    /// Upstream could not be reached, or did not send what it should.
    Upstream = 3,
}

/// An error that knows its exit code and, where there is one, a way out.
#[derive(Debug, thiserror::Error)]
#[error("{said}")]
pub struct Failure {
    said: String,
    hint: Option<String>,
    exit: Exit,
    #[source]
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// The data or a file is wrong.
    pub fn data(said: impl Into<String>) -> Self {
        Self { said: said.into(), hint: None, exit: Exit::Data, cause: None }
    }

    /// The command line is wrong.
    pub fn command_line(said: impl Into<String>) -> Self {
        Self { exit: Exit::CommandLine, ..Self::data(said) }
    }

    /// Upstream did not answer as it should.
    pub fn upstream(said: impl Into<String>) -> Self {
        Self { exit: Exit::Upstream, ..Self::data(said) }
    }

    /// The command line names a thing that is not there; the nearest name is the hint.
    pub fn unknown<'known>(what: &str, found: &str, known: impl IntoIterator<Item = &'known str>) -> Self {
        let failure = Self::command_line(format!("unknown {what} `{found}`"));
        match crate::nearest::nearest(found, known) {
            Some(nearest) => failure.with_hint(format!("the nearest name is `{nearest}`")),
            None if what == "snapshot" => failure.with_hint("`tokenshare snapshots --data DIR` lists them"),
            None if what == "file of the reference" => failure.with_hint("`tokenshare tables --reference` lists them"),
            None if ["request", "source"].contains(&what) => {
                failure.with_hint("`tokenshare tables --sources` lists sources and their requests")
            }
            None => failure.with_hint("`tokenshare tables` lists tables, and the columns of one that it is given"),
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds what lies behind it.
    #[must_use]
    pub fn because(mut self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// What to do next, where there is something.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The exit code it asks for.
    pub fn exit(&self) -> Exit {
        self.exit
    }
}
