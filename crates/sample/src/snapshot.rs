//! One answer with the facts of its capture: a body and its `snapshot.toml`. Leaves out what the bodies say.

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::SampleError;

/// A file of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFile {
    /// Where it stands, relative to `data/sample`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An answer of one request.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) facts: Facts,
    pub(crate) form: Form,
    pub(crate) body: Vec<u8>,
    pub(crate) origins: Vec<OriginEntry>,
}

/// What is told of a snapshot besides its body.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Facts {
    pub(crate) source: &'static str,
    pub(crate) request: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) argument: Option<String>,
    pub(crate) captured_at: &'static str,
    pub(crate) recorded_by: &'static str,
    pub(crate) licence: &'static str,
    pub(crate) citation: &'static str,
    pub(crate) note: &'static str,
}

/// How a body is stored and what it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    pub(crate) extension: &'static str,
    pub(crate) media_type: &'static str,
}

/// Whose values were not observed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OriginEntry {
    pub(crate) block: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) week: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    pub(crate) value: String,
    pub(crate) because: &'static str,
}

#[derive(Serialize)]
struct Manifest<'snapshot> {
    format: u32,
    #[serde(flatten)]
    facts: &'snapshot Facts,
    body: [Body; 1],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    origin: &'snapshot [OriginEntry],
}

#[derive(Serialize)]
struct Body {
    file: String,
    media_type: &'static str,
    bytes: usize,
    sha256: String,
}

impl OriginEntry {
    /// An entry for a whole block that is made.
    pub(crate) fn made(block: &'static str, because: &'static str) -> Self {
        Self { block, week: None, key: None, value: "made".to_owned(), because }
    }
}

impl Snapshot {
    /// The two files of the snapshot.
    pub(crate) fn into_files(self) -> Result<[SampleFile; 2], SampleError> {
        let folder = self.folder();
        let file = format!("body.{}", self.form.extension);
        let (media_type, bytes, sha256) = (self.form.media_type, self.body.len(), sha256(&self.body));
        let body = [Body { file: file.clone(), media_type, bytes, sha256 }];
        let manifest = Manifest { format: 1, facts: &self.facts, body, origin: &self.origins };
        let manifest =
            toml::to_string(&manifest).map_err(|source| SampleError::Toml { folder: folder.clone(), source })?;
        Ok([
            SampleFile { path: format!("{folder}/{file}"), bytes: self.body },
            SampleFile { path: format!("{folder}/snapshot.toml"), bytes: manifest.into_bytes() },
        ])
    }

    /// The folder's last part is the instant without colons, since not every file system takes them.
    fn folder(&self) -> String {
        let Facts { source, request, argument, captured_at, .. } = &self.facts;
        let argument = argument.as_ref().map(|argument| format!("{argument}/")).unwrap_or_default();
        format!("snapshots/{source}/{request}/{argument}{}", captured_at.replace(':', ""))
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a text can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_snapshot_is_a_body_and_its_facts() {
        let facts = Facts {
            source: "apps",
            request: "page",
            argument: Some("openclaw".to_owned()),
            captured_at: "2026-04-14T12:00:00Z",
            recorded_by: "sample",
            licence: "none",
            citation: "somebody",
            note: "a note",
        };
        let form = Form { extension: "rsc", media_type: "text/x-component" };
        let origins =
            vec![OriginEntry { week: Some("2026-04-13".to_owned()), ..OriginEntry::made("app_model_chart", "a test") }];
        let [body, manifest] = Snapshot { facts, form, body: b"abc".to_vec(), origins }.into_files().unwrap();
        assert_eq!(body.path, "snapshots/apps/page/openclaw/2026-04-14T120000Z/body.rsc");
        expect![[r#"
            format = 1
            source = "apps"
            request = "page"
            argument = "openclaw"
            captured_at = "2026-04-14T12:00:00Z"
            recorded_by = "sample"
            licence = "none"
            citation = "somebody"
            note = "a note"

            [[body]]
            file = "body.rsc"
            media_type = "text/x-component"
            bytes = 3
            sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

            [[origin]]
            block = "app_model_chart"
            week = "2026-04-13"
            value = "made"
            because = "a test"
        "#]]
        .assert_eq(str::from_utf8(&manifest.bytes).unwrap());
    }
}
