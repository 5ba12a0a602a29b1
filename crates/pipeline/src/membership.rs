//! Who is in which group of vendors, week by week: the report adds up a group's dollars, and has no reference data.

use std::collections::{BTreeMap, BTreeSet};

use analyze::Groups;
use jiff::civil::Date;
use polars::frame::DataFrame;
use report::{HtmlTables, Member};
use schema::{
    GroupOf, Table as _,
    columns::{GROUP_ID, GROUP_OF, VENDOR, WEEK_START_DATE},
    series::Cells,
    tables::{DollarShare, GroupShare},
};

/// The members of each group of vendors that `group_share` has, as far as `dollar_share` names them.
pub fn members(tables: &HtmlTables, groups: &Groups) -> BTreeMap<String, Vec<Member>> {
    let tables = (tables.get(GroupShare::SPEC.name), tables.get(DollarShare::SPEC.name));
    let (Some(shares), Some(dollars)) = tables else { return BTreeMap::new() };
    let weeks = weeks_by_vendor(dollars);
    let of_group = |group: &str| -> Vec<Member> {
        let of_vendor = |(vendor, weeks): (&&str, &BTreeSet<Date>)| {
            times(weeks, |week| groups.has(group, vendor, week))
                .into_iter()
                .map(|[first_week, last_week]| Member { vendor: (*vendor).to_owned(), first_week, last_week })
                .collect::<Vec<_>>()
        };
        weeks.iter().flat_map(of_vendor).collect()
    };
    groups_of_vendors(shares).into_iter().map(|group| (group.to_owned(), of_group(group))).collect()
}

fn groups_of_vendors(shares: &DataFrame) -> BTreeSet<&str> {
    let groups = Cells::of(shares, &GROUP_ID).texts().into_iter().zip(Cells::of(shares, &GROUP_OF).texts());
    groups.filter(|(_, of)| *of == Some(GroupOf::Vendors.word())).filter_map(|(group, _)| group).collect()
}

fn weeks_by_vendor(dollars: &DataFrame) -> BTreeMap<&str, BTreeSet<Date>> {
    let mut weeks: BTreeMap<&str, BTreeSet<Date>> = BTreeMap::new();
    let rows = Cells::of(dollars, &VENDOR).texts().into_iter().zip(Cells::of(dollars, &WEEK_START_DATE).dates());
    for (vendor, week) in rows {
        if let (Some(vendor), Some(week)) = (vendor, week) {
            weeks.entry(vendor).or_default().insert(week);
        }
    }
    weeks
}

/// First and last week of each time in which somebody is a member without a break.
fn times(weeks: &BTreeSet<Date>, is_member: impl Fn(Date) -> bool) -> Vec<[Date; 2]> {
    let weeks: Vec<(Date, bool)> = weeks.iter().map(|week| (*week, is_member(*week))).collect();
    let time = |weeks: &[(Date, bool)]| match (weeks.first(), weeks.last()) {
        (Some((first, true)), Some((last, _))) => Some([*first, *last]),
        _ => None,
    };
    weeks.chunk_by(|(_, before), (_, now)| before == now).filter_map(time).collect()
}

#[cfg(test)]
mod tests {
    use analyze::Traits;
    use schema::series::{dates, texts};

    use super::*;

    const GROUPS: &[u8] = b"group,of,by,country,weights,what,stated_date,source\n\
        labs,vendors,list,,,an example,2026-04-14,x\n\
        open_models,models,traits,,open,an example,2026-04-14,x\n";
    const LISTED: &[u8] = b"group,vendor,valid_from,stated_date,source\n\
        labs,qwen,2026-04-01,2026-04-14,x\n\
        labs,absent,,2026-04-14,x\n\
        labs,z-ai,,2026-04-14,x\n";
    const TRAITS: &[u8] = b"scope,key,trait,value,valid_from,stated_date,source\n";

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_group_has_its_vendors_in_the_weeks_in_which_it_has_them() {
        let groups = Groups::parse(GROUPS, LISTED, Traits::parse(TRAITS).unwrap()).unwrap();
        let rows = [
            ("2026-03-22", "qwen"),
            ("2026-03-22", "z-ai"),
            ("2026-04-05", "google"),
            ("2026-04-05", "qwen"),
            ("2026-04-12", "qwen"),
            ("2026-04-12", "z-ai"),
        ];
        let dollars = DataFrame::new_infer_height(vec![
            dates(&WEEK_START_DATE, rows.iter().map(|(week, _)| Some(day(week)))),
            texts(&VENDOR, rows.iter().map(|(_, vendor)| Some(*vendor))),
        ]);
        let shares = DataFrame::new_infer_height(vec![
            texts(&GROUP_ID, ["labs", "open_models"].map(Some)),
            texts(&GROUP_OF, ["vendors", "models"].map(Some)),
        ]);
        let tables =
            HtmlTables::from([(GroupShare::SPEC.name, shares.unwrap()), (DollarShare::SPEC.name, dollars.unwrap())]);
        let member = |vendor: &str, [first, last]: [&str; 2]| Member {
            vendor: vendor.to_owned(),
            first_week: day(first),
            last_week: day(last),
        };
        let expected = vec![member("qwen", ["2026-04-05", "2026-04-12"]), member("z-ai", ["2026-03-22", "2026-04-12"])];
        assert_eq!(members(&tables, &groups), BTreeMap::from([("labs".to_owned(), expected)]));
        assert_eq!(members(&HtmlTables::new(), &groups), BTreeMap::new());
    }

    #[test]
    fn who_leaves_and_comes_back_has_two_times() {
        let weeks: BTreeSet<Date> = ["2026-03-22", "2026-03-29", "2026-04-05"].map(day).into();
        let [first, middle, last] = ["2026-03-22", "2026-03-29", "2026-04-05"].map(day);
        assert_eq!(times(&weeks, |week| week != middle), [[first, first], [last, last]]);
        assert_eq!(times(&weeks, |_| false), [[first; 2]; 0]);
    }
}
