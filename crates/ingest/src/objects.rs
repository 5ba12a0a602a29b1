//! The objects of a list, read one after the other. What nearly every reader of a list does stands here once.

use serde_json::Value;

use crate::{IngestError, entry::Entry, faults::Faults};

/// What `read` makes of each object of the list at `path`.
///
/// # Errors
/// What is wrong in any of them: all of it, the first few told.
pub(crate) fn read_each<'json, T>(
    list: &'json [Value],
    path: &str,
    mut read: impl FnMut(&Entry<'json, '_>) -> Result<T, IngestError>,
) -> Result<Vec<T>, IngestError> {
    let (mut found, mut faults) = (Vec::new(), Faults::default());
    for (index, value) in list.iter().enumerate() {
        let place = format!("{path}[{index}]");
        found.extend(faults.kept(Entry::of(value, &place).and_then(|entry| read(&entry))));
    }
    faults.none().map(|()| found)
}
