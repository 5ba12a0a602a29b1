//! From the two windows of each vendor to the rows of the table.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schema::{Basis, MovePart, Origin, Rule};

use super::{
    ALL,
    models::{ModelWeeks, Models},
    parts::{End, Move, Parts},
};
use crate::{
    Traffic,
    bound::{Part, Valued, valued},
    dollar_share::{origin, part, reason},
    price::{Price, Prices},
    series::{OTHERS, VendorSeries},
    vendor_growth::{GAP, OVERLAP},
    vendor_price::{FAR_OFF, OF_ANOTHER_TIME},
    window::{Sum, Window, share},
};

const NOT_NAMED: &str = "the usage of one window does not name the model: nothing of it counts there";
const ABSENT: &str =
    "absent in every week of a window: its tokens, if any, are inside `others`, so its move is not known";
const PARTLY: &str = "absent in some weeks: its tokens there, if any, are inside `others`";
const NO_TOKENS: &str = "nobody has tokens in a window: a share of none";
const ONE_PRICE: &str = "one price values all weeks on this basis: no part of the move is price or mix";

/// What is split, and of what.
pub(super) struct Setting<'data> {
    pub(super) series: &'data VendorSeries,
    pub(super) prices: &'data Prices,
    pub(super) models: &'data ModelWeeks<'data>,
    pub(super) traffic: Traffic,
    pub(super) count: usize,
}

/// One part of one move.
pub(super) struct Row {
    pub(super) vendor: String,
    pub(super) model: String,
    pub(super) part: MovePart,
    /// None where tokens are shared.
    pub(super) basis: Option<Basis>,
    pub(super) rule: Rule,
    pub(super) days: (Date, Date),
    pub(super) weeks: i64,
    pub(super) past: Side,
    pub(super) now: Side,
    /// What the part adds to the share, 0 to 1.
    pub(super) added: Option<f64>,
    /// The logarithmic mean of the vendor's two shares.
    pub(super) mean: f64,
    pub(super) weights_age: Option<i64>,
    pub(super) reason: Option<String>,
    pub(super) origin: Option<Origin>,
}

/// A vendor or a model in one window, as it is printed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Side {
    pub(super) weeks_present: i64,
    pub(super) share: Option<f64>,
    /// Least and most that the share can be; of the vendor alone.
    pub(super) bounds: Option<(f64, f64)>,
    pub(super) tokens: Option<i64>,
    pub(super) price: Option<f64>,
    pub(super) coverage: Option<f64>,
}

/// A vendor in one window. No `end`: it has no share there.
struct Standing {
    sum: Sum,
    price: Option<Price>,
    end: Option<End>,
    bounds: Option<(f64, f64)>,
    models: Models,
}

impl Row {
    /// Least and most that the share can have moved by.
    pub(super) fn moved(&self) -> Option<(f64, f64)> {
        let (past, now) = (self.past.bounds?, self.now.bounds?);
        Some((now.0 - past.1, now.1 - past.0))
    }

    /// What the part alone multiplied the share by.
    pub(super) fn ratio(&self) -> Option<f64> {
        Some(libm::exp(self.added? / self.mean)).filter(|_| self.mean > 0.0)
    }
}

impl Setting<'_> {
    /// Every part of every move by a rule: of shares of tokens where there is no basis.
    pub(super) fn rows(&self, rule: Rule, basis: Option<Basis>) -> Vec<Row> {
        let weeks = self.series.weeks_of(rule);
        let (past, now) = (Window::first(&weeks, self.count, rule), Window::last(&weeks, self.count, rule));
        let (Some((start, _)), Some((_, end))) = (past.days(), now.days()) else { return Vec::new() };
        let labels: BTreeSet<_> = past.labels().into_iter().chain(now.labels()).collect();
        let labels: Vec<&str> = labels.into_iter().collect();
        let doubt = match (weeks.len() < 2 * self.count, past.has_gap() || now.has_gap()) {
            (true, _) => Some(OVERLAP),
            (_, true) => Some(GAP),
            _ => None,
        };
        let sides = [&past, &now].map(|window| match basis {
            None => self.in_tokens(window, &labels),
            Some(basis) => self.in_dollars(window, &labels, rule, basis),
        });
        let [then, since] = sides;
        let weeks = i64::try_from(self.count.min(weeks.len())).unwrap_or(i64::MAX);
        let standings = labels.into_iter().zip(then.into_iter().zip(since));
        let moved = standings.map(|(vendor, (past, now))| Moved {
            vendor,
            basis,
            rule,
            days: (start, end),
            weeks,
            doubt,
            past,
            now,
        });
        moved.flat_map(|moved| moved.rows()).collect()
    }

    fn in_tokens(&self, window: &Window<'_>, labels: &[&str]) -> Vec<Standing> {
        let total = window.total();
        let standing = |label: &&str| {
            let sum = window.sum(label);
            let is_named = *label != OTHERS;
            let by_week = || self.models.of_tokens(label, &window.by_week(label));
            let models = if is_named { by_week() } else { Models::default() };
            let end = sum.tokens.zip(sum.tokens.and_then(|tokens| share(tokens, total)));
            let end = end.map(|(tokens, share)| End {
                share,
                tokens: float(tokens),
                price: 1.0,
                whole: float(total),
                models: models.weighed.clone(),
            });
            let named = sum.tokens.unwrap_or(0);
            let bounds = share(named, total).zip(share(named.saturating_add(sum.hidden).min(total), total));
            Standing { sum, price: None, end, bounds, models }
        };
        labels.iter().map(standing).collect()
    }

    fn in_dollars(&self, window: &Window<'_>, labels: &[&str], rule: Rule, basis: Basis) -> Vec<Standing> {
        let price = |label: &&str| self.prices.of_weeks(rule, basis, label, &window.by_week(label));
        let sums: Vec<Sum> = labels.iter().map(|label| window.sum(label)).collect();
        let prices: Vec<Option<Price>> = labels.iter().map(price).collect();
        let named = labels.iter().zip(&sums).zip(&prices);
        let unnamed = |label: &str| self.traffic.unnamed(self.series.whose(label));
        let of =
            |((label, sum), price): ((&&str, &Sum), &Option<Price>)| part(label, *sum, price.as_ref(), unnamed(label));
        let parts: Vec<Part> = named.map(of).collect();
        let values = valued(&parts);
        let whole = values.iter().filter_map(|value| value.usd).sum();
        let in_dollars = parts.iter().zip(values);
        let standings =
            labels.iter().zip(sums).zip(prices).zip(in_dollars).map(|(((label, sum), price), (part, value))| {
                let by_week = || self.models.of_dollars(label, &window.by_week(label), basis, self.traffic);
                let models = if basis.is_by_week() { by_week() } else { Models::default() };
                let end = value.share.filter(|_| sum.tokens.is_some()).map(|share| End {
                    share,
                    tokens: float(part.tokens),
                    price: part.price.unwrap_or(0.0),
                    whole,
                    models: models.weighed.clone(),
                });
                Standing { sum, price, end, bounds: value.low.zip(value.high), models }
            });
        standings.collect()
    }
}

/// A vendor in both windows.
struct Moved<'label> {
    vendor: &'label str,
    basis: Option<Basis>,
    rule: Rule,
    days: (Date, Date),
    weeks: i64,
    /// What is wrong with the windows.
    doubt: Option<&'static str>,
    past: Standing,
    now: Standing,
}

impl Moved<'_> {
    fn rows(&self) -> Vec<Row> {
        let causes = match self.basis {
            None => &[MovePart::Volume, MovePart::Market][..],
            Some(_) => MovePart::ALL,
        };
        let split = self.past.end.as_ref().zip(self.now.end.as_ref()).map(|(past, now)| Move::new(past, now));
        let all = split.as_ref().map(Move::parts);
        let mean = split.as_ref().map_or(0.0, |split| split.mean);
        let mut rows: Vec<Row> = causes.iter().map(|cause| self.row(*cause, all, mean)).collect();
        let models = split.as_ref().map(Move::by_model).unwrap_or_default();
        for (model, parts) in models {
            let causes = causes.iter().filter(|cause| **cause != MovePart::Market);
            rows.extend(causes.map(|cause| self.of_model(model, self.row(*cause, Some(parts), mean))));
        }
        rows
    }

    /// The row of all models.
    fn row(&self, part: MovePart, parts: Option<Parts>, mean: f64) -> Row {
        let priced = |standing: &Standing| standing.price.as_ref().and_then(|price| price.weights_age);
        let origin = |standing: &Standing| origin(standing.sum, standing.price.as_ref());
        Row {
            vendor: self.vendor.to_owned(),
            model: ALL.to_owned(),
            part,
            basis: self.basis,
            rule: self.rule,
            days: self.days,
            weeks: self.weeks,
            past: self.past.side(self.basis),
            now: self.now.side(self.basis),
            added: parts.map(|parts| parts.of(part)),
            mean,
            weights_age: priced(&self.past).max(priced(&self.now)),
            reason: self.reason(),
            origin: origin(&self.past).max(origin(&self.now)),
        }
    }

    /// The row of one model, out of that of all with what the model adds.
    fn of_model(&self, model: &str, all: Row) -> Row {
        let weights_age = self.past.models.weights_age.max(self.now.models.weights_age);
        let is_far_off = weights_age.is_some_and(|days| days > FAR_OFF) && model != OTHERS;
        let (past, now) = (self.past.side_of(model, all.past), self.now.side_of(model, all.now));
        let not_named = (past.tokens.is_none() || now.tokens.is_none()).then(|| NOT_NAMED.to_owned());
        Row {
            model: model.to_owned(),
            past,
            now,
            weights_age,
            reason: if is_far_off { Some(OF_ANOTHER_TIME.to_owned()) } else { all.reason.or(not_named) },
            origin: all.origin.max(self.past.models.origin).max(self.now.models.origin),
            ..all
        }
    }

    fn reason(&self) -> Option<String> {
        let sides = [&self.past, &self.now];
        let is_partly = sides.iter().any(|side| side.sum.weeks_present < self.weeks);
        let without_share = sides.into_iter().find(|side| side.end.is_none());
        let said = match self.basis {
            _ if sides.iter().any(|side| side.sum.tokens.is_none()) => Some(ABSENT),
            None if without_share.is_some() => Some(NO_TOKENS),
            Some(_) if without_share.is_some() => without_share.and_then(|side| self.of_price(side)),
            _ if self.doubt.is_some() => self.doubt,
            _ if is_partly && self.rule == Rule::Default => Some(PARTLY),
            Some(basis) if !basis.is_by_week() => Some(ONE_PRICE),
            Some(_) => sides.into_iter().find_map(|side| self.of_price(side)),
            None => None,
        };
        said.map(str::to_owned)
    }

    fn of_price<'side>(&self, side: &'side Standing) -> Option<&'side str> {
        let share = side.end.as_ref().map(|end| end.share);
        reason(self.vendor, side.sum, side.price.as_ref(), &Valued { share, ..Valued::default() })
    }
}

impl Standing {
    fn side(&self, basis: Option<Basis>) -> Side {
        let price = self.price.as_ref().filter(|price| price.blended.is_some());
        Side {
            weeks_present: self.sum.weeks_present,
            share: self.end.as_ref().map(|end| end.share),
            bounds: self.bounds,
            tokens: self.sum.tokens,
            price: basis.and_then(|_| price?.blended),
            coverage: price.map(Price::covered),
        }
    }

    /// One model's part of it; nothing where the model is not named. Its tokens are those of the vendor by the model's weight.
    fn side_of(&self, model: &str, all: Side) -> Side {
        let of = |end: &End| {
            let variants = end.models.iter().filter(|((name, _), _)| name == model);
            let sums = variants.map(|(_, weighed)| (weighed.weight, weighed.weight * weighed.price));
            sums.fold((0.0, 0.0), |sum, variant| (sum.0 + variant.0, sum.1 + variant.1))
        };
        let found = self.end.as_ref().map(|end| (end, of(end))).filter(|(_, (weight, _))| *weight > 0.0);
        let Some((end, (weight, worth))) = found else {
            return Side { weeks_present: all.weeks_present, ..Side::default() };
        };
        let part = if end.price > 0.0 { worth / end.price } else { 0.0 };
        Side {
            weeks_present: all.weeks_present,
            share: Some(end.share * part.min(1.0)),
            bounds: None,
            tokens: Some(whole(end.tokens * weight)),
            price: all.price.map(|_| worth / weight),
            coverage: None,
        }
    }
}

impl Parts {
    const fn of(self, part: MovePart) -> f64 {
        match part {
            MovePart::Volume => self.volume,
            MovePart::Price => self.price,
            MovePart::Mix => self.mix,
            MovePart::Market => self.market,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
const fn float(tokens: i64) -> f64 {
    tokens as f64
}

#[expect(clippy::cast_possible_truncation, reason = "tokens below 2^53 in every window")]
fn whole(tokens: f64) -> i64 {
    tokens.round() as i64
}
