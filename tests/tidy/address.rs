//! One noun, one address: the table `vendor_gap` is made in `crates/analyze/src/vendor_gap.rs`.

use std::path::Path;

use schema::{Stage, TableSpec, tables::TABLES};

use super::{demand_none, tree};

/// The crate whose files make the tables of `stage`. Ingested tables have no file of their own: a source makes several.
fn maker(stage: Stage) -> Option<&'static str> {
    match stage {
        Stage::Ingested => None,
        Stage::Normalized => Some("normalize"),
        Stage::Analyzed => Some("analyze"),
    }
}

fn homeless(root: &Path, tables: &[&TableSpec]) -> Vec<String> {
    let address = |table: &&TableSpec| maker(table.stage).map(|maker| format!("crates/{maker}/src/{}.rs", table.name));
    let missing = tables.iter().filter_map(address).filter(|path| !root.join(path).is_file());
    missing.map(|path| format!("expected `{path}`, found no such file")).collect()
}

#[test]
fn every_table_has_its_file() {
    demand_none(&homeless(&tree::root(), TABLES));
    assert_eq!(
        homeless(Path::new("nowhere"), TABLES).len(),
        TABLES.iter().filter(|table| maker(table.stage).is_some()).count()
    );
}
