//! Media types: what a body is stored as, and which names upstream may give it.

/// Of a body that ends in `extension`.
pub fn of(extension: &str) -> &'static str {
    match extension {
        "json" => "application/json",
        "csv" => "text/csv",
        "html" => "text/html",
        "rsc" => "text/x-component",
        _ => "application/octet-stream",
    }
}

/// Whether an answer that calls itself `found` can be a body that ends in `extension`. One without a name may be anything:
/// its parser will tell.
///
/// # Errors
/// What was expected.
pub fn demand(extension: &str, found: &str) -> Result<(), &'static str> {
    let found = found.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_fine = match (extension, found.as_str()) {
        // What serves files as they lie knows no better.
        (_, "") | ("json" | "csv", "text/plain" | "application/octet-stream") => true,
        ("json", name) => name == "text/json" || name == of("json") || name.ends_with("+json"),
        ("csv", name) => matches!(name, "text/csv" | "application/csv" | "application/vnd.ms-excel"),
        (_, name) => name == of(extension),
    };
    if is_fine { Ok(()) } else { Err(of(extension)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_never_data_and_data_has_several_names() {
        for (extension, found, is_fine) in [
            ("json", "application/json; charset=utf-8", true),
            ("json", "application/problem+json", true),
            ("json", "text/plain", true),
            ("json", "", true),
            ("json", "text/html", false),
            ("json", "text/csv", false),
            ("csv", "Text/CSV", true),
            ("csv", "text/html; charset=utf-8", false),
            ("html", "text/html", true),
            ("html", "application/json", false),
            ("rsc", "text/x-component", true),
            ("rsc", "text/html", false),
        ] {
            assert_eq!(demand(extension, found).is_ok(), is_fine, "{extension}: {found}");
        }
    }
}
