//! The pipeline files and maps inside the program, for who has none: what `init` lays, and where messages lead to them.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

/// The pipeline files, and the page that explains their keys.
pub static PIPELINES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../pipelines");
/// Where they lie in a folder that was laid, as in the repository.
pub const FOLDER: &str = "pipelines";
/// The maps of known archives, and the page that explains their keys.
pub static MAPS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data/maps");
/// Where they lie in a folder that was laid: there `data` is for captured bytes.
pub const MAPS_FOLDER: &str = "maps";

/// A pipeline file inside the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    /// Its name, such as `month.toml`.
    pub name: &'static str,
    /// What it is for.
    pub title: String,
    /// The results that it asks for.
    pub results: Vec<String>,
}

impl Laid {
    /// Where it lies in a folder that was laid.
    pub fn path(&self) -> PathBuf {
        Path::new(FOLDER).join(self.name)
    }

    /// Whether it lies below the folder that somebody is in.
    pub fn is_here(&self) -> bool {
        self.path().is_file()
    }
}

/// Every one, by name.
pub fn all() -> Vec<Laid> {
    let mut all: Vec<Laid> = PIPELINES.files().filter_map(|file| laid(file.path(), file.contents_utf8()?)).collect();
    all.sort_by_key(|one| one.name);
    all
}

/// Those that ask for a result.
pub fn that_make(result: &str) -> Vec<Laid> {
    all().into_iter().filter(|one| one.results.iter().any(|name| name == result)).collect()
}

/// The one of a title.
pub fn titled(title: &str) -> Option<Laid> {
    all().into_iter().find(|one| one.title == title)
}

fn laid(path: &'static Path, text: &str) -> Option<Laid> {
    path.extension().filter(|ending| *ending == "toml")?;
    let name = path.to_str()?;
    let table: toml::Table = text.parse().ok()?;
    let title = table.get("title")?.as_str()?.to_owned();
    let results = table.get("results").and_then(toml::Value::as_array).into_iter().flatten();
    Some(Laid { name, title, results: results.filter_map(toml::Value::as_str).map(str::to_owned).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_known_by_its_title_and_its_results() {
        let names: Vec<_> = all().into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["month.toml", "published.toml", "vendor_chart.toml", "weekly.toml"]);
        let makers = |result| that_make(result).into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(makers("drift"), ["weekly.toml"]);
        assert_eq!(makers("coverage"), ["month.toml", "published.toml", "weekly.toml"]);
        assert_eq!(titled("weekly tokens by vendor").map(|one| one.name), Some("vendor_chart.toml"));
        assert_eq!(titled("mine"), None);
    }
}
