//! Explanations as JSON for programs: all that is in one stands once in it, elsewhere as its `id`.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use serde_json::{Map, Value, json};

use super::{Bytes, Corrected, Drawing, Explanation, Made, Null, Number, Place};
use crate::escape;

/// An explanation as a JSON list. Each number has `value`, `op` (`said`, `sum`, `product`, `quotient`, `difference`,
/// `rounded`, `least`, `most`, `power`, `log`, `drawn`) and the `inputs` that give the value by it; what was read has a `cell`,
/// and perhaps `bytes` and what somebody `corrected`; what was `drawn` says in `drawing` how: where it `is_of_pairs`, the second
/// half of the `inputs` are the changes of the whole market in the weeks of the first. A cell that is null has the `op` `null` and
/// its reason as `note`.
///
/// What stands in several places, be it a number, the row of a cell or a file, has an `id` where it comes first; an object
/// with a `ref` has all that the one of that `id` has, but for what it says itself.
///
/// With `most`, a number that stands further in than so many steps is only `said`, and its `note` says that it goes on; those
/// above it multiply out all the same.
///
/// # Errors
/// [`crate::ReportError::Json`] if it can't be written.
pub fn explained_json(explanation: &Explanation, most: Option<usize>) -> Result<String, crate::ReportError> {
    let numbers: Cow<'_, [Number]> = match most {
        Some(most) => explanation.numbers.iter().cloned().map(|number| number.no_further(most)).collect(),
        None => explanation.numbers.as_slice().into(),
    };
    let mut met = Met::of(&numbers);
    let roots: Vec<usize> = numbers.iter().map(|number| met.intern(number)).collect();
    let mut written = Written::over(&met, &roots);
    let null = |Null { column, reason, .. }: &Null| json!({ "name": column, "value": Value::Null, "op": "null", "note": reason });
    let mut values: Vec<Value> = Vec::new();
    for (root, number) in roots.iter().zip(numbers.iter()) {
        let mut value = written.number(*root);
        // Whoever looks for a column finds it, though the number stood inside of another before.
        if let Some(object) = value.as_object_mut() {
            object.insert("name".to_owned(), json!(number.name));
        }
        values.push(value);
    }
    values.extend(explanation.nulls.iter().map(null));
    Ok(escape::json(&serde_json::to_string(&values)?) + "\n")
}

/// What makes two numbers the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'number> {
    name: &'number str,
    bits: u64,
    place: Option<&'number Place>,
    op: &'static str,
    inputs: Vec<usize>,
    /// All else of a drawing is the same in all of an explanation, or goes with its inputs.
    quantile: Option<u64>,
    bytes: &'number [Bytes],
    corrected: Option<&'number Corrected>,
    note: Option<&'number str>,
}

/// What a number that is taken apart elsewhere is found by: its cell, or else its name; and its value.
type Elsewhere<'number> = (Option<&'number Place>, &'number str, u64);

fn elsewhere(number: &Number) -> Elsewhere<'_> {
    let place = number.place.as_deref();
    (place, if place.is_some() { "" } else { number.name.as_str() }, number.value.to_bits())
}

/// All numbers of an explanation, each once.
struct Met<'number> {
    apart: BTreeMap<Elsewhere<'number>, &'number Number>,
    /// Formulas that were looked into.
    looked: BTreeSet<*const Made>,
    /// Numbers that are being looked at, innermost last.
    open: Vec<Elsewhere<'number>>,
    places: BTreeMap<Key<'number>, usize>,
    /// Where numbers that were looked at are among all.
    seen: BTreeMap<*const Number, usize>,
    numbers: Vec<(&'number Number, Vec<usize>)>,
}

impl<'number> Met<'number> {
    fn of(numbers: &'number [Number]) -> Self {
        let (apart, places, seen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut met = Self { apart, looked: BTreeSet::new(), open: Vec::new(), places, seen, numbers: Vec::new() };
        for number in numbers {
            met.look(number);
        }
        met
    }

    fn look(&mut self, number: &'number Number) {
        let inputs = number.made.inputs();
        if !inputs.is_empty() || !number.bytes.is_empty() {
            self.apart.entry(elsewhere(number)).or_insert(number);
        }
        if !inputs.is_empty() && self.looked.insert(Rc::as_ptr(&number.made)) {
            for input in inputs {
                self.look(input);
            }
        }
    }

    /// The place of a number among all; of one that is taken apart elsewhere, the place of that one.
    fn intern(&mut self, number: &'number Number) -> usize {
        let found = self.apart.get(&elsewhere(number)).filter(|_| number.is_again());
        let number = found.copied().filter(|_| !self.open.contains(&elsewhere(number))).unwrap_or(number);
        // What many lead to is walked once.
        if let Some(place) = self.seen.get(&std::ptr::from_ref(number)) {
            return *place;
        }
        self.open.push(elsewhere(number));
        let inputs: Vec<usize> = number.made.inputs().iter().map(|input| self.intern(input)).collect();
        self.open.pop();
        let quantile =
            if let Made::Drawn(_, drawing) = &*number.made { Some(drawing.quantile.to_bits()) } else { None };
        let key = Key {
            name: &number.name,
            bits: number.value.to_bits(),
            place: number.place.as_deref(),
            op: number.made.word(),
            inputs: inputs.clone(),
            quantile,
            bytes: &number.bytes,
            corrected: number.corrected.as_ref(),
            note: number.note.as_deref(),
        };
        let next = self.numbers.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.numbers.push((number, inputs));
        }
        self.seen.insert(std::ptr::from_ref(number), place);
        place
    }
}

/// What may be told by an `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told<'number> {
    Number(usize),
    Row(&'number str, &'number [(String, String)]),
    File(&'number str, &'number str),
}

/// What is written so far.
struct Written<'met, 'number> {
    met: &'met Met<'number>,
    /// What stands in several places.
    several: BTreeSet<Told<'number>>,
    ids: BTreeMap<Told<'number>, usize>,
}

impl<'met, 'number> Written<'met, 'number> {
    fn over(met: &'met Met<'number>, roots: &[usize]) -> Self {
        let (mut once, mut several) = (BTreeSet::new(), BTreeSet::new());
        let mut count = |told: Told<'number>| {
            if !once.insert(told) {
                several.insert(told);
            }
        };
        let inputs = met.numbers.iter().flat_map(|(_, inputs)| inputs);
        for number in roots.iter().chain(inputs) {
            count(Told::Number(*number));
        }
        for (number, _) in &met.numbers {
            for told in number.place.as_deref().into_iter().map(row).chain(number.bytes.iter().map(file)) {
                count(told);
            }
        }
        Self { met, several, ids: BTreeMap::new() }
    }

    /// An object that begins with a `ref` to what was written, or, where it is needed later, an `id`; and whether it is the
    /// first.
    fn begun(&mut self, told: Told<'number>) -> (Map<String, Value>, bool) {
        let mut object = Map::new();
        if let Some(id) = self.ids.get(&told) {
            object.insert("ref".to_owned(), json!(id));
            return (object, false);
        }
        if self.several.contains(&told) {
            let id = self.ids.len();
            self.ids.insert(told, id);
            object.insert("id".to_owned(), json!(id));
        }
        (object, true)
    }

    fn number(&mut self, place: usize) -> Value {
        let (mut object, is_first) = self.begun(Told::Number(place));
        let met = self.met;
        let Some((number, inputs)) = met.numbers.get(place).filter(|_| is_first) else { return object.into() };
        let mut insert = |key: &str, value: Value| object.insert(key.to_owned(), value);
        insert("name", json!(number.name));
        insert("value", json!(number.value));
        insert("op", json!(number.made.word()));
        if let Made::Drawn(_, drawing) = &*number.made {
            insert("drawing", drawing_json(drawing));
        }
        if !matches!(*number.made, Made::Said) {
            insert("inputs", inputs.iter().map(|input| self.number(*input)).collect());
        }
        if let Some(place) = &number.place {
            insert("cell", self.cell(place));
        }
        if !number.bytes.is_empty() {
            insert("bytes", number.bytes.iter().map(|bytes| self.bytes(bytes)).collect());
        }
        if let Some(corrected) = &number.corrected {
            insert("corrected", corrected_json(corrected));
        }
        if let Some(note) = &number.note {
            insert("note", json!(note));
        }
        object.into()
    }

    fn cell(&mut self, place: &'number Place) -> Value {
        let (mut object, is_first) = self.begun(row(place));
        if is_first {
            let key: Map<_, _> = place.key.iter().map(|(column, value)| (column.clone(), json!(value))).collect();
            object.insert("file".to_owned(), json!(place.file));
            object.insert("key".to_owned(), key.into());
        }
        object.insert("column".to_owned(), json!(place.column));
        object.into()
    }

    fn bytes(&mut self, bytes: &'number Bytes) -> Value {
        let (mut object, is_first) = self.begun(file(bytes));
        if is_first {
            object.insert("snapshot".to_owned(), json!(bytes.snapshot));
            object.insert("file".to_owned(), json!(bytes.file));
            object.insert("sha256".to_owned(), json!(bytes.sha256));
        }
        object.insert("json_path".to_owned(), json!(bytes.json_path));
        object.into()
    }
}

fn row(place: &Place) -> Told<'_> {
    Told::Row(&place.file, &place.key)
}

fn file(bytes: &Bytes) -> Told<'_> {
    Told::File(&bytes.file, &bytes.sha256)
}

fn drawing_json(drawing: &Drawing) -> Value {
    let Drawing { draws, changes, block, starts, weeks, is_of_pairs, quantile, generator, seed } = drawing;
    let [state, stream] = seed;
    json!({
        "draws": draws, "changes": changes, "block": block, "starts": starts, "weeks": weeks, "is_of_pairs": is_of_pairs,
        "quantile": quantile, "generator": generator, "state": state, "stream": stream,
    })
}

fn corrected_json(corrected: &Corrected) -> Value {
    let Corrected { old_value, new_value, corrected_at, because, source_url, .. } = corrected;
    json!({
        "old_value": old_value, "new_value": new_value, "corrected_at": corrected_at, "because": because,
        "source_url": source_url,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a number is taken apart elsewhere, and where it stands once more, it is the same one.
    #[test]
    fn what_stands_in_several_places_is_written_where_it_first_stands() {
        let parts = vec![Number::constant("a", 1.0), Number::constant("b", 2.0)];
        let part = Number::of("part", Made::Sum(parts)).unwrap();
        let square = Number::of("square", Made::Product(vec![part.clone().again(), part.clone()])).unwrap();
        let explanation = Explanation { numbers: vec![square, part], nulls: Vec::new(), about: "part".to_owned() };
        let inputs = json!([{ "name": "a", "value": 1.0, "op": "said" }, { "name": "b", "value": 2.0, "op": "said" }]);
        let part = json!({ "id": 0, "name": "part", "value": 3.0, "op": "sum", "inputs": inputs });
        let square = json!({ "name": "square", "value": 9.0, "op": "product", "inputs": [part, { "ref": 0 }] });
        let found: Value = serde_json::from_str(&explained_json(&explanation, None).unwrap()).unwrap();
        assert_eq!(found, json!([square, { "ref": 0, "name": "part" }]));
    }

    #[test]
    fn what_stands_too_far_in_is_said_alone() {
        let inner =
            Number::of("inner", Made::Sum(vec![Number::constant("a", 1.0), Number::constant("b", 2.0)])).unwrap();
        let outer = Number::of("outer", Made::Product(vec![inner, Number::constant("c", 2.0)])).unwrap();
        let explanation = Explanation { numbers: vec![outer], nulls: Vec::new(), about: "outer".to_owned() };
        let found: Value = serde_json::from_str(&explained_json(&explanation, Some(0)).unwrap()).unwrap();
        let inner = json!({ "name": "inner", "value": 3.0, "op": "said", "note": "goes on further in than `--depth`" });
        let c = json!({ "name": "c", "value": 2.0, "op": "said" });
        assert_eq!(found, json!([{ "name": "outer", "value": 6.0, "op": "product", "inputs": [inner, c] }]));
        let [whole, deep] = [None, Some(1)].map(|most| explained_json(&explanation, most).unwrap());
        assert_eq!(whole, deep, "it has no more than one step");
    }
}
