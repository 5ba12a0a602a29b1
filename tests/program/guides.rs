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

/// There is no program until `make bin` built one, and an old one after a change: where `cargo test` stands, somebody has
/// changed the code. Then `tokenshare` refuses, as it would know nothing of what a recipe did.
fn demand_builds(place: &Place) {
    let built = place.path().join("built").display().to_string();
    let said = "echo 'what is on the PATH was not built from this code: run `make bin`' >&2";
    place.put_before("make", &format!("[ \"$1\" = bin ] && touch '{built}'"));
    place.put_before("cargo", &format!("rm -f '{built}'"));
    place.put_before("tokenshare", &format!("[ -e '{built}' ] || {{ {said}; exit 127; }}"));
    let refused = "if tokenshare --version; then exit 1; fi";
    let changed = "cargo test --workspace --lib registry";
    place.run_block(place.path(), &format!("{refused}\nmake bin\ntokenshare --version\n{changed}\n{refused}"));
}

#[test]
fn every_recipe_of_contributing_runs() {
    let place = place();
    demand_builds(&place);
    // Recipes leave the demo as it is: the README's commands read it afterwards.
    place.run_block(place.path(), "make demo");
    let current = place.path().join("data/demo/current");
    let before = fs::read_link(&current).expect("a link");
    let (ran, compared) = place.run_page(place.path(), &repository().join("CONTRIBUTING.md"));
    assert!(ran >= 12 && compared >= 2, "{ran} blocks ran, {compared} outputs compared");
    assert_eq!(fs::read_link(&current).expect("a link"), before, "a recipe changed the demo's tables");
}

#[test]
fn every_command_of_security_runs() {
    let place = place();
    place.run_block(place.path(), "make demo");
    let (ran, _) = place.run_page(place.path(), &repository().join("SECURITY.md"));
    assert_eq!(ran, 2);
}

/// As root would, with `/usr/local` and `/etc` below a folder: what the unit starts and reads is then there.
#[test]
fn every_command_of_deploy_runs() {
    let place = place();
    let root = place.path().join("root");
    for folder in ["usr/local/bin", "etc/systemd/system"] {
        fs::create_dir_all(root.join(folder)).expect("room");
    }
    let copied = Command::new("cp").arg("-r").arg(repository().join("deploy")).arg(place.path()).status();
    assert!(copied.expect("`cp` is there").success());
    let below = root.display();
    // Paths of the system are those below the folder; what would be asked of systemd is asked of nobody.
    place.stub(
        "sudo",
        &format!(
            "for word; do shift; case \"$word\" in /usr/local/*|/etc/*) word=\"{below}$word\";; esac; set -- \"$@\" \"$word\"; done\n\
             [ \"$1\" = systemctl ] || exec \"$@\"\n\
             [ \"$2 $3\" = 'enable --now' ] && [ -f \"{below}/etc/systemd/system/$4\" ]"
        ),
    );
    let (ran, _) = place.run_page(place.path(), &repository().join("deploy/README.md"));
    assert_eq!(ran, 1);
    let unit = fs::read_to_string(root.join("etc/systemd/system/tokenshare-weekly.service")).expect("the unit");
    let of = |key: &str| unit.lines().find_map(|line| line.strip_prefix(key)).expect("a line of the unit").to_owned();
    let started = of("ExecStart=");
    let words: Vec<&str> = started.split(' ').collect();
    let at = |path: &str| root.join(path.trim_start_matches('/'));
    assert!(at(words[0]).is_file() && at(words[2]).is_file(), "{started}");
    let environment = at(of("EnvironmentFile=").trim_start_matches('-'));
    assert_eq!(fs::read_to_string(&environment).expect("it is there"), "TOKENSHARE_CONTACT=you@example.org\n");
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&environment).expect("it is there").permissions());
    assert_eq!(mode & 0o777, 0o600, "nobody else reads a key");
    let ended = Command::new(at(words[0])).arg("check").arg(at(words[2])).output().expect("it starts");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
}
