//! The known name that someone probably meant.

use std::path::{Path, PathBuf};

/// Below this likeness a proposal confuses more than it helps.
const LEAST_LIKENESS: f64 = 0.8;

/// The name in `known` most like `found`, whatever its case; `None` if none is near.
pub fn nearest<'known>(found: &str, known: impl IntoIterator<Item = &'known str>) -> Option<&'known str> {
    let typed = found.to_lowercase();
    let likeness = |name: &'known str| (strsim::jaro_winkler(&typed, &name.to_lowercase()), name);
    let near = known.into_iter().map(likeness).filter(|(likeness, _)| *likeness >= LEAST_LIKENESS);
    near.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, name)| name)
}

/// What lies beside a path where nothing is, is what is meant, and has a name most like its own.
pub fn beside(path: &Path, is_meant: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    if path.exists() {
        return None;
    }
    let (name, parent) = (path.file_name()?.to_str()?, path.parent()?);
    let folder = if parent == Path::new("") { Path::new(".") } else { parent };
    let names = fs_err::read_dir(folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| is_meant(&parent.join(name))).collect();
    // A folder is listed in any order.
    names.sort_unstable();
    nearest(name, names.iter().map(String::as_str)).map(|name| parent.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &str, expected: Option<&str>) {
        assert_eq!(nearest(found, ["token_share", "vendor_gap", "catalog/models"]), expected, "{found}");
    }

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        check("token_shares", Some("token_share"));
        check("vendor-gap", Some("vendor_gap"));
        check("catalog/model", Some("catalog/models"));
        check("Vendor-Gap", Some("vendor_gap"));
        check("xyz", None);
    }
}
