//! `tokenshare completions`: what a shell has to know to complete commands, flags and words.

use clap::{Arg, Command, CommandFactory as _};
use clap_complete::Shell;

use crate::{
    cli::{Cli, CompletionsArguments},
    console,
};

/// Offers words behind the last comma of what is typed, and sets no space behind one that is to go on.
const LISTED: &str = r#"_tokenshare_listed() {
    local before=""
    [[ "${cur}" == *,* ]] && before="${cur%,*},"
    compopt -o nospace 2>/dev/null
    COMPREPLY=($(compgen -P "${before}" -W "$1" -- "${cur##*,}"))
}

"#;

/// Prints the script for a shell.
///
/// # Errors
/// If stdout can't be written.
pub fn run(arguments: &CompletionsArguments) -> anyhow::Result<()> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    let script = String::from_utf8(script)?;
    console::print(&match arguments.shell {
        Shell::Bash => with_lists(&script, &going_on(&command)),
        Shell::Fish => script + &without_option(&command),
        _ => script,
    })
}

/// The words that fish offers for what is typed without an option, such as a table: the crate that writes its script has those
/// of options alone. Files are offered, too, where another argument may be one.
fn without_option(command: &Command) -> String {
    let of_verb = |verb: &Command| {
        let is_alone = verb.get_positionals().count() == 1;
        let files = if is_alone { " -f" } else { "" };
        let name = verb.get_name();
        let words = |argument: &Arg| {
            let words: Vec<String> =
                argument.get_possible_values().iter().map(|word| word.get_name().to_owned()).collect();
            words.join(" ").replace('\\', r"\\").replace('\'', r"\'")
        };
        let words: Vec<String> = verb.get_positionals().map(words).filter(|words| !words.is_empty()).collect();
        let line = |words: &String| {
            format!("complete -c tokenshare -n \"__fish_tokenshare_using_subcommand {name}\"{files} -a '{words}'\n")
        };
        words.iter().map(line).collect::<String>()
    };
    command.get_subcommands().map(of_verb).collect()
}

/// The options whose words go on when one of them is typed: lists of words, and columns before their value.
fn going_on(command: &Command) -> Vec<String> {
    let options = command.get_subcommands().flat_map(Command::get_arguments);
    let goes_on = options.filter(|option| {
        let mut words = option.get_possible_values().into_iter();
        option.get_value_delimiter().is_some() || words.any(|word| word.get_name().ends_with('='))
    });
    goes_on.filter_map(|option| Some(format!("--{})", option.get_long()?))).collect()
}

/// The script for bash, in which these options complete what stands behind the last comma: the crate that writes it offers
/// words for the first one alone.
fn with_lists(script: &str, options: &[String]) -> String {
    let mut is_of_option = false;
    let line = |line: &str| {
        let text = line.trim();
        let words =
            text.strip_prefix("COMPREPLY=($(compgen -W \"").and_then(|rest| rest.strip_suffix("\" -- \"${cur}\"))"));
        let changed = words.filter(|_| is_of_option).map(|words| format!("_tokenshare_listed \"{words}\"\n"));
        is_of_option = options.iter().any(|option| option == text);
        changed.unwrap_or_else(|| line.to_owned())
    };
    LISTED.to_owned() + &script.split_inclusive('\n').map(line).collect::<String>()
}
