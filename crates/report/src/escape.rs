//! Untrusted text (names that apps and vendors give themselves) made harmless for the place where it is printed.
//!
//! The escaped text is for eyes and not to be read back: JSON carries every text as it is.

use std::fmt::Write as _;

/// Text for a terminal: control characters (ESC sequences, line breaks) and invisible or direction-changing characters
/// are shown by their escapes, `\u{1b}`, and never sent.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() || is_invisible(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Text for a cell of a Markdown table: as [`visible`], and whatever Markdown or HTML could read as markup is escaped. Addresses
/// and names behind `@`, which many programs make links of without any markup, are written so that they are none.
#[must_use]
pub fn markdown(text: &str) -> String {
    let shown = visible(text);
    let mut escaped = String::with_capacity(shown.len());
    let mut before = None;
    let mut characters = shown.chars();
    while let Some(character) = characters.next() {
        let after = characters.as_str();
        let is_inside_word = before.is_some_and(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric);
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '@' => escaped.push_str("&#64;"),
            '/' if escaped.ends_with(':') && after.starts_with('/') => escaped.push_str("&#47;"),
            '.' if escaped.ends_with("www") => escaped.push_str("&#46;"),
            // `list_3to1` needs no escape: an underscore inside a word is no emphasis.
            '_' if is_inside_word => escaped.push('_'),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' | '$' | '#' | '!' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
        before = Some(character);
    }
    escaped
}

/// JSON in which characters that a terminal would obey or hide are escaped. They stand in strings only: what it says
/// is the same.
#[must_use]
pub fn json(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    for character in line.chars() {
        if character.is_control() || is_invisible(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a text can't fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// What a formula begins with. Spreadsheets take the signs of full width for the others.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Text for a cell of a CSV file: as [`visible`], since CSV ends on terminals, too; and with `'` before it where a spreadsheet would run it as a formula, that is where it
/// begins with `=`, `+`, `-`, `@`, in full width, too, tab or a line break. A text that is a plain number (`-1`, upstream's price of
/// routers) is no formula and stays.
#[must_use]
pub fn defused(text: &str) -> String {
    let is_formula = text.starts_with(FORMULA) && !is_plain_number(text);
    let shown = visible(text);
    if is_formula { format!("'{shown}") } else { shown }
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
}

/// Characters without a shape of their own, or that change the direction of what follows.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::*;
    use crate::fixtures::wild;

    #[test]
    fn a_terminal_gets_no_control() {
        let cases = [
            ("plain Ünïcode 通义", "plain Ünïcode 通义"),
            ("\u{1b}[2J\u{1b}]0;owned\u{7}", "\\u{1b}[2J\\u{1b}]0;owned\\u{7}"),
            ("two\nlines\tand\r", "two\\nlines\\tand\\r"),
            ("abc\u{202e}fdp.exe", "abc\\u{202e}fdp.exe"),
            ("zero\u{200b}width\u{9b}31m", "zero\\u{200b}width\\u{9b}31m"),
        ];
        for (text, expected) in cases {
            assert_eq!(visible(text), expected);
        }
    }

    /// Each of them has no shape, or turns around what follows: two names that look the same would be different.
    #[test]
    fn what_cannot_be_seen_is_shown() {
        let hidden = [
            "ad", "34f", "61c", "115f", "1160", "180e", "200b", "200d", "200e", "200f", "2028", "2029", "202a", "202e",
            "2060", "2064", "2066", "2069", "206f", "2800", "3164", "fe00", "fe0f", "feff", "ffa0", "fff9", "fffb",
            "e0000", "e0001", "e0041", "e007f", "e0100", "e01ef",
        ];
        for code in hidden {
            let character = u32::from_str_radix(code, 16).ok().and_then(char::from_u32).unwrap_or_default();
            assert_eq!(visible(&format!("a{character}b")), format!("a\\u{{{code}}}b"));
        }
        // Their neighbours can be seen.
        for shown in [
            "\u{ae}", "\u{61b}", "\u{1100}", "\u{2010}", "\u{2027}", "\u{2070}", "\u{2801}", "\u{3131}", "\u{ffa1}",
            "\u{fffc}",
        ] {
            assert_eq!(visible(shown), shown);
        }
    }

    #[test]
    fn markdown_gets_no_markup() {
        let cases = [
            ("a|b", "a\\|b"),
            ("back\\slash `code`", "back\\\\slash \\`code\\`"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("AT&T", "AT&amp;T"),
            ("![x](javascript:y)", "\\!\\[x\\](javascript:y)"),
            ("list_3to1 _em_ **strong**", "list_3to1 \\_em\\_ \\*\\*strong\\*\\*"),
            ("~~gone~~ $x$ # title", "\\~\\~gone\\~\\~ \\$x\\$ \\# title"),
            ("new\nline", "new\\\\nline"),
            ("\u{202e}|", "\\\\u{202e}\\|"),
            // What becomes a link, a mention or a letter without any markup.
            ("https://x.example/a//b", "https:&#47;/x.example/a//b"),
            ("www.example.org", "www&#46;example.org"),
            ("ask @user or me@example.org", "ask &#64;user or me&#64;example.org"),
            ("deepseek/deepseek-chat:free", "deepseek/deepseek-chat:free"),
        ];
        for (text, expected) in cases {
            assert_eq!(markdown(text), expected);
        }
    }

    #[test]
    fn json_stays_the_same_text() {
        let text = "a\u{9b}31m \u{202e} \u{e0041} 通";
        let line = serde_json::to_string(text).map(|line| json(&line)).unwrap_or_default();
        assert_eq!(line, r#""a\u009b31m \u202e \udb40\udc41 通""#);
        assert_eq!(serde_json::from_str::<String>(&line).ok().as_deref(), Some(text));
    }

    #[test]
    fn a_spreadsheet_gets_no_formula() {
        let cases = [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+1+1", "'+1+1"),
            ("-2+3", "'-2+3"),
            ("\t=1", "'\\t=1"),
            ("\r=1", "'\\r=1"),
            ("\n=1", "'\\n=1"),
            ("\u{ff1d}1+1", "'\u{ff1d}1+1"),
            ("\u{ff0b}1", "'\u{ff0b}1"),
            ("\u{ff0d}1", "'\u{ff0d}1"),
            ("\u{ff20}SUM(A1)", "'\u{ff20}SUM(A1)"),
            ("+5", "+5"),
            ("-1", "-1"),
            ("-0.000003", "-0.000003"),
            ("-1.2.3", "'-1.2.3"),
            ("-", "'-"),
            ("a=1", "a=1"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(defused(text), expected);
        }
    }

    proptest! {
        #[test]
        fn whatever_the_text_nothing_hidden_is_left(text in wild()) {
            assert!(!visible(&text).chars().any(|c| c.is_control() || is_invisible(c)));
            assert!(!markdown(&text).contains(['<', '\n', '\u{1b}', '\u{202e}']));
            assert!(defused(&text).ends_with(&visible(&text)));
        }
    }
}
