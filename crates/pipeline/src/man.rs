//! `tokenshare man`: the help of the program and of each command as pages for `man`.

use clap::{Arg, Command, CommandFactory as _};
use clap_mangen::Man;

use crate::{
    cli::{Cli, ManArguments},
    console::{self, counted},
    disk, target,
};

/// Prints the program's page, or writes all pages into a folder.
///
/// # Errors
/// If stdout, or a page, can't be written, or the folder lies among what a data folder keeps.
pub fn run(arguments: &ManArguments) -> anyhow::Result<()> {
    // The pages of `help` would say what the others say.
    let mut program = Cli::command().disable_help_subcommand(true);
    // Gives each command its whole name: `tokenshare-run`.
    program.build();
    let Some(folder) = &arguments.out else {
        return console::print(&String::from_utf8(page(&program)?)?);
    };
    target::demand_outside(None, folder)?;
    let folder = target::without_detours(folder);
    let commands: Vec<&Command> = std::iter::once(&program).chain(program.get_subcommands()).collect();
    for command in &commands {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        disk::replace(&folder.join(format!("{name}.1")), &page(command)?)?;
    }
    tracing::info!("{} in `{}`", counted(commands.len(), "page"), folder.display());
    Ok(())
}

fn page(command: &Command) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    let command = command.clone().override_usage(synopsis(command));
    Man::new(command).source(concat!("tokenshare ", env!("CARGO_PKG_VERSION"))).render(&mut page)?;
    Ok(page)
}

/// The line that is typed: flags with the words that they take, in square brackets what may be left out.
fn synopsis(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let shown = || command.get_arguments().filter(|argument| !argument.is_hide_set());
    let flags = shown().filter(|argument| !argument.is_positional()).map(word);
    let others = shown().filter(|argument| argument.is_positional()).map(word);
    let verb = command.has_subcommands().then(|| "<COMMAND>".to_owned());
    [name.to_owned()].into_iter().chain(flags).chain(others).chain(verb).collect::<Vec<_>>().join(" ")
}

/// As clap writes an argument in a line of usage.
fn word(argument: &Arg) -> String {
    let word = argument.to_string();
    let is_bracketed = argument.is_positional() && word.starts_with('[');
    if argument.is_required_set() || is_bracketed { word } else { format!("[{word}]") }
}
