//! A table's columns as Table Schema says them: types, units, limits, key.

use schema::{Column, Kind, Limits, TableSpec};
use serde::Serialize;
use serde_json::Number;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TableSchema {
    fields: Vec<Field>,
    /// None: Parquet has nulls, and an empty text is a text.
    missing_values: [&'static str; 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_key: Option<Key>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unique_keys: Option<[Key; 1]>,
}

type Key = Vec<&'static str>;

#[derive(Debug, Serialize)]
struct Field {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    description: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'static str,
    #[serde(skip_serializing_if = "Constraints::is_empty")]
    constraints: Constraints,
}

#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Constraints {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_length: Option<usize>,
    #[serde(rename = "enum", skip_serializing_if = "<[_]>::is_empty")]
    words: &'static [&'static str],
}

impl TableSchema {
    /// That of a table. A primary key may not be null, by the standard; where a part of ours may, it is a unique key.
    pub fn of(spec: &TableSpec) -> Self {
        let key: Key = spec.key.iter().map(|column| column.name).collect();
        let is_primary = spec.key.iter().all(|column| spec.is_required(column));
        let (primary_key, unique_keys) = if is_primary { (Some(key), None) } else { (None, Some([key])) };
        let fields = spec.columns().map(|column| Field::of(spec, column)).collect();
        Self { fields, missing_values: [], primary_key, unique_keys }
    }
}

impl Field {
    fn of(spec: &TableSpec, column: &Column) -> Self {
        Self {
            name: column.name,
            kind: kind(column.kind),
            description: column.doc.trim(),
            unit: column.unit.name(),
            constraints: Constraints { required: spec.is_required(column), ..Constraints::of(column.limits) },
        }
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Real => "number",
        Kind::Truth => "boolean",
        Kind::Date => "date",
        Kind::Instant => "datetime",
    }
}

impl Constraints {
    /// What Table Schema can say of limits: it has no gap between 0 and the least price, and no control characters.
    fn of(limits: Limits) -> Self {
        let none = Self::default();
        match limits {
            Limits::Any => none,
            Limits::AtLeast(least) => Self { minimum: number(least), ..none },
            Limits::Between(least, most) => Self { minimum: number(least), maximum: number(most), ..none },
            Limits::ZeroOrBetween(_, most) => Self { minimum: number(0.0), maximum: number(most), ..none },
            Limits::OneOf(words) => Self { words, ..none },
            Limits::Plain => Self { min_length: Some(1), ..none },
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Without a point where it is whole: a limit of integers is an integer.
fn number(limit: f64) -> Option<Number> {
    limit.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::{
        Table as _,
        columns::{APP_RANK, INPUT_PRICE, IS_ALIAS, MODEL_NAME, TOKEN_SHARE, VIEW},
        tables::{AppRanking, Catalog, ModelWeek, TokenShare},
    };

    use super::*;

    #[test]
    fn fields_have_type_unit_and_limits() {
        check(
            AppRanking::SPEC,
            &APP_RANK,
            &expect![[
                r#"{"name":"app_rank","type":"integer","description":"Place in upstream's list of apps. It has gaps: hidden apps keep their place.","unit":"rank","constraints":{"required":true,"minimum":1}}"#
            ]],
        );
        check(
            AppRanking::SPEC,
            &VIEW,
            &expect![[
                r#"{"name":"view","type":"string","description":"How long the trailing total is.","constraints":{"required":true,"enum":["day","week","month"]}}"#
            ]],
        );
        check(
            TokenShare::SPEC,
            &TOKEN_SHARE,
            &expect![[
                r#"{"name":"token_share","type":"number","description":"Part of the tokens of all buckets, `others` included.","unit":"share (0 to 1)","constraints":{"minimum":0,"maximum":1}}"#
            ]],
        );
        check(
            Catalog::SPEC,
            &INPUT_PRICE,
            &expect![[
                r#"{"name":"input_usd_per_mtok","type":"number","description":"List price of input. Null where it is dynamic or missing, never 0 for that.","unit":"USD per million tokens","constraints":{"minimum":0,"maximum":1000}}"#
            ]],
        );
        check(
            Catalog::SPEC,
            &IS_ALIAS,
            &expect![[
                r#"{"name":"is_alias","type":"boolean","description":"The entry only points to another model (its id begins with `~`); it has no usage of its own.","constraints":{"required":true}}"#
            ]],
        );
        check(
            Catalog::SPEC,
            &MODEL_NAME,
            &expect![[r#"{"name":"model_name","type":"string","description":"The model's name for people."}"#]],
        );
    }

    fn check(spec: &TableSpec, column: &Column, expected: &Expect) {
        expected.assert_eq(&serde_json::to_string(&Field::of(spec, column)).expect("JSON"));
    }

    #[test]
    fn a_key_that_may_be_null_is_not_primary() {
        let keys = |spec| {
            let schema = TableSchema::of(spec);
            (schema.primary_key, schema.unique_keys)
        };
        assert_eq!(keys(Catalog::SPEC), (Some(vec!["snapshot_id", "model_id"]), None));
        assert_eq!(keys(ModelWeek::SPEC), (None, Some([vec!["week_start_date", "model", "variant"]])));
    }
}
