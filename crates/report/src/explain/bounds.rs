//! Bounds of a dollar share: each vendor at its least or most, and what has no price or no name at the cheapest or dearest.

use jiff::civil::Date;

use super::{
    Made, Number,
    answers::{counted, number, text},
    counted::{self, Counted},
    coverage,
    dollars::{is_by_week, price_row},
    ground::{Ground, Row},
    hidden::hidden,
    number::{difference, quotient},
    price_end, price_mean, windows,
};

/// Which bound, or which end of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Least,
    Most,
}

impl End {
    /// Of a column, by its name.
    pub(super) fn of(column: &str) -> Self {
        if column.contains("_low") { Self::Least } else { Self::Most }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Least => "least",
            Self::Most => "most",
        }
    }
}

/// A vendor of a week or window, as far as its dollars are known.
pub(super) struct Bucket {
    pub(super) vendor: String,
    /// Tokens that count.
    pub(super) tokens: Number,
    /// All of them.
    pub(super) all: Number,
    /// Where the choice of traffic leaves some out: what counts for sure, and what may.
    counted: Option<Counted>,
    /// Tokens that it may have besides, and those of them that no list names.
    hidden: [Number; 2],
    /// Least and most that a million of its tokens cost.
    price: Option<[Number; 2]>,
    /// The same of any of its weeks, where it has several.
    of_any_week: Option<[Number; 2]>,
    /// The part of its tokens that the price was found on.
    covered: Option<Number>,
}

/// The lower or the upper bound of a row of `dollar_share` or `vendor_gap`, over the rows beside it.
pub(super) fn bound(ground: &Ground<'_>, row: &Row<'_>, beside: &[Row<'_>], weeks: &[Date], end: End) -> Option<Made> {
    let buckets: Vec<Bucket> = beside.iter().map(|row| bucket(ground, row, weeks)).collect::<Option<_>>()?;
    let [cheapest, dearest] = range(&buckets)?;
    let vendor = text(row, "vendor");
    let own = buckets.iter().find(|bucket| bucket.vendor == vendor)?;
    let rest = buckets.iter().filter(|bucket| bucket.vendor != vendor);
    // The share leaves out what has no price, and the bounds count it: they take the share in.
    let share = number(ground, row, "dollar_share").map(|share| share.noted(Some("the bounds take it in".to_owned())));
    if end == End::Least {
        let cheap = own.dollars(End::Least, &cheapest)?;
        let others = sum("all others at their most", rest, End::Most, &dearest)?;
        let whole =
            Number::of("it at its least, all others at their most", Made::Sum(vec![cheap.clone().again(), others]))?;
        let least = Number::of("part of the dollars, at its least", quotient(cheap, whole))?;
        return Some(Made::Least([Some(least), share].into_iter().flatten().collect()));
    }
    let dear = own.dollars(End::Most, &dearest)?;
    let top = if own.hidden[0].value > 0.0 {
        Number::of("its dollars at their most", Made::Sum(vec![dear, own.hidden_dollars(&dearest)?]))?
    } else {
        dear
    };
    let others = sum("all others at their least", rest, End::Least, &cheapest)?;
    let left = if may_be_left_out(&buckets) { others } else { left(others, own, &cheapest)? };
    let whole = Number::of("it at its most, all others at their least", Made::Sum(vec![top.clone().again(), left]))?;
    let most = Number::of("part of the dollars, at its most", quotient(top, whole))?;
    Some(Made::Most([Some(most), share].into_iter().flatten().collect()))
}

/// The dollars of some buckets. The price of what has none is taken apart where it first stands.
pub(super) fn sum<'buckets>(
    name: &str,
    buckets: impl Iterator<Item = &'buckets Bucket>,
    end: End,
    unpriced: &Number,
) -> Option<Number> {
    let (again, mut is_first) = (unpriced.clone().again(), true);
    let part = |bucket: &Bucket| {
        let price = if is_first && bucket.is_partly_priced() { unpriced } else { &again };
        is_first &= !bucket.is_partly_priced();
        bucket.dollars(end, price)
    };
    Some(Number::of(name, Made::Sum(buckets.map(part).collect::<Option<_>>()?))?.whole())
}

/// Whether the remainder, at its least, counts for nothing.
pub(super) fn may_be_left_out(buckets: &[Bucket]) -> bool {
    buckets.iter().any(|bucket| bucket.vendor == "others" && bucket.counted.is_some())
}

/// What is left of the others at their least once what is hidden is counted as the vendor's own.
fn left(others: Number, own: &Bucket, cheapest: &Number) -> Option<Number> {
    if own.hidden[0].value == 0.0 {
        return Some(others);
    }
    let moved =
        dollars("hidden tokens at the cheapest price", own.hidden[0].clone().again(), cheapest.clone().again())?;
    let rest = Number::of("all others without what is hidden", difference(others, moved))?;
    Number::of("all others, at least nothing", Made::Most(vec![Number::constant("nothing", 0.0), rest]))
}

pub(super) fn dollars(name: &str, tokens: Number, price: Number) -> Option<Number> {
    let product = Number::of("tokens times price", Made::Product(vec![tokens, price]))?;
    Number::of(name, quotient(product, Number::constant("a million", 1e6)))
}

impl Bucket {
    /// Whether some of its tokens have no price.
    fn is_partly_priced(&self) -> bool {
        self.counted.is_some()
            || self.price.is_none()
            || self.covered.as_ref().is_none_or(|covered| covered.value < 1.0)
    }

    /// Its dollars at one end of its price; what the price was not found on costs `unpriced`.
    pub(super) fn dollars(&self, end: End, unpriced: &Number) -> Option<Number> {
        let name = format!("dollars of {} at their {}", self.vendor, end.word());
        dollars(&name, self.all.clone(), self.mixed(end, unpriced)?)
    }

    /// The price of all of its tokens at one end.
    fn mixed(&self, end: End, unpriced: &Number) -> Option<Number> {
        if let Some(counted) = &self.counted {
            return self.mixed_of(counted, end, unpriced);
        }
        let (Some(price), Some(covered)) = (&self.price, &self.covered) else { return Some(unpriced.clone()) };
        let [least, most] = price.clone();
        let own = if end == End::Least { least } else { most };
        if covered.value >= 1.0 {
            return Some(own);
        }
        let found = Number::of("at its own price", Made::Product(vec![covered.clone(), own]))?;
        let missed =
            Number::of("part without a price", difference(Number::constant("all", 1.0), covered.clone().again()))?;
        let missed = Number::of("what has none", Made::Product(vec![missed, unpriced.clone()]))?;
        Number::of("price of all of its tokens", Made::Sum(vec![found, missed]))
    }

    /// The same where some are left out: what no usage names counts at the most, and not at the least.
    fn mixed_of(&self, counted: &Counted, end: End, unpriced: &Number) -> Option<Number> {
        let Counted { priced, unpriced: missed, unnamed } = counted.clone();
        let own = match &self.price {
            Some([least, _]) if end == End::Least => least,
            Some([_, most]) => most,
            None => unpriced,
        };
        let found = Number::of("at its own price", Made::Product(vec![priced, own.clone()]))?;
        let missed = if end == End::Least {
            missed
        } else {
            Number::of("part without a price that counts, at the most", Made::Sum(vec![missed, unnamed]))?
        };
        let missed = Number::of("what has none", Made::Product(vec![missed, unpriced.clone()]))?;
        Number::of("price of all of its tokens, in or out", Made::Sum(vec![found, missed]))
    }

    /// Dollars of what it may have besides: as its other tokens at their most, but what no list names at the dearest.
    fn hidden_dollars(&self, dearest: &Number) -> Option<Number> {
        let [all, unlisted] = &self.hidden;
        let of_its_own = Number::of("hidden tokens of its own", difference(all.clone(), unlisted.clone()))?;
        let parts = vec![
            dollars("hidden tokens at its own price", of_its_own, self.mixed(End::Most, dearest)?)?,
            dollars("hidden tokens that no list names, at the dearest price", unlisted.clone(), dearest.clone())?,
        ];
        Number::of(format!("dollars that {} may have besides", self.vendor), Made::Sum(parts))
    }
}

pub(super) fn bucket(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date]) -> Option<Bucket> {
    let (vendor, rule, basis) = (text(row, "vendor"), text(row, "rule"), text(row, "price_basis"));
    let tokens = windows::own(ground, row, weeks)
        .unwrap_or_else(|| Number::constant(format!("tokens of {vendor}, absent"), 0.0));
    let price = row.value("blended_usd_per_mtok").and_then(|_| prices(ground, row, weeks));
    let part = |column: &str| {
        let part = row.number(column, format!("{column} of {vendor}"))?;
        Some(ground.apart(part, || coverage::of_weeks(ground, row, column, weeks)))
    };
    let covered = match (price.is_some(), part("coverage_share"), part("weights_share")) {
        (true, Some(coverage), Some(weights)) => {
            Some(Number::of(format!("part of {vendor} with a price"), Made::Product(vec![coverage, weights]))?)
        }
        // Where nobody knows which part of its tokens the weights name, none has its price for sure.
        _ => None,
    };
    // Without a price the row does not say what of the traffic counts: the price's own does.
    let kept = |week: &Date| {
        let price = price_row(ground, &vendor, &rule, &basis, Some(*week))?;
        let kept = price.number("kept_share", "part of the traffic that counts")?;
        Some(ground.apart(kept, || coverage::of_price(ground, &price, "kept_share")))
    };
    let kept = match weeks {
        [_, _, ..] if is_by_week(&basis) && weeks.iter().any(|week| kept(week).is_some()) => {
            let made = coverage::of_weeks(ground, row, "kept_share", weeks);
            made.and_then(|made| Number::of(format!("part of the traffic of {vendor} that counts"), made))
        }
        _ => weeks.first().and_then(kept),
    };
    let all = tokens.clone();
    let tokens = if row.value("kept_share").is_some() {
        counted(ground, row, weeks, tokens)?
    } else {
        counted_as(tokens, kept)?
    };
    let hidden = hidden(ground, &vendor, &rule, weeks);
    let counted = if counted::may_be_less(ground, &vendor) {
        Some(counted::counted(ground, [&vendor, &rule, &basis], weeks)?)
    } else {
        None
    };
    let all = if counted.is_some() { all } else { tokens.clone() };
    let several = price.as_ref().filter(|_| is_by_week(&basis) && weeks.len() > 1);
    let of_any_week = several.and_then(|_| price_mean::of_any_week(ground, row, weeks));
    Some(Bucket { vendor, tokens, all, counted, hidden, price, of_any_week, covered })
}

fn counted_as(tokens: Number, kept: Option<Number>) -> Option<Number> {
    let Some(kept) = kept.filter(|kept| kept.value < 1.0) else { return Some(tokens) };
    let part = Number::of("part of the tokens", Made::Product(vec![tokens, kept]))?;
    Number::of("tokens that count", Made::Rounded(Box::new(part)))
}

/// The least and the most that a vendor's price can be: the price where nothing is in doubt.
fn prices(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date]) -> Option<[Number; 2]> {
    let basis = text(row, "price_basis");
    let [least, most] = [End::Least, End::Most].map(|end| {
        let name = format!("{} price of {}", end.word(), text(row, "vendor"));
        if is_by_week(&basis) && weeks.len() > 1 {
            return price_mean::of_weeks(ground, row, weeks, end, &name);
        }
        let price = price_row(ground, &text(row, "vendor"), &text(row, "rule"), &basis, weeks.first().copied())?;
        price_end::of_vendor(ground, &price, &basis, end, &name)
    });
    Some([least?, most?])
}

/// The cheapest and the dearest price among those that have tokens; over several weeks, in any of them.
pub(super) fn range(buckets: &[Bucket]) -> Option<[Number; 2]> {
    let ends = |bucket: &'_ Bucket| bucket.of_any_week.clone().or_else(|| bucket.price.clone());
    let priced: Vec<[Number; 2]> = buckets.iter().filter(|bucket| bucket.tokens.value > 0.0).filter_map(ends).collect();
    let priced = || priced.iter();
    let cheapest = priced().map(|price| &price[0]).min_by(|one, other| one.value.total_cmp(&other.value))?;
    let dearest = priced().map(|price| &price[1]).max_by(|one, other| one.value.total_cmp(&other.value))?;
    let named =
        |number: &Number, what: &str| Number { name: format!("{what} of all: {}", number.name), ..number.clone() };
    Some([named(cheapest, "cheapest"), named(dearest, "dearest")])
}
