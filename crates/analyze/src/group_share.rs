//! `group_share`: the combined share of a group of vendors or models, week by week.

mod dollars;
mod free;
mod members;
mod models;
mod sides;

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Basis, Frame, GroupOf, Origin, Rule,
    columns::{
        COVERAGE_SHARE, DOLLAR_SHARE, DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW, GROUP_ID, GROUP_OF, IS_COMPLETE, MAJORITY,
        NAMED_MAJORITY, NAMED_TOKEN_SHARE, NAMED_TOKEN_SHARE_HIGH, PAID_MAJORITY, PAID_TOKEN_SHARE,
        PAID_TOKEN_SHARE_HIGH, PAID_TOKEN_SHARE_LOW, PRICE_BASIS, REASON, RULE, TOKEN_SHARE, TOKEN_SHARE_HIGH, TOKENS,
        UNKNOWN_TOKEN_SHARE, UNKNOWN_TOKENS, VALUE_ORIGIN, WEEK_ANCHOR, WEEK_START_DATE, WEIGHTS_AGE_DAYS,
    },
    series::{dates, integers, reals, texts, truths},
    tables::{GroupShare, ModelWeek, PricedUsage, VendorPrice, VendorWeek},
};

use self::{
    dollars::{Dollars, dollars, parts},
    free::{FreeTraffic, Paid},
    members::Members,
    sides::{Labelled, Range, Sides},
};
use crate::{
    AnalyzeError, Groups, Pricing, group::Belongs, price::Prices, series::VendorSeries, traits::Known, usage::usages,
};

const ABSENT: &str = "no member is named this week: its tokens, if any, are inside `others`";
const NO_REMAINDER: &str =
    "the week has no remainder: what the site had besides is not known, so there is no share of all";
const FREE_UNKNOWN: &str = "no usage tells free traffic apart: the share without it is not known, its bounds are";
const NO_DOLLARS: &str = "a group of models is counted in tokens: `model_leaderboard` has dollars by model";
/// The measure that is no price basis.
const IN_TOKENS: &str = "tokens";

/// What groups are measured on.
#[derive(Clone, Copy, Debug)]
pub struct Grouped<'frame> {
    /// The vendor series.
    pub vendors: &'frame Frame<VendorWeek>,
    /// The model series.
    pub models: &'frame Frame<ModelWeek>,
    /// What vendors' tokens cost.
    pub prices: &'frame Frame<VendorPrice>,
    /// The usage of models, which tells free traffic apart.
    pub usage: &'frame Frame<PricedUsage>,
}

/// One week and group, whatever tokens cost.
#[derive(Clone)]
struct Counted<'frame> {
    start: Date,
    anchor: &'frame str,
    is_complete: bool,
    group: &'frame str,
    of: GroupOf,
    rule: Rule,
    sides: Sides,
    /// Days to the usage that tells free traffic apart; none where none does.
    age: Option<i64>,
    origin: Option<Origin>,
}

impl Counted<'_> {
    /// Whether anything says which of its tokens are free: of models their variant does.
    fn tells_free(&self) -> bool {
        self.of == GroupOf::Models || self.age.is_some()
    }
}

/// One of the shares.
type Share = fn(&Sides) -> Option<Range>;

/// The same on one basis; none where nothing is priced.
struct Row<'frame> {
    counted: Counted<'frame>,
    basis: Option<Basis>,
    dollars: Dollars,
}

/// Combined token and dollar share of groups.
///
/// Grain: week × group × basis × rule. Units: tokens; shares 0 to 1. Groups of vendors are measured over the vendor series,
/// groups of models over the model series, whose weeks may begin on another day; these have no dollars and the basis
/// `tokens`.
///
/// `token_share` is of all buckets, `named_token_share` of the named labels: "more than half" depends on which.
/// Who is in a group is what `data/reference` says of that day, no more: a label of which it is not known (`unknown_tokens`)
/// counts in `token_share_high` alone, and so does a label that is no vendor's, on a list as well: its tokens may be of any member.
/// A member that upstream does not name is inside `others`, so a share is a lower
/// bound. The upper one adds what `others` may hide: by rule `default` all of it, but of a list of vendors at most what
/// each absent one can have just below the smallest that is named; by rule `published`, which takes absent for zero,
/// nothing. Where no member is named the share is null by rule `default`, and 0 by rule `published`.
///
/// `without_free_token_share` leaves variants `:free` out on both sides. The model series names them. The vendor series does
/// not, so a vendor's free part is that of the usage nearest to the week that names it (`weights_age_days`, the most of
/// the named vendors; 0 where their days overlap, which need not be the same days); where there is none, nobody knows. Bounds take what that usage does not
/// name, and `others`, for free or paid, whichever is less or more; they do not bound the difference of days.
///
/// `majority` and its like: certainly more than half if the lower bound is, not if the upper bound is not, else perhaps.
///
/// `value_origin` is the weakest of the members' tokens and, where there are dollars, of their prices: on a basis whose
/// prices are made a row is made, though its tokens were observed.
///
/// Bounds of the dollar share are those of `dollar_share`, over all members at once, with the same hidden and unknown ones.
///
/// ```
/// use analyze::{Grouped, Groups, Traits};
/// # use analyze::{Pricing, Traffic, Weights};
/// # use schema::{Basis, Board, Frame, Rule, columns::*, tables::*};
/// # let alike = [
/// #     (&IS_COMPLETE, "true"), (&IS_LEFT_CUT, "false"), (&IS_LOWER_BOUND, "false"), (&WEEK_ANCHOR, "sunday"),
/// #     (&VALUE_ORIGIN, "observed"), (&CAPTURED_AT, "2026-04-14T00:00:00Z"), (&SNAPSHOT_ID, "s"),
/// # ];
/// let groups = "group,of,by,country,weights,what,stated_date,source\ncn_published,vendors,list,,,an example,2026-04-14,x\n";
/// let members = ["qwen", "xiaomi", "stepfun"].map(|lab| format!("cn_published,{lab},,2026-04-14,x\n")).concat();
/// let members = format!("group,vendor,valid_from,stated_date,source\n{members}");
/// # let traits = Traits::parse(b"scope,key,trait,value,valid_from,stated_date,source\n")?;
/// let groups = Groups::parse(groups.as_bytes(), members.as_bytes(), traits)?;
/// let vendors = Frame::<VendorWeek>::from_text("
///     week_start_date | vendor | tokens | is_attributed
///     2026-04-05      | qwen   | 25     | true
///     2026-04-05      | xiaomi | 20     | true
///     2026-04-05      | google | 40     | true
///     2026-04-05      | others | 15     | false
/// ", &alike)?;
/// # let (models, prices, usage) = (Frame::empty()?, Frame::empty()?, Frame::empty()?);
/// let on = Grouped { vendors: &vendors, models: &models, prices: &prices, usage: &usage };
/// # let weights = Weights { published: Board::Site, default: Board::Site };
/// # let pricing = Pricing { rules: vec![Rule::Default], bases: vec![Basis::ListAsof], weights, traffic: Traffic::ALL };
/// let shares = analyze::group_share(&on, &groups, &["cn_published".to_owned()], &pricing)?;
/// // More than half of what has a name, less of all there is, and perhaps more than half of that, too: `others` may hide stepfun.
/// let columns = [&TOKENS, &TOKEN_SHARE, &TOKEN_SHARE_HIGH, &MAJORITY, &NAMED_TOKEN_SHARE, &NAMED_MAJORITY];
/// assert_eq!(shares.to_text(&columns), "\
/// tokens | token_share | token_share_high | majority | named_token_share | named_majority
/// 45 | 0.45 | 0.6 | perhaps | 0.5294117647058824 | certainly
/// ");
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::UnknownGroup`]; [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn group_share(
    on: &Grouped<'_>,
    groups: &Groups,
    names: &[String],
    pricing: &Pricing,
) -> Result<Frame<GroupShare>, AnalyzeError> {
    let (series, prices, usages) = (VendorSeries::read(on.vendors), Prices::read(on.prices), usages(on.usage));
    let (free, model_weeks) = (FreeTraffic::read(&usages), models::weeks(on.models));
    let mut rows = Vec::new();
    let (of_vendors, of_models) = by_kind(groups, names)?;
    for week in &series.weeks {
        let members = Members::of(week, &of_vendors, groups, &free)?;
        for rule in &pricing.rules {
            let counted: Vec<Counted<'_>> =
                members.iter().map(|members| members.counted(week, groups, *rule)).collect::<Result<_, _>>()?;
            for basis in &pricing.bases {
                let parts = parts(week, &prices, (*rule, *basis), pricing.traffic);
                for (members, counted) in members.iter().zip(&counted) {
                    let dollars = dollars(&parts, &members.belongs, counted.sides.hidden());
                    rows.push(Row { counted: counted.clone(), basis: Some(*basis), dollars });
                }
            }
        }
    }
    let found = counted_models(&model_weeks, &of_models, groups, &pricing.rules)?;
    rows.extend(found.into_iter().map(|counted| Row { counted, basis: None, dollars: Dollars::default() }));
    frame(&rows)
}

/// Groups of vendors, and groups of models.
fn by_kind<'names>(
    groups: &Groups,
    names: &'names [String],
) -> Result<(Vec<&'names str>, Vec<&'names str>), AnalyzeError> {
    let mut kinds = (Vec::new(), Vec::new());
    for name in names {
        match groups.of(name)? {
            GroupOf::Vendors => kinds.0.push(name.as_str()),
            GroupOf::Models => kinds.1.push(name.as_str()),
        }
    }
    Ok(kinds)
}

fn frame(rows: &[Row<'_>]) -> Result<Frame<GroupShare>, AnalyzeError> {
    let counted = || rows.iter().map(|row| &row.counted);
    let range = |of: Share| counted().map(move |counted| of(&counted.sides));
    let share = |of: Share| range(of).map(|range| range?.share);
    let high = |of: Share| range(of).map(|range| Some(range?.high));
    let majority = |of: Share| range(of).map(|range| Some(range?.majority().word()));
    let reasons: Vec<Option<String>> = rows.iter().map(Row::reason).collect();
    let paid = |row: &Counted<'_>| row.sides.of_paid()?.share.filter(|_| row.tells_free());
    Ok(Frame::from_columns(vec![
        dates(&WEEK_START_DATE, counted().map(|row| Some(row.start))),
        texts(&GROUP_ID, counted().map(|row| Some(row.group))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.basis.map_or(IN_TOKENS, Basis::word)))),
        texts(&RULE, counted().map(|row| Some(row.rule.word()))),
        texts(&GROUP_OF, counted().map(|row| Some(row.of.word()))),
        texts(&WEEK_ANCHOR, counted().map(|row| Some(row.anchor))),
        truths(&IS_COMPLETE, counted().map(|row| Some(row.is_complete))),
        integers(&UNKNOWN_TOKENS, counted().map(|row| Some(row.sides.unknown()))),
        integers(&TOKENS, counted().map(|row| row.sides.tokens())),
        reals(&TOKEN_SHARE, share(Sides::of_all)),
        reals(&TOKEN_SHARE_HIGH, high(Sides::of_all)),
        texts(&MAJORITY, majority(Sides::of_all)),
        reals(&UNKNOWN_TOKEN_SHARE, counted().map(|row| row.sides.unknown_share())),
        reals(&NAMED_TOKEN_SHARE, share(Sides::of_named)),
        reals(&NAMED_TOKEN_SHARE_HIGH, high(Sides::of_named)),
        texts(&NAMED_MAJORITY, majority(Sides::of_named)),
        reals(&PAID_TOKEN_SHARE, counted().map(paid)),
        reals(&PAID_TOKEN_SHARE_LOW, range(Sides::of_paid).map(|range| Some(range?.low))),
        reals(&PAID_TOKEN_SHARE_HIGH, high(Sides::of_paid)),
        texts(&PAID_MAJORITY, majority(Sides::of_paid)),
        integers(&WEIGHTS_AGE_DAYS, counted().map(|row| row.age)),
        reals(&DOLLAR_SHARE, rows.iter().map(|row| row.dollars.valued.share)),
        reals(&DOLLAR_SHARE_LOW, rows.iter().map(|row| row.dollars.valued.low)),
        reals(&DOLLAR_SHARE_HIGH, rows.iter().map(|row| row.dollars.valued.high)),
        reals(&COVERAGE_SHARE, rows.iter().map(|row| row.dollars.coverage)),
        texts(&REASON, reasons.iter().map(Option::as_deref)),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin().map(Origin::word))),
    ])?)
}

fn counted_models<'frame>(
    weeks: &BTreeMap<Date, models::Week<'frame>>,
    names: &[&'frame str],
    groups: &Groups,
    rules: &[Rule],
) -> Result<Vec<Counted<'frame>>, AnalyzeError> {
    let mut found = Vec::new();
    for (start, week) in weeks {
        let known: Vec<Known<'_>> =
            week.models.iter().map(|named| groups.known_model(named.model, named.vendor, *start)).collect();
        for group in names {
            let mut labels = Vec::new();
            let mut origin = None;
            for (named, known) in week.models.iter().zip(&known) {
                let belongs = groups.takes(group, named.vendor, *known, *start)?;
                origin = if belongs == Belongs::Yes { origin.max(Some(named.origin)) } else { origin };
                let paid = if named.is_free { Paid::NONE } else { Paid::all(named.tokens) };
                labels.push(Labelled { belongs, tokens: named.tokens, paid });
            }
            found.extend(rules.iter().map(|rule| {
                let hidden = if *rule == Rule::Published { 0 } else { week.others.unwrap_or(0) };
                Counted {
                    start: *start,
                    anchor: week.anchor,
                    is_complete: week.is_complete,
                    group,
                    of: GroupOf::Models,
                    rule: *rule,
                    sides: Sides::of(labels.iter().copied(), week.others, hidden, *rule),
                    age: Some(0),
                    origin,
                }
            }));
        }
    }
    Ok(found)
}

impl Row<'_> {
    /// The weakest of members' tokens and, where there are dollars, of the prices that make them.
    fn origin(&self) -> Option<Origin> {
        self.counted.origin.max(self.dollars.origin)
    }

    fn reason(&self) -> Option<String> {
        let of_all = match &self.counted {
            counted if counted.origin.is_none() => Some(ABSENT),
            counted if counted.sides.of_all().is_none() => Some(NO_REMAINDER),
            counted if counted.of == GroupOf::Models => Some(NO_DOLLARS),
            _ => self.dollars.reason,
        };
        let is_told = [Some(ABSENT), Some(NO_REMAINDER)].contains(&of_all);
        let of_free = (!is_told && !self.counted.tells_free()).then_some(FREE_UNKNOWN);
        let said: Vec<&str> = of_all.into_iter().chain(of_free).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
}

#[cfg(test)]
mod tests;
