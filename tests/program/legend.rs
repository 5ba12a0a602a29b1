//! The key of the report's charts, which is their switch.

use serde::Deserialize;

/// What `legend` in `tests/browser/look.js` saw.
#[derive(Deserialize)]
pub struct Legend {
    /// Parts of a chart before a vendor was left out, then, and once it was back.
    before: usize,
    without: usize,
    after: usize,
    /// Entries that stand for several vendors, each with how many it opens.
    folded: Vec<String>,
}

impl Legend {
    /// Who is left out is in no column, and comes back.
    pub fn switches(&self) {
        assert!(self.without < self.before && self.after == self.before);
    }

    /// So many vendors without a colour of their own are one entry, and each is in it.
    pub fn has_one_entry_for(&self, vendors: usize) {
        assert_eq!(self.folded, [format!("smaller vendors ({vendors}): {vendors}")]);
    }
}
