//! A group's share without free traffic: what of each label is paid for, as far as somebody names its models.

use super::{
    Made, Number,
    bounds::End,
    coverage::{self, Whole},
    ground::{Ground, Row},
    group_tokens::{Label, Sides},
    number::{difference, quotient},
    usage,
};

/// What is taken for paid of what no usage names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paid {
    /// Nothing.
    Least,
    /// What is known to be free is taken out.
    Known,
    /// All.
    Most,
}

/// The formula of `without_free_token_share`.
pub(super) fn share(ground: &Ground<'_>, sides: &Sides) -> Option<Made> {
    let own = sum(ground, "paid tokens of the group", &[&sides.own], Paid::Known)?;
    let outside = outside(ground, sides, Paid::Known)?;
    part(own, outside)
}

/// That of its lower or upper bound. `hidden` is what of the remainder may be the group's.
pub(super) fn bound(ground: &Ground<'_>, sides: &Sides, hidden: Number, end: End) -> Option<Made> {
    let share = Number::of("share without what is known to be free", share(ground, sides)?);
    if end == End::Least {
        let own = sum(ground, "paid tokens of the group, at their least", &[&sides.own], Paid::Least)?;
        let least = part(own, outside(ground, sides, Paid::Most)?).and_then(|made| Number::of("at its least", made));
        return Some(Made::Least([least, share].into_iter().flatten().collect()));
    }
    let own = sum(ground, "paid tokens of all that may be the group's", &[&sides.own, &sides.perhaps], Paid::Most)?;
    let own = Number::of("paid tokens of the group, at their most", Made::Sum(vec![own, hidden]))?;
    let rest = sum(ground, "paid tokens of all others, at their least", &[&sides.rest], Paid::Least)?;
    let most = part(own, rest).and_then(|made| Number::of("at its most", made));
    Some(Made::Most([most, share].into_iter().flatten().collect()))
}

/// A part beside a rest.
fn part(own: Number, rest: Number) -> Option<Made> {
    let whole = Number::of("paid tokens of all", Made::Sum(vec![own.clone().again(), rest]))?;
    (whole.value > 0.0).then(|| quotient(own, whole))
}

/// What is not certainly the group's, the remainder with it.
fn outside(ground: &Ground<'_>, sides: &Sides, which: Paid) -> Option<Number> {
    let named = sum(ground, "paid tokens of labels that are not the group's", &[&sides.perhaps, &sides.rest], which)?;
    let others = Number::of("tokens of the remainder", Made::Sum(Sides::numbers(&sides.others)))?;
    Number::of("paid tokens of all others", Made::Sum(vec![named, others]))
}

fn sum(ground: &Ground<'_>, name: &str, sides: &[&Vec<Label>], which: Paid) -> Option<Number> {
    let parts = sides.iter().flat_map(|side| side.iter()).map(|label| paid(ground, label, which));
    Some(Number::of(name, Made::Sum(parts.collect::<Option<_>>()?))?.whole())
}

/// The paid part of a label: a model's variant says it, a vendor's usage does as far as it names the vendor's tokens.
fn paid(ground: &Ground<'_>, label: &Label, which: Paid) -> Option<Number> {
    let tokens = || label.tokens.clone();
    if let Some(is_free) = label.is_free {
        let nothing = Number::constant(format!("paid of {}, all of it free", label.tokens.name), 0.0);
        return Some(if is_free { nothing } else { tokens() });
    }
    let week = label.week.to_string();
    let filters =
        [("board", "site"), ("window_kind", "week"), ("window_start_date", &week), ("vendor", label.vendor.as_str())];
    let mut usages = ground.rows("priced_usage", &filters);
    // Free then, and no longer to be had: of what that became usage of other days says nothing.
    usages.retain(|usage| {
        let is_of_other_days = usage.day("usage_end_date") < usage.day("window_start_date");
        !(is_of_other_days && usage.text("asof_match_class").as_deref() == Some("free_ended"))
    });
    let weights = |is_in: &dyn Fn(&Row<'_>) -> bool| {
        usages.iter().filter(|usage| is_in(usage)).filter_map(|usage| usage::weight(ground, usage)).collect()
    };
    let of_usage = Number::of(format!("tokens of {} that usage names", label.vendor), Made::Sum(weights(&|_| true)))?;
    let unknown = Number::constant(format!("paid of {}, of which no usage tells", label.tokens.name), 0.0);
    if of_usage.value <= 0.0 {
        return Some(if which == Paid::Least { unknown } else { tokens() });
    }
    let is_free = |usage: &Row<'_>| usage.text("variant").as_deref() == Some("free");
    let free = Number::of("of these, free", Made::Sum(weights(&is_free)))?;
    let free = Number::of("free part", quotient(free, of_usage.clone()))?;
    let one = || Number::constant("all", 1.0);
    let name = format!("paid of {}", label.tokens.name);
    let part = |whole| coverage::named(ground, &usages, of_usage.clone(), whole);
    let made = match (part(Whole::Most), which) {
        (Some(named), Paid::Least) => {
            let bought = Number::of("part that is paid for", difference(one(), free))?;
            Made::Product(vec![tokens(), named, bought])
        }
        (None, Paid::Least) => return Some(unknown),
        (None, Paid::Most) => return Some(tokens()),
        (least, _) => {
            let named = if which == Paid::Known { part(Whole::About).or(least) } else { least };
            let free = Number::of("known to be free", Made::Product(named.into_iter().chain([free]).collect()))?;
            Made::Product(vec![tokens(), Number::of("all but that", difference(one(), free))?])
        }
    };
    Number::of(name, made)
}
