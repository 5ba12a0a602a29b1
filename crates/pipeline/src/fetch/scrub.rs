//! An answer to a question with a key may name whose key it was. Snapshots are copied and published: that is taken out
//! before anything is hashed or stored.

/// The field that names an account.
const ACCOUNT: &[u8] = b"\"user_id\"";

/// The body with every account's name emptied.
pub fn without_account(body: &[u8]) -> Vec<u8> {
    let (mut kept, mut rest) = (Vec::with_capacity(body.len()), body);
    while let Some(at) = find(rest, ACCOUNT) {
        let (before, behind) = rest.split_at(at + ACCOUNT.len());
        kept.extend_from_slice(before);
        rest = behind;
        let Some((lead, name)) = value(rest) else { continue };
        kept.extend_from_slice(rest.get(..lead).unwrap_or_default());
        kept.extend_from_slice(b"\"\"");
        rest = rest.get(lead + name..).unwrap_or_default();
    }
    kept.extend_from_slice(rest);
    kept
}

/// How many bytes stand before the text behind a key, and how long the text is with its quotes; `None` where there is
/// no text.
fn value(behind: &[u8]) -> Option<(usize, usize)> {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b':';
    let lead = behind.iter().position(|byte| !is_blank(byte))?;
    let text = behind.get(lead..)?;
    if !text.starts_with(b"\"") {
        return None;
    }
    let mut is_escaped = false;
    let end = text.iter().skip(1).position(|byte| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    })?;
    Some((lead, end + 2))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&without_account(body.as_bytes())), expected, "{body}");
    }

    #[test]
    fn whose_key_it_was_is_in_no_body() {
        check(r#"{"data":[],"user_id":"user_2abc"}"#, r#"{"data":[],"user_id":""}"#);
        check("{\"user_id\" :\n \"a\\\"b\", \"x\":1}", "{\"user_id\" :\n \"\", \"x\":1}");
        check(r#"{"meta":{"user_id":"one"},"user_id":"two"}"#, r#"{"meta":{"user_id":""},"user_id":""}"#);
        for same in
            [r#"{"data":[]}"#, r#"{"user_id":null}"#, r#"{"user_id":""}"#, r#"{"user_id""#, r#"{"user_id":"cut"#]
        {
            check(same, same);
        }
    }
}
