//! Explanations as text for people and as JSON for programs.

use serde_json::{Map, Value, json};

use super::{Bytes, Made, Number, Place};
use crate::escape;

/// Explanations for a terminal: each number with its formula, then what stands in the formula, further in. A cell that was
/// taken apart before is not taken apart again.
#[must_use]
pub fn explained_text(numbers: &[Number]) -> String {
    let mut printed = Printed::default();
    for number in numbers {
        if !printed.text.is_empty() {
            printed.text.push('\n');
        }
        printed.write(number, 0);
    }
    printed.text
}

/// What is printed so far, and the cells that were taken apart in it: each is once.
#[derive(Default)]
struct Printed {
    text: String,
    cells: Vec<(Place, String)>,
}

/// Explanations as a JSON list. Each number has `value`, `op` (`said`, `sum`, `product`, `quotient`, `difference`,
/// `rounded`) and the `inputs` that give the value by it; what was read has a `cell`, and perhaps `bytes`.
///
/// # Errors
/// [`crate::ReportError::Json`] if it can't be written.
pub fn explained_json(numbers: &[Number]) -> Result<String, crate::ReportError> {
    let values: Vec<_> = numbers.iter().map(value).collect();
    Ok(escape::json(&serde_json::to_string(&values)?) + "\n")
}

impl Printed {
    fn write(&mut self, number: &Number, depth: usize) {
        let lead = "  ".repeat(depth);
        let is_known = number.place.as_ref().is_some_and(|place| self.is_known(place, number));
        let again = if is_known { " (as above)" } else { "" };
        self.line(&format!("{lead}{} = {}{again}", escape::visible(&number.name), digits(number.value)));
        if is_known {
            return;
        }
        if !matches!(number.made, Made::Said) {
            self.line(&format!("{lead}  = {}", formula(&number.made, &|input| escape::visible(&input.name))));
            self.line(&format!("{lead}  = {}", formula(&number.made, &|input| digits(input.value))));
        }
        self.write_source(number, &lead);
        // A constant says all in the formula.
        let inputs = number.made.inputs().iter();
        for input in inputs.filter(|input| input.place.is_some() || !matches!(input.made, Made::Said)) {
            self.write(input, depth + 1);
        }
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
        if let Some(note) = &number.note {
            self.line(&format!("{lead}  note: {}", escape::visible(note)));
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Whether the cell was taken apart before under this name; from now on it was.
    fn is_known(&mut self, place: &Place, number: &Number) -> bool {
        if number.made.inputs().is_empty() {
            return false;
        }
        let cell = (place.clone(), number.name.clone());
        let is_known = self.cells.contains(&cell);
        if !is_known {
            self.cells.push(cell);
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
    }
}

fn value(number: &Number) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(number.name));
    object.insert("value".to_owned(), json!(number.value));
    object.insert("op".to_owned(), json!(number.made.word()));
    if !matches!(number.made, Made::Said) {
        object.insert("inputs".to_owned(), Value::Array(number.made.inputs().iter().map(value).collect()));
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
    if let Some(note) = &number.note {
        object.insert("note".to_owned(), json!(note));
    }
    Value::Object(object)
}
