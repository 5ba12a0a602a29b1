//! A list of an answer that may become a table, with the place it stands at. Leaves out what it holds.

use serde_json::Value;

use flight::Missing;

use crate::{IngestError, entry::shown};

/// A list as found, nothing read yet.
#[derive(Debug)]
pub(crate) struct Block {
    /// Where it stands.
    pub(crate) path: String,
    /// The list.
    pub(crate) value: Value,
    /// Places below it where null stands for something that upstream did not deliver.
    pub(crate) missing: Vec<Missing>,
}

impl Block {
    /// A list of a JSON answer, in which nothing can be missing.
    pub(crate) fn of_json(path: &str, value: Value) -> Self {
        Self { path: path.to_owned(), value, missing: Vec::new() }
    }

    /// Refuses a list with holes: a null there says nothing about the value.
    ///
    /// # Errors
    /// [`IngestError::Value`] with the first hole and its reason.
    pub(crate) fn whole(&self) -> Result<&Self, IngestError> {
        let Some(first) = self.missing.first() else { return Ok(self) };
        let more = match self.missing.len() {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        Err(IngestError::Value {
            path: shown(&self.place(first)),
            expected: "a value".to_owned(),
            found: format!("none: {}{more}", first.reason),
        })
    }

    /// Where a hole stands in the answer.
    pub(crate) fn place(&self, missing: &Missing) -> String {
        format!("{}{}", self.path, missing.path.strip_prefix('$').unwrap_or(&missing.path))
    }
}
