//! What an address says: parameters, and keys with their `.json`.

use super::error::Error;
use crate::domain::filter::{Problem, TimelineFilter};
use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

/// The parameters of an address, decoded, in their order, repeated ones kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs(pub(crate) Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Pairs {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Pairs, Error> {
        Ok(Pairs::read(parts.uri.query().unwrap_or_default()))
    }
}

impl Pairs {
    pub(crate) fn read(query: &str) -> Pairs {
        Pairs(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// Refuses every parameter that is not among these.
    pub(crate) fn only(&self, allowed: &[&'static str]) -> Result<(), Error> {
        let problems: Vec<Problem> = (self.0.iter())
            .filter(|(key, _)| !allowed.contains(&key.as_str()))
            .map(|(key, _)| Problem::unknown_parameter(key, allowed))
            .collect();
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }

    /// The value of a parameter that may stand once; empty means absent.
    pub(crate) fn one(&self, key: &str) -> Result<Option<&str>, Error> {
        let mut values = self.0.iter().filter(|(k, v)| k == key && !v.trim().is_empty()).map(|(_, v)| v.trim());
        let first = values.next();
        if values.next().is_some() {
            return Err(vec![Problem::malformed(key, format!("`{key}` is given more than once"))].into());
        }
        Ok(first)
    }

    /// `true` or `false`; `absent` where nothing is said.
    pub(crate) fn flag(&self, key: &str, absent: bool) -> Result<bool, Error> {
        match self.one(key)? {
            None => Ok(absent),
            Some("true" | "1") => Ok(true),
            Some("false" | "0") => Ok(false),
            Some(other) => Err(vec![Problem::unknown_word(key, other, &["true", "false"])].into()),
        }
    }

    /// How many items of a list: 1 to 200, else 50.
    pub(crate) fn limit(&self) -> Result<u32, Error> {
        let pairs = self.one("limit")?.map(|v| ("limit", v));
        Ok(TimelineFilter::parse(pairs)?.limit)
    }

    /// Takes the values of this key out.
    pub(crate) fn take(&mut self, key: &str) -> Vec<String> {
        let (taken, rest) = std::mem::take(&mut self.0).into_iter().partition(|(k, _)| k == key);
        self.0 = rest;
        taken.into_iter().map(|(_, v): (String, String)| v).filter(|v| !v.trim().is_empty()).collect()
    }

    /// The timeline's question.
    pub(crate) fn filter(&self) -> Result<TimelineFilter, Error> {
        let pairs = self.0.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        Ok(TimelineFilter::parse(pairs)?)
    }
}

/// An address that takes no parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoQuery;

impl<S: Send + Sync> FromRequestParts<S> for NoQuery {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<NoQuery, Error> {
        Pairs::from_request_parts(parts, state).await?.only(&[])?;
        Ok(NoQuery)
    }
}

/// The last part of an address: a key, perhaps with `.json` behind it. (The router can't hold
/// `/{id}` and `/{id}.json` side by side.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The key.
    pub(crate) key: String,
    /// Whether the JSON was asked for.
    pub(crate) json: bool,
}

impl Named {
    /// Reads the last part of an address.
    pub(crate) fn of(last: &str) -> Named {
        match last.strip_suffix(".json") {
            Some(key) => Named { key: key.to_owned(), json: true },
            None => Named { key: last.to_owned(), json: false },
        }
    }

    /// The key as a number of something; what is no number names nothing.
    pub(crate) fn id<T: std::str::FromStr>(&self, what: &'static str) -> Result<T, Error> {
        self.key.parse().map_err(|_| Error::NotFound(what))
    }

    /// The key as a slug; what the database could not even be asked for names nothing.
    pub(crate) fn slug(&self, what: &'static str) -> Result<&str, Error> {
        let fits = !self.key.is_empty() && self.key.len() <= 200 && !self.key.chars().any(char::is_control);
        if fits { Ok(&self.key) } else { Err(Error::NotFound(what)) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Named, Error> {
        let Path(last) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Error::NotFound("page"))?;
        Ok(Named::of(&last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EventId;

    #[test]
    fn json_is_a_suffix_of_the_key() {
        assert_eq!(Named::of("7.json"), Named { key: "7".to_owned(), json: true });
        assert_eq!(Named::of("abu-dhabi"), Named { key: "abu-dhabi".to_owned(), json: false });
        assert_eq!(Named::of("7.json").id::<EventId>("event").ok(), Some(EventId(7)));
        assert!(Named::of("07").id::<EventId>("event").is_err());
        assert!(Named::of("a\0b").slug("actor").is_err());
    }

    #[test]
    fn parameters_nobody_knows_are_refused() {
        let pairs = Pairs::read("limt=5&after=3");
        let Err(Error::Parameters(problems)) = pairs.only(&["limit", "after"]) else { panic!("taken") };
        assert!(problems[0].detail.contains("did you mean `limit`?"), "{}", problems[0]);
        assert!(pairs.only(&["limt", "after"]).is_ok());
    }

    #[test]
    fn single_values_are_read_strictly() {
        let pairs = Pairs::read("dry_run=true&extract=no&limit=20&a=1&a=2&b=&b=3");
        assert!(pairs.flag("dry_run", false).expect("true"));
        assert!(pairs.flag("absent", true).expect("the default"));
        assert!(pairs.flag("extract", true).is_err());
        assert_eq!(pairs.limit().expect("20"), 20);
        assert!(pairs.one("a").is_err());
        assert_eq!(pairs.one("b").expect("empty means absent"), Some("3"));
    }
}
