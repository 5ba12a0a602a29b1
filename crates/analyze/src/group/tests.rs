//! Groups by lists and by traits, and definitions that mean nothing.

use super::*;

const DAY: Date = Date::constant(2026, 4, 5);
/// When a source said what a line of a test says.
const STATED: &str = "2026-04-14,x";

/// Lines without their last two cells.
fn groups(definitions: &[&str], members: &[&str]) -> Result<Groups, AnalyzeError> {
    let lines = |lines: &[&str]| lines.iter().flat_map(|line| [*line, ",", STATED, "\n"]).collect::<String>();
    parsed(&lines(definitions), &lines(members))
}

fn parsed(definitions: &str, members: &str) -> Result<Groups, AnalyzeError> {
    let traits = "scope,key,trait,value,valid_from,stated_date,source\n\
         model,c/open,weights,open,,2026-08-11,x\n\
         vendor,a,country,cn,,2026-08-11,x\n\
         vendor,a,weights,open,,2026-08-11,x\n\
         vendor,b,country,us,,2026-08-11,x\n\
         vendor,c,country,cn,,2026-08-11,x\n\
         vendor,c,weights,mixed,,2026-08-11,x\n";
    let definitions = format!("group,of,by,country,weights,what,stated_date,source\n{definitions}");
    let members = format!("group,vendor,valid_from,stated_date,source\n{members}");
    Groups::parse(definitions.as_bytes(), members.as_bytes(), Traits::parse(traits.as_bytes())?)
}

#[test]
fn a_list_has_members_since_a_day_and_nobody_else() {
    let groups = groups(&["g,vendors,list,,,x"], &["g,a,", "g,late,2027-01-01"]).unwrap();
    let of = |vendor| groups.vendor("g", vendor, DAY).unwrap();
    assert_eq!(["a", "late", "b", "stealth"].map(of), [Belongs::Yes, Belongs::No, Belongs::No, Belongs::No]);
    assert_eq!(groups.listed("g", DAY).unwrap(), Some(BTreeSet::from(["a"])));
}

#[test]
fn a_list_on_which_nobody_stands_is_told_from_one_with_members_and_from_traits() {
    let definitions = ["g,vendors,list,,,x", "mine,vendors,list,,,x", "cn,vendors,traits,cn,,x"];
    let groups = groups(&definitions, &["g,a,"]).unwrap();
    assert_eq!(["g", "mine", "cn", "unknown"].map(|group| groups.is_empty_list(group)), [false, true, false, false]);
}

#[test]
fn traits_decide_and_what_is_not_known_leaves_it_open() {
    let definitions = ["cn,vendors,traits,cn,,x", "cn_open,models,traits,cn,open,x", "closed,vendors,traits,,closed,x"];
    let groups = groups(&definitions, &[]).unwrap();
    let of = |group, vendor| groups.vendor(group, vendor, DAY).unwrap();
    assert_eq!(["a", "b", "stealth"].map(|vendor| of("cn", vendor)), [Belongs::Yes, Belongs::No, Belongs::Perhaps]);
    let in_both = ["a", "b", "c", "stealth"].map(|vendor| of("cn_open", vendor));
    assert_eq!(in_both, [Belongs::Yes, Belongs::No, Belongs::Perhaps, Belongs::Perhaps]);
    assert_eq!(["a", "c"].map(|vendor| of("closed", vendor)), [Belongs::No, Belongs::Perhaps]);
    let model = |model, vendor| groups.takes("cn_open", vendor, groups.known_model(model, vendor, DAY), DAY).unwrap();
    assert_eq!([model("c/open", "c"), model("c/x", "c")], [Belongs::Yes, Belongs::Perhaps]);
    assert_eq!(groups.listed("cn", DAY).unwrap(), None);
    assert_eq!((groups.of("cn").unwrap(), groups.of("cn_open").unwrap()), (GroupOf::Vendors, GroupOf::Models));
}

#[test]
fn a_definition_that_means_nothing_is_told_with_its_line() {
    let said = |line: &str| groups(&[line], &[]).unwrap_err().to_string();
    for line in ["g,vendors,list,cn,,x", "g,models,list,,,x"] {
        assert_eq!(said(line), "`groups.csv`, line 2: a list is of vendors, and has neither country nor weights");
    }
    assert_eq!(said("g,vendors,traits,,,x"), "`groups.csv`, line 2: expected a country, or weights");
    assert_eq!(
        said("g,vendors,traits,,mixed,x"),
        "`groups.csv`, line 2: weights `mixed`: expected `open`, `closed` or nothing"
    );
    assert_eq!(said("g,vendors,feeling,cn,,x"), "`groups.csv`, line 2: by `feeling`: expected `list` or `traits`");
    assert!(said("g,apps,traits,cn,,x").contains("unknown kind of members `apps`, expected one of vendors, models"));
    assert_eq!(
        groups(&["g,vendors,traits,cn,,x"], &["g,a,"]).unwrap_err().to_string(),
        "`vendor_groups.csv`, line 2: `g` is no group that is a list: see `groups.csv`"
    );
    assert_eq!(groups(&[], &[]).unwrap().of("g").unwrap_err().to_string(), "unknown group `g`, expected one of ``");
}

/// A group is a claim, and each claim has its day, in a column of its own.
#[test]
fn a_group_without_the_day_of_its_source_is_told_with_its_line() {
    let said = |definition: &str, member: &str| parsed(definition, member).unwrap_err().to_string();
    let day = "expected the day on which the source said so, such as `2026-04-14`";
    for wrong in ["", "2026-4-14", "2026-02-30", "2026-04-14T00:00:00", "spring", "1969-12-31", "-002026-04-14"] {
        assert_eq!(
            said(&format!("g,vendors,traits,cn,,x,{wrong},x\n"), ""),
            format!("`groups.csv`, line 2: stated_date `{wrong}`: {day}")
        );
        assert_eq!(
            said("g,vendors,list,,,x,2026-04-14,x\n", &format!("g,a,,2026-04-14,x\ng,b,,{wrong},x\n")),
            format!("`vendor_groups.csv`, line 3: stated_date `{wrong}`: {day}")
        );
    }
    // As such files were before they had it.
    let old = Groups::parse(
        b"group,of,by,country,weights,what,source\ng,vendors,traits,cn,,x,x\n",
        b"group,vendor,valid_from,stated_date,source\n",
        Traits::default(),
    );
    let old = old.unwrap_err().to_string();
    assert_eq!(old, "`groups.csv`, line 1: missing field `stated_date`");
    let strange = Groups::parse(b"group,day\ng,x\n", b"", Traits::default()).unwrap_err().to_string();
    assert!(strange.starts_with("`groups.csv`, line 1: unknown field `day`"), "{strange}");
}
