//! Reference data: what someone looked up, each row with its source. Built into the program from `data/reference`; a
//! pipeline may name a folder instead.

use std::{collections::BTreeMap, path::Path};

use analyze::{Evidence, Groups, LabLabels, PUBLISHED_ON, Tokenizers, Traits};
use anyhow::Context as _;
use include_dir::{Dir, include_dir};
use normalize::{Aliases, LabelMap, UsageMix, VendorList};

use crate::{digest::sha256, failure::Failure, input::Input, snapshot::read_stored};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data/reference");

/// Renames of vendors.
pub const ALIASES: &str = "vendor_aliases.csv";
/// Vendors that someone has looked up.
pub const VENDORS: &str = "vendors.csv";
/// Groups of vendors and of models.
pub const GROUPS: &str = "groups.csv";
/// Members of groups that are lists.
pub const MEMBERS: &str = "vendor_groups.csv";
/// Countries and weights, which decide who is in other groups.
pub const TRAITS: &str = "traits.csv";
/// Mixes of input and output, for usage that has none of its own.
pub const MIXES: &str = "usage_mix.csv";
/// Which model each label of a benchmark means.
pub const LABELS: &str = "benchmark_models.csv";
/// What the published analysis claims.
pub const CLAIMS: &str = "claims.csv";
/// Tokenizers by vendor.
pub const TOKENIZERS: &str = "tokenizer_factors.csv";
/// Labs as a second gateway names them.
pub const LABS: &str = "lab_labels.csv";

const FILE: &str = "file of the reference";
/// A file larger than this is none that anybody looked up.
const LARGEST: u64 = 1 << 26;
const LISTED: &str = "`tokenshare tables --reference` lists the files, and prints the one that it is given";

/// The files of the reference, and those that normalize needs, read.
#[derive(Clone, Debug)]
pub struct Reference {
    /// Renames of vendors.
    pub aliases: Aliases,
    /// Vendors that someone has looked up.
    pub vendors: VendorList,
    /// Groups of vendors and of models.
    pub groups: Groups,
    /// Mixes of input and output, for usage that has none of its own.
    pub mixes: UsageMix,
    files: BTreeMap<String, Vec<u8>>,
}

impl Reference {
    /// Reads the reference that is built in, but for the files that `folder` has of its own. All of it is read, files of later
    /// steps too: what is wrong with one is told before anything is fetched or made.
    ///
    /// # Errors
    /// If the folder has a file that no step knows, or one is broken: with folder, file and line.
    pub fn read(folder: Option<&Path>) -> anyhow::Result<Self> {
        let Some(folder) = folder else { return Self::of(built_in(&BUILT_IN)) };
        let mut files = built_in(&BUILT_IN);
        // A slip in a name would leave the file aside without a word.
        let own = in_folder(folder, &files).with_context(|| format!("reference folder `{}`", folder.display()))?;
        files.extend(own);
        let told = || format!("in the reference folder `{}`", folder.display());
        Self::of(files).and_then(Self::checked).with_context(told)
    }

    /// The reference that is built in, but for the files that a run keeps.
    ///
    /// # Errors
    /// If this version can't read one of them.
    pub fn kept(own: BTreeMap<String, Vec<u8>>) -> anyhow::Result<Self> {
        let mut files = built_in(&BUILT_IN);
        files.extend(own);
        Self::of(files)
    }

    fn of(files: BTreeMap<String, Vec<u8>>) -> anyhow::Result<Self> {
        let file = |name: &str| files.get(name).map(Vec::as_slice).ok_or_else(|| missing(name));
        let aliases = Aliases::parse(file(ALIASES)?)?;
        let vendors = VendorList::parse(file(VENDORS)?)?;
        let groups = Groups::parse(file(GROUPS)?, file(MEMBERS)?, Traits::parse(file(TRAITS)?)?)?;
        let mixes = UsageMix::parse(file(MIXES)?)?;
        Ok(Self { aliases, vendors, groups, mixes, files })
    }

    /// The same, with those files read that steps read for themselves.
    fn checked(self) -> anyhow::Result<Self> {
        LabelMap::parse(self.file(LABELS)?)?;
        Tokenizers::parse(self.file(TOKENIZERS)?)?;
        LabLabels::parse(self.file(LABS)?)?;
        analyze::claim(self.file(CLAIMS)?, &Evidence::default(), PUBLISHED_ON)?;
        Ok(self)
    }

    /// The bytes of a file such as `claims.csv` or `published/vendor_gap.csv`.
    ///
    /// # Errors
    /// If there is no such file.
    pub fn file(&self, name: &str) -> Result<&[u8], Failure> {
        let bytes = self.files.get(name).map(Vec::as_slice);
        bytes.ok_or_else(|| missing(name))
    }

    /// What it adds to the inputs of a run: every file.
    pub fn inputs(&self) -> Vec<Input> {
        self.files.iter().map(|(name, bytes)| Input { name: place(name), sha256: sha256(bytes) }).collect()
    }

    /// The files that are others than those of the program, by their place in the folder of a run: who has the program has no
    /// other copy of these, so a run keeps them.
    pub fn own(&self) -> impl Iterator<Item = (String, &[u8])> {
        let is_own = |(name, bytes): &(&String, &Vec<u8>)| {
            BUILT_IN.get_file(name.as_str()).is_none_or(|file| file.contents() != bytes.as_slice())
        };
        self.files.iter().filter(is_own).map(|(name, bytes)| (place(name), bytes.as_slice()))
    }

    /// The same by name and hash.
    pub fn own_inputs(&self) -> Vec<Input> {
        self.own().map(|(name, bytes)| Input { name, sha256: sha256(bytes) }).collect()
    }
}

/// The built-in files that a folder of one's own can have others of, by name.
pub fn built_in_tables() -> BTreeMap<String, Vec<u8>> {
    let is_table = |name: &String| Path::new(name).extension().is_some_and(|ending| ending == "csv");
    built_in(&BUILT_IN).into_iter().filter(|(name, _)| is_table(name)).collect()
}

/// What a file is called among the inputs of a run; where a run keeps it, its place in the folder of the run.
pub fn place(name: &str) -> String {
    format!("reference/{name}")
}

/// What the rows of a built-in file begin with.
pub fn first_cells(name: &str) -> Vec<&'static str> {
    let text = BUILT_IN.get_file(name).and_then(|file| file.contents_utf8()).unwrap_or_default();
    text.lines().skip(1).filter_map(|line| line.split(',').next()).collect()
}

/// The files that are built in: those that a folder of one's own can have, too.
pub fn file_names() -> Vec<&'static str> {
    let mut open = vec![&BUILT_IN];
    let mut names = Vec::new();
    while let Some(folder) = open.pop() {
        names.extend(folder.files().filter_map(|file| file.path().to_str()).filter(|name| is_data(name)));
        open.extend(folder.dirs());
    }
    names
}

fn built_in(folder: &Dir<'_>) -> BTreeMap<String, Vec<u8>> {
    let here = folder.files().map(|file| (slashed(file.path()), file.contents().to_vec()));
    here.filter(|(name, _)| is_data(name)).chain(folder.dirs().flat_map(built_in)).collect()
}

fn missing(name: &str) -> Failure {
    Failure::data(format!("the reference has no `{name}`")).with_hint(LISTED)
}

/// The files of a folder, each of which is `known`. What is none stops before anything is read: a folder that was meant
/// otherwise may hold anything.
fn in_folder(folder: &Path, known: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut names = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let entries: Result<Vec<_>, _> =
            fs_err::read_dir(&next)?.map(|entry| entry.map(|entry| entry.path())).collect();
        let mut paths = entries?;
        paths.sort_unstable();
        for path in paths {
            let name = slashed(path.strip_prefix(folder).unwrap_or(&path));
            let is_folder = path.is_dir();
            // A folder of ours holds files of ours.
            let within = format!("{name}/");
            let is_known = known.keys().any(|file| if is_folder { file.starts_with(&within) } else { *file == name });
            match (is_data(&name), is_known, is_folder) {
                (true, false, _) => {
                    return Err(Failure::unknown(FILE, &name, known.keys().map(String::as_str))
                        .with_hint(LISTED)
                        .into());
                }
                (true, true, true) => open.push(path),
                (true, true, false) => drop(names.insert(name, path)),
                (false, ..) => {}
            }
        }
    }
    names.into_iter().map(|(name, path)| Ok((name.clone(), filled(&name, &path)?))).collect()
}

/// The bytes of a file that says something: without a heading it would be a list of nobody.
fn filled(name: &str, path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = read_stored(path, LARGEST)?;
    if bytes.is_empty() {
        return Err(Failure::data(format!("`{name}` is empty, expected a heading and rows")).with_hint(LISTED).into());
    }
    Ok(bytes)
}

/// Pages for people change no figure.
fn is_data(name: &str) -> bool {
    Path::new(name).extension().is_none_or(|extension| extension != "md")
        && !name.split('/').any(|part| part.starts_with('.'))
}

fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
