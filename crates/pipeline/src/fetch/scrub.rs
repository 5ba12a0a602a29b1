//! An answer to a question with a key may name whose key it was, or say the key. Snapshots are copied and published: that
//! is taken out before anything is hashed or stored.

use serde_json::Value;

/// The fields that name an account, in upstream's spelling and the other usual one.
const ACCOUNT: &[&str] = &["user_id", "userId"];
/// What stands where a key stood.
const HIDDEN: &str = "[key]";

/// The body with every account's name emptied. A body without any is the same bytes; one with any is JSON of the same
/// content, written anew.
pub fn without_account(body: Vec<u8>) -> Vec<u8> {
    // What an import can read has to be seen through, too: half a character in a name is read there.
    let read = serde_json::from_slice::<Value>(&body).ok().or_else(|| ingest::document(&body).ok());
    let Some(mut value) = read else { return body };
    if !emptied(&mut value) {
        return body;
    }
    serde_json::to_vec(&value).unwrap_or(body)
}

/// Empties what names an account, and says whether there was anything.
fn emptied(value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter_mut().fold(false, |found, (name, value)| {
            let is_account = ACCOUNT.contains(&name.as_str()) && !value.is_null() && value.as_str() != Some("");
            if is_account {
                *value = Value::String(String::new());
            }
            found | is_account | (!is_account && emptied(value))
        }),
        Value::Array(values) => values.iter_mut().fold(false, |found, value| found | emptied(value)),
        _ => false,
    }
}

/// A text without the key that upstream repeats in it.
pub fn without_key(text: &str, key: &str) -> String {
    if key.is_empty() { text.to_owned() } else { text.replace(key, HIDDEN) }
}

/// Whether bytes have the key in them.
pub fn has_key(bytes: &[u8], key: &str) -> bool {
    !key.is_empty() && bytes.windows(key.len()).any(|window| window == key.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&without_account(body.as_bytes().to_vec())), expected, "{body}");
    }

    #[test]
    fn whose_key_it_was_is_in_no_body() {
        check(r#"{"data":[1.50],"user_id":"user_2abc"}"#, r#"{"data":[1.50],"user_id":""}"#);
        check("{\"user_id\" :\n \"a\\\"b\", \"x\":1}", r#"{"user_id":"","x":1}"#);
        check(r#"{"meta":{"user_id":"one"},"userId":"two"}"#, r#"{"meta":{"user_id":""},"userId":""}"#);
        check(r#"{"user\u005fid":"one"}"#, r#"{"user_id":""}"#);
        check(r#"{"title":"\ud800","user_id":"one"}"#, "{\"title\":\"\u{fffd}\",\"user_id\":\"\"}");
        check(
            r#"[{"user_id":["one"]},{"user_id":{"id":"one"}},{"user_id":7}]"#,
            r#"[{"user_id":""},{"user_id":""},{"user_id":""}]"#,
        );
        for same in ["{ \"data\" : [] }", r#"{"user_id":null}"#, r#"{"user_id":""}"#, r#"{"user_id""#, "<html>"] {
            check(same, same);
        }
    }

    #[test]
    fn a_key_that_is_repeated_is_hidden() {
        assert_eq!(without_key("wrong key: sk-1!", "sk-1"), "wrong key: [key]!");
        assert_eq!(without_key("nothing", ""), "nothing");
        assert!(has_key(b"x sk-1 y", "sk-1") && !has_key(b"x", "sk-1") && !has_key(b"x", ""));
    }
}
