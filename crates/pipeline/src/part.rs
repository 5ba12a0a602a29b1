//! The parts of a table of what sources said: runs of snapshots, each a row group of its file. A part that has the same
//! snapshots as in the run before is copied as it is, so that one more answer costs what its own part costs.
//!
//! Where a part ends depends on the snapshots alone, and on each of them alone: an answer that arrives late changes one
//! part and leaves all others, and a rebuild has the same parts as the increments had.

/// A part has this many snapshots on average: few enough to be read and written in some milliseconds, enough to be worth a
/// row group of its own.
const USUAL_SNAPSHOTS: u32 = 8;

/// What decides where parts end: a snapshot's id, and the hash of its facts.
pub type Mark<'run> = (&'run str, &'run str);

/// The ids of the snapshots of each part, in the order of the table's rows. `snapshots` are sorted by id.
pub fn split<'run>(snapshots: impl IntoIterator<Item = Mark<'run>>) -> Vec<Vec<&'run str>> {
    let mut parts = vec![Vec::new()];
    for (id, sha256) in snapshots {
        if let Some(part) = parts.last_mut() {
            part.push(id);
        }
        if is_last(sha256) {
            parts.push(Vec::new());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether a part ends with the snapshot whose facts have this hash: it is as good as chance, and always the same.
fn is_last(sha256: &str) -> bool {
    let number = sha256.get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    number.is_some_and(|number| number % USUAL_SNAPSHOTS == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::sha256;

    fn snapshots(count: usize) -> Vec<(String, String)> {
        (0..count).map(|number| (format!("{number:06}"), sha256(&number.to_le_bytes()))).collect()
    }

    fn parts(snapshots: &[(String, String)]) -> Vec<Vec<&str>> {
        split(snapshots.iter().map(|(id, sha256)| (id.as_str(), sha256.as_str())))
    }

    #[test]
    fn every_snapshot_is_in_one_part_in_its_order() {
        let snapshots = snapshots(5_000);
        let parts = parts(&snapshots);
        assert_eq!(parts.concat(), snapshots.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>());
        assert!((400..900).contains(&parts.len()), "{} parts", parts.len());
        assert_eq!(parts.iter().filter(|part| part.is_empty()).count(), 0);
    }

    #[test]
    fn one_more_changes_its_own_part_alone() {
        let all = snapshots(1_000);
        for late in [0, 1, 499, 998, 999] {
            let mut before = all.clone();
            before.remove(late);
            let (before, now) = (parts(&before), parts(&all));
            let new = now.iter().filter(|part| !before.contains(part)).count();
            assert!(new <= 2, "{late}: {new} parts are others");
        }
    }

    #[test]
    fn no_snapshots_no_parts() {
        assert_eq!(split([]), Vec::<Vec<&str>>::new());
    }
}
