//! Explanations as text for people.

use super::{Bytes, Corrected, Explanation, Made, Null, Number};
use crate::escape;

/// An explanation for a terminal: the number that the table is about, or that was asked for, with its formula, then what
/// stands in the formula, further in; where that number is null, why. A cell that was taken apart before is not taken apart
/// again; nor is one that stands `most` steps further in, where somebody says how many are enough.
#[must_use]
pub fn explained_text(explanation: &Explanation, most: Option<usize>) -> String {
    let mut printed = Printed { most, ..Printed::default() };
    if let Some(null) = explanation.about_null() {
        printed.write_null(null);
    } else if let Some(number) = explanation.numbers.last() {
        printed.write(number, 0);
    }
    if printed.is_cut {
        printed.line("(as far in as `--depth` says; without it each number is led on to its bytes)");
    }
    printed.text
}

/// What is printed so far, and the numbers that were taken apart in it: each is once.
#[derive(Default)]
struct Printed {
    text: String,
    known: Vec<Number>,
    most: Option<usize>,
    is_cut: bool,
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
        if !matches!(*number.made, Made::Said) {
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
        let is_said = |input: &&Number| input.place.is_some() || !matches!(*input.made, Made::Said);
        let inputs: Vec<&Number> = number.made.inputs().iter().filter(is_said).collect();
        if !inputs.is_empty() && self.most.is_some_and(|most| depth >= most) {
            self.is_cut = true;
            return;
        }
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
            None => is_same(known, number),
        };
        let is_known = self.known.iter().any(is_it);
        if !is_known {
            self.known.push(number.clone());
        }
        is_known
    }
}

/// Whether two numbers on the way are made of the same; what is taken apart in one of them alone is the same for that.
fn is_same(one: &Number, other: &Number) -> bool {
    let [of_one, of_other] = [one, other].map(|number| number.made.inputs());
    let is_short = of_one.is_empty() || of_other.is_empty();
    one.name == other.name
        && one.value.to_bits() == other.value.to_bits()
        && one.place == other.place
        && (is_short || of_one.len() == of_other.len())
        && of_one.iter().zip(of_other).all(|(one, other)| is_same(one, other))
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
        Made::Drawn(_, drawing) => {
            let what = if drawing.is_of_pairs { "pairs of series" } else { "series" };
            format!("of {} {what} drawn out of the {count} changes below", drawing.draws)
        }
        Made::Sum(_) | Made::Product(_) if count > MOST_PARTS => format!("the {} of the {count} below", made.word()),
        Made::Sum(_) => parts().join(" + "),
        Made::Product(_) => parts().join(" × "),
        Made::Quotient(_) => parts().join(" / "),
        Made::Difference(_) => parts().join(" - "),
        Made::Power(_) => parts().join(" to the power of "),
        Made::Log(_) => format!("ln({})", parts().concat()),
        Made::Rounded(_) => format!("{}, rounded", parts().concat()),
        Made::Least(_) => format!("the least of {}", parts().join(", ")),
        Made::Most(_) => format!("the most of {}", parts().join(", ")),
    }
}
