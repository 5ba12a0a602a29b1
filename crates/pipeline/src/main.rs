//! The program `tokenshare`: the only crate with files, clock and command line.
//!
//! What a number means is decided in `schema`, `normalize` and `analyze`; this crate reads bytes, calls them in order,
//! and puts what they made where it belongs.

mod asked;
mod bound;
mod brief;
mod check;
mod citations;
mod cli;
mod clock;
mod console;
mod data_package;
mod demo;
mod digest;
mod drift;
mod exchange;
mod facts;
mod failure;
mod fetch;
mod frames;
mod gzip;
mod holdings;
mod import;
mod input;
mod listing;
mod lock;
mod manifest;
mod media_type;
mod metric;
mod nearest;
mod parquet;
mod plan;
mod price;
mod problems;
mod provenance;
mod reference;
mod run;
mod secret;
mod show;
mod snapshot;
mod snapshots;
mod step;
mod steps;
mod store;
mod storing;
mod tables;
mod verify;
mod weekly;

use std::process::ExitCode;

use clap::Parser as _;

use cli::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let verbosity = cli.verbosity();
    console::start(verbosity);
    console::finish(match cli.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Price(arguments) => price::run(&arguments),
        Command::Drift(arguments) => drift::run(&arguments),
        Command::Tables(arguments) => tables::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Fetch(arguments) => fetch::run(&arguments, verbosity),
        Command::Snapshots(arguments) => holdings::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Brief(arguments) => brief::run(&arguments),
        Command::Weekly(arguments) => weekly::run(&arguments, verbosity),
        Command::Demo(arguments) => demo::run(&arguments),
    })
}
