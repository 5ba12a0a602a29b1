//! The address of a view of the report: whoever opens it sees the same.

use serde::Deserialize;

/// What `linked` in `tests/browser/look.js` saw.
#[derive(Debug, Deserialize)]
pub struct Link {
    /// Behind the `#` before somebody chose.
    first: String,
    hash: String,
    here: View,
    there: View,
    scrolled: f64,
    /// Behind the `#` once all is as it was.
    last: String,
}

/// What a page shows.
#[derive(Debug, Deserialize, PartialEq)]
struct View {
    sentence: String,
    chosen: Vec<String>,
    hidden: Vec<String>,
}

impl Link {
    /// A week, a vendor that is left out, and the section: all of it is in the address, and nothing else.
    pub fn leads_to_the_same_view(&self) {
        let Self { first, hash, here, there, scrolled, last } = self;
        assert_eq!(
            *last,
            format!("#growth{}", first.replacen('#', "&", 1)),
            "what the page shows by itself is not told"
        );
        assert!(hash.starts_with("#growth&") && hash.contains("&week=2026-"), "{hash}");
        assert!(hash.ends_with("&hidden=openai"), "{hash}");
        assert_eq!(here, there);
        assert_eq!(there.hidden, ["openai"]);
        assert!(there.sentence.contains("In the week of") && *scrolled > 0.0, "{self:?}");
    }
}
