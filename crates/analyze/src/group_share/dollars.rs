//! The dollar share of a group of vendors in one week.

use schema::{Basis, Origin, Rule};

use crate::{
    Traffic,
    bound::{Part, Valued, combined},
    dollar_share::{COSTS_NOTHING, origin, part},
    group::Belongs,
    price::Prices,
    series::Week,
    window::Window,
};

const NO_PRICES: &str = "no member named this week has a price";
const PARTLY: &str = "a member named this week has no price: the dollar share lacks it";

/// What the members that a week names come to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dollars {
    pub(super) valued: Valued,
    pub(super) coverage: Option<f64>,
    pub(super) reason: Option<&'static str>,
    /// The weakest of everybody's tokens and prices, of which this is a part; none where no dollars are said.
    pub(super) origin: Option<Origin>,
}

/// A label of a week, ready to be valued, with what its dollars rest on.
pub(super) struct Bucket {
    part: Part,
    origin: Option<Origin>,
}

/// Every label of a week: whoever is in which group.
pub(super) fn parts(week: &Week, prices: &Prices, (rule, basis): (Rule, Basis), traffic: Traffic) -> Vec<Bucket> {
    let window = Window::first(&[week], 1, rule);
    let of = |label: &String| {
        let price = prices.of_weeks(rule, basis, label, &window.by_week(label));
        let sum = window.sum(label);
        let unnamed = traffic.unnamed(week.whose(label));
        Bucket { part: part(label, sum, price.as_ref(), unnamed), origin: origin(sum, price.as_ref()) }
    };
    week.cells.keys().map(of).collect()
}

/// Values a week. Who may belong to the group counts at the upper bound alone, as does what `others` may hide.
pub(super) fn dollars(buckets: &[Bucket], belongs: &[Belongs], hidden: i64) -> Dollars {
    let (mut own, mut perhaps, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for (Bucket { part, .. }, belongs) in buckets.iter().zip(belongs) {
        let side = match belongs {
            Belongs::Yes => &mut own,
            Belongs::Perhaps => &mut perhaps,
            Belongs::No => &mut rest,
        };
        side.push(*part);
    }
    let least = combined(&own, &[perhaps.as_slice(), &rest].concat(), hidden);
    let most = combined(&[own.as_slice(), &perhaps].concat(), &rest, hidden);
    let is_priced = own.iter().any(|part| part.price.is_some());
    let high = least.high.zip(most.high).map(|(one, other)| one.max(other));
    let valued = Valued { high, ..least };
    Dollars {
        valued: if is_priced { valued } else { Valued { usd: None, share: None, ..valued } },
        coverage: covered(&own),
        reason: match (is_priced, own.iter().any(|part| part.price.is_none())) {
            (false, _) => Some(NO_PRICES),
            (true, _) if valued.share.is_none() => Some(COSTS_NOTHING),
            (true, true) => Some(PARTLY),
            (true, false) => None,
        },
        origin: buckets.iter().filter_map(|bucket| bucket.origin).max().filter(|_| valued.high.is_some()),
    }
}

/// Tokens of members with a price over all of theirs.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
fn covered(own: &[Part]) -> Option<f64> {
    let tokens: i64 = own.iter().map(|part| part.tokens).sum();
    let priced: f64 = own.iter().map(|part| part.tokens as f64 * part.coverage).sum();
    (tokens > 0).then(|| (priced / tokens as f64).min(1.0))
}
