//! A citation as the page has it: text, with the addresses in it as links.

use minijinja::{Value, context};

use crate::escape;

/// What an address that a page may lead to begins with.
const SCHEMES: [&str; 2] = ["https://", "http://"];
/// What ends an address besides what is no sign of ASCII.
const ENDS: &[char] = &['"', '\'', '<', '>', '(', ')', '[', ']', '{', '}', '\\', '^', '`', '|', ',', ';'];
/// What ends a sentence and no address.
const STOPS: &[char] = &['.', ':', '!', '?'];

/// Its parts in their order, each with whether it is an address.
pub(super) fn parts(citation: &str) -> Vec<Value> {
    let value = |(part, is_address): (&str, bool)| context! { text => escape::visible(part), is_address };
    pieces(citation).into_iter().map(value).collect()
}

fn pieces(citation: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut rest = citation;
    while let Some((before, address, behind)) = first_address(rest) {
        found.extend([(before, false), (address, true)]);
        rest = behind;
    }
    found.push((rest, false));
    found.retain(|(part, _)| !part.is_empty());
    found
}

/// The first address of a text, with what stands before it and behind it.
fn first_address(text: &str) -> Option<(&str, &str, &str)> {
    let begin = SCHEMES.iter().filter_map(|scheme| Some((text.find(scheme)?, scheme.len()))).min();
    let (begin, scheme) = begin?;
    let (before, from) = text.split_at_checked(begin)?;
    let is_end = |letter: char| !letter.is_ascii_graphic() || ENDS.contains(&letter);
    let whole = from.get(..from.find(is_end).unwrap_or(from.len()))?.trim_end_matches(STOPS);
    // A scheme alone leads nowhere.
    let address = Some(whole).filter(|whole| whole.len() > scheme)?;
    Some((before, address, from.get(address.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_text() {
        let marked = |(part, is_address): (&str, bool)| {
            if is_address { format!("<{part}>") } else { part.to_owned() }
        };
        let said = |text: &str| pieces(text).into_iter().map(marked).collect::<Vec<_>>();
        assert_eq!(said("OpenRouter, openrouter.ai/apps"), ["OpenRouter, openrouter.ai/apps"]);
        assert_eq!(
            said("see https://a.example/b?c=1&d, or http://e.example."),
            ["see ", "<https://a.example/b?c=1&d>", ", or ", "<http://e.example>", "."]
        );
        assert_eq!(said("(https://a.example/\"onclick=\"b)"), ["(", "<https://a.example/>", "\"onclick=\"b)"]);
        let others = "javascript:alert(1) ftp://a.example https://";
        assert_eq!(said(others), [others]);
        assert_eq!(said("https://a.example/\u{202e}gpj"), ["<https://a.example/>", "\u{202e}gpj"]);
        assert_eq!(said(""), [""; 0]);
    }
}
