//! What the catalogues agree on about one model and variant: spans of equal price. Knows no column.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{price_doubt::Doubt, slug::SlugOrigin};

/// Significant digits to which two prices are compared. Upstream computes in binary fractions, whose dust begins at the
/// tenth digit or behind; no price that it means has more than seven.
const DIGITS: usize = 8;

/// Input, output, cache read, cache write, request, as upstream wrote them.
pub(crate) type Texts<'catalog> = [Option<&'catalog str>; 5];

/// What one catalogue says of the model and variant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sighting<'catalog> {
    /// The row of the catalogue.
    pub(crate) place: usize,
    /// When it was captured.
    pub(crate) at: Timestamp,
    /// Input, output, cache read, cache write, request, as upstream wrote them.
    pub(crate) texts: Texts<'catalog>,
    pub(crate) slug: SlugOrigin,
    pub(crate) doubt: Option<Doubt>,
}

/// A price, and the time in which nothing else is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span<'catalog> {
    pub(crate) first: Sighting<'catalog>,
    pub(crate) last: Sighting<'catalog>,
    pub(crate) from: Timestamp,
    /// None while it lasts.
    pub(crate) to: Option<Timestamp>,
    /// Catalogues list it. Else they no longer do, and the price is the last that they had.
    pub(crate) is_listed: bool,
    pub(crate) sightings: usize,
    /// Since when it was believed that it begins.
    pub(crate) known_from: Timestamp,
    /// Since when the price was believed at all.
    price_known_from: Timestamp,
    is_inferred: bool,
}

impl<'catalog> Span<'catalog> {
    fn listed(sighting: Sighting<'catalog>, known_from: Timestamp) -> Self {
        let is_inferred = sighting.slug != SlugOrigin::Stated;
        Self {
            first: sighting,
            last: sighting,
            from: sighting.at,
            to: None,
            is_listed: true,
            sightings: 1,
            known_from,
            price_known_from: known_from,
            is_inferred,
        }
    }

    /// The same price from the catalogue on that lacks the model.
    const fn carried(self, from: Timestamp, known_from: Timestamp) -> Self {
        Self { from, to: None, is_listed: false, sightings: 0, known_from, ..self }
    }

    fn has(&self, sighting: &Sighting<'_>) -> bool {
        let mut texts = self.first.texts.into_iter().zip(sighting.texts);
        let is_same = self.is_listed && self.first.doubt == sighting.doubt;
        is_same && texts.all(|(one, other)| is_same_price(one, other))
    }

    fn see(&mut self, sighting: Sighting<'catalog>) {
        self.last = sighting;
        self.sightings += 1;
        self.is_inferred |= sighting.slug != SlugOrigin::Stated;
    }

    /// The word of `slug_origin`: `inferred` if any sighting has no slug of its own.
    pub(crate) const fn slug_origin(&self) -> &'static str {
        if self.is_inferred { SlugOrigin::Id.word() } else { SlugOrigin::Stated.word() }
    }
}

/// The spans of one model and variant, oldest first, from its sightings among all `captures`, which tell when each came to
/// be believed. They do not overlap, leave no gap, and the last has no end.
///
/// A capture that was believed before the one with which its span begins begins another, though it says the same: of those
/// that were believed at any instant, the last to begin by then has the price that the captures known by then give.
pub(crate) fn spans<'catalog>(
    sightings: &BTreeMap<Timestamp, Sighting<'catalog>>,
    captures: &BTreeMap<Timestamp, Timestamp>,
) -> Vec<Span<'catalog>> {
    let Some(first) = sightings.keys().next() else { return Vec::new() };
    let mut spans: Vec<Span<'_>> = Vec::new();
    for (at, arrived) in captures.range(first..) {
        let next = match (spans.last_mut(), sightings.get(at)) {
            (Some(span), Some(sighting)) if span.has(sighting) && span.known_from <= *arrived => {
                span.see(*sighting);
                continue;
            }
            (_, Some(sighting)) => Span::listed(*sighting, *arrived),
            (Some(span), None) => {
                let known_from = span.price_known_from.max(*arrived);
                if !span.is_listed && span.known_from <= known_from {
                    continue;
                }
                span.carried(*at, known_from)
            }
            (None, None) => continue,
        };
        if let Some(span) = spans.last_mut() {
            span.to = Some(*at);
        }
        spans.push(next);
    }
    spans
}

/// Whether two texts mean one price: equal to [`DIGITS`] significant digits.
pub(crate) fn is_same_price(one: Option<&str>, other: Option<&str>) -> bool {
    let rounded = |text: &str| Some(format!("{:.*e}", DIGITS - 1, text.parse::<f64>().ok()?));
    one == other || one.zip(other).is_some_and(|(one, other)| rounded(one).is_some() && rounded(one) == rounded(other))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn instant(week: u8) -> Timestamp {
        Timestamp::from_second(1_775_000_000 + i64::from(week) * 604_800).unwrap()
    }

    fn sighting(week: u8, input: &'static str) -> Sighting<'static> {
        let texts = [Some(input), Some("0.00001"), None, None, None];
        Sighting { place: usize::from(week), at: instant(week), texts, slug: SlugOrigin::Stated, doubt: None }
    }

    /// Catalogues of these weeks, believed at once.
    fn at_once(weeks: impl IntoIterator<Item = u8>) -> BTreeMap<Timestamp, Timestamp> {
        weeks.into_iter().map(|week| (instant(week), instant(week))).collect()
    }

    /// `WEEK INPUT` of each sighting, all weeks up to `last` have a catalogue.
    fn found(sightings: &[(u8, &'static str)], last: u8) -> Vec<String> {
        let captures = at_once(0..=last);
        let seen = sightings.iter().map(|(week, input)| (instant(*week), sighting(*week, input))).collect();
        let week = |at: Timestamp| (at.as_second() - 1_775_000_000) / 604_800;
        let line = |span: Span<'_>| {
            let to = span.to.map_or_else(|| "…".to_owned(), |to| week(to).to_string());
            let state = if span.is_listed { "listed" } else { "carried" };
            let input = span.first.texts[0].unwrap_or("-");
            format!("{}-{to} {input} {state} {} last {}", week(span.from), span.sightings, week(span.last.at))
        };
        spans(&seen, &captures).into_iter().map(line).collect()
    }

    #[test]
    fn equal_prices_are_one_span_and_a_change_ends_it() {
        assert_eq!(found(&[(1, "1"), (2, "1"), (3, "2")], 3), ["1-3 1 listed 2 last 2", "3-… 2 listed 1 last 3"]);
    }

    #[test]
    fn dust_is_no_change_and_the_ninth_digit_is_dust() {
        let dust = [(0, "0.00000013"), (1, "0.0000001300000002"), (2, "1.3e-7"), (3, ".00000013000000000000001")];
        assert_eq!(found(&dust, 3), ["0-… 0.00000013 listed 4 last 3"]);
        assert_eq!(found(&[(0, "0.00000013"), (1, "0.000000130001")], 1).len(), 2);
    }

    #[test]
    fn who_left_keeps_the_last_price_and_comes_back_at_another() {
        assert_eq!(
            found(&[(0, "1"), (3, "2")], 5),
            ["0-1 1 listed 1 last 0", "1-3 1 carried 0 last 0", "3-4 2 listed 1 last 3", "4-… 2 carried 0 last 3"]
        );
        // At the same price, it is seen again.
        assert_eq!(
            found(&[(0, "1"), (2, "1")], 2),
            ["0-1 1 listed 1 last 0", "1-2 1 carried 0 last 0", "2-… 1 listed 1 last 2"]
        );
    }

    #[test]
    fn a_cache_price_that_comes_is_a_change() {
        let with = |week, cache| Sighting { texts: [Some("1"), Some("2"), cache, None, None], ..sighting(week, "1") };
        let seen = [with(0, None), with(1, Some("0.1"))].map(|sighting| (sighting.at, sighting)).into();
        assert_eq!(spans(&seen, &at_once(0..2)).len(), 2);
    }

    #[test]
    fn prices_differ_by_their_eighth_digit_and_what_is_no_number_by_its_letters() {
        assert!(!is_same_price(Some("1.0000001"), Some("1.0000002")));
        assert!(is_same_price(Some("1.00000001"), Some("1.00000002")), "the ninth digit");
        assert!(is_same_price(Some("x"), Some("x")) && is_same_price(None, None));
        assert!(!is_same_price(Some("x"), Some("y")) && !is_same_price(Some("0"), None));
    }

    fn of(seen: [Sighting<'static>; 2]) -> Vec<Span<'static>> {
        spans(&seen.map(|sighting| (sighting.at, sighting)).into(), &at_once(0..2))
    }

    /// The catalogue of week 1 was accepted in week 3: what it began was known before from the one of week 2.
    #[test]
    fn what_was_known_before_its_beginning_is_a_span_of_its_own() {
        let seen = [(0, "1"), (1, "2"), (2, "2")].map(|(week, input)| (instant(week), sighting(week, input))).into();
        let known = |captures: &BTreeMap<Timestamp, Timestamp>| {
            let spans = spans(&seen, captures).into_iter();
            spans.map(|span| (span.from, span.known_from)).collect::<Vec<_>>()
        };
        let mut captures = at_once(0..4);
        assert_eq!(known(&captures), [(0, 0), (1, 1), (3, 3)].map(|(from, at)| (instant(from), instant(at))));
        captures.insert(instant(1), instant(3));
        assert_eq!(known(&captures), [(0, 0), (1, 3), (2, 2), (3, 3)].map(|(from, at)| (instant(from), instant(at))));
    }

    /// Two entries with different prices are no price, though the text of the first is the old one.
    #[test]
    fn a_doubt_that_comes_is_a_change() {
        let doubted = Sighting { doubt: Some(Doubt::TwoPrices), ..sighting(1, "1") };
        assert_eq!(of([sighting(0, "1"), doubted]).len(), 2);
    }

    #[test]
    fn one_sighting_without_a_slug_of_its_own_makes_the_slug_of_a_span_inferred() {
        let inferred = |week| Sighting { slug: SlugOrigin::Id, ..sighting(week, "1") };
        for (seen, expected) in [
            ([sighting(0, "1"), sighting(1, "1")], SlugOrigin::Stated),
            ([inferred(0), sighting(1, "1")], SlugOrigin::Id),
            ([sighting(0, "1"), inferred(1)], SlugOrigin::Id),
        ] {
            assert_eq!(of(seen)[0].slug_origin(), expected.word());
        }
    }

    /// The price that was believed of a week, of the spans that were believed then.
    fn believed(spans: &[Span<'static>], known: Timestamp, at: Timestamp) -> Option<Texts<'static>> {
        let begun = spans.iter().filter(|span| span.known_from <= known && span.from <= at);
        begun.max_by_key(|span| span.from).map(|span| span.first.texts)
    }

    proptest! {
        #[test]
        fn what_is_accepted_later_was_not_believed_before(
            seen in prop::collection::btree_map(0_u8..16, prop::sample::select(vec!["1", "2"]), 1..12),
            waits in prop::collection::btree_map(0_u8..16, 1_u8..12, 0..8),
        ) {
            let sightings: BTreeMap<_, _> = seen.iter().map(|(week, input)| (instant(*week), sighting(*week, input))).collect();
            let arrives = |week: u8| instant(week + waits.get(&week).copied().unwrap_or(0));
            let all: BTreeMap<_, _> = (0..16).map(|week| (instant(week), arrives(week))).collect();
            let ledger = spans(&sightings, &all);
            for known in (0..30).map(instant) {
                let then: BTreeMap<_, _> = all.iter().filter(|(_, arrived)| **arrived <= known).map(|(at, arrived)| (*at, *arrived)).collect();
                let sightings = sightings.iter().filter(|(at, _)| then.contains_key(at)).map(|(at, of)| (*at, *of)).collect();
                let ledger_then = spans(&sightings, &then);
                for at in (0..30).map(instant) {
                    prop_assert_eq!(believed(&ledger, known, at), believed(&ledger_then, Timestamp::MAX, at));
                }
            }
        }

        #[test]
        fn spans_never_overlap_leave_no_gap_and_take_in_each_sighting(
            seen in prop::collection::btree_map(0_u8..30, prop::sample::select(vec!["1", "2", "0", "-1"]), 1..20),
        ) {
            let sightings: BTreeMap<_, _> = seen.iter().map(|(week, input)| (instant(*week), sighting(*week, input))).collect();
            let spans = spans(&sightings, &at_once(0..30));
            for pair in spans.windows(2) {
                prop_assert_eq!(pair[0].to, Some(pair[1].from));
                prop_assert!(pair[0].from < pair[1].from);
            }
            prop_assert_eq!(spans.last().and_then(|span| span.to), None);
            prop_assert_eq!(spans.iter().map(|span| span.sightings).sum::<usize>(), seen.len());
            for sighting in sightings.values() {
                let of = spans.iter().find(|span| span.from <= sighting.at && span.to.is_none_or(|to| sighting.at < to));
                prop_assert!(of.is_some_and(|span| span.is_listed && span.first.texts == sighting.texts));
            }
        }
    }
}
