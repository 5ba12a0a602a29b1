//! What guards say of an answer.

use serde::{Deserialize, Serialize};

/// Whether an answer is used.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is: nothing is strange, or nothing was there to compare it with.
    #[default]
    Passed,
    /// It is, and what is strange is told.
    Told,
    /// It is not.
    Refused,
    /// It would not be, but somebody looked at it and said why it is right.
    Accepted,
    /// It is not, whatever guards say: somebody looked at it and said why it is wrong.
    Rejected,
}

impl Verdict {
    /// Whether it is used.
    pub const fn is_used(self) -> bool {
        !matches!(self, Self::Refused | Self::Rejected)
    }
}
