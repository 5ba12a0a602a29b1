//! Where a value stands below another: `$[3].props.data[0]`. Leaves out the
//! looking up.

use std::fmt;

/// Steps from a root, which is written `$`.
#[derive(Default)]
pub(super) struct Path<'f>(Vec<Step<'f>>);

#[derive(Clone, Copy)]
pub(super) enum Step<'f> {
    Key(&'f str),
    Index(usize),
}

impl<'f> Path<'f> {
    pub fn push(&mut self, step: Step<'f>) {
        self.0.push(step);
    }

    pub fn pop(&mut self) {
        self.0.pop();
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("$")?;
        self.0.iter().try_for_each(|step| step.fmt(formatter))
    }
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(formatter, "[{index}]"),
            Self::Key(key) if is_name(key) => write!(formatter, ".{key}"),
            Self::Key(key) => write!(formatter, "[{}]", serde_json::Value::from(*key)),
        }
    }
}

fn is_name(key: &str) -> bool {
    let is_word = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word && key.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
}
