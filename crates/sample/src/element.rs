//! React elements as a Flight row holds them, and texts that a reader must not take for references.

use serde_json::{Value, json};

/// `["$", kind, null, props]`; `kind` is a tag such as `div` or a reference such as `$L4`.
pub(crate) fn element(kind: &str, props: &Value) -> Value {
    json!(["$", kind, null, props])
}

/// An element with nothing but a class and something inside.
pub(crate) fn nested(kind: &str, class: &str, children: &Value) -> Value {
    element(kind, &json!({"className": class, "children": children}))
}

/// A text as a row's JSON must hold it: one that begins with `$` gets a second one.
pub(crate) fn prose(text: &str) -> Value {
    if text.starts_with('$') { format!("${text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn prices_in_prose_are_no_references() {
        let row = nested("p", "price", &json!([prose("$0.05"), prose(" to $25.00")]));
        expect![[r#"["$","p",null,{"className":"price","children":["$$0.05"," to $25.00"]}]"#]]
            .assert_eq(&row.to_string());
    }
}
