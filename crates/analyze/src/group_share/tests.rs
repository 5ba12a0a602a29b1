//! Groups of vendors and of models, over weeks written as text.

use expect_test::expect;
use schema::columns::*;

use super::*;
use crate::{
    Traits,
    tests::{filled, pricing, usage, vendor_weeks},
};

/// `a` and `b` are on the list `g`, `late` from 2027 on; `a` is of cn, `c` of us, nobody knows of `b`.
fn groups() -> Groups {
    let definitions = "group,of,by,country,weights,what,stated_date,source\n\
        cn,vendors,traits,cn,,x,2026-04-14,x\n\
        g,vendors,list,,,x,2026-04-14,x\n\
        open,models,traits,,open,x,2026-04-14,x\n";
    let members = "group,vendor,valid_from,stated_date,source\n\
        g,a,,2026-04-14,x\n\
        g,b,,2026-04-14,x\n\
        g,late,2027-01-01,2026-04-14,x\n";
    let traits = "scope,key,trait,value,valid_from,stated_date,source\n\
        model,a/open,weights,open,,2026-08-11,x\n\
        model,c/x*,weights,closed,,2026-08-11,x\n\
        vendor,a,country,cn,,2026-08-11,x\n\
        vendor,c,country,us,,2026-08-11,x\n";
    let traits = Traits::parse(traits.as_bytes()).unwrap();
    Groups::parse(definitions.as_bytes(), members.as_bytes(), traits).unwrap()
}

/// `WEEK MODEL VARIANT TOKENS` per line.
fn model_weeks(lines: &[&str]) -> Frame<ModelWeek> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let vendor = |row: &&Vec<&str>| row[1].split('/').next().unwrap().to_owned();
    let vendors: Vec<String> = rows.iter().map(|row| vendor(&row)).collect();
    filled(vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| row[0].parse::<Date>().ok())),
        texts(&MODEL, rows.iter().map(|row| Some(row[1]))),
        texts(&VARIANT, rows.iter().map(|row| Some(row[2]))),
        integers(&TOKENS, rows.iter().map(|row| row[3].parse().ok())),
        texts(&VENDOR, vendors.iter().map(|vendor| Some(vendor.as_str()))),
        truths(&IS_COMPLETE, rows.iter().map(|_| Some(true))),
        truths(&IS_LOWER_BOUND, rows.iter().map(|_| Some(false))),
        truths(&IS_LEFT_CUT, rows.iter().map(|_| Some(false))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|row| Some(row[1] != "others"))),
        texts(&WEEK_ANCHOR, rows.iter().map(|_| Some("monday"))),
        texts(&VALUE_ORIGIN, rows.iter().map(|_| Some("observed"))),
        schema::series::instants(&CAPTURED_AT, rows.iter().map(|_| "2026-04-14T00:00:00Z".parse().ok())),
        texts(&SNAPSHOT_ID, rows.iter().map(|_| Some("test"))),
    ])
}

/// The shares of one group over vendors, models and usage.
fn shares(
    group: &str,
    vendors: &Frame<VendorWeek>,
    models: &Frame<ModelWeek>,
    usage: &Frame<PricedUsage>,
    rules: &[Rule],
) -> Result<Frame<GroupShare>, AnalyzeError> {
    let pricing = pricing(rules, &[Basis::ListCurrent]);
    let prices = crate::vendor_price(usage, &pricing).unwrap();
    let on = Grouped { vendors, models, prices: &prices, usage };
    group_share(&on, &groups(), &[group.to_owned()], &pricing)
}

fn none() -> Frame<ModelWeek> {
    Frame::empty().unwrap()
}

#[test]
fn of_all_and_of_named_tokens_and_dollars_that_lack_a_member() {
    let weeks = vendor_weeks(&["2026-04-05 a 30", "2026-04-05 b 20", "2026-04-05 c 30", "2026-04-05 others 20"]);
    let usage = usage(&["site a/x standard 1 1 1 1", "site c/x standard 1 1 3 3"]);
    let found = shares("g", &weeks, &none(), &usage, &[Rule::Default]).unwrap();
    let columns = [&GROUP_ID, &TOKENS, &TOKEN_SHARE, &NAMED_TOKEN_SHARE, &DOLLAR_SHARE, &REASON];
    expect![[r#"
        group_id | tokens | token_share | named_token_share | dollar_share | reason
        g | 50 | 0.5 | 0.625 | 0.25 | a member named this week has no price: the dollar share lacks it; no usage tells free traffic apart: the share without it is not known, its bounds are
    "#]]
    .assert_eq(&found.to_text(&columns));
    assert_eq!(
        shares("h", &weeks, &none(), &usage, &[Rule::Default]).unwrap_err().to_string(),
        "unknown group `h`, expected one of `cn`, `g`, `open`"
    );
}

#[test]
fn nobody_named_and_nobody_priced_are_not_zero() {
    let usage = usage(&["site c/x standard 1 1 3 3"]);
    let weeks = vendor_weeks(&["2026-04-05 a 30", "2026-04-05 c 30", "2026-04-12 c 20"]);
    let found = shares("g", &weeks, &none(), &usage, &[Rule::Published, Rule::Default]);
    let columns =
        [&WEEK_START_DATE, &RULE, &TOKENS, &TOKEN_SHARE, &TOKEN_SHARE_HIGH, &DOLLAR_SHARE, &REASON, &VALUE_ORIGIN];
    expect![[r#"
        week_start_date | rule | tokens | token_share | token_share_high | dollar_share | reason | value_origin
        2026-04-05 | default | 30 | 0.5 | 0.5 | - | no member named this week has a price; no usage tells free traffic apart: the share without it is not known, its bounds are | observed
        2026-04-05 | published | 30 | 0.5 | 0.5 | - | no member named this week has a price; no usage tells free traffic apart: the share without it is not known, its bounds are | observed
        2026-04-12 | default | - | - | 0 | - | no member is named this week: its tokens, if any, are inside `others` | observed
        2026-04-12 | published | 0 | 0 | 0 | - | no member is named this week: its tokens, if any, are inside `others` | observed
    "#]].assert_eq(&found.unwrap().to_text(&columns));
}

/// Everybody has a price, of nothing; where somebody has none, that is not why there is no share.
#[test]
fn a_share_of_no_dollars_is_none() {
    let weeks = vendor_weeks(&["2026-04-05 a 30", "2026-04-05 b 20", "2026-04-05 c 30"]);
    let reason = |usage: &[&str]| {
        let found = shares("g", &weeks, &none(), &crate::tests::usage(usage), &[Rule::Default]).unwrap();
        assert!(found.cells(&DOLLAR_SHARE).reals()[0].is_none());
        found.cells(&REASON).texts()[0].map(str::to_owned).unwrap()
    };
    let free = ["site a/x free 1 1 0 0", "site b/x free 1 1 0 0", "site c/x free 1 1 0 0"];
    for usage in [&free[..], &free[..1]] {
        let said = reason(usage);
        assert!(said.starts_with("all that is priced costs nothing: a share of no dollars"), "{said}");
    }
}

/// One absent vendor of the list, below 30 tokens, and one more from 2027 on; anybody of a country; nothing by the rule that
/// takes absent for zero. Half is not more than half.
#[test]
fn others_hide_what_a_list_leaves_room_for_or_anything() {
    let weeks = vendor_weeks(&["2026-04-05 a 50", "2026-04-05 c 30", "2026-04-05 others 40"]);
    let columns = [&GROUP_ID, &RULE, &TOKEN_SHARE, &TOKEN_SHARE_HIGH, &MAJORITY, &NAMED_MAJORITY];
    let usage = Frame::empty().unwrap();
    let of =
        |group| shares(group, &weeks, &none(), &usage, &[Rule::Published, Rule::Default]).unwrap().to_text(&columns);
    expect![[r#"
        group_id | rule | token_share | token_share_high | majority | named_majority
        g | default | 0.4166666666666667 | 0.6666666666666666 | perhaps | certainly
        g | published | 0.4166666666666667 | 0.4166666666666667 | not | certainly
    "#]]
    .assert_eq(&of("g"));
    expect![[r#"
        group_id | rule | token_share | token_share_high | majority | named_majority
        cn | default | 0.4166666666666667 | 0.75 | perhaps | certainly
        cn | published | 0.4166666666666667 | 0.4166666666666667 | not | certainly
    "#]]
    .assert_eq(&of("cn"));
}

#[test]
fn what_nobody_knows_counts_at_the_most_alone() {
    let weeks = vendor_weeks(&["2026-04-05 a 50", "2026-04-05 b 20", "2026-04-05 c 20", "2026-04-05 others 10"]);
    let usage = usage(&["site a/x standard 1 1 1 1", "site b/x standard 1 1 1 1", "site c/x standard 1 1 1 1"]);
    let found = shares("cn", &weeks, &none(), &usage, &[Rule::Default]).unwrap();
    let columns = [
        &TOKEN_SHARE,
        &TOKEN_SHARE_HIGH,
        &UNKNOWN_TOKENS,
        &UNKNOWN_TOKEN_SHARE,
        &NAMED_TOKEN_SHARE_HIGH,
        &DOLLAR_SHARE,
        &DOLLAR_SHARE_LOW,
        &DOLLAR_SHARE_HIGH,
    ];
    expect![[r#"
        token_share | token_share_high | unknown_tokens | unknown_token_share | named_token_share_high | dollar_share | dollar_share_low | dollar_share_high
        0.5 | 0.8 | 20 | 0.2 | 0.7777777777777778 | 0.5555555555555556 | 0.5 | 0.7999999999999999
    "#]].assert_eq(&found.to_text(&columns));
}

/// 50 of a list, 20 of nobody: they may be of a member, and cost what any vendor costs.
#[test]
fn a_label_of_nobody_may_be_a_members() {
    let weeks = vendor_weeks(&["2026-04-05 a 50", "2026-04-05 c 30", "2026-04-05 stealth 20"]);
    let usage = usage(&["site a/x standard 1 1 1 1", "site c/x standard 1 1 1 1"]);
    let found = shares("g", &weeks, &none(), &usage, &[Rule::Default]).unwrap();
    let columns = [&TOKEN_SHARE, &TOKEN_SHARE_HIGH, &UNKNOWN_TOKENS, &MAJORITY, &DOLLAR_SHARE, &DOLLAR_SHARE_HIGH];
    expect![[r#"
        token_share | token_share_high | unknown_tokens | majority | dollar_share | dollar_share_high
        0.5 | 0.7 | 20 | perhaps | 0.625 | 0.7000000000000001
    "#]]
    .assert_eq(&found.to_text(&columns));
}

/// 40 open, 20 of them free; 20 closed; of 10 nobody knows; 30 in `others`. And a week without a remainder.
#[test]
fn groups_of_models_over_their_own_weeks_with_and_without_free() {
    let models = model_weeks(&[
        "2026-04-06 a/open standard 20",
        "2026-04-06 a/open free 20",
        "2026-04-06 a/x standard 10",
        "2026-04-06 c/x standard 20",
        "2026-04-06 others standard 30",
        "2026-04-13 a/open free 20",
        "2026-04-13 c/x standard 10",
        "2026-04-20 c/x standard 10",
        "2026-04-20 others standard 10",
    ]);
    let vendors = vendor_weeks(&["2026-04-05 a 50"]);
    let found = shares("open", &vendors, &models, &Frame::empty().unwrap(), &[Rule::Default]).unwrap();
    let columns = [
        &WEEK_START_DATE,
        &PRICE_BASIS,
        &TOKENS,
        &TOKEN_SHARE,
        &TOKEN_SHARE_HIGH,
        &NAMED_TOKEN_SHARE,
        &NAMED_TOKEN_SHARE_HIGH,
        &PAID_TOKEN_SHARE,
        &PAID_TOKEN_SHARE_LOW,
        &PAID_TOKEN_SHARE_HIGH,
        &MAJORITY,
        &REASON,
    ];
    expect![[r#"
        week_start_date | price_basis | tokens | token_share | token_share_high | named_token_share | named_token_share_high | without_free_token_share | without_free_token_share_low | without_free_token_share_high | majority | reason
        2026-04-06 | tokens | 40 | 0.4 | 0.8 | 0.5714285714285714 | 0.7142857142857143 | 0.25 | 0.25 | 0.75 | perhaps | a group of models is counted in tokens: `model_leaderboard` has dollars by model
        2026-04-13 | tokens | 20 | - | - | 0.6666666666666666 | 0.6666666666666666 | - | - | - | - | the week has no remainder: what the site had besides is not known, so there is no share of all
        2026-04-20 | tokens | - | - | 0.5 | - | 0 | - | 0 | 0.5 | not | no member is named this week: its tokens, if any, are inside `others`
    "#]].assert_eq(&found.to_text(&columns));
}

#[test]
fn a_group_is_as_good_as_its_weakest_member() {
    let mut data = vendor_weeks(&["2026-04-05 a 1", "2026-04-05 b 1", "2026-04-05 c 1"]).into_data();
    data.with_column(texts(&VALUE_ORIGIN, [Some("observed"), Some("reconstructed"), Some("made")])).unwrap();
    let weeks = Frame::new(data).unwrap();
    let found = shares("g", &weeks, &none(), &Frame::empty().unwrap(), &[Rule::Default]).unwrap();
    assert_eq!(found.cells(&VALUE_ORIGIN).texts(), [Some("reconstructed")]);
}

#[test]
fn a_row_is_as_good_as_the_weakest_of_all_tokens_and_prices() {
    let weeks = vendor_weeks(&["2026-04-05 a 30", "2026-04-05 b 20", "2026-04-05 c 30", "2026-04-05 others 20"]);
    let origins = |models: &[&str]| {
        let mut data = usage(models).into_data();
        data.with_column(texts(&VALUE_ORIGIN, models.iter().map(|_| Some("made")))).unwrap();
        let found = shares("g", &weeks, &none(), &Frame::new(data).unwrap(), &[Rule::Default]).unwrap();
        found.to_text(&[&DOLLAR_SHARE, &VALUE_ORIGIN]).lines().skip(1).collect::<String>()
    };
    assert_eq!(origins(&["site a/x standard 1 1 1 1", "site c/x standard 1 1 3 3"]), "0.25 | made");
    // No member has a price: its bounds are at that of another.
    assert_eq!(origins(&["site c/x standard 1 1 3 3"]), "- | made");
}
