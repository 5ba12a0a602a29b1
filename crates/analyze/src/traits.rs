//! What somebody looked up of vendors and models: the country of a vendor, and whether everybody may have the weights.
//! What nobody looked up is unknown, never guessed.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::civil::Date;
use serde::Deserialize;

use crate::AnalyzeError;

const FILE: &str = "traits.csv";
/// At the end of a model's key: it is the beginning of slugs.
const REST: char = '*';

/// The claims of `data/reference/traits.csv`.
#[derive(Clone, Debug, Default)]
pub struct Traits {
    vendors: BTreeMap<Trait, Claims>,
    models: BTreeMap<Trait, Claims>,
    /// Of models whose slug begins so, the longest first.
    beginnings: BTreeMap<Trait, Vec<(String, Vec<Claim>)>>,
}

/// By key.
type Claims = BTreeMap<String, Vec<Claim>>;

/// Of whom a claim is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
enum Scope {
    Vendor,
    Model,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
enum Trait {
    Country,
    Weights,
}

/// A value, and since when it holds; none means always.
#[derive(Clone, Debug)]
struct Claim {
    from: Option<Date>,
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    scope: Scope,
    key: String,
    #[serde(rename = "trait")]
    of: Trait,
    value: String,
    valid_from: Option<Date>,
    #[serde(rename = "stated_date")]
    _stated: Date,
    #[serde(rename = "source")]
    _source: String,
}

/// Whether everybody may have the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weights {
    /// Of the model, or of each of the vendor's.
    Open,
    Closed,
    /// The vendor has models of both kinds: nothing follows for one of them.
    Mixed,
}

/// What is known of a vendor or a model on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known<'claims> {
    /// In two letters, lower case.
    pub(crate) country: Option<&'claims str>,
    pub(crate) weights: Option<Weights>,
}

impl Traits {
    /// Reads `scope,key,trait,value,valid_from,stated_date,source`. An empty `valid_from` means always; of several claims
    /// the last to begin by a day holds on it. The value `unknown` says that somebody looked and found nothing.
    ///
    /// # Errors
    /// [`AnalyzeError::Reference`] with the line.
    pub fn parse(csv: &[u8]) -> Result<Self, AnalyzeError> {
        let (mut traits, mut beginnings) = (Self::default(), BTreeMap::<Trait, Claims>::new());
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
        for (row, line) in reader.deserialize().zip(2_u64..) {
            let row: Row = row.map_err(|error| AnalyzeError::reference(FILE, &error))?;
            if !row.of.allows(&row.value) {
                let said = format!("`{}` is no {}: {}", row.value, row.of.word(), row.of.expected());
                return Err(AnalyzeError::Reference { file: FILE, line, said });
            }
            let (claims, key) = match (row.scope, row.key.strip_suffix(REST)) {
                (Scope::Vendor, _) => (&mut traits.vendors, row.key),
                (Scope::Model, None) => (&mut traits.models, row.key),
                (Scope::Model, Some(beginning)) => (&mut beginnings, beginning.to_owned()),
            };
            let claims = claims.entry(row.of).or_default().entry(key).or_default();
            if claims.iter().any(|claim| claim.from == row.valid_from) {
                let since = row.valid_from.map_or_else(|| "always".to_owned(), |from| format!("since {from}"));
                let said = format!("a second {} {since}: expected one claim for each beginning", row.of.word());
                return Err(AnalyzeError::Reference { file: FILE, line, said });
            }
            claims.push(Claim { from: row.valid_from, value: row.value });
            // Always comes before any day.
            claims.sort_by_key(|claim| claim.from);
        }
        for (of, claims) in beginnings {
            let mut claims: Vec<_> = claims.into_iter().collect();
            claims.sort_by_key(|(beginning, _)| Reverse(beginning.len()));
            traits.beginnings.insert(of, claims);
        }
        Ok(traits)
    }

    /// What is known of a vendor.
    pub(crate) fn vendor(&self, vendor: &str, date: Date) -> Known<'_> {
        let value = |of| self.vendors.get(&of)?.get(vendor).and_then(|claims| held(claims, date));
        Known { country: country(value(Trait::Country)), weights: weights(value(Trait::Weights)) }
    }

    /// What is known of a model: what is said of its slug, else of the longest beginning of it that somebody speaks of, else
    /// of its vendor.
    pub(crate) fn model(&self, model: &str, vendor: &str, date: Date) -> Known<'_> {
        let of_slug = |of| self.models.get(&of)?.get(model).and_then(|claims| held(claims, date));
        let of_beginning = |of| {
            let said = self.beginnings.get(&of)?.iter().filter(|(beginning, _)| model.starts_with(beginning));
            said.into_iter().find_map(|(_, claims)| held(claims, date))
        };
        let own = |of| of_slug(of).or_else(|| of_beginning(of));
        let of_vendor = self.vendor(vendor, date);
        Known {
            country: own(Trait::Country).map_or(of_vendor.country, |value| country(Some(value))),
            weights: own(Trait::Weights).map_or_else(
                || of_vendor.weights.filter(|weights| *weights != Weights::Mixed),
                |value| weights(Some(value)),
            ),
        }
    }
}

/// The last to begin by a day.
fn held(claims: &[Claim], date: Date) -> Option<&str> {
    let by_then = |claim: &&Claim| claim.from.is_none_or(|from| from <= date);
    Some(claims.iter().rev().find(by_then)?.value.as_str())
}

const UNKNOWN: &str = "unknown";

fn country(value: Option<&str>) -> Option<&str> {
    value.filter(|value| *value != UNKNOWN)
}

fn weights(value: Option<&str>) -> Option<Weights> {
    match value? {
        "open" => Some(Weights::Open),
        "closed" => Some(Weights::Closed),
        "mixed" => Some(Weights::Mixed),
        _ => None,
    }
}

impl Trait {
    fn allows(self, value: &str) -> bool {
        let is_code = value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_lowercase());
        value == UNKNOWN
            || match self {
                Self::Country => is_code,
                Self::Weights => weights(Some(value)).is_some(),
            }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Weights => "kind of weights",
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Country => "expected two small letters, or `unknown`",
            Self::Weights => "expected `open`, `closed`, `mixed` or `unknown`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = Date::constant(2026, 4, 5);

    fn traits(lines: &[&str]) -> Result<Traits, AnalyzeError> {
        let rows: Vec<String> = lines.iter().map(|line| format!("{line},2026-08-11,x\n")).collect();
        Traits::parse(format!("scope,key,trait,value,valid_from,stated_date,source\n{}", rows.concat()).as_bytes())
    }

    #[test]
    fn two_claims_that_begin_on_one_day_are_refused() {
        let line = "vendor,a,country,cn,2026-01-01";
        for other in [line, "vendor,a,country,us,2026-01-01"] {
            let error = traits(&[line, other]).expect_err("nobody knows which of them holds").to_string();
            assert!(error.contains("line 3: a second country since 2026-01-01"), "{error}");
        }
        traits(&[line, "vendor,a,country,us,", "vendor,a,weights,open,2026-01-01", "model,a,country,us,2026-01-01"])
            .expect("others");
    }

    #[test]
    fn a_slug_goes_before_its_beginning_and_both_before_the_vendor() {
        let traits = traits(&[
            "vendor,a,country,cn,",
            "vendor,a,weights,open,",
            "model,a/max*,weights,closed,",
            "model,a/max-mini*,weights,open,",
            "model,a/max-mini-2,weights,unknown,",
            "model,a/abroad,country,us,",
        ])
        .unwrap();
        let of = |model| traits.model(model, "a", DAY);
        assert_eq!(of("a/x"), Known { country: Some("cn"), weights: Some(Weights::Open) });
        assert_eq!(of("a/max-9").weights, Some(Weights::Closed));
        assert_eq!(of("a/max-mini").weights, Some(Weights::Open), "the longer beginning");
        assert_eq!(of("a/max-mini-2").weights, None, "looked up and not found is not what the vendor is");
        assert_eq!(of("a/abroad").country, Some("us"));
        assert_eq!(traits.model("b/x", "b", DAY), Known::default());
    }

    #[test]
    fn of_a_vendor_with_both_kinds_nothing_follows_for_a_model() {
        let traits = traits(&["vendor,a,weights,mixed,"]).unwrap();
        assert_eq!(traits.vendor("a", DAY).weights, Some(Weights::Mixed));
        assert_eq!(traits.model("a/x", "a", DAY).weights, None);
    }

    #[test]
    fn a_claim_holds_from_its_day_on() {
        let lines = ["vendor,a,weights,open,2026-04-06", "vendor,a,weights,closed,", "vendor,a,country,us,2026-04-05"];
        let traits = traits(&lines).unwrap();
        assert_eq!(traits.vendor("a", DAY), Known { country: Some("us"), weights: Some(Weights::Closed) });
        let later = Date::constant(2026, 4, 6);
        assert_eq!(traits.vendor("a", later).weights, Some(Weights::Open));
        assert_eq!(traits.vendor("a", Date::constant(2026, 4, 4)).country, None);
    }

    #[test]
    fn a_value_of_no_list_is_told_with_its_line() {
        let said = |line| traits(&["vendor,b,country,unknown,", line]).unwrap_err().to_string();
        assert_eq!(
            said("vendor,a,country,CN,"),
            "`traits.csv`, line 3: `CN` is no country: expected two small letters, or `unknown`"
        );
        assert_eq!(
            said("model,a/x,weights,free,"),
            "`traits.csv`, line 3: `free` is no kind of weights: expected `open`, `closed`, `mixed` or `unknown`"
        );
        assert!(said("model,a/x,colour,red,").contains("unknown variant `colour`"));
    }
}
