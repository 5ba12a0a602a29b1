//! What the compiler does not hold: the invariants of ARCHITECTURE.md, the reference data, the generated page.
//!
//! Each check is a function from what it looks at to a list of problems, with a test that it finds nothing in this
//! repository and a test that it finds what is wrong in a small made-up case.

#[cfg(test)]
mod tidy {
    mod address;
    mod citation;
    mod crates;
    mod deploy;
    mod dictionary;
    mod licence;
    mod notebooks;
    mod page;
    mod reference;
    mod source;
    mod tree;
    mod vendored;

    /// Stops with all problems at once.
    fn demand_none(problems: &[String]) {
        assert!(problems.is_empty(), "{} problems:\n  {}", problems.len(), problems.join("\n  "));
    }
}
