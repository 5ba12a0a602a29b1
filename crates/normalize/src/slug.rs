//! The permanent slug of each catalogue entry. Upstream states it since June 2025; before, it can be inferred.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schema::{
    Frame, Note,
    columns::{CANONICAL_SLUG, CAPTURED_AT, CREATED_AT, MODEL_ID},
    tables::Catalog,
};

/// Where a slug comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SlugOrigin {
    /// The entry states it.
    Stated,
    /// A later sighting of the same model states it.
    Later,
    /// Nobody states one: the id stands for it.
    Id,
}

impl SlugOrigin {
    /// The word of the column `slug_origin`.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Later | Self::Id => "inferred",
        }
    }
}

/// A permanent slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slug<'catalog> {
    /// The slug, or the id where no slug is known.
    pub(crate) text: &'catalog str,
    /// Where it comes from.
    pub(crate) origin: SlugOrigin,
}

/// The slug of each row of the catalogues, in their order.
///
/// An entry without one has that of the first later sighting of the same id that was created at the same instant: an id
/// can be given to another model, and that one has another instant. Else its slug is its id.
pub(crate) fn slugs(catalog: &Frame<Catalog>) -> Vec<Slug<'_>> {
    let (ids, slugs) = (catalog.cells(&MODEL_ID).texts(), catalog.cells(&CANONICAL_SLUG).texts());
    let (seen, created) = (catalog.cells(&CAPTURED_AT).instants(), catalog.cells(&CREATED_AT).instants());
    let mut sightings: BTreeMap<(&str, Timestamp), BTreeMap<Timestamp, &str>> = BTreeMap::new();
    // Nearly always each states its own, and nobody asks for another's.
    let is_asked = slugs.iter().any(Option::is_none);
    for (((id, slug), at), created) in ids.iter().zip(&slugs).zip(&seen).zip(&created).filter(|_| is_asked) {
        if let (Some(id), Some(slug), Some(at), Some(created)) = (id, slug, at, created) {
            sightings.entry((*id, *created)).or_default().insert(*at, *slug);
        }
    }
    let later = |id: &str, at: Option<Timestamp>, created: Option<Timestamp>| {
        let (_, slug) = sightings.get(&(id, created?))?.range(at?..).next()?;
        Some(*slug)
    };
    let rows = ids.into_iter().zip(slugs).zip(seen).zip(created);
    rows.map(|(((id, slug), at), created)| {
        let id = id.unwrap_or_default();
        match (slug, later(id, at, created)) {
            (Some(text), _) => Slug { text, origin: SlugOrigin::Stated },
            (None, Some(text)) => Slug { text, origin: SlugOrigin::Later },
            (None, None) => Slug { text: id, origin: SlugOrigin::Id },
        }
    })
    .collect()
}

/// How many entries state no slug, and for how many a later sighting gave one.
#[must_use]
pub fn inferred_slugs(catalog: &Frame<Catalog>) -> Vec<Note> {
    let slugs = slugs(catalog);
    let count = |origin| slugs.iter().filter(|slug| slug.origin == origin).count();
    let counts = [
        (
            "entry states no permanent slug, taken from the first later sighting of the same model",
            count(SlugOrigin::Later),
        ),
        ("entry states no permanent slug and no later one does, its id stands for it", count(SlugOrigin::Id)),
    ];
    let told = counts.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(what, count)| Note { block: "catalog", what: what.to_owned(), count }).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::{
        Column,
        columns::{INPUT_TEXT, IS_ALIAS, OUTPUT_TEXT, SNAPSHOT_ID, VARIANT},
    };

    use super::*;
    use crate::tests::frame;

    const GIVEN: &[&Column] = &[
        &MODEL_ID,
        &SNAPSHOT_ID,
        &CAPTURED_AT,
        &CREATED_AT,
        &CANONICAL_SLUG,
        &VARIANT,
        &IS_ALIAS,
        &INPUT_TEXT,
        &OUTPUT_TEXT,
    ];

    /// `ID DAY SECOND-OF-CREATION SLUG` per line.
    fn check(lines: &[(&str, u8, u8, &str)], expected: &Expect) {
        let line = |(id, day, second, slug): &(&str, u8, u8, &str)| {
            let (seen, created) = (format!("2025-06-{day:02}T00:00:00Z"), format!("2025-01-01T00:00:{second:02}Z"));
            format!("{id} s{day} {seen} {created} {slug} standard false 0.1 0.1")
        };
        let catalog = frame(GIVEN, &lines.iter().map(line).collect::<Vec<_>>().join("\n"));
        let rows: Vec<_> =
            slugs(&catalog).iter().map(|slug| format!("{} {}\n", slug.text, slug.origin.word())).collect();
        let notes: Vec<_> = inferred_slugs(&catalog).iter().map(|note| format!("note: {note}\n")).collect();
        expected.assert_eq(&(rows.concat() + &notes.concat()));
    }

    #[test]
    fn a_slug_that_is_stated_is_taken() {
        check(
            &[("a/b", 1, 1, "a/b-2025")],
            &expect![[r#"
            a/b-2025 stated
        "#]],
        );
    }

    #[test]
    fn a_missing_one_is_that_of_the_next_sighting() {
        check(
            &[("a/b", 1, 1, "-"), ("a/b", 2, 1, "a/b-2025"), ("a/b", 3, 1, "a/b-2026")],
            &expect![[r#"
            a/b-2025 inferred
            a/b-2025 stated
            a/b-2026 stated
            note: catalog: entry states no permanent slug, taken from the first later sighting of the same model
        "#]],
        );
    }

    /// Most permanent slugs of that time are the id: found all the same.
    #[test]
    fn a_later_slug_that_is_the_id_was_found() {
        check(
            &[("a/b", 1, 1, "-"), ("a/b", 2, 1, "a/b")],
            &expect![[r#"
            a/b inferred
            a/b stated
            note: catalog: entry states no permanent slug, taken from the first later sighting of the same model
        "#]],
        );
    }

    #[test]
    fn another_model_under_the_same_id_has_another_slug() {
        check(
            &[("a/b", 1, 1, "-"), ("a/b", 2, 2, "a/b-2025")],
            &expect![[r#"
            a/b inferred
            a/b-2025 stated
            note: catalog: entry states no permanent slug and no later one does, its id stands for it
        "#]],
        );
    }

    #[test]
    fn what_was_stated_before_is_not_taken_back() {
        check(
            &[("a/b", 1, 1, "a/b-2025"), ("a/b", 2, 1, "-")],
            &expect![[r#"
            a/b-2025 stated
            a/b inferred
            note: catalog: entry states no permanent slug and no later one does, its id stands for it
        "#]],
        );
    }
}
