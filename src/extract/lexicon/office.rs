//! Offices that one person holds at a time, and who held them on a day.

use super::{KnownActor, Lexicon, data::OfficeWords};
use jiff::{ToSpan, civil::Date};

/// How long after the last check an office without a last day is still believed to be held, in days.
const BELIEVED: i64 = 366;

/// Somebody's office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// As news calls it ("foreign minister").
    pub role: String,
    /// Its class (`foreign-minister`), where one person holds it at a time.
    pub class: Option<String>,
    /// Country code or body's id.
    pub of: String,
    /// The first day, where known.
    pub from: Option<Date>,
    /// The last day; `None` where it has none yet.
    pub to: Option<Date>,
}

impl Office {
    /// Whether it is held on a day. `checked` is the day up to which the lexicon's dates are known
    /// to be right: long after it, nothing is said.
    pub(super) fn held_on(&self, day: Date, checked: Option<Date>) -> bool {
        let begun = self.from.is_none_or(|from| from <= day);
        let goes_on = match (self.to, checked) {
            (Some(to), _) => day <= to,
            (None, Some(checked)) => checked.checked_add(BELIEVED.days()).is_ok_and(|last| day <= last),
            (None, None) => true,
        };
        begun && goes_on
    }
}

impl KnownActor {
    /// The office somebody held on a day, as news calls it. Without a day: the one the lexicon has first.
    pub fn role_on(&self, day: Option<Date>) -> Option<&str> {
        let Some(day) = day else { return self.role.as_deref() };
        self.offices.iter().find(|o| o.held_on(day, self.checked)).map(|o| o.role.as_str())
    }
}

impl Lexicon {
    /// The class of an office in a country or body: "external affairs minister" of India is a
    /// `foreign-minister`. `None` where the words name no office that one person holds at a time.
    /// A longer office is another one: the words must be the whole of it ("deputy foreign minister"
    /// and "former president" have no class).
    pub fn office_class(&self, words: &str, of: &str) -> Option<&str> {
        let wanted = words.trim().to_lowercase();
        let fits = |o: &&OfficeWords| {
            (o.only.is_empty() || o.only.iter().any(|c| c == of))
                && !o.not.iter().any(|c| c == of)
                && (o.class == wanted || o.words.contains(&wanted))
        };
        self.office_words.iter().find(fits).map(|o| o.class.as_str())
    }

    /// Who holds an office ("foreign minister", or its class) of a country (ISO code) or body (id)
    /// on a day. `None` where nobody is known to, or two people are.
    pub fn holder(&self, office: &str, of: &str, day: Date) -> Option<&KnownActor> {
        let class = self.office_class(office, of)?;
        let candidates = self.holders.get(of)?;
        let mut found = candidates.iter().filter(|(who, at)| {
            let office = &self.actors[*who].offices[*at];
            office.class.as_deref() == Some(class) && office.held_on(day, self.actors[*who].checked)
        });
        let (first, _) = found.next()?;
        found.all(|(who, _)| who == first).then(|| &self.actors[*first])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_counts_while_it_is_held() {
        let lexicon = Lexicon::builtin();
        let check = |office: &str, of: &str, day: &str, who: Option<&str>| {
            let day = day.parse().expect("a day");
            assert_eq!(lexicon.holder(office, of, day).map(|k| k.actor.id.as_str()), who, "{office} of {of} on {day}");
        };
        check("president", "US", "2024-05-01", Some("joe-biden"));
        check("president", "US", "2025-06-01", Some("donald-trump"));
        check("president", "US", "2018-06-01", Some("donald-trump"));
        check("secretary of state", "US", "2025-06-01", Some("marco-rubio"));
        check("foreign minister", "FR", "2025-06-01", Some("jean-noel-barrot"));
        check("chancellor", "DE", "2025-01-01", Some("olaf-scholz"));
        check("chancellor", "FR", "2025-01-01", None);
        check("external affairs minister", "IN", "2025-05-01", Some("subrahmanyam-jaishankar"));
        // In India that is the head of the ministry's staff, in Britain the minister.
        check("foreign secretary", "IN", "2025-05-01", None);
        check("foreign secretary", "GB", "2025-05-01", Some("david-lammy"));
        check("deputy foreign minister", "RU", "2025-05-01", None);
        check("secretary-general", "nato", "2025-05-01", Some("mark-rutte"));
        check("prime minister", "HU", "2026-05-10", Some("peter-magyar"));
        // Long after the dates were checked, nobody can be named for certain.
        check("president", "US", "2031-06-01", None);
    }

    #[test]
    fn a_role_is_the_one_of_the_day() {
        let lexicon = Lexicon::builtin();
        let role = |id: &str, day: &str| lexicon.person(id).and_then(|k| k.role_on(day.parse().ok()));
        assert_eq!(role("rustem-umerov", "2024-06-01"), Some("defence minister"));
        assert_eq!(role("rustem-umerov", "2025-09-01"), Some("secretary of the National Security and Defence Council"));
        assert_eq!(role("joe-biden", "2026-01-01"), None);
    }
}
