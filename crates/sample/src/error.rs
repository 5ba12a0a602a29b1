//! What can go wrong while the sample is written: only figures that do not fit.

/// Why the sample could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// A row of the figures is not as the generator expects it.
    #[error("figures `{file}`: expected rows of its columns, found one that can't be read")]
    Figures {
        /// The file below `figures/`.
        file: &'static str,
        /// What the reader says.
        source: csv::Error,
    },
    /// A value can't be written as JSON.
    #[error("expected a value that JSON can hold, found `{value}`")]
    Json {
        /// The value.
        value: String,
        /// What the writer says.
        source: serde_json::Error,
    },
    /// The facts of a snapshot can't be written as TOML.
    #[error("snapshot `{folder}`: expected facts that TOML can hold")]
    Toml {
        /// The snapshot's folder below `snapshots/`.
        folder: String,
        /// What the writer says.
        source: toml::ser::Error,
    },
}
