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
    stated_date: String,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    group: String,
    vendor: String,
    valid_from: Option<Date>,
    stated_date: String,
    #[serde(rename = "source")]
    _source: String,
}

impl Groups {
    /// Reads the definitions, `group,of,by,country,weights,what,stated_date,source`, and the members of those that are
    /// lists, `group,vendor,valid_from,stated_date,source`; an empty `valid_from` means always. `stated_date` is the day on
    /// which the source said so, and never empty: a group is a claim, and claims change.
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
            let wrong = |said| AnalyzeError::Reference { file: MEMBERS, line, said };
            stated(&row.stated_date).map_err(wrong)?;
            let Some(Group { by: By::List(list), .. }) = groups.get_mut(&row.group) else {
                return Err(wrong(format!("`{}` is no group that is a list: see `{DEFINITIONS}`", row.group)));
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
        stated(&self.stated_date)?;
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

/// The first year of which a day can be that of a source: years before it are slips.
const FIRST_YEAR: i16 = 1970;

/// The day on which a source said something, or what is wrong with it. A longer text that begins with a day is none.
fn stated(text: &str) -> Result<Date, String> {
    let day: Option<Date> = text.parse().ok();
    let wrong = || format!("stated_date `{text}`: expected the day on which the source said so, such as `2026-04-14`");
    day.filter(|day| day.year() >= FIRST_YEAR && day.to_string() == text).ok_or_else(wrong)
}

fn reader(csv: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv)
}

fn is_in(from: Option<Date>, date: Date) -> bool {
    from.is_none_or(|from| from <= date)
}

#[cfg(test)]
mod tests;
