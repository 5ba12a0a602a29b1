//! `tokenshare explain`: a number with its formula, the rows that went in, and the bytes that these were read from.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use jiff::civil::Date;
use report::{Asked, Bytes, Corrected, Drawing, Explanation, Ground, Index, Numbers, Treatments};
use schema::{
    Basis, Board, GrowthWindow, Rule, TableSpec, Treatment,
    columns::{BOARD, GROUP_ID, GROWTH_WINDOW, PRICE_BASIS, RULE, SNAPSHOT_ID},
    series::Cells,
    tables::TABLES,
};
use serde_json::Value;

use crate::{
    cli::{ExplainArguments, ExplainFormat},
    console,
    correction::{Correction, Corrections},
    manifest::Manifest,
    reference::{ALIASES, GROUPS, MEMBERS, MIXES, TRAITS},
    runs,
    snapshot::Snapshot,
    snapshots, store, tables, typed,
    went_by::WentBy,
};

/// The tables that explanations lead through, besides the one that is asked about.
const THROUGH: [&str; 17] = [
    "vendor_chart",
    "model_chart",
    "model_daily",
    "model_ranking",
    "app_model_chart",
    "catalog",
    "effective_price",
    "model_day",
    "model_week",
    "model_week_vintage",
    "model_window",
    "app_model_week",
    "vendor_week",
    "model_price",
    "priced_usage",
    "vendor_price",
    "dollar_share",
];

/// Prints what a row's numbers are made of.
///
/// # Errors
/// If the table or row is not there, or nobody has taught this to explain it.
pub fn run(arguments: &ExplainArguments) -> anyhow::Result<()> {
    let spec = tables::named(&arguments.table)?;
    let data = &arguments.data.folder;
    let run = runs::current(data)?;
    let manifest = store::manifest_of(&run)?;
    let went_by = WentBy::of(&run, &manifest)?;
    let ground = ground(data, &run, &manifest, &went_by, spec)?;
    let bases = bases(spec, &ground, arguments.group.as_deref());
    let asked = asked(spec, &bases, arguments);
    let explanation = report::explain(spec, &ground, &asked)?;
    // An error stands alone.
    if arguments.basis.is_none() {
        tell_basis(&bases, asked.basis.as_deref());
    }
    console::print(&printed(&explanation, arguments.format, asked.depth)?)
}

fn printed(explanation: &Explanation, format: ExplainFormat, depth: Option<usize>) -> anyhow::Result<String> {
    Ok(match format {
        ExplainFormat::Text => console::folded(&typed::completed(&report::explained_text(explanation, depth)), 2),
        ExplainFormat::Json => report::explained_json(explanation, depth)?,
    })
}

/// Programs get every number of the row; people the one that the table is about.
const fn numbers(format: ExplainFormat) -> Numbers {
    match format {
        ExplainFormat::Text => Numbers::About,
        ExplainFormat::Json => Numbers::All,
    }
}

/// What was typed, whether or not the table has a column for it; where no rule, basis or board was, the one that answers where
/// none is named.
fn asked(spec: &TableSpec, bases: &BTreeSet<&str>, arguments: &ExplainArguments) -> Asked {
    let typed = arguments.rule.map(|rule| rule.word().to_owned());
    let rule = || spec.column(RULE.name).map(|_| Rule::Default.word().to_owned());
    // Others tell no rows apart by it: a rule has its own.
    let board = || spec.key.iter().any(|key| key.name == BOARD.name).then(|| Board::Site.word().to_owned());
    let window = arguments.window.or_else(|| spec.column(GROWTH_WINDOW.name).map(|_| GrowthWindow::FirstLast));
    let chosen = arguments.basis.clone().or_else(|| basis(bases));
    Asked {
        vendor: arguments.vendor.clone(),
        group: arguments.group.clone(),
        model: arguments.model.clone(),
        board: arguments.board.clone().or_else(board),
        week: arguments.week.map(|week| week.to_string()),
        basis: chosen,
        rule: typed.or_else(rule),
        window: window.map(|window| window.word().to_owned()),
        until: arguments.until.map(|day| day.to_string()),
        column: arguments.column.clone(),
        numbers: numbers(arguments.format),
        depth: arguments.depth.and_then(|depth| usize::try_from(depth).ok()),
    }
}

/// The price bases that a table has, or those of one group: groups of models have tokens alone.
fn bases<'a>(spec: &TableSpec, ground: &'a Ground<'_>, group: Option<&str>) -> BTreeSet<&'a str> {
    let Some(data) = ground.tables.get(spec.name).filter(|_| spec.column(PRICE_BASIS.name).is_some()) else {
        return BTreeSet::new();
    };
    let has_groups = spec.column(GROUP_ID.name).is_some();
    let groups = if has_groups { Cells::of(data, &GROUP_ID).texts() } else { Vec::new() };
    let is_asked =
        |at: usize| !has_groups || group.is_none_or(|group| groups.get(at).copied().flatten() == Some(group));
    let words = Cells::of(data, &PRICE_BASIS).texts().into_iter().enumerate();
    words.filter(|(at, _)| is_asked(*at)).filter_map(|(_, word)| word).collect()
}

/// The one that answers where none is named.
fn basis(words: &BTreeSet<&str>) -> Option<String> {
    let known: Vec<Basis> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let chosen = Basis::headline(&known).map_or_else(|| words.first().copied(), |basis| Some(basis.word()));
    chosen.map(str::to_owned)
}

/// Of several which one was chosen.
fn tell_basis(words: &BTreeSet<&str>, chosen: Option<&str>) {
    if let Some(chosen) = chosen.filter(|_| words.len() > 1) {
        let all = words.iter().copied().collect::<Vec<_>>().join("`, `");
        tracing::info!("price basis `{chosen}`, since `--basis` names none of `{all}`");
    }
}

fn ground<'a>(
    data: &'a Path,
    run: &Path,
    manifest: &Manifest,
    went_by: &'a WentBy,
    asked: &'static TableSpec,
) -> anyhow::Result<Ground<'a>> {
    let reference = went_by.demanded(&[ALIASES, GROUPS, MEMBERS, TRAITS, MIXES])?;
    let mut tables = report::Tables::new();
    for spec in
        TABLES.iter().filter(|spec| THROUGH.contains(&spec.name) || ["token_share", asked.name].contains(&spec.name))
    {
        if manifest.table(spec.name).is_some() {
            tables.insert(spec.name, store::read_by(run, manifest, spec)?);
        }
    }
    let corrected = corrected(data, &tables)?;
    let vendor_of = |label: &str, date: Date| {
        normalize::vendor_of(label, date, &reference.aliases, "explain").ok().map(|(vendor, _)| vendor)
    };
    let groups = &reference.groups;
    let is_member = |group: &str, vendor: &str, date: Date| groups.has(group, vendor, date);
    let may_be_member = |group: &str, vendor: &str, date: Date| groups.may_have(group, vendor, date);
    let has_model = |group: &str, [model, vendor]: [&str; 2], date: Date| groups.has_model(group, model, vendor, date);
    let listed = |group: &str, date: Date| {
        Some(groups.listed(group, date).ok()??.into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    let held: RefCell<BTreeMap<String, Vec<Bytes>>> = RefCell::default();
    let bytes_of = move |id: &str| held.borrow_mut().entry(id.to_owned()).or_insert_with(|| files(data, id)).clone();
    Ok(Ground {
        tables,
        vendor_of: Box::new(vendor_of),
        is_member: Box::new(is_member),
        may_be_member: Box::new(may_be_member),
        has_model: Box::new(has_model),
        listed: Box::new(listed),
        traffic: traffic(manifest)?,
        drawn: Box::new(drawn),
        mixes: went_by.place(data, MIXES),
        bytes_of: Box::new(bytes_of),
        corrected,
        index: Index::default(),
    })
}

/// Which traffic the run's pipeline counts.
fn traffic(manifest: &Manifest) -> anyhow::Result<Treatments> {
    let parameters: Value = serde_json::from_str(&manifest.parameters)?;
    let of = |kind: &str| {
        let word = parameters.pointer(&format!("/steps/traffic/{kind}")).and_then(Value::as_str);
        word.and_then(|word| word.parse().ok()).unwrap_or(Treatment::In)
    };
    Ok(Treatments { free: of("free"), promotional: of("promotional"), stealth: of("stealth") })
}

/// What chance gives, as `growth_rate` draws it.
fn drawn(
    tokens: &[Option<f64>],
    against: Option<&[Option<f64>]>,
    changes: usize,
    weeks: usize,
) -> Option<[(f64, Drawing); 2]> {
    let analyze::Drawn { ends: (low, high), quantiles, draws, block, starts, seed: (state, stream) } =
        analyze::drawn(tokens, against, changes, weeks)?;
    let ([lower, upper], is_of_pairs) = (quantiles, against.is_some());
    let end = |value: f64, quantile: f64| {
        let (seed, starts) = ([format!("{state:032x}"), format!("{stream:032x}")], starts.clone());
        (value, Drawing { draws, changes, block, starts, weeks, is_of_pairs, quantile, generator: "PCG64", seed })
    };
    Some([end(low, lower), end(high, upper)])
}

/// What somebody corrected of what answers said, and in which newer answers that holds.
fn corrected(data: &Path, tables: &report::Tables) -> anyhow::Result<Vec<Corrected>> {
    let corrections = Corrections::read(data, None)?;
    let mut followed = Vec::new();
    for spec in TABLES.iter().filter(|spec| corrections.touch(spec.name)) {
        let Some(rows) = tables.get(spec.name) else { continue };
        let ids = Cells::of(rows, &SNAPSHOT_ID).distinct_texts();
        // What was written since the run may not fit: the next one tells.
        let applied = corrections.among(|id| ids.contains(id)).applied(spec, rows.clone());
        followed.extend(applied.into_iter().flat_map(|applied| applied.followed).map(|one| one.correction));
    }
    let cell = |row: &Correction| Corrected {
        snapshot: row.snapshot_id.clone(),
        table: row.table.clone(),
        key: row.key().map(|(column, value)| (column.to_owned(), value.to_owned())).collect(),
        column: row.column.clone(),
        old_value: row.old_value.clone(),
        new_value: row.new_value.clone(),
        corrected_at: row.corrected_at.to_string(),
        because: row.because.clone(),
        source_url: row.source_url.clone(),
    };
    Ok(corrections.iter().chain(&followed).map(cell).collect())
}

/// The files of a snapshot; none where it is not there any more, which `verify` tells.
fn files(data: &Path, id: &str) -> Vec<Bytes> {
    let Ok(snapshot) = Snapshot::open(&snapshots::folder(data), id) else { return Vec::new() };
    let bytes = |body: &crate::facts::Body| Bytes {
        snapshot: id.to_owned(),
        file: format!("snapshots/{id}/{}", body.file),
        sha256: body.sha256.clone(),
        json_path: None,
    };
    snapshot.facts.body.iter().map(bytes).collect()
}
