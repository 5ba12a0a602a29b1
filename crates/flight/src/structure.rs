//! The skeleton of JSON text: brackets, commas and colons outside of strings.
//! It says how much there is before a parser allocates any of it. Leaves out
//! all other grammar: that is the parser's.

use memchr::memchr2;

/// How much stands in JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Structure {
    /// An upper bound of the number of values.
    pub values: usize,
    /// Keys of objects, repeated ones too.
    pub keys: usize,
    /// The first bracket that stands deeper than allowed.
    pub too_deep: Option<usize>,
}

/// Measures `bytes`, and notes where more than `nesting` brackets are open.
/// Of text that is no JSON the numbers say nothing, except that a reader that
/// stops at the mistake allocates no more.
pub(crate) fn structure(bytes: &[u8], nesting: usize) -> Structure {
    let mut structure = Structure { values: 1, keys: 0, too_deep: None };
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = end_of_string(bytes, at + 1),
            b',' => structure.values += 1,
            b':' => structure.keys += 1,
            b'[' | b'{' => {
                structure.values += 1;
                depth += 1;
                if depth > nesting && structure.too_deep.is_none() {
                    structure.too_deep = Some(at);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    structure
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
        for (text, values, keys) in [
            ("1", 1, 0),
            ("[]", 2, 0),
            ("[1]", 2, 0),
            ("[1,2]", 3, 0),
            (r#"{"a":[1,{"b":2}],"c":3}"#, 6, 3),
            (r#"["[,{:","\",\[\\",""]"#, 4, 0),
            (r#"{"a":1,"a":":"}"#, 3, 2),
            (r#"["cut, here"#, 2, 0),
            ("", 1, 0),
        ] {
            assert_eq!(structure(text.as_bytes(), 127), Structure { values, keys, too_deep: None }, "{text}");
        }
    }

    #[test]
    fn the_first_bracket_too_deep() {
        for (text, too_deep) in [("[[]]", None), ("[[[]],[[[", Some(2)), (r#"["[[[",{"a":[]}]"#, Some(12))] {
            assert_eq!(structure(text.as_bytes(), 2).too_deep, too_deep, "{text}");
        }
    }
}
