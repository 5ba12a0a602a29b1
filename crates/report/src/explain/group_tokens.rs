//! Tokens of a group: the labels of a week that belong to it, those that perhaps do, and what the remainder may have of it.

use super::{
    Made, Number,
    answers::text,
    ground::{Ground, Row},
    group_bounds::hidden_tokens,
    number::quotient,
    tokens::{self, Which},
    usage,
};

/// The labels of a week by where they belong.
#[derive(Default)]
struct Sides {
    own: Vec<Number>,
    perhaps: Vec<Number>,
    rest: Vec<Number>,
    others: Vec<Number>,
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
            side.extend(if is_of_models {
                usage::of_week(ground, &label)
            } else {
                Some(tokens::of_row(ground, &label))
            });
        }
        Some(sides)
    }

    /// All that is named, and the remainder besides, or not.
    fn whole(&self, which: Which) -> Option<Number> {
        let has_others = which == Which::All;
        let named = [&self.own, &self.perhaps, &self.rest].into_iter().flatten().cloned();
        let others = self.others.iter().filter(|_| has_others).cloned();
        let name = if has_others { "all tokens of the week" } else { "tokens of all that the week names" };
        Some(Number::of(name, Made::Sum(named.chain(others).collect()))?.whole())
    }
}

/// The formula of a column of `group_share` that is about tokens.
pub(super) fn of_row(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let sides = Sides::of(ground, row)?;
    let own = || Made::Sum(sides.own.clone());
    let perhaps = || Number::of("tokens of labels of which nobody knows", Made::Sum(sides.perhaps.clone()));
    // Without a member that is named the cell is null, and a bound still counts what may belong to it.
    let of_group = || match row.number("tokens", "tokens of the group") {
        Some(number) => Some(number.made_of(Some(own()))),
        None => Number::of("tokens of the group, none is named", own()),
    };
    let whole = sides.whole(if column.starts_with("named_") { Which::Named } else { Which::All })?;
    Some(match column {
        "tokens" => own(),
        "unknown_tokens" => Made::Sum(sides.perhaps.clone()),
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
    let others = if rule == "published" { Vec::new() } else { sides.others.clone() };
    Number::of("tokens of the remainder, any of which may be the group's", Made::Sum(others))
}
