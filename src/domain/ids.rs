//! Identifiers: one newtype each, so that an article's number is never taken for an event's.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// A positive number in the store, a string of digits in JSON and in addresses.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(s: &str) -> Result<Self, NotAnId> {
                // Digits only: `+7` and `007` would be second addresses of the same thing.
                let plain = !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit()) && !s.starts_with('0');
                plain.then(|| s.parse().ok()).flatten().map(Self).ok_or(NotAnId)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                super::shape::written("Digits, without sign or leading zero.", "^[1-9][0-9]{0,17}$", "7")
            }
        }

        impl utoipa::ToSchema for $name {}

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

/// The text was not the number of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is a whole number from 1 up, without sign or leading zero")]
pub struct NotAnId;

id!(
    /// An article, over all its revisions.
    ArticleId
);
id!(
    /// An event. Kept over re-extraction; merged ids redirect.
    EventId
);
id!(
    /// What one revision of an article says of one event.
    MentionId
);
id!(
    /// An entry of the log of corrections.
    CorrectionId
);

/// A position in the change feed: starts at 1, grows by 1 with every change, never has gaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub i64);

impl utoipa::PartialSchema for Seq {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        super::shape::number_from(0.0, "A position in the change feed; 0 before the first change.")
    }
}

impl utoipa::ToSchema for Seq {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        assert_eq!("7".parse(), Ok(EventId(7)));
        for wrong in ["", "0", "07", "+7", "-7", "7 ", "x", "99999999999999999999"] {
            assert_eq!(wrong.parse::<EventId>(), Err(NotAnId), "{wrong:?}");
        }
    }
}
