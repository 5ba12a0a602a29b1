//! What an answer says of itself: as of when it is, and which days it covers.

use jiff::{Timestamp, civil::Date};
use schema::day;
use serde_json::Value;

use crate::{
    IngestError, Note,
    entry::Entry,
    fields::Fields,
    json,
    sources::daily::{TABLE, Window},
};

const KNOWN: &[&str] = &["as_of", "end_date", "start_date", "version"];

/// The `meta` of an answer.
pub(super) struct Meta {
    pub(super) as_of: Timestamp,
    first: Option<Date>,
    last: Option<Date>,
}

impl Meta {
    /// Reads it out of the answer.
    pub(super) fn of(body: &Value, fields: &mut Fields) -> Result<Self, IngestError> {
        let meta = Entry::of(body.get("meta").unwrap_or(&Value::Null), "$.meta")?;
        meta.audit("meta", &[KNOWN], fields);
        let (first, last) = (meta.optional_day("start_date")?, meta.optional_day("end_date")?);
        Ok(Self { as_of: meta.instant("as_of")?, first, last })
    }

    /// How many days it covers, where it says so.
    pub(super) fn days(&self) -> Option<i64> {
        let days = i64::from(day::to_days(self.last?)) - i64::from(day::to_days(self.first?));
        Some(days + 1)
    }

    /// Upstream moves a first day before its data, and says so here: what it left out must not look like no usage.
    pub(super) fn uncovered(&self, asked: Window) -> Option<Note> {
        let what = match (self.first, self.last) {
            (Some(first), Some(last)) if first <= asked.first && last >= asked.last => return None,
            (Some(first), Some(last)) => {
                format!("upstream answered for {first} to {last}, asked for {} to {}", asked.first, asked.last)
            }
            _ => "upstream did not say which days it answered for".to_owned(),
        };
        Some(Note { block: TABLE, what, count: 1 })
    }
}

/// As of when an answer is; `None` where it is no answer, or does not say so.
pub(super) fn as_of(body: &[u8]) -> Option<Timestamp> {
    let body = Value::Object(json::answer(body).ok()?);
    Meta::of(&body, &mut Fields::default()).ok().map(|meta| meta.as_of)
}
