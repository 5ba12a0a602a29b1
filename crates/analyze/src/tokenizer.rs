//! How many tokens a vendor's tokenizer makes of a word, from cited sources.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::AnalyzeError;

const FILE: &str = "tokenizer_factors.csv";

/// Tokens per word, by vendor or by the beginning of a permanent slug.
#[derive(Clone, Debug, Default)]
pub struct Tokenizers {
    per_word: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    key: String,
    tokens_per_word: f64,
    #[serde(rename = "source")]
    _source: String,
}

impl Tokenizers {
    /// Reads `key,tokens_per_word,source`; a key is a vendor, or the beginning of a slug of it.
    ///
    /// # Errors
    /// [`AnalyzeError::Reference`] with the line: of a row that can't be read, or of a figure that no tokenizer has.
    pub fn parse(csv: &[u8]) -> Result<Self, AnalyzeError> {
        let mut per_word = BTreeMap::new();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
        // The header is line 1.
        for (line, row) in (2..).zip(reader.deserialize()) {
            let row: Row = row.map_err(|error| AnalyzeError::reference(FILE, &error))?;
            if !(0.5..=5.0).contains(&row.tokens_per_word) {
                let said = format!("expected 0.5 to 5 tokens per word, found {}", row.tokens_per_word);
                return Err(AnalyzeError::Reference { file: FILE, line, said });
            }
            per_word.insert(row.key, row.tokens_per_word);
        }
        Ok(Self { per_word })
    }

    /// The mean of those known; 1 where none is.
    #[expect(clippy::cast_precision_loss, reason = "a handful of vendors")]
    pub(crate) fn mean(&self) -> f64 {
        if self.per_word.is_empty() { 1.0 } else { self.per_word.values().sum::<f64>() / self.per_word.len() as f64 }
    }

    /// Tokens per word of a model: by the longest key that its slug begins with, else by its vendor.
    pub(crate) fn of(&self, model: &str, vendor: &str) -> Option<f64> {
        let of_slug = self.per_word.iter().filter(|(key, _)| key.contains('/') && model.starts_with(key.as_str()));
        let longest = of_slug.max_by_key(|(key, _)| key.len()).map(|(_, factor)| *factor);
        longest.or_else(|| self.per_word.get(vendor).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_key_speaks_then_the_vendor() {
        let csv = "key,tokens_per_word,source\na,1.3,x\na/new,1.75,x\n";
        let tokenizers = Tokenizers::parse(csv.as_bytes()).unwrap();
        let of = |model| tokenizers.of(model, "a");
        assert_eq!((of("a/new-2026"), of("a/old")), (Some(1.75), Some(1.3)));
        assert_eq!(tokenizers.of("b/x", "b"), None);
        assert_eq!(tokenizers.of("ab/x", "ab"), None, "a vendor's key is no beginning of another");
    }

    /// Whatever the order of the file.
    #[test]
    fn of_two_keys_that_fit_the_longer_speaks_and_nobody_is_the_mean() {
        let csv = "key,tokens_per_word,source\na/new-2,2,x\na/new,1,x\na/n,4.5,x\n";
        let tokenizers = Tokenizers::parse(csv.as_bytes()).unwrap();
        assert_eq!(tokenizers.of("a/new-2026", "a"), Some(2.0));
        assert_eq!((tokenizers.mean(), Tokenizers::default().mean()), (2.5, 1.0));
    }

    #[test]
    fn a_figure_that_no_tokenizer_has_is_named_with_its_line() {
        let error = Tokenizers::parse(b"key,tokens_per_word,source\na,1.3,x\nb,130,x\n").unwrap_err();
        assert_eq!(error.to_string(), "`tokenizer_factors.csv`, line 3: expected 0.5 to 5 tokens per word, found 130");
        for (figure, is_one) in [("0.5", true), ("5", true), ("0.49", false), ("5.01", false), ("NaN", false)] {
            let csv = format!("key,tokens_per_word,source\na,{figure},x\n");
            assert_eq!(Tokenizers::parse(csv.as_bytes()).is_ok(), is_one, "{figure}");
        }
    }
}
