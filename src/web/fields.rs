//! `fields=`: only some of what each item says.

use super::{error::Error, openapi, params::Pairs};
use crate::domain::filter::Problem;
use serde::Serialize;
use serde_json::Value;

/// The fields that were asked for, by their names at the top of an item; all of them where none was named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<&'static str>);

/// The parameter.
pub(crate) const FIELDS: &str = "fields";

impl Fields {
    /// Takes them out of the parameters. `shape` is the item's name in the API's document, which says what fields it has.
    ///
    /// # Errors
    /// For a name that no such item has, with those that it has.
    pub(crate) fn take(pairs: &mut Pairs, shape: &str) -> Result<Fields, Error> {
        let (mut fields, mut problems) = (Vec::new(), Vec::new());
        let allowed = openapi::fields(shape);
        for word in pairs.take(FIELDS) {
            match allowed.iter().find(|name| **name == word.trim()) {
                Some(name) if !fields.contains(name) => fields.push(*name),
                Some(_) => {}
                None => problems.push(Problem::unknown_word(FIELDS, &word, allowed)),
            }
        }
        if problems.is_empty() { Ok(Fields(fields)) } else { Err(problems.into()) }
    }

    /// Whether everything is wanted.
    pub(crate) fn is_all(&self) -> bool {
        self.0.is_empty()
    }

    /// As they stand in an address.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.0.iter().map(|name| (FIELDS, (*name).to_owned()))
    }

    /// Those fields of an item.
    ///
    /// # Errors
    /// When the value can't be written as JSON.
    pub(crate) fn of(&self, item: &impl Serialize) -> serde_json::Result<Value> {
        let mut value = serde_json::to_value(item)?;
        if let Some(object) = value.as_object_mut().filter(|_| !self.is_all()) {
            object.retain(|name, _| self.0.contains(&name.as_str()));
        }
        Ok(value)
    }

    /// Those fields of every item.
    ///
    /// # Errors
    /// As [`Fields::of`].
    pub(crate) fn of_all<T: Serialize>(&self, items: &[T]) -> serde_json::Result<Vec<Value>> {
        items.iter().map(|item| self.of(item)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::row::tests::an_event;

    #[test]
    fn only_what_was_asked_for_is_left() {
        let mut pairs = Pairs::read("fields=id&fields=headline&fields=id&limit=2");
        let fields = Fields::take(&mut pairs, "Event").expect("known");
        assert_eq!(pairs.0.len(), 1, "the others stay");
        let event = fields.of(&an_event()).expect("JSON");
        assert_eq!(
            event.as_object().map(|o| o.keys().cloned().collect::<Vec<_>>()),
            Some(vec!["id".to_owned(), "headline".to_owned()])
        );
        assert!(Fields::take(&mut Pairs::default(), "Event").expect("none").is_all());
    }

    #[test]
    fn a_name_that_nothing_has_is_refused_with_those_there_are() {
        let Err(Error::Parameters(problems)) = Fields::take(&mut Pairs::read("fields=headlin"), "Event") else {
            panic!("taken")
        };
        assert!(problems[0].detail.contains("did you mean `headline`?"), "{}", problems[0]);
        for own in ["strike", "statement", "evidence", "seq", "date"] {
            assert!(problems[0].allowed.contains(&own), "{own}");
        }
    }

    #[test]
    fn every_field_of_an_event_can_be_asked_for() {
        let event = serde_json::to_value(an_event()).expect("JSON");
        for name in event.as_object().expect("an object").keys() {
            assert!(openapi::fields("Event").contains(&name.as_str()), "{name}");
        }
    }
}
