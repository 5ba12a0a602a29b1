//! Answers that upstream calls unchanged for longer than any was. Such an answer leaves no snapshot, so no guard ever sees it.

use ingest::Request;
use jiff::Timestamp;
use schema::{
    Table as _,
    tables::{Catalog, ModelChart, VendorChart},
};

use crate::{clock, guard::LONGEST_STANDSTILL};

/// What moves in every week: prices of a catalogue, the running week of a chart. Scores and maps of volunteers may stand.
const MOVING: [&str; 3] = [Catalog::SPEC.name, VendorChart::SPEC.name, ModelChart::SPEC.name];

/// For how many days an answer to the request has been what is held, where that is longer than it should be: since then guards
/// would refuse the same bytes, if somebody imported them.
pub fn days(request: &Request, held: Timestamp, now: Timestamp) -> Option<i64> {
    let days = clock::days_since(held, now);
    let is_moving = request.tables.iter().any(|table| MOVING.contains(table));
    (is_moving && days > LONGEST_STANDSTILL).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_without_a_price_that_moved_is_told_and_one_without_a_new_score_is_not() {
        let days = |name: &str, held: &str| {
            let (_, request) = ingest::request(name).expect("a request");
            let at = |day: &str| format!("{day}T12:00:00Z").parse::<Timestamp>().expect("an instant");
            super::days(request, at(held), at("2026-06-22"))
        };
        assert_eq!([days("catalog/models", "2026-06-16"), days("catalog/models", "2026-06-15")], [None, Some(7)]);
        assert_eq!(days("rankings_page/stream", "2026-06-01"), Some(21));
        assert_eq!(days("eci/scores", "2026-01-01"), None);
    }
}
