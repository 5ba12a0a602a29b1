//! Rebuilds the program when reference data changes: files that are built in are found by folder, not by name.

fn main() {
    println!("cargo::rerun-if-changed=../../data/reference");
    println!("cargo::rerun-if-changed=../../data/sample/snapshots");
}
