//! What the page lets a browser do: run its own script, use its own style, make pictures of its charts, and no more.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};

/// The content security policy of a page with this style and script: nothing is loaded from anywhere, and no other script
/// runs, whatever a name in the data says.
pub(super) fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data: blob:; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style)
    )
}

fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `openssl dgst -sha256 -binary | base64` has it.
    #[test]
    fn a_hash_is_that_of_the_element_s_text() {
        assert_eq!(hash("a{}"), "sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk=");
        assert!(policy("a", "b").starts_with("default-src 'none'; script-src 'sha256-"));
    }
}
