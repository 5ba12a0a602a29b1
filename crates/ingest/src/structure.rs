//! The skeleton of JSON text: brackets and commas outside of strings. It says how much there is before a parser
//! allocates any of it. Leaves out all other grammar: that is the parser's.

use memchr::memchr2;

/// Brackets and commas of JSON text, each with its offset.
pub(crate) fn structure(bytes: &[u8]) -> impl Iterator<Item = (usize, u8)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let (offset, byte) = (at, *bytes.get(at)?);
            at += 1;
            match byte {
                b'"' => at = end_of_string(bytes, at) + 1,
                b'[' | b'{' | b']' | b'}' | b',' => return Some((offset, byte)),
                _ => {}
            }
        }
    })
}

/// An upper bound of the number of values.
pub(crate) fn most_values(bytes: &[u8]) -> usize {
    1 + structure(bytes).filter(|(_, byte)| matches!(byte, b'[' | b'{' | b',')).count()
}

/// Where the closing quote stands; `from` is behind the opening one.
fn end_of_string(bytes: &[u8], mut from: usize) -> usize {
    while let Some(next) = bytes.get(from..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        if bytes.get(from + next) == Some(&b'"') {
            return from + next;
        }
        from += next + 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_never_more_than_counted() {
        for (text, most) in [
            ("1", 1),
            ("[]", 2),
            ("[1]", 2),
            ("[1,2]", 3),
            (r#"{"a":[1,{"b":2}],"c":3}"#, 6),
            (r#"["[,{","\",[\\",""]"#, 4),
            (r#"["cut, here"#, 2),
            ("", 1),
        ] {
            assert_eq!(most_values(text.as_bytes()), most, "{text}");
        }
    }
}
