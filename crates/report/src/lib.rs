//! Answers to text: what `show` prints, and the published page beside what was computed.
//!
//! Pure: frames in, text out. No files, no network, no clock. Nothing is computed here but the print of a number: what
//! a number means is decided where it is made.

mod brief;
mod claims;
mod comparison;
mod csv_text;
mod entries;
mod error;
pub mod escape;
mod explain;
mod findings;
mod fit;
#[cfg(test)]
mod fixtures;
mod folded;
mod format;
mod full;
mod gap;
mod grid;
mod growth;
mod headline;
mod html;
mod json_text;
mod markdown;
mod origin_count;
mod page;
mod price_mark;
pub mod published;
mod quantity;
mod reading_order;
mod rows;
mod selection;
mod table_text;
mod terminal;
mod unmatched;

pub use brief::{Brief, BriefTables, Made};
pub use claims::claims;
pub use comparison::{
    Comparison, Difference, KnownDifference, MarketGrowth, Published, PublishedFiles, TableComparison, compare,
};
pub use error::ReportError;
pub use explain::{
    Asked, Bytes, Corrected, Drawing, EXPLAINED, Explanation, Ground, Index, Made as Formula, NoRow, Null, Number,
    Numbers, Place, Tables, Treatments, explain, explained_json, explained_text,
};
pub use findings::{FINDINGS_TABLES, FindingsTables, findings};
pub use fit::Room;
pub use folded::folded;
pub use format::{Format, Style};
pub use gap::{GapRow, published_gap};
pub use growth::{GrowthRow, published_growth};
pub use html::{AnswersRead, HtmlFacts, HtmlTables, Member, html, html_tables};
pub use origin_count::origin_counts;
pub use selection::{Absent, Order, Selection, absent, columns, select};
pub use table_text::{chosen_text, table_text};
pub use terminal::CELL_CHARACTERS;
pub use unmatched::{Unmatched, unmatched};
