//! One thing that was looked at.

use crate::console;

/// Whether somebody has to do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Fine,
    /// It could be better, and a refresh goes well without.
    Optional,
    /// A refresh does not go well, or its tables are not what they should be.
    ToDo,
}

impl State {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::Optional => "optional",
            Self::ToDo => "todo",
        }
    }
}

/// What was found, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, in a word.
    pub about: &'static str,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do next, where something is left to do.
    pub next: Option<String>,
}

impl Finding {
    /// As it should be.
    pub fn fine(about: &'static str, found: impl Into<String>) -> Self {
        Self { about, state: State::Fine, found: found.into(), next: None }
    }

    /// Something that has to be done.
    pub fn to_do(about: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { about, state: State::ToDo, found: found.into(), next: Some(next.into()) }
    }

    /// The same, where all goes on without.
    pub fn optional(about: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { state: State::Optional, ..Self::to_do(about, found, next) }
    }

    /// An error, with what it says is to be done.
    pub fn of_error(about: &'static str, error: &anyhow::Error) -> Self {
        let hints = console::hints(error);
        Self::to_do(about, format!("{error:#}"), hints.join("; "))
    }
}
