//! Bytes that the fuzzer began with, and those that it found: `fixtures/fuzz/<target>/`. What once broke an invariant
//! never does again.

#[cfg(test)]
mod invariants;

#[cfg(test)]
mod replay {
    use std::path::Path;

    use super::invariants;

    /// What libFuzzer calls what it found, before somebody has looked at it.
    const UNNAMED: &[&str] = &["crash-", "leak-", "oom-", "slow-unit-", "timeout-"];

    fn names(target: &str) -> Vec<String> {
        let files = fs_err::read_dir(folder(target)).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        assert!(!names.is_empty(), "no fixture for `{target}`");
        names
    }

    fn folder(target: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fuzz").join(target)
    }

    fn replay(target: &str, check: fn(&[u8])) {
        for name in names(target) {
            // The last line before a failure.
            println!("{target}/{name}");
            check(&fs_err::read(folder(target).join(name)).unwrap());
        }
    }

    #[test]
    fn stream() {
        replay("stream", invariants::stream::check);
    }

    #[test]
    fn json() {
        replay("json", invariants::json::check);
    }

    #[test]
    fn names_say_what_it_was() {
        for name in ["stream", "json"].into_iter().flat_map(names) {
            assert!(!UNNAMED.iter().any(|prefix| name.starts_with(prefix)), "{name}: give it a name");
        }
    }
}
