//! Explanations as text for people and as JSON for programs.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Bytes, Corrected, Explanation, Made, Null, Number};
use crate::escape;

/// An explanation for a terminal: the number that the table is about, or that was asked for, with its formula, then what
/// stands in the formula, further in; where that number is null, why. A cell that was taken apart before is not taken apart
/// again.
#[must_use]
pub fn explained_text(explanation: &Explanation) -> String {
    let mut printed = Printed::default();
    if let Some(null) = explanation.about_null() {
        printed.write_null(null);
    } else if let Some(number) = explanation.numbers.last() {
        printed.write(number, 0);
    }
    printed.text
}

/// What is printed so far, and the numbers that were taken apart in it: each is once.
#[derive(Default)]
struct Printed {
    text: String,
    known: Vec<Number>,
}

/// An explanation as a JSON list. Each number has `value`, `op` (`said`, `sum`, `product`, `quotient`, `difference`,
/// `rounded`, `least`, `most`) and the `inputs` that give the value by it; what was read has a `cell`, and perhaps `bytes`
/// and what somebody `corrected`. A cell that stands several times in one of the list is taken apart once; elsewhere it is `said`,
/// and its `note` says so. A cell that is null has the `op` `null` and its reason as `note`.
///
/// # Errors
/// [`crate::ReportError::Json`] if it can't be written.
pub fn explained_json(explanation: &Explanation) -> Result<String, crate::ReportError> {
    let null = |Null { column, reason, .. }: &Null| json!({ "name": column, "value": Value::Null, "op": "null", "note": reason });
    let nulls = explanation.nulls.iter().map(null);
    let values: Vec<_> =
        explanation.numbers.iter().map(|number| value(number, &mut BTreeSet::new())).chain(nulls).collect();
    Ok(escape::json(&serde_json::to_string(&values)?) + "\n")
}

impl Printed {
    fn write_null(&mut self, Null { column, reason, instead }: &Null) {
        self.line(&format!("{column} is null: {}", escape::visible(reason)));
        if !instead.is_empty() {
            self.line(&format!(
                "  explained are: {}",
                instead.iter().map(|name| format!("--column {name}")).collect::<Vec<_>>().join(", ")
            ));
        }
    }

    fn write(&mut self, number: &Number, depth: usize) {
        let lead = "  ".repeat(depth);
        let is_known = self.is_known(number);
        let again = if is_known { " (as above)" } else { "" };
        self.line(&format!("{lead}{} = {}{again}", escape::visible(&number.name), digits(number.value)));
        if is_known {
            return;
        }
        if !matches!(number.made, Made::Said) {
            let [names, values] = [
                formula(&number.made, &|input| escape::visible(&input.name)),
                formula(&number.made, &|input| digits(input.value)),
            ];
            self.line(&format!("{lead}  = {names}"));
            // A long sum says how many parts it has, and nothing else.
            if values != names {
                self.line(&format!("{lead}  = {values}"));
            }
        }
        self.write_source(number, &lead);
        // A constant says all in the formula.
        let is_said = |input: &&Number| input.place.is_some() || !matches!(input.made, Made::Said);
        let inputs: Vec<&Number> = number.made.inputs().iter().filter(is_said).collect();
        if number.is_whole && inputs.len() > 1 {
            return self.write_parts(&inputs, depth + 1);
        }
        for input in inputs {
            self.write(input, depth + 1);
        }
    }

    /// The parts of a whole: from the largest one on to its bytes, the others in a line each.
    fn write_parts(&mut self, parts: &[&Number], depth: usize) {
        let largest = parts.iter().map(|part| part.value).fold(f64::NEG_INFINITY, f64::max);
        let first = parts.iter().position(|part| part.value >= largest);
        for (place, part) in parts.iter().enumerate() {
            if Some(place) == first {
                self.write(part, depth);
            } else {
                self.line(&format!("{}{} = {}", "  ".repeat(depth), escape::visible(&part.name), digits(part.value)));
            }
        }
        self.line(&format!(
            "{}(the largest part is led on to its bytes; `--format json` does so with all)",
            "  ".repeat(depth)
        ));
    }

    fn write_source(&mut self, number: &Number, lead: &str) {
        if let Some(place) = &number.place {
            let key: Vec<_> =
                place.key.iter().map(|(column, value)| format!("{column}={}", escape::visible(value))).collect();
            self.line(&format!("{lead}  in {}: {} of {}", place.file, place.column, key.join(" ")));
        }
        for Bytes { file, sha256, json_path, .. } in &number.bytes {
            let path = json_path.as_deref().map(|path| format!(" at {}", escape::visible(path))).unwrap_or_default();
            self.line(&format!("{lead}  read from {}{path}, sha256 {sha256}", escape::visible(file)));
        }
        if let Some(Corrected { old_value, new_value, corrected_at, because, source_url, .. }) = &number.corrected {
            let said =
                format!("the answer says `{old_value}`; `{new_value}` since {corrected_at}: {because} ({source_url})");
            self.line(&format!("{lead}  corrected: {}", escape::visible(&said)));
        }
        if let Some(note) = &number.note {
            self.line(&format!("{lead}  note: {}", escape::visible(note)));
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Whether the number was taken apart before under this name; from now on it was.
    fn is_known(&mut self, number: &Number) -> bool {
        if number.made.inputs().is_empty() {
            return false;
        }
        // One on the way has no cell to know it by: all that it is made of must be the same.
        let is_it = |known: &Number| match &number.place {
            Some(_) => known.place == number.place && known.name == number.name,
            None => known == number,
        };
        let is_known = self.known.iter().any(is_it);
        if !is_known {
            self.known.push(number.clone());
        }
        is_known
    }
}

/// As many digits as give the number again, without an exponent.
fn digits(value: f64) -> String {
    value.to_string()
}

/// A formula of more parts than this says how many they are: they stand below it.
const MOST_PARTS: usize = 12;

fn formula(made: &Made, print: &dyn Fn(&Number) -> String) -> String {
    let parts = || made.inputs().iter().map(print).collect::<Vec<_>>();
    let count = made.inputs().len();
    match made {
        Made::Said => String::new(),
        Made::Sum(_) if count == 0 => "0, of no rows".to_owned(),
        Made::Sum(_) | Made::Product(_) if count > MOST_PARTS => format!("the {} of the {count} below", made.word()),
        Made::Sum(_) => parts().join(" + "),
        Made::Product(_) => parts().join(" × "),
        Made::Quotient(_) => parts().join(" / "),
        Made::Difference(_) => parts().join(" - "),
        Made::Rounded(_) => format!("{}, rounded", parts().concat()),
        Made::Least(_) => format!("the least of {}", parts().join(", ")),
        Made::Most(_) => format!("the most of {}", parts().join(", ")),
    }
}

/// `known` are the cells that were taken apart already.
fn value(number: &Number, known: &mut BTreeSet<String>) -> Value {
    // One on the way has no cell to know it by, and another of its name and value may be made of something else.
    let place = number.place.as_ref().filter(|_| !number.made.inputs().is_empty());
    let is_known = place.is_some_and(|place| !known.insert(format!("{place:?}")));
    let number = if is_known { &number.clone().again() } else { number };
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(number.name));
    object.insert("value".to_owned(), json!(number.value));
    object.insert("op".to_owned(), json!(number.made.word()));
    if !matches!(number.made, Made::Said) {
        let inputs = number.made.inputs().iter().map(|input| value(input, known)).collect();
        object.insert("inputs".to_owned(), Value::Array(inputs));
    }
    if let Some(place) = &number.place {
        let key: Map<_, _> = place.key.iter().map(|(column, value)| (column.clone(), json!(value))).collect();
        object.insert("cell".to_owned(), json!({ "file": place.file, "key": key, "column": place.column }));
    }
    if !number.bytes.is_empty() {
        let bytes = |bytes: &Bytes| {
            json!({
                "snapshot": bytes.snapshot, "file": bytes.file, "json_path": bytes.json_path, "sha256": bytes.sha256,
            })
        };
        object.insert("bytes".to_owned(), Value::Array(number.bytes.iter().map(bytes).collect()));
    }
    if let Some(Corrected { old_value, new_value, corrected_at, because, source_url, .. }) = &number.corrected {
        let corrected = json!({
            "old_value": old_value, "new_value": new_value, "corrected_at": corrected_at, "because": because,
            "source_url": source_url,
        });
        object.insert("corrected".to_owned(), corrected);
    }
    if let Some(note) = &number.note {
        object.insert("note".to_owned(), json!(note));
    }
    Value::Object(object)
}
