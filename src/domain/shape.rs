//! How values that write their own JSON look in the API's document; all others derive it.

use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, SchemaType, Type},
};

/// A text that is one of these words.
pub(super) fn one_of(words: impl Iterator<Item = &'static str>) -> RefOr<Schema> {
    text().enum_values(Some(words)).into()
}

/// A text of this form, with an example.
pub(super) fn written(description: &str, pattern: &str, example: &str) -> RefOr<Schema> {
    text().description(Some(description)).pattern(Some(pattern)).examples([example]).into()
}

/// A whole number from this one up.
pub(super) fn number_from(least: f64, description: &str) -> RefOr<Schema> {
    let number = ObjectBuilder::new().schema_type(SchemaType::new(Type::Integer));
    number.minimum(Some(least)).description(Some(description)).into()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::new(Type::String))
}
