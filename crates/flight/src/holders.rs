//! Which rows can lead to an object with a certain key, told from their bytes.
//! Leaves out reading them: a page has a few rows with data among thousands
//! that draw it.

use std::collections::BTreeMap;

use memchr::memmem::Finder;

use super::hex;
use super::index::{Content, Entry};
use super::row::RowId;

/// One answer for each of `entries`: whether its JSON has one of `keys`, or
/// refers to a row that has, directly or by way of others. A yes may be wrong,
/// a no never is.
pub(super) fn holders(entries: &[Entry<'_>], by_id: &BTreeMap<RowId, usize>, keys: &[&str]) -> Vec<bool> {
    let marks: Vec<Finder<'static>> = keys.iter().map(|key| Finder::new(&format!("\"{key}\"")).into_owned()).collect();
    let escape = Finder::new("\\u");
    let (mut holds, mut referrers) = (vec![false; entries.len()], vec![Vec::new(); entries.len()]);
    let mut open = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let Content::Model(json) = &entry.content else { continue };
        let bytes = json.source.bytes;
        // A key may be spelled with escapes.
        if marks.iter().chain([&escape]).any(|mark| mark.find(bytes).is_some()) {
            open.push(index);
        }
        for id in referred(bytes) {
            if let Some(referrers) = by_id.get(&id).and_then(|to| referrers.get_mut(*to)) {
                referrers.push(index);
            }
        }
    }
    while let Some(index) = open.pop() {
        let Some(held @ false) = holds.get_mut(index) else { continue };
        *held = true;
        open.extend(referrers.get(index).into_iter().flatten());
    }
    holds
}

/// Rows that a string of `json` may refer to. Some forms have a letter before
/// the number, and `a` to `f` are letters and digits: both are taken.
fn referred(json: &[u8]) -> impl Iterator<Item = RowId> {
    memchr::memchr_iter(b'$', json).flat_map(|at| {
        let is_first = at.checked_sub(1).and_then(|before| json.get(before)) == Some(&b'"');
        [at + 1, at + 2].into_iter().filter(move |_| is_first).filter_map(|from| {
            let hex = hex::read(json.get(from..)?).filter(|hex| hex.digits > 0)?;
            Some(RowId::new(hex.value))
        })
    })
}
