//! Tokens of a group: the labels of a week that belong to it, those that perhaps do, and what the remainder may have of it.

use jiff::civil::Date;

use super::{
    Made, Number,
    answers::text,
    bounds::End,
    free,
    ground::{Ground, Row},
    group_bounds::hidden_tokens,
    number::quotient,
    tokens::{self, Which},
    usage,
};

/// A label of a week.
pub(super) struct Label {
    pub(super) vendor: String,
    pub(super) week: Date,
    /// Whether it is free; nobody knows of a vendor as a whole.
    pub(super) is_free: Option<bool>,
    pub(super) tokens: Number,
}

/// The labels of a week by where they belong.
#[derive(Default)]
pub(super) struct Sides {
    pub(super) own: Vec<Label>,
    pub(super) perhaps: Vec<Label>,
    pub(super) rest: Vec<Label>,
    pub(super) others: Vec<Label>,
}

impl Sides {
    /// Vendors of the vendor series, or models of the model series.
    fn of(ground: &Ground<'_>, row: &Row<'_>) -> Option<Self> {
        let (group, week) = (text(row, "group_id"), row.day("week_start_date")?);
        let is_of_models = row.text("group_of").as_deref() == Some("models");
        let table = if is_of_models { "model_week" } else { "vendor_week" };
        let mut sides = Self::default();
        for label in ground.rows(table, &[("week_start_date", &week.to_string())]) {
            let (vendor, model) = (text(&label, "vendor"), text(&label, "model"));
            let name = if is_of_models { &model } else { &vendor };
            let belongs = if is_of_models {
                (ground.has_model)(&group, [&model, &vendor], week)
            } else if (ground.is_member)(&group, &vendor, week) {
                Some(true)
            } else {
                // Whose tokens are under a label of nobody is not known: perhaps a member's.
                let may_be = (ground.may_be_member)(&group, &vendor, week) || !label.is("is_attributed");
                (!may_be).then_some(false)
            };
            let side = match belongs {
                _ if name == "others" => &mut sides.others,
                Some(true) => &mut sides.own,
                Some(false) => &mut sides.rest,
                None => &mut sides.perhaps,
            };
            let tokens =
                if is_of_models { usage::of_week(ground, &label) } else { Some(tokens::of_row(ground, &label)) };
            let is_free = is_of_models.then(|| text(&label, "variant") == "free");
            side.extend(tokens.map(|tokens| Label { vendor, week, is_free, tokens }));
        }
        Some(sides)
    }

    /// The tokens of some labels.
    pub(super) fn numbers(labels: &[Label]) -> Vec<Number> {
        labels.iter().map(|label| label.tokens.clone()).collect()
    }

    /// All that is named, and the remainder besides, or not.
    fn whole(&self, which: Which) -> Option<Number> {
        let has_others = which == Which::All;
        let named = [&self.own, &self.perhaps, &self.rest].into_iter().flat_map(|side| Self::numbers(side));
        let others = Self::numbers(&self.others).into_iter().filter(|_| has_others);
        let name = if has_others { "all tokens of the week" } else { "tokens of all that the week names" };
        Some(Number::of(name, Made::Sum(named.chain(others).collect()))?.whole())
    }
}

/// The formula of a column of `group_share` that is about tokens.
pub(super) fn of_row(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let sides = Sides::of(ground, row)?;
    if column.starts_with("without_free_") {
        return match column {
            "without_free_token_share" => free::share(ground, &sides),
            _ => free::bound(ground, &sides, hidden(ground, row, &sides)?, End::of(column)),
        };
    }
    let own = || Made::Sum(Sides::numbers(&sides.own));
    let unknown = || Made::Sum(Sides::numbers(&sides.perhaps));
    let perhaps = || Number::of("tokens of labels of which nobody knows", unknown());
    // Without a member that is named the cell is null, and a bound still counts what may belong to it.
    let of_group = || match row.number("tokens", "tokens of the group") {
        Some(number) => Some(number.made_of(Some(own()))),
        None => Number::of("tokens of the group, none is named", own()),
    };
    let whole = sides.whole(if column.starts_with("named_") { Which::Named } else { Which::All })?;
    Some(match column {
        "tokens" => own(),
        "unknown_tokens" => unknown(),
        "unknown_token_share" => quotient(perhaps()?, whole),
        "token_share" | "named_token_share" => quotient(of_group()?, whole),
        "named_token_share_high" => {
            quotient(Number::of("at its most", Made::Sum(vec![of_group()?, perhaps()?]))?, whole)
        }
        _ => {
            let most = vec![of_group()?, perhaps()?, hidden(ground, row, &sides)?];
            quotient(Number::of("at its most", Made::Sum(most))?, whole)
        }
    })
}

/// What of the remainder may be the group's.
fn hidden(ground: &Ground<'_>, row: &Row<'_>, sides: &Sides) -> Option<Number> {
    let (group, rule) = (text(row, "group_id"), text(row, "rule"));
    if row.text("group_of").as_deref() != Some("models") {
        return Some(hidden_tokens(ground, &group, &rule, row.day("week_start_date")?));
    }
    let others = if rule == "published" { Vec::new() } else { Sides::numbers(&sides.others) };
    Number::of("tokens of the remainder, any of which may be the group's", Made::Sum(others))
}
