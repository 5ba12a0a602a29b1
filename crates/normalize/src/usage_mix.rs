//! The reference of mixes: how much of a vendor's tokens is output and how much cached input, for usage whose source gives
//! totals only. CSV with a window and a source per row.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::{NormalizeError, reference_row::rows};

const FILE: &str = "usage_mix.csv";

/// Mixes by whom they are of.
#[derive(Clone, Debug, Default)]
pub struct UsageMix {
    rows: BTreeMap<(Scope, String), Mix>,
}

/// Whose tokens a mix is of.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Scope {
    Model,
    Vendor,
    All,
}

/// A mix, in parts of prompt plus completion tokens.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mix {
    scope: Scope,
    key: String,
    window_start: Date,
    window_end: Date,
    pub(crate) output_share: f64,
    pub(crate) output_share_low: f64,
    pub(crate) output_share_high: f64,
    /// None where it is not known.
    pub(crate) cached_share: Option<f64>,
    pub(crate) cached_share_low: f64,
    pub(crate) cached_share_high: f64,
    #[serde(rename = "source")]
    _source: String,
}

impl UsageMix {
    /// Reads `scope,key,window_start,window_end`, then the parts of output and of cached input, each with its bounds, and
    /// `source`. The scope is `model`, `vendor` or `all`; an empty cached share is not known.
    ///
    /// # Errors
    /// [`NormalizeError::Reference`] with the line: of a row that can't be read, whose bounds do not take its value in,
    /// that stands there twice; or if no row is of `all`.
    pub fn parse(csv: &[u8]) -> Result<Self, NormalizeError> {
        let mut known = BTreeMap::new();
        for (line, mix) in rows::<Mix>(csv, FILE)? {
            let refused = |said: String| NormalizeError::Reference { file: FILE, line, said };
            mix.checked().map_err(refused)?;
            let key = (mix.scope, mix.key.clone());
            if known.insert(key, mix).is_some() {
                return Err(refused("the mix of one scope and key stands there twice".to_owned()));
            }
        }
        if known.keys().any(|(scope, _)| *scope == Scope::All) {
            return Ok(Self { rows: known });
        }
        let said = "expected a row of scope `all`, for whoever has none of its own".to_owned();
        Err(NormalizeError::Reference { file: FILE, line: 1, said })
    }

    /// The mix of a model: its own, else that of its vendor, else that of all.
    pub(crate) fn of(&self, model: &str, vendor: &str) -> Option<&Mix> {
        let row = |scope: Scope, key: &str| self.rows.get(&(scope, key.to_owned()));
        let all = || self.rows.iter().find(|((scope, _), _)| *scope == Scope::All).map(|(_, mix)| mix);
        row(Scope::Model, model).or_else(|| row(Scope::Vendor, vendor)).or_else(all)
    }
}

impl Mix {
    /// The days of the usage that it was measured on.
    pub(crate) const fn days(&self) -> (Date, Date) {
        (self.window_start, self.window_end)
    }

    /// What is wrong with it, if anything.
    fn checked(&self) -> Result<(), String> {
        let in_order = |what: &str, parts: &[f64]| {
            let is_in_order = parts.iter().all(|part| (0.0..=1.0).contains(part)) && parts.is_sorted();
            let said = || format!("{what}: expected 0 ≤ low ≤ share ≤ high ≤ 1, found {parts:?}");
            if is_in_order { Ok(()) } else { Err(said()) }
        };
        in_order("output", &[self.output_share_low, self.output_share, self.output_share_high])?;
        let cached: Vec<f64> = [Some(self.cached_share_low), self.cached_share, Some(self.cached_share_high)]
            .into_iter()
            .flatten()
            .collect();
        in_order("cached", &cached)?;
        in_order("output and cached together", &[self.output_share + self.cached_share.unwrap_or_default()])?;
        if self.window_end < self.window_start {
            return Err(format!("window: {} is before {}", self.window_end, self.window_start));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::tests::usage_mix;

    #[test]
    fn a_model_then_its_vendor_then_all() {
        let mix = usage_mix(&["all all 0.03 0.9", "vendor a 0.02 0.9", "model a/x 0.01 0.9"]);
        let output = |model: &str, vendor: &str| mix.of(model, vendor).map(|mix| mix.output_share);
        assert_eq!(output("a/x", "a"), Some(0.01));
        assert_eq!(output("a/y", "a"), Some(0.02));
        assert_eq!(output("b/y", "b"), Some(0.03));
        // A vendor that has the name of a model is not that model.
        assert_eq!(output("a", "a/x"), Some(0.03));
    }

    const HEAD: &str = "scope,key,window_start,window_end,output_share,output_share_low,output_share_high,cached_share,cached_share_low,cached_share_high,source\n";
    const ALL: &str = "all,all,2026-07-17,2026-08-15,0.03,0.02,0.04,,0,0.9,x\n";

    fn check(rows: &str, expected: &Expect) {
        let error = UsageMix::parse(format!("{HEAD}{rows}").as_bytes()).expect_err("a broken file");
        expected.assert_eq(&error.to_string());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        check(
            &format!("{ALL}{ALL}"),
            &expect!["`usage_mix.csv`, line 3: the mix of one scope and key stands there twice"],
        );
        check(
            "vendor,a,2026-07-17,2026-08-15,0.03,0.02,0.04,,0,0.9,x\n",
            &expect!["`usage_mix.csv`, line 1: expected a row of scope `all`, for whoever has none of its own"],
        );
        check(
            "vendors,a,2026-07-17,2026-08-15,0.03,0.02,0.04,,0,0.9,x\n",
            &expect![
                "`usage_mix.csv`, line 2: CSV deserialize error: record 1 (line: 2, byte: 137): unknown variant `vendors`, expected one of `model`, `vendor`, `all`"
            ],
        );
        check(
            &format!("{ALL}vendor,a,2026-07-17,2026-08-15,0.03,0.031,0.04,,0,0.9,x\n"),
            &expect!["`usage_mix.csv`, line 3: output: expected 0 ≤ low ≤ share ≤ high ≤ 1, found [0.031, 0.03, 0.04]"],
        );
        check(
            &format!("{ALL}vendor,a,2026-07-17,2026-08-15,0.03,0.02,0.04,0.95,0,0.9,x\n"),
            &expect!["`usage_mix.csv`, line 3: cached: expected 0 ≤ low ≤ share ≤ high ≤ 1, found [0.0, 0.95, 0.9]"],
        );
        check(
            &format!("{ALL}vendor,a,2026-07-17,2026-08-15,0.03,0.02,1.04,,0,0.9,x\n"),
            &expect!["`usage_mix.csv`, line 3: output: expected 0 ≤ low ≤ share ≤ high ≤ 1, found [0.02, 0.03, 1.04]"],
        );
        check(
            &format!("{ALL}vendor,a,2026-07-17,2026-08-15,0.3,0.2,0.4,0.8,0,0.9,x\n"),
            &expect![
                "`usage_mix.csv`, line 3: output and cached together: expected 0 ≤ low ≤ share ≤ high ≤ 1, found [1.1]"
            ],
        );
        check(
            &format!("{ALL}vendor,a,2026-08-17,2026-08-15,0.03,0.02,0.04,,0,0.9,x\n"),
            &expect!["`usage_mix.csv`, line 3: window: 2026-08-15 is before 2026-08-17"],
        );
        check(
            &format!("{ALL}vendor,a\n"),
            &expect![
                "`usage_mix.csv`, line 3: CSV error: record 2 (line: 3, byte: 191): found record with 2 fields, but the previous record has 11 fields"
            ],
        );
    }
}
