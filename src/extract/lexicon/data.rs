//! The shape of lexicon files: what may stand in `data/*.toml` and in a deployment's own files.

use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A state or territory.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Country {
    pub(super) code: String,
    pub(super) id: Option<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) adjectives: Vec<String>,
    /// Words for its people that are no adjectives ("Spaniards", "Turks", "Filipinos").
    #[serde(default)]
    pub(super) people: Vec<String>,
    pub(super) capital: Option<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    /// Buildings and streets that stand for its government.
    #[serde(default)]
    pub(super) seats: Vec<String>,
    pub(super) lat: f64,
    pub(super) lon: f64,
}

/// A town, a region or a site.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spot {
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) country: Option<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    pub(super) lat: f64,
    pub(super) lon: f64,
    /// The name is also a person's or a common word: it counts only after "in", "near" and the like.
    #[serde(default)]
    pub(super) careful: bool,
}

/// An organisation or armed group.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    pub(super) id: Option<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) armed: bool,
    pub(super) country: Option<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    /// Further names that others have, too: they count only where its country is named not far away.
    #[serde(default)]
    pub(super) near: Vec<String>,
}

/// Somebody's office, with the days it was held.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeRow {
    pub(super) role: String,
    /// One of the classes of `offices.toml`, for offices that can be named without their holder.
    pub(super) class: Option<String>,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    /// The country or body of this office, where it is not the person's.
    #[serde(rename = "for")]
    pub(super) acts_for: Option<String>,
}

/// A person.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) id: Option<String>,
    pub(super) name: String,
    #[serde(rename = "for")]
    pub(super) acts_for: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
    /// Further names that others have, too: they count only where the country is named not far away.
    #[serde(default)]
    pub(super) near: Vec<String>,
    /// The present or last office first.
    #[serde(default)]
    pub(super) offices: Vec<OfficeRow>,
}

/// The words for an office that one person holds at a time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeWords {
    pub(super) class: String,
    pub(super) words: Vec<String>,
    /// Only for these countries or bodies.
    #[serde(default)]
    pub(super) only: Vec<String>,
    /// Not for these, where the words mean another office.
    #[serde(default)]
    pub(super) not: Vec<String>,
}

/// Everything that lexicon files may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Data {
    /// The day up to which the dates of office were checked.
    pub(super) checked: Option<Date>,
    pub(super) pairs: Vec<Spanned<[String; 2]>>,
    pub(super) country: Vec<Spanned<Country>>,
    pub(super) city: Vec<Spanned<Spot>>,
    pub(super) region: Vec<Spanned<Spot>>,
    pub(super) site: Vec<Spanned<Spot>>,
    pub(super) organisation: Vec<Spanned<Body>>,
    pub(super) person: Vec<Spanned<Person>>,
    pub(super) office: Vec<Spanned<OfficeWords>>,
    /// Further names of what is already known, by id.
    pub(super) aliases: BTreeMap<String, Spanned<Vec<String>>>,
    /// Trigger words, by the name of the built-in file they add to.
    pub(super) words: toml::Table,
}

impl Data {
    /// Adds another file's entries. The later day of checking holds.
    pub(super) fn extend(&mut self, part: Data) {
        self.checked = self.checked.max(part.checked);
        self.pairs.extend(part.pairs);
        self.country.extend(part.country);
        self.city.extend(part.city);
        self.region.extend(part.region);
        self.site.extend(part.site);
        self.organisation.extend(part.organisation);
        self.person.extend(part.person);
        self.office.extend(part.office);
        for (id, names) in part.aliases {
            match self.aliases.entry(id) {
                std::collections::btree_map::Entry::Vacant(slot) => {
                    slot.insert(names);
                }
                std::collections::btree_map::Entry::Occupied(mut slot) => {
                    slot.get_mut().get_mut().extend(names.into_inner());
                }
            }
        }
    }

    /// How many entries there are of each sort, for people to read.
    pub(super) fn counts(&self) -> Vec<(&'static str, usize)> {
        [
            ("countries", self.country.len()),
            ("towns", self.city.len()),
            ("regions", self.region.len()),
            ("sites", self.site.len()),
            ("organisations and groups", self.organisation.len()),
            ("people", self.person.len()),
            ("pairs of foes", self.pairs.len()),
            ("words for offices", self.office.len()),
            ("entries with further names", self.aliases.len()),
            ("lists of trigger words", self.words.len()),
        ]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .collect()
    }
}
