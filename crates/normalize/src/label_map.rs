//! The reviewed map from the labels of benchmarks to models. CSV with a source and the day of the review per row.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::LabelMatch;
use serde::Deserialize;

use crate::{NormalizeError, reference_row::rows};

const FILE: &str = "benchmark_models.csv";

/// What somebody found out about the labels of each benchmark.
#[derive(Clone, Debug, Default)]
pub struct LabelMap {
    rows: BTreeMap<(String, String), Reviewed>,
}

/// What a label means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reviewed {
    /// The permanent slug; none where the label means no model of upstream's, or it can't be told which.
    pub(crate) model: Option<String>,
    pub(crate) matched: LabelMatch,
    /// Where the name of the model stands, or why there is none.
    pub(crate) source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    benchmark_name: String,
    model_label: String,
    model: String,
    #[serde(rename = "match")]
    matched: String,
    source: String,
    #[serde(rename = "reviewed_date")]
    _reviewed: Date,
}

impl LabelMap {
    /// Reads `benchmark_name,model_label,model,match,source,reviewed_date`. The match is `name`, `same_model` or `none`, and
    /// with `none`, and only with it, the model is empty.
    ///
    /// # Errors
    /// [`NormalizeError::Reference`] with the line: of a row that can't be read, whose match and model contradict each other,
    /// or that stands there twice.
    pub fn parse(csv: &[u8]) -> Result<Self, NormalizeError> {
        let mut known = BTreeMap::new();
        for (line, row) in rows::<Row>(csv, FILE)? {
            let refused = |said: String| NormalizeError::Reference { file: FILE, line, said };
            let (key, reviewed) = row.checked().map_err(refused)?;
            if known.insert(key, reviewed).is_some() {
                return Err(refused("the label of one benchmark stands there twice".to_owned()));
            }
        }
        Ok(Self { rows: known })
    }

    /// What is known of a label; nothing where nobody has looked at it.
    pub(crate) fn of(&self, benchmark: &str, label: &str) -> Option<&Reviewed> {
        self.rows.get(&(benchmark.to_owned(), label.to_owned()))
    }
}

impl Row {
    fn checked(self) -> Result<((String, String), Reviewed), String> {
        let matched: LabelMatch = self.matched.parse().map_err(|error: schema::UnknownChoice| error.to_string())?;
        let model = Some(self.model).filter(|model| !model.is_empty());
        match (matched, &model) {
            (LabelMatch::Unreviewed, _) => return Err("match: a row is a review, found `unreviewed`".to_owned()),
            (LabelMatch::None, Some(model)) => return Err(format!("match `none`, and the model is `{model}`")),
            (LabelMatch::Name | LabelMatch::SameModel, None) => {
                return Err(format!("match `{matched}`, and no model is named"));
            }
            _ => {}
        }
        Ok(((self.benchmark_name, self.model_label), Reviewed { model, matched, source: self.source }))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    const HEAD: &str = "benchmark_name,model_label,model,match,source,reviewed_date\n";

    fn check(rows: &str, expected: &Expect) {
        let error = LabelMap::parse(format!("{HEAD}{rows}").as_bytes()).expect_err("a broken file");
        expected.assert_eq(&error.to_string());
    }

    #[test]
    fn a_label_is_of_its_benchmark() {
        let rows = "eci,Opus 5,anthropic/opus-5,name,a catalogue,2026-11-29\neci,Muse,,none,no such model,2026-11-29\n";
        let map = LabelMap::parse(format!("{HEAD}{rows}").as_bytes()).unwrap();
        assert_eq!(map.of("eci", "Opus 5").unwrap().model.as_deref(), Some("anthropic/opus-5"));
        assert_eq!(map.of("eci", "Muse").unwrap().model, None);
        assert_eq!((map.of("arena", "Opus 5"), map.of("eci", "opus 5")), (None, None));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        check(
            "eci,A,a/a,name,x,2026-11-29\neci,A,a/b,name,x,2026-11-29\n",
            &expect!["`benchmark_models.csv`, line 3: the label of one benchmark stands there twice"],
        );
        check(
            "eci,A,a/a,none,x,2026-11-29\n",
            &expect!["`benchmark_models.csv`, line 2: match `none`, and the model is `a/a`"],
        );
        check(
            "eci,A,,same_model,x,2026-11-29\n",
            &expect!["`benchmark_models.csv`, line 2: match `same_model`, and no model is named"],
        );
        check(
            "eci,A,a/a,unreviewed,x,2026-11-29\n",
            &expect!["`benchmark_models.csv`, line 2: match: a row is a review, found `unreviewed`"],
        );
        check(
            "eci,A,a/a,exact,x,2026-11-29\n",
            &expect![
                "`benchmark_models.csv`, line 2: unknown match of a label `exact`, expected one of name, same_model, none, unreviewed"
            ],
        );
        check(
            "eci,A,a/a,name,x,yesterday\n",
            &expect![
                "`benchmark_models.csv`, line 2: CSV deserialize error: record 1 (line: 2, byte: 60): failed to parse four digit integer as year: invalid digit, expected 0-9 but got y"
            ],
        );
    }
}
