//! What stands behind `:` in the id of a model.

/// The part of a model id behind `:`. Open-ended, since upstream adds new ones; these are the two that the rules name.
#[derive(Clone, Copy, Debug)]
pub struct Variant;

impl Variant {
    /// No `:` in the id.
    pub const STANDARD: &'static str = "standard";
    /// Free of charge.
    pub const FREE: &'static str = "free";
    /// Delivered later, at a lower price.
    pub const BATCH: &'static str = "batch";
}
