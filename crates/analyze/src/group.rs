//! Groups of vendors or models, as data: who belongs to which since when, by a list or by what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schema::GroupOf;
use serde::Deserialize;

use crate::{
    AnalyzeError, Traits,
    traits::{Known, Weights},
};

const DEFINITIONS: &str = "groups.csv";
const MEMBERS: &str = "vendor_groups.csv";

/// The groups of `data/reference/groups.csv`, with what decides who is in them.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    groups: BTreeMap<String, Group>,
    traits: Traits,
}

/// One definition.
#[derive(Clone, Debug)]
struct Group {
    of: GroupOf,
    by: By,
}

#[derive(Clone, Debug)]
enum By {
    /// These vendors and no others, each since a day or always.
    List(Vec<(String, Option<Date>)>),
    /// Whoever fits: also who is named nowhere.
    Traits { country: Option<String>, weights: Option<Weights> },
}

/// Whether somebody belongs to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Belongs {
    Yes,
    No,
    /// What would decide it is not known.
    Perhaps,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Definition {
    group: String,
    of: String,
    by: String,
    country: Option<String>,
    weights: Option<String>,
    #[serde(rename = "what")]
    _what: String,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    group: String,
    vendor: String,
    valid_from: Option<Date>,
    #[serde(rename = "source")]
    _source: String,
}

impl Groups {
    /// Reads the definitions, `group,of,by,country,weights,what,source`, and the members of those that are lists,
    /// `group,vendor,valid_from,source`; an empty date means always.
    ///
    /// # Errors
    /// [`AnalyzeError::Reference`] with the line.
    pub fn parse(definitions: &[u8], members: &[u8], traits: Traits) -> Result<Self, AnalyzeError> {
        let mut groups = BTreeMap::new();
        for (row, line) in reader(definitions).deserialize().zip(2_u64..) {
            let row: Definition = row.map_err(|error| AnalyzeError::reference(DEFINITIONS, &error))?;
            let group = row.group.clone();
            let wrong = |said| AnalyzeError::Reference { file: DEFINITIONS, line, said };
            groups.insert(group, row.checked().map_err(wrong)?);
        }
        for (row, line) in reader(members).deserialize().zip(2_u64..) {
            let row: Member = row.map_err(|error| AnalyzeError::reference(MEMBERS, &error))?;
            let Some(Group { by: By::List(list), .. }) = groups.get_mut(&row.group) else {
                let said = format!("`{}` is no group that is a list: see `{DEFINITIONS}`", row.group);
                return Err(AnalyzeError::Reference { file: MEMBERS, line, said });
            };
            list.push((row.vendor, row.valid_from));
        }
        Ok(Self { groups, traits })
    }

    /// The names of all groups.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.groups.keys().map(String::as_str).collect()
    }

    /// What the members of `group` are.
    ///
    /// # Errors
    /// [`AnalyzeError::UnknownGroup`] if there is no such group.
    pub(crate) fn of(&self, group: &str) -> Result<GroupOf, AnalyzeError> {
        Ok(self.named(group)?.of)
    }

    /// Whether a vendor belongs to `group` on `date`. A label that is no vendor is on no list, and nobody knows its traits.
    ///
    /// # Errors
    /// [`AnalyzeError::UnknownGroup`] if there is no such group.
    pub(crate) fn vendor(&self, group: &str, vendor: &str, date: Date) -> Result<Belongs, AnalyzeError> {
        self.takes(group, vendor, self.known(vendor, date), date)
    }

    /// What is known of a vendor on `date`, whatever group is asked for.
    pub(crate) fn known(&self, vendor: &str, date: Date) -> Known<'_> {
        self.traits.vendor(vendor, date)
    }

    /// What is known of a model of `vendor` on `date`, whatever group is asked for.
    pub(crate) fn known_model(&self, model: &str, vendor: &str, date: Date) -> Known<'_> {
        self.traits.model(model, vendor, date)
    }

    /// Whether a vendor, or a model of it, of which so much is known belongs to `group` on `date`.
    ///
    /// # Errors
    /// [`AnalyzeError::UnknownGroup`] if there is no such group.
    pub(crate) fn takes(
        &self,
        group: &str,
        vendor: &str,
        known: Known<'_>,
        date: Date,
    ) -> Result<Belongs, AnalyzeError> {
        Ok(self.named(group)?.belongs(vendor, known, date))
    }

    /// Whether a vendor certainly belongs to `group` on `date`.
    #[must_use]
    pub fn has(&self, group: &str, vendor: &str, date: Date) -> bool {
        self.vendor(group, vendor, date).is_ok_and(|belongs| belongs == Belongs::Yes)
    }

    /// Whether a vendor certainly or perhaps belongs to `group` on `date`.
    #[must_use]
    pub fn may_have(&self, group: &str, vendor: &str, date: Date) -> bool {
        self.vendor(group, vendor, date).is_ok_and(|belongs| belongs != Belongs::No)
    }

    /// Whether a model of `vendor` belongs to `group` on `date`; none where nobody knows.
    #[must_use]
    pub fn has_model(&self, group: &str, model: &str, vendor: &str, date: Date) -> Option<bool> {
        match self.takes(group, vendor, self.known_model(model, vendor, date), date) {
            Ok(Belongs::Perhaps) => None,
            belongs => Some(belongs.is_ok_and(|belongs| belongs == Belongs::Yes)),
        }
    }

    /// The vendors on the list of `group` on `date`; none where it is no list, and anybody may belong to it.
    ///
    /// # Errors
    /// [`AnalyzeError::UnknownGroup`] if there is no such group.
    pub fn listed(&self, group: &str, date: Date) -> Result<Option<BTreeSet<&str>>, AnalyzeError> {
        let By::List(list) = &self.named(group)?.by else { return Ok(None) };
        Ok(Some(list.iter().filter(|(_, from)| is_in(*from, date)).map(|(vendor, _)| vendor.as_str()).collect()))
    }

    /// Whether `group` is a list on which nobody stands: its shares would all be 0, and mean nothing.
    #[must_use]
    pub fn is_empty_list(&self, group: &str) -> bool {
        matches!(self.groups.get(group), Some(Group { by: By::List(list), .. }) if list.is_empty())
    }

    fn named(&self, group: &str) -> Result<&Group, AnalyzeError> {
        let unknown =
            || AnalyzeError::UnknownGroup { group: group.to_owned(), known: self.groups.keys().cloned().collect() };
        self.groups.get(group).ok_or_else(unknown)
    }
}

impl Group {
    fn belongs(&self, vendor: &str, known: Known<'_>, date: Date) -> Belongs {
        match &self.by {
            By::List(list) => list.iter().any(|(listed, from)| listed == vendor && is_in(*from, date)).into(),
            By::Traits { country, weights } => {
                let of_country = country.as_ref().map(|wanted| match known.country {
                    Some(country) => (country == wanted).into(),
                    None => Belongs::Perhaps,
                });
                let of_weights = weights.map(|wanted| match known.weights {
                    Some(Weights::Mixed) | None => Belongs::Perhaps,
                    Some(weights) => (weights == wanted).into(),
                });
                of_country.into_iter().chain(of_weights).fold(Belongs::Yes, Belongs::and)
            }
        }
    }
}

impl Belongs {
    /// Both have to be so.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Perhaps,
        }
    }
}

impl From<bool> for Belongs {
    fn from(belongs: bool) -> Self {
        if belongs { Self::Yes } else { Self::No }
    }
}

impl Definition {
    /// The group that it means, or what is wrong with it.
    fn checked(self) -> Result<Group, String> {
        let of: GroupOf = self.of.parse().map_err(|error: schema::UnknownChoice| error.to_string())?;
        let weights = match self.weights.as_deref() {
            None => None,
            Some("open") => Some(Weights::Open),
            Some("closed") => Some(Weights::Closed),
            Some(other) => return Err(format!("weights `{other}`: expected `open`, `closed` or nothing")),
        };
        let by = match (self.by.as_str(), of) {
            ("list", GroupOf::Vendors) if self.country.is_none() && weights.is_none() => By::List(Vec::new()),
            ("list", _) => return Err("a list is of vendors, and has neither country nor weights".to_owned()),
            ("traits", _) if self.country.is_some() || weights.is_some() => {
                By::Traits { country: self.country, weights }
            }
            ("traits", _) => return Err("expected a country, or weights".to_owned()),
            (other, _) => return Err(format!("by `{other}`: expected `list` or `traits`")),
        };
        Ok(Group { of, by })
    }
}

fn reader(csv: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv)
}

fn is_in(from: Option<Date>, date: Date) -> bool {
    from.is_none_or(|from| from <= date)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = Date::constant(2026, 4, 5);
    const HEAD: &str = "group,of,by,country,weights,what,source\n";

    fn groups(definitions: &str, members: &str) -> Result<Groups, AnalyzeError> {
        let traits = "scope,key,trait,value,valid_from,stated_date,source\n\
             model,c/open,weights,open,,2026-08-11,x\n\
             vendor,a,country,cn,,2026-08-11,x\n\
             vendor,a,weights,open,,2026-08-11,x\n\
             vendor,b,country,us,,2026-08-11,x\n\
             vendor,c,country,cn,,2026-08-11,x\n\
             vendor,c,weights,mixed,,2026-08-11,x\n";
        let members = format!("group,vendor,valid_from,source\n{members}");
        Groups::parse(format!("{HEAD}{definitions}").as_bytes(), members.as_bytes(), Traits::parse(traits.as_bytes())?)
    }

    #[test]
    fn a_list_has_members_since_a_day_and_nobody_else() {
        let groups = groups("g,vendors,list,,,x,x\n", "g,a,,x\ng,late,2027-01-01,x\n").unwrap();
        let of = |vendor| groups.vendor("g", vendor, DAY).unwrap();
        assert_eq!(["a", "late", "b", "stealth"].map(of), [Belongs::Yes, Belongs::No, Belongs::No, Belongs::No]);
        assert_eq!(groups.listed("g", DAY).unwrap(), Some(BTreeSet::from(["a"])));
    }

    #[test]
    fn a_list_on_which_nobody_stands_is_told_from_one_with_members_and_from_traits() {
        let groups =
            groups("g,vendors,list,,,x,x\nmine,vendors,list,,,x,x\ncn,vendors,traits,cn,,x,x\n", "g,a,,x\n").unwrap();
        assert_eq!(
            ["g", "mine", "cn", "unknown"].map(|group| groups.is_empty_list(group)),
            [false, true, false, false]
        );
    }

    #[test]
    fn traits_decide_and_what_is_not_known_leaves_it_open() {
        let lines = "cn,vendors,traits,cn,,x,x\ncn_open,models,traits,cn,open,x,x\nclosed,vendors,traits,,closed,x,x\n";
        let groups = groups(lines, "").unwrap();
        let of = |group, vendor| groups.vendor(group, vendor, DAY).unwrap();
        assert_eq!(["a", "b", "stealth"].map(|vendor| of("cn", vendor)), [Belongs::Yes, Belongs::No, Belongs::Perhaps]);
        let in_both = ["a", "b", "c", "stealth"].map(|vendor| of("cn_open", vendor));
        assert_eq!(in_both, [Belongs::Yes, Belongs::No, Belongs::Perhaps, Belongs::Perhaps]);
        assert_eq!(["a", "c"].map(|vendor| of("closed", vendor)), [Belongs::No, Belongs::Perhaps]);
        let model =
            |model, vendor| groups.takes("cn_open", vendor, groups.known_model(model, vendor, DAY), DAY).unwrap();
        assert_eq!([model("c/open", "c"), model("c/x", "c")], [Belongs::Yes, Belongs::Perhaps]);
        assert_eq!(groups.listed("cn", DAY).unwrap(), None);
        assert_eq!((groups.of("cn").unwrap(), groups.of("cn_open").unwrap()), (GroupOf::Vendors, GroupOf::Models));
    }

    #[test]
    fn a_definition_that_means_nothing_is_told_with_its_line() {
        let said = |line: &str| groups(&format!("{line}\n"), "").unwrap_err().to_string();
        assert_eq!(
            said("g,vendors,list,cn,,x,x"),
            "`groups.csv`, line 2: a list is of vendors, and has neither country nor weights"
        );
        assert_eq!(
            said("g,models,list,,,x,x"),
            "`groups.csv`, line 2: a list is of vendors, and has neither country nor weights"
        );
        assert_eq!(said("g,vendors,traits,,,x,x"), "`groups.csv`, line 2: expected a country, or weights");
        assert_eq!(
            said("g,vendors,traits,,mixed,x,x"),
            "`groups.csv`, line 2: weights `mixed`: expected `open`, `closed` or nothing"
        );
        assert_eq!(
            said("g,vendors,feeling,cn,,x,x"),
            "`groups.csv`, line 2: by `feeling`: expected `list` or `traits`"
        );
        assert!(
            said("g,apps,traits,cn,,x,x").contains("unknown kind of members `apps`, expected one of vendors, models")
        );
        assert_eq!(
            groups("g,vendors,traits,cn,,x,x\n", "g,a,,x\n").unwrap_err().to_string(),
            "`vendor_groups.csv`, line 2: `g` is no group that is a list: see `groups.csv`"
        );
        assert_eq!(groups("", "").unwrap().of("g").unwrap_err().to_string(), "unknown group `g`, expected one of ``");
    }
}
