//! In which form a file of ours is, by its number: told before all else, since a later form may have keys that nobody here
//! knows.

use serde::Deserialize;

use crate::failure::Failure;

/// What every form has.
#[derive(Deserialize)]
struct Form {
    format: i64,
}

/// What is wrong with a file whose form came after this program. Of one without a number nothing is known: it is broken, or of
/// none of our forms.
pub fn newer(file: &str, text: &str, newest: u32) -> Option<Failure> {
    let form: Form = toml::from_str(text).ok()?;
    if form.format <= i64::from(newest) {
        return None;
    }
    let numbers = format!("found format {}, expected {newest}", form.format);
    let said = format!("`{file}` was written by a newer version of tokenshare: {numbers}");
    // A bit that flipped in the number looks the same.
    let hint = "update the program; if no newer one was ever at work here, restore the file from a copy";
    Some(Failure::data(said).with_hint(hint))
}
