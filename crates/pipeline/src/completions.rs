//! `tokenshare completions`: what a shell has to know to complete commands, flags and words.

use clap::CommandFactory as _;

use crate::{
    cli::{Cli, CompletionsArguments},
    console,
};

/// Prints the script for a shell.
///
/// # Errors
/// If stdout can't be written.
pub fn run(arguments: &CompletionsArguments) -> anyhow::Result<()> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    console::print(&String::from_utf8(script)?)
}
