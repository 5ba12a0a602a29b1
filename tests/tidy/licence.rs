//! The licences of all we depend on, against a list of those that ask for no more than their text.

use super::{crates, demand_none};

const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "NCSA",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether an SPDX expression can be met with the list. `/` is how old manifests write `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest) && rest.is_empty()
}

fn either(rest: &mut &[&str]) -> bool {
    let mut any = both(rest);
    while let ["OR", tail @ ..] = *rest {
        *rest = tail;
        any |= both(rest);
    }
    any
}

fn both(rest: &mut &[&str]) -> bool {
    let mut all = one(rest);
    while let ["AND", tail @ ..] = *rest {
        *rest = tail;
        all &= one(rest);
    }
    all
}

fn one(rest: &mut &[&str]) -> bool {
    match *rest {
        ["(", tail @ ..] => {
            *rest = tail;
            let inner = either(rest);
            let closed = rest.first() == Some(&")");
            *rest = rest.get(1..).unwrap_or_default();
            inner && closed
        }
        [name, "WITH", exception, tail @ ..] => {
            *rest = tail;
            ALLOWED.contains(&format!("{name} WITH {exception}").as_str())
        }
        [name, tail @ ..] => {
            *rest = tail;
            ALLOWED.contains(name)
        }
        [] => false,
    }
}

#[test]
fn dependencies_are_free_to_use() {
    let refused = |package: &crates::Package| {
        let licence = package.license.as_deref().unwrap_or("none stated");
        (!is_allowed(licence)).then(|| format!("`{}` {}: licence `{licence}`", package.name, package.version))
    };
    demand_none(
        &crates::metadata().iter().flat_map(|workspace| &workspace.packages).filter_map(refused).collect::<Vec<_>>(),
    );
}

#[test]
fn expressions_are_read() {
    for allowed in ["MIT", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "(MIT OR GPL-3.0) AND Unicode-3.0"] {
        assert!(is_allowed(allowed), "{allowed}");
    }
    for refused in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "MIT WITH strings", "(MIT", "MIT ISC"]
    {
        assert!(!is_allowed(refused), "{refused}");
    }
    assert!(is_allowed("Apache-2.0 WITH LLVM-exception"));
}
