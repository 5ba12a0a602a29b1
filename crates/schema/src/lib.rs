//! The vocabulary of tokenshare: units, columns, tables, and the checked frame in which they travel.
//!
//! Pure: no files, no network, no clock. What a number *means* is written here once, and everything else (the check
//! at each stage boundary, the data dictionary, the Parquet footer, `tokenshare tables`) is read off it.

mod choice;
pub mod column;
pub mod columns;
pub mod day;
pub mod dictionary;
mod frame;
mod majority;
mod note;
mod origin;
mod problem;
mod reading;
pub mod series;
mod table;
pub mod tables;
mod text;
mod unit;
mod variant;

pub use choice::{
    Agreement, Basis, Board, ChangedBy, Feed, FieldChange, GroupOf, GrowthWindow, LabelMatch, MadeOf, Majority,
    MatchClass, MixOrigin, MoveKind, MovePart, Origin, PriceConfidence, Rule, Scenario, Scope, Target, TokensFrom,
    Treatment, UnknownChoice, Verdict, View, WindowKind,
};
pub use column::{Column, Kind, Limits};
pub use frame::{Frame, FrameError, cell_text};
pub use note::Note;
pub use origin::weakest_origin;
pub use problem::Problem;
pub use table::{Caveat, Stage, Table, TableSpec};
pub use unit::{Unit, UsdPerMtok};
pub use variant::Variant;
