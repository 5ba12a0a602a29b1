//! Who a label means: vendor, model and variant. Made here and nowhere else, so that two tables never disagree.

use jiff::civil::Date;
use schema::Variant;

use crate::{Aliases, NormalizeError};

/// Upstream's remainder, however it spells it.
pub const OTHERS: &str = "others";
/// Usage whose slug upstream leaves empty.
const NO_SLUG: &str = "(no slug)";
/// What can be part of a key.
const WELL_FORMED: &str = "letters, digits, `.`, `_`, `-` and one `/` at most";
/// The most letters of one part of a key.
const MOST_LETTERS: usize = 128;
/// What is said of one that has more.
const SHORT: &str = "128 letters at most in each part: before `/`, between `/` and `:`, behind `:`";
/// So much of a label that is none is shown.
const MOST_SHOWN: usize = 120;
/// What a catalogue lists.
const A_MODEL: &str = "a model, where upstream's remainder is none";
/// What tables call all vendors together. Who is called so is told apart by [`APART`]: a name that anybody can give must stop no
/// run, and be taken for no whole.
const TOGETHER: &[&str] = &["all", "total"];
/// Behind the name of a vendor that is a word for all of them.
const APART: char = '~';
/// Labels that are no vendor: a router's own models and models under a borrowed name.
const UNATTRIBUTED: &[&str] = &["openrouter", "stealth", OTHERS, NO_SLUG];

/// A model as a key: permanent slug, variant, vendor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelKey {
    /// The permanent slug without variant, or `others`.
    pub model: String,
    /// The part behind `:`, else `standard`.
    pub variant: String,
    /// The author, aliases resolved.
    pub vendor: String,
    /// Whether the vendor is one.
    pub is_attributed: bool,
}

impl ModelKey {
    /// Reads a chart's label such as `qwen/qwen3.6-plus-04-02:free`, or a permanent slug, at `date`.
    ///
    /// A slug without a slash has no author: it keeps itself as its vendor and is not attributed. An empty one reads
    /// `(no slug)`.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use normalize::{Aliases, ModelKey};
    ///
    /// let read = |label: &str| ModelKey::read(label, date(2026, 4, 14), &Aliases::default(), "model_chart");
    /// let key = read("qwen/qwen3.6-plus-04-02:free")?;
    /// assert_eq!((key.vendor.as_str(), key.model.as_str()), ("qwen", "qwen/qwen3.6-plus-04-02"));
    /// assert_eq!((key.variant.as_str(), key.is_attributed), ("free", true));
    /// // The remainder, however it is spelt, and a router's own model are nobody's.
    /// assert_eq!((read("Others")?.model.as_str(), read("Others")?.is_attributed), ("others", false));
    /// assert!(!read("openrouter/auto")?.is_attributed);
    /// assert!(read("a/b/c").is_err());
    /// # Ok::<(), normalize::NormalizeError>(())
    /// ```
    ///
    /// # Errors
    /// [`NormalizeError::MalformedKey`] if the label can't be a slug.
    pub fn read(label: &str, date: Date, aliases: &Aliases, table: &'static str) -> Result<Self, NormalizeError> {
        if is_others(label) {
            return Ok(Self::unattributed(OTHERS));
        }
        if label.is_empty() {
            return Ok(Self::unattributed(NO_SLUG));
        }
        let (model, variant) = label.rsplit_once(':').unwrap_or((label, Variant::STANDARD));
        let slashes = model.bytes().filter(|byte| *byte == b'/').count();
        if slashes > 1 || !model.split('/').all(is_well_formed) || !is_well_formed(variant) {
            return Err(malformed(label, table));
        }
        let (vendor, is_attributed) = match model.split_once('/') {
            Some((author, _)) => vendor_of(author, date, aliases, table)?,
            None => (apart(model.to_lowercase()), false),
        };
        // A label without a slash is its own model, and rows of all models together are called as those of all vendors.
        let model = if model.contains('/') { model.to_owned() } else { apart(model.to_owned()) };
        Ok(Self { model, variant: variant.to_owned(), vendor, is_attributed })
    }

    /// Reads a permanent slug whose variant stands beside it, at `date`.
    ///
    /// # Errors
    /// [`NormalizeError::MalformedKey`] if either can't be part of a key.
    pub fn with_variant(
        slug: &str,
        variant: &str,
        date: Date,
        aliases: &Aliases,
        table: &'static str,
    ) -> Result<Self, NormalizeError> {
        if !is_well_formed(variant) {
            return Err(malformed(variant, table));
        }
        Ok(Self { variant: variant.to_owned(), ..Self::read(slug, date, aliases, table)? })
    }

    /// The key, if it is of a model, as in a list of prices, where the remainder has no place.
    ///
    /// # Errors
    /// [`NormalizeError::MalformedKey`] if it is the remainder.
    pub fn of_model(self, table: &'static str) -> Result<Self, NormalizeError> {
        if self.model != OTHERS {
            return Ok(self);
        }
        let (label, place) = (self.model, String::new());
        Err(NormalizeError::MalformedKey { table, label, expected: A_MODEL, place, snapshot: None })
    }

    fn unattributed(name: &str) -> Self {
        Self {
            model: name.to_owned(),
            variant: Variant::STANDARD.to_owned(),
            vendor: name.to_owned(),
            is_attributed: false,
        }
    }
}

/// The vendor that `label` means at `date`, and whether it is one. One that is called `all` or `total`, as tables call all
/// vendors together, is `all~` or `total~`.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] if the label can't be a vendor.
pub fn vendor_of(
    label: &str,
    date: Date,
    aliases: &Aliases,
    table: &'static str,
) -> Result<(String, bool), NormalizeError> {
    if is_others(label) {
        return Ok((OTHERS.to_owned(), false));
    }
    if !is_well_formed(label) {
        return Err(malformed(label, table));
    }
    let vendor = apart(aliases.resolved(&label.to_lowercase(), date));
    let is_attributed = !UNATTRIBUTED.contains(&vendor.as_str());
    Ok((vendor, is_attributed))
}

/// The name itself, unless it is one for all vendors together.
fn apart(mut vendor: String) -> String {
    if TOGETHER.iter().any(|name| vendor.eq_ignore_ascii_case(name)) {
        vendor.push(APART);
    }
    vendor
}

fn is_others(label: &str) -> bool {
    ["others", "other"].iter().any(|name| label.eq_ignore_ascii_case(name))
}

/// Whether `part` can stand in a key. Dots alone name a folder.
pub(crate) fn is_well_formed(part: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'~');
    part.len() <= MOST_LETTERS && part.bytes().all(is_allowed) && part.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// The error of a label that can be no key.
pub(crate) fn malformed(label: &str, table: &'static str) -> NormalizeError {
    let is_long = label.split(['/', ':']).any(|part| part.chars().count() > MOST_LETTERS);
    let expected = if is_long { SHORT } else { WELL_FORMED };
    let mut shown: String = label.escape_debug().take(MOST_SHOWN).collect();
    if label.escape_debug().nth(MOST_SHOWN).is_some() {
        shown.push('…');
    }
    NormalizeError::MalformedKey { table, label: shown, expected, place: String::new(), snapshot: None }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    const ALIASES: &str = "alias,vendor,valid_from,valid_to,source\n\
        thudm,z-ai,2025-07-01,,x\n\
        mistral,mistralai,,,x\n\
        lent,owner,2025-01-01,2025-06-30,x\n";

    fn check(label: &str, date: &str, expected: &Expect) {
        let aliases = Aliases::parse(ALIASES.as_bytes()).expect("test aliases");
        let date = date.parse().expect("test date");
        let text = match ModelKey::read(label, date, &aliases, "model_week") {
            Ok(key) => format!("{} {} {} {}", key.model, key.variant, key.vendor, key.is_attributed),
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn slugs() {
        check("openai/gpt-5", "2026-04-05", &expect!["openai/gpt-5 standard openai true"]);
        check("qwen/qwen3.6-plus-04-02:free", "2026-04-05", &expect!["qwen/qwen3.6-plus-04-02 free qwen true"]);
        check("Qwen/Qwen3-Embedding-8B", "2026-04-05", &expect!["Qwen/Qwen3-Embedding-8B standard qwen true"]);
        check(
            "text-embedding-3-large",
            "2026-04-05",
            &expect!["text-embedding-3-large standard text-embedding-3-large false"],
        );
        check(
            "openrouter/elephant-alpha",
            "2026-04-05",
            &expect!["openrouter/elephant-alpha standard openrouter false"],
        );
        for others in ["Others", "others", "OTHERS", "Other"] {
            check(others, "2026-04-05", &expect!["others standard others false"]);
        }
        check("", "2026-04-05", &expect!["(no slug) standard (no slug) false"]);
    }

    /// Rows of all vendors together have these words as their key.
    #[test]
    fn no_vendor_is_called_as_all_of_them_are() {
        check("total/m-1", "2026-04-05", &expect!["total/m-1 standard total~ true"]);
        check("ALL/m-1", "2026-04-05", &expect!["ALL/m-1 standard all~ true"]);
        check("Total", "2026-04-05", &expect!["Total~ standard total~ false"]);
        let read = |label| vendor_of(label, Date::constant(2026, 4, 5), &Aliases::default(), "vendor_week");
        assert_eq!(read("total").ok(), Some(("total~".to_owned(), true)));
        assert_eq!(read("totally").ok(), Some(("totally".to_owned(), true)));
        // What is read again stays.
        assert_eq!(read("total~").ok(), Some(("total~".to_owned(), true)));
    }

    #[test]
    fn renames_hold_from_their_date_on() {
        check("thudm/glm-4", "2025-06-30", &expect!["thudm/glm-4 standard thudm true"]);
        check("thudm/glm-4", "2025-07-01", &expect!["thudm/glm-4 standard z-ai true"]);
        check("mistral/ministral-8b", "2024-01-01", &expect!["mistral/ministral-8b standard mistralai true"]);
    }

    #[test]
    fn a_rename_with_an_end_holds_to_its_last_day() {
        check("lent/m", "2024-12-31", &expect!["lent/m standard lent true"]);
        check("lent/m", "2025-01-01", &expect!["lent/m standard owner true"]);
        check("lent/m", "2025-06-30", &expect!["lent/m standard owner true"]);
        check("lent/m", "2025-07-01", &expect!["lent/m standard lent true"]);
    }

    #[test]
    fn a_label_that_is_too_long_is_told_so() {
        let longest = "a".repeat(MOST_LETTERS);
        let aliases = Aliases::parse(ALIASES.as_bytes()).expect("test aliases");
        let read = |label: &str| ModelKey::read(label, Date::constant(2026, 4, 5), &aliases, "model_week");
        assert_eq!(read(&format!("x/{longest}:free")).expect("it is short").model.len(), MOST_LETTERS + 2);
        for label in [format!("{longest}a/b"), format!("b/{longest}a"), format!("a/b:{longest}a"), longest.repeat(2)] {
            let said = read(&label).expect_err("it is too long").to_string();
            assert!(said.contains("…`: expected 128 letters at most in each part"), "{said}");
        }
        assert!(SHORT.starts_with(&format!("{MOST_LETTERS} letters")));
        // What would be no key were it short is told as that.
        let spaced = "a b".repeat(10);
        assert!(malformed(&spaced, "model_week").to_string().ends_with(WELL_FORMED));
    }

    #[test]
    fn malformed_labels_stop() {
        for label in [
            "..",
            "a/..",
            "../b",
            "-/b",
            "a/b:.",
            "a/b/c",
            "a b/c",
            "<script>/x",
            "a/",
            "/a",
            "a/b:",
            "a\u{202e}/b",
            "ä/b",
        ] {
            let aliases = Aliases::parse(ALIASES.as_bytes()).expect("test aliases");
            let read = ModelKey::read(label, Date::constant(2026, 4, 5), &aliases, "model_week");
            assert!(read.is_err(), "{label}");
        }
    }
}
