//! Writes values as a stream, the way a server might. For tests only: it knows
//! no elements, modules or typed arrays.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The stream of `value` as row 0. `choices` say, one per value, whether it
/// gets a row of its own; rows come in reverse if `choices` begins odd.
pub fn write(value: &Value, choices: &[u8]) -> Vec<u8> {
    let is_reversed = choices.first().is_some_and(|choice| choice % 2 == 1);
    let mut writer = Writer { rows: vec![Vec::new()], choices: choices.iter().copied() };
    let root = writer.json(value);
    writer.rows[0] = format!("0:{root}\n").into_bytes();
    if is_reversed {
        writer.rows.reverse();
    }
    writer.rows.concat()
}

/// The page that pushes `stream` in pieces that end at `ends`.
pub fn page(stream: &[u8], ends: &[usize]) -> String {
    use base64::Engine;
    let mut html = String::from("<script>(self.__next_f=self.__next_f||[]).push([0])</script>");
    let mut begin = 0;
    for &end in ends.iter().chain([&stream.len()]) {
        let piece = &stream[begin..end];
        let push = match str::from_utf8(piece) {
            Ok(text) => format!("[1,{}]", Value::from(text)),
            Err(_) => format!("[3,\"{}\"]", base64::prelude::BASE64_STANDARD.encode(piece)),
        };
        let push = push.replace('<', "\\u003c").replace('>', "\\u003e");
        let _ = write!(html, "<script>self.__next_f.push({push})</script>");
        begin = end;
    }
    html
}

struct Writer<'a> {
    rows: Vec<Vec<u8>>,
    choices: std::iter::Copied<std::slice::Iter<'a, u8>>,
}

impl Writer<'_> {
    fn json(&mut self, value: &Value) -> Value {
        let choice = self.choices.next().unwrap_or_default();
        let json = match value {
            Value::Array(array) => array.iter().map(|value| self.json(value)).collect(),
            Value::Object(object) => Value::Object(self.object(object)),
            Value::String(text) if choice % 4 == 2 => return self.text(text),
            Value::String(text) if text.starts_with('$') => Value::from(format!("${text}")),
            other => other.clone(),
        };
        match choice % 4 {
            3 => self.outlined(&json),
            _ => json,
        }
    }

    fn object(&mut self, object: &Map<String, Value>) -> Map<String, Value> {
        object.iter().map(|(key, value)| (key.clone(), self.json(value))).collect()
    }

    fn text(&mut self, text: &str) -> Value {
        let id = self.rows.len();
        self.rows.push(format!("{id:x}:T{:x},{text}", text.len()).into_bytes());
        format!("${id:x}").into()
    }

    fn outlined(&mut self, json: &Value) -> Value {
        let id = self.rows.len();
        self.rows.push(format!("{id:x}:{json}\n").into_bytes());
        format!("$L{id:x}").into()
    }
}
