//! What a report gives to who has a keyboard, or hears it, or chooses something else in the middle of reading.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// What `reached`, `kept` and the names of buttons in `tests/browser/look.js` are.
#[derive(Deserialize)]
pub struct Reach {
    /// What is told of the first mark and of the second, by chart.
    reached: BTreeMap<String, [String; 2]>,
    kept: Option<Kept>,
    buttons: Vec<String>,
}

/// How many rows of a table are shown and by what it is sorted, before the page is drawn anew and after.
#[derive(Deserialize)]
struct Kept {
    before: String,
    after: String,
}

impl Reach {
    /// The keyboard comes to every mark that the pointer does, no button is called like another, and a table stays sorted.
    pub fn is_for_everybody(&self) {
        for chart in ["answer", "gap", "grown", "growth", "coverage"] {
            let [first, second] = self.reached.get(&format!("chart-{chart}")).expect("a chart of the sample");
            assert!(!first.is_empty() && first != second, "{chart}: `{first}`, `{second}`");
        }
        let kept = self.kept.as_ref().expect("a table of weeks");
        assert!(kept.before == kept.after && kept.before.contains("tokens"), "{} became {}", kept.before, kept.after);
        let names: BTreeSet<_> = self.buttons.iter().collect();
        assert_eq!(names.len(), self.buttons.len(), "buttons of one name: {:?}", self.buttons);
    }
}
