//! Where something happened.

use serde::{Deserialize, Serialize};

/// A place with a name that was written in an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its slug, such as `abu-dhabi`; stable.
    pub id: String,
    /// Its usual English name.
    pub name: String,
    /// ISO 3166-1 alpha-2 code of the country it is in, where known.
    #[serde(default)]
    pub country: Option<String>,
    /// Degrees north, where known. For a country or region, its middle.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Degrees east, where known.
    #[serde(default)]
    pub lon: Option<f64>,
}
