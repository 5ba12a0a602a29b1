//! Writes a Flight stream, row by row: what a server sends as `text/x-component`. Only the rows that the sample needs:
//! models, modules, hints and texts.

use std::fmt::Display;

use serde_json::Value;

/// A stream being written.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    bytes: Vec<u8>,
}

impl Stream {
    /// A row without tag: the value of `id`.
    pub(crate) fn model(&mut self, id: u32, value: &Value) {
        self.line(format_args!("{id:x}:{value}"));
    }

    /// `I`: a module of the client, opaque to a reader but for its name.
    pub(crate) fn module(&mut self, id: u32, chunk: &str, export: &str) {
        let module = serde_json::json!([20_000 + id * 7, ["4", format!("static/chunks/{chunk}.js")], export]);
        self.line(format_args!("{id:x}:I{module}"));
    }

    /// `HL`: preload this style sheet. Such rows have no id.
    pub(crate) fn style_hint(&mut self, path: &str) {
        let hint = serde_json::json!([path, "style"]);
        self.line(format_args!(":HL{hint}"));
    }

    /// `T`: a text, its length told in bytes and in hex. No line feed ends it: the next row follows at once.
    pub(crate) fn text(&mut self, id: u32, text: &str) {
        let length = text.len();
        self.bytes.extend_from_slice(format!("{id:x}:T{length:x},{text}").as_bytes());
    }

    /// The bytes as sent.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn line(&mut self, row: impl Display) {
        self.bytes.extend_from_slice(format!("{row}\n").as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_written_as_on_the_wire() {
        let mut stream = Stream::default();
        stream.module(2, "4-ab", "Chart");
        stream.style_hint("/a.css");
        stream.text(5, "naïve café");
        stream.model(0x1f, &json!(["$", "$L2", null, {"price": "$$3.00"}]));
        let text = String::from_utf8(stream.into_bytes()).unwrap();
        expect![[r#"
            2:I[20014,["4","static/chunks/4-ab.js"],"Chart"]
            :HL["/a.css","style"]
            5:Tc,naïve café1f:["$","$L2",null,{"price":"$$3.00"}]
        "#]]
        .assert_eq(&text);
    }
}
