//! The program `tokenshare`: the only crate with files, clock and command line.
//!
//! What a number means is decided in `schema`, `normalize` and `analyze`; this crate reads bytes, calls them in order,
//! and puts what they made where it belongs.

mod asked;
mod bound;
mod brief;
mod cause;
mod chapter;
mod chaptered;
mod check;
mod citations;
mod cli;
mod clock;
mod completions;
mod console;
mod correction;
mod csv_row;
mod data_package;
mod decided;
mod deciding;
mod decision;
mod demo;
mod difference;
mod digest;
mod disk;
mod doctor;
mod drift;
mod explain;
mod export;
mod facts;
mod failure;
mod fault;
mod fetch;
mod findings;
mod forecast;
mod foreign;
mod form;
mod frames;
mod gc;
mod guard;
mod gzip;
mod holdings;
mod import;
mod init;
mod input;
mod laid;
mod listing;
mod lock;
mod making;
mod man;
mod manifest;
mod media_type;
mod membership;
mod metric;
mod names;
mod nearest;
mod page;
mod parquet;
mod part;
mod place;
mod plan;
mod previous;
mod price;
mod problems;
mod proof;
mod provenance;
mod prune;
mod reasons;
mod recipe;
mod reference;
mod refusal;
mod remake;
mod remark;
mod room;
mod run;
mod run_facts;
mod runs;
mod seal;
mod sealed;
mod secret;
mod show;
mod snapshot;
mod snapshots;
mod stack;
mod step;
mod steps;
mod store;
mod storing;
mod tables;
mod target;
mod telling;
mod terminal;
mod threads;
mod typed;
mod unmade;
mod untested;
mod verify;
mod weekly;
mod went_by;
mod whereabouts;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use cli::{Cli, Command};
use console::Verbosity;
use decision::Ruling;

fn main() -> ExitCode {
    let program = cli::examples::fitted(Cli::command(), console::room());
    let read = program.clone().try_get_matches();
    let (cli, matches) = match read.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches))) {
        Ok(read) => read,
        Err(error) => return console::refuse(&error),
    };
    typed::remember(&program, &matches);
    let verbosity = cli.verbosity();
    console::start(verbosity);
    console::finish(threads::demand().map_err(anyhow::Error::from).and_then(|()| done(&cli.command, verbosity)))
}

/// Does what was asked for.
fn done(command: &Command, verbosity: Verbosity) -> anyhow::Result<()> {
    match command {
        Command::Check(arguments) => check::run(arguments),
        Command::Plan(arguments) => forecast::run(arguments),
        Command::Why(arguments) => reasons::run(arguments),
        Command::Diff(arguments) => difference::run(arguments),
        Command::Run(arguments) => run::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Price(arguments) => price::run(arguments),
        Command::Drift(arguments) => drift::run(arguments),
        Command::Tables(arguments) => tables::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Fetch(arguments) => fetch::run(arguments, verbosity),
        Command::Snapshots(arguments) => holdings::run(arguments),
        Command::Path(arguments) => whereabouts::run(arguments),
        Command::Accept(arguments) => deciding::run(Ruling::Accepted, arguments),
        Command::Reject(arguments) => deciding::run(Ruling::Rejected, arguments),
        Command::Gc(arguments) => gc::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Brief(arguments) => brief::run(arguments),
        Command::Findings(arguments) => findings::run(arguments),
        Command::Report(arguments) => page::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Weekly(arguments) => weekly::run(arguments, verbosity),
        Command::Demo(arguments) => demo::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::Doctor(arguments) => doctor::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }
}
