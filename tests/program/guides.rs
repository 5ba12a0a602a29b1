//! Pages for whoever changes the program or mistrusts it: their blocks run, in a folder like a checkout.

use std::process::Command;

use super::readme::{Place, repository};
use fs_err as fs;

/// A folder like a checkout, with what the recipes read. `cargo test` is a stub that demands that the tests exist.
fn place() -> Place {
    let place = Place::new();
    for folder in ["data/reference", "crates/ingest/fixtures"] {
        let (from, to) = (repository().join(folder), place.path().join(folder));
        fs::create_dir_all(to.parent().expect("below")).expect("room");
        assert!(Command::new("cp").arg("-r").arg(from).arg(to).status().expect("`cp` is there").success());
    }
    let root = repository();
    let root = root.display();
    // `cargo test --workspace --lib NAME`: a module or a test of that name has to be there.
    let tests = format!(
        "[ \"$1 $2\" = 'test --workspace' ] || exit 9\n\
         case \"$3 $4\" in\n\
         '--lib '*) grep -rqE \"(mod|fn) $4\" '{root}/crates' --include='*.rs';;\n\
         '--test tidy') grep -q \"mod ${{5:-source}};\" '{root}/tests/tidy.rs';;\n\
         *) exit 9;;\n\
         esac"
    );
    place.stub("cargo", &tests);
    place
}

#[test]
fn every_recipe_of_contributing_runs() {
    let place = place();
    let (ran, compared) = place.run_page(place.path(), &repository().join("CONTRIBUTING.md"));
    assert!(ran >= 9 && compared >= 1, "{ran} blocks ran, {compared} outputs compared");
}

#[test]
fn every_command_of_security_runs() {
    let place = place();
    place.run_block(place.path(), "make demo");
    let (ran, _) = place.run_page(place.path(), &repository().join("SECURITY.md"));
    assert_eq!(ran, 2);
}
