//! What somebody typed, so that a command that a message names can be copied as it stands: with their data folder and
//! their pipeline file.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use clap::{ArgMatches, Command};

/// Where commands look that are told no folder.
const DEFAULT: &str = "data";
/// Makes tables to look at.
const DEMO: &str = "demo";

static TYPED: OnceLock<Typed> = OnceLock::new();

/// What messages can take from the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The data folder, as a shell reads it; none where the command has none.
    data: Option<String>,
    /// The pipeline file, as a shell reads it.
    pipeline: Option<String>,
    /// The commands that take a data folder.
    takes_data: Vec<String>,
}

/// Remembers what was typed, for [`completed`].
pub fn remember(program: &Command, matches: &ArgMatches) {
    // The first one counts: there is one command line.
    let _ = TYPED.set(Typed::of(program, matches));
}

/// The text with each command in it completed by what was typed.
pub fn completed(text: &str) -> String {
    TYPED.get().map_or_else(|| text.to_owned(), |typed| typed.complete(text))
}

/// A path as a shell reads it.
pub fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |letter: char| letter.is_alphanumeric() || "_./-+=:@,~%".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

impl Typed {
    fn of(program: &Command, matches: &ArgMatches) -> Self {
        let folder = |command: &Command| {
            let argument = command.get_arguments().find(|argument| argument.get_long() == Some("data"))?;
            Some(argument.get_id().to_string())
        };
        // The demo's tables belong in its own folder: in that of somebody's captures they would take the place of theirs.
        let is_of_folder = |command: &&Command| command.get_name() != DEMO && folder(command).is_some();
        let verbs = program.get_subcommands().filter(is_of_folder);
        let takes_data = verbs.map(|command| command.get_name().to_owned()).collect();
        let Some((verb, given)) = matches.subcommand() else { return Self { takes_data, ..Self::default() } };
        let path =
            |id: &str| given.try_get_one::<PathBuf>(id).ok().flatten().map(|path| crate::console::plain(&quoted(path)));
        let data = program.find_subcommand(verb).and_then(folder).and_then(|id| path(&id));
        Self { data, pipeline: path("pipeline"), takes_data }
    }

    fn complete(&self, text: &str) -> String {
        text.split_inclusive('\n').map(|line| self.complete_line(line)).collect()
    }

    fn complete_line(&self, text: &str) -> String {
        let is_paired = text.matches('`').count().is_multiple_of(2);
        let part = |(place, part): (usize, &str)| {
            let is_command = is_paired && place % 2 == 1 && part.starts_with("tokenshare ");
            if is_command { self.complete_command(part) } else { part.to_owned() }
        };
        text.split('`').enumerate().map(part).collect::<Vec<_>>().join("`")
    }

    fn complete_command(&self, command: &str) -> String {
        let pipeline = self.pipeline.as_deref().unwrap_or("PIPELINE.toml");
        let mut command = command.replace("PIPELINE.toml", pipeline);
        let Some(data) = &self.data else { return command };
        command = command.replace(" --data DIR", "");
        let verb = command.split(' ').nth(1).unwrap_or_default();
        let takes_data = self.takes_data.iter().any(|known| known == verb);
        if takes_data && data != DEFAULT && !command.contains(" --data ") {
            command.push_str(" --data ");
            command.push_str(data);
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    fn said(typed: &[&str], text: &str) -> String {
        let program = Cli::command();
        let matches = program.clone().try_get_matches_from([&["tokenshare"], typed].concat()).expect("a command line");
        Typed::of(&program, &matches).complete(text)
    }

    #[test]
    fn a_command_in_a_message_has_the_folder_and_the_file_that_were_typed() {
        let hint = "`tokenshare run PIPELINE.toml --fresh` makes them, `tokenshare accept SNAPSHOT --because \"…\" --data DIR` \
                    too; `tokenshare tables` and `--data` stay";
        assert_eq!(
            said(&["run", "my.toml", "--data", "my data"], hint),
            "`tokenshare run my.toml --fresh --data 'my data'` makes them, `tokenshare accept SNAPSHOT --because \"…\" --data \
             'my data'` too; `tokenshare tables` and `--data` stay"
        );
        assert_eq!(
            said(&["show", "claim"], hint),
            "`tokenshare run PIPELINE.toml --fresh` makes them, `tokenshare accept SNAPSHOT --because \"…\"` too; `tokenshare \
             tables` and `--data` stay",
            "the folder is where commands look"
        );
        assert_eq!(
            said(&["check", "my.toml"], "`tokenshare show claim --data DIR`"),
            "`tokenshare show claim --data DIR`"
        );
        assert_eq!(said(&["demo"], "`tokenshare gc`"), "`tokenshare gc --data data/demo`");
        assert_eq!(
            said(&["gc", "--data", "mine"], "`tokenshare demo`"),
            "`tokenshare demo`",
            "the sample is no data of theirs"
        );
    }

    #[test]
    fn what_is_no_command_stays_as_it_is() {
        for text in
            ["tokenshare gc", "`tokenshare` gc", "an odd ` tick `tokenshare gc`", "`tokenshare gc --data other`"]
        {
            assert_eq!(said(&["show", "claim", "--data", "mine"], text), text);
        }
    }

    #[test]
    fn a_shell_reads_the_path_that_was_meant() {
        let cases = [("data/a-b_1.x", "data/a-b_1.x"), ("a b", "'a b'"), ("it's", r"'it'\''s'"), ("$HOME", "'$HOME'")];
        for (path, expected) in cases {
            assert_eq!(quoted(Path::new(path)), expected);
        }
    }
}
