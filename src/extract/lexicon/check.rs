//! What is wrong with a deployment's lexicon files, told so that it can be mended.

use super::{
    Lexicon, Sense,
    data::{Data, Person, Spot},
    files, slug, words,
};
use std::{
    collections::{HashMap, HashSet},
    fmt,
    ops::Range,
};

/// Something wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// The findings in one file.
pub(super) struct Findings<'f> {
    pub(super) file: &'f str,
    pub(super) text: &'f str,
    pub(super) list: Vec<Finding>,
}

impl Findings<'_> {
    fn at(&mut self, span: Range<usize>, what: String) {
        let line = self.text.get(..span.start).unwrap_or_default().matches('\n').count() + 1;
        self.list.push(Finding { file: self.file.to_owned(), line, what });
    }
}

/// What a set of files holds, and what is wrong in them.
#[derive(Debug, Default)]
pub struct Report {
    /// How many entries of each sort there are, those without any left out.
    pub counts: Vec<(&'static str, usize)>,
    /// What is wrong; empty where the files can be used.
    pub findings: Vec<Finding>,
}

/// Words of everyday English: as names they would be found in every article.
const COMMON: &str = "a about after again against all also although always an and another any are as at away back be \
    because been before being between both but by call came can case chance come could day deal did do does done down \
    during each early end even ever every few find first five for four free from front general get give go going good \
    grace great ground group had half hand has have he head her here high him his home hope how i if in into is it its \
    joy just justice keep know large last late law lead least left less let life light like line little live long look \
    made make man many mark may me mean men might mine more most much must my name near need never new next no none nor \
    not nothing now of off office old on once one only open or order other our out over own part past peace people \
    place point police power president press public put quite rather read real right rise road round said same saw say \
    second see set seven several she short should show side since six small so some soon state still stop strike such \
    take talks team tell ten than that the their them then there these they thing think this those though three through \
    time to today together told tomorrow too top town truce true turn two under union unit until up upon us use very war \
    was water way we week well went were west what when where which while white who whole whom whose why will with \
    within without word words work world would year yes yet yesterday you young your monday tuesday wednesday thursday \
    friday saturday sunday january february march april june july august september october november december spring \
    summer autumn winter north south east";

/// Reads files on top of what ships with this version.
pub(super) fn read(files_given: &[(String, String)]) -> (Data, Report) {
    let base = Lexicon::builtin();
    let mut all = files();
    let mut added = Data::default();
    let mut parts = Vec::new();
    let mut report = Report::default();
    for (file, text) in files_given {
        match toml::from_str::<Data>(text) {
            Ok(data) => parts.push((file, text, data)),
            Err(error) => {
                let span = error.span().unwrap_or_default();
                let mut findings = Findings { file, text, list: Vec::new() };
                findings.at(span, error.message().replace('\n', " "));
                report.findings.extend(findings.list);
            }
        }
    }
    let known = Known::of(base, &parts);
    let mut seen = Seen::default();
    for (file, text, data) in &parts {
        let mut findings = Findings { file, text, list: Vec::new() };
        known.check(data, &mut seen, &mut findings);
        words::check(&data.words, &mut findings);
        report.findings.extend(findings.list);
    }
    let mut trigger = toml::Table::new();
    for (_, _, mut data) in parts {
        words::join(&mut trigger, &std::mem::take(&mut data.words));
        added.extend(data);
    }
    added.words = trigger;
    report.counts = added.counts();
    all.words = std::mem::take(&mut added.words);
    all.extend(added);
    (all, report)
}

/// What the files' entries may refer to, and what they may not take.
struct Known<'k> {
    base: &'k Lexicon,
    countries: HashSet<String>,
    ids: HashSet<String>,
    classes: Vec<String>,
    /// Names of actors that ship with this version, and whose they are.
    names: HashMap<&'k str, &'k str>,
    common: HashSet<&'static str>,
}

/// What the files have used so far.
#[derive(Default)]
struct Seen {
    ids: HashMap<String, String>,
    names: HashMap<String, String>,
}

impl<'k> Known<'k> {
    fn of(base: &'k Lexicon, parts: &[(&String, &String, Data)]) -> Known<'k> {
        let mut known = Known {
            base,
            countries: base.countries.keys().cloned().collect(),
            ids: base.ids.keys().cloned().collect(),
            classes: Vec::new(),
            names: HashMap::new(),
            common: COMMON.split_whitespace().collect(),
        };
        for name in &base.names {
            for sense in &name.senses {
                if let Sense::Actor(i) | Sense::Demonym(i) = *sense {
                    known.names.insert(&name.text, &base.actors[i].actor.id);
                }
            }
        }
        known.classes.extend(base.office_words.iter().map(|o| o.class.clone()));
        for (_, _, data) in parts {
            let ids = &mut known.ids;
            for c in data.country.iter().map(toml::Spanned::get_ref) {
                known.countries.insert(c.code.clone());
                ids.insert(c.id.clone().unwrap_or_else(|| slug(&c.name)));
            }
            ids.extend(data.organisation.iter().map(|b| id_of(&b.get_ref().id, &b.get_ref().name)));
            ids.extend(data.person.iter().map(|p| id_of(&p.get_ref().id, &p.get_ref().name)));
            known.classes.extend(data.office.iter().map(|o| o.get_ref().class.clone()));
        }
        known.classes.sort();
        known.classes.dedup();
        known
    }

    fn check(&self, data: &Data, seen: &mut Seen, findings: &mut Findings<'_>) {
        for c in &data.country {
            let (span, c) = (c.span(), c.get_ref());
            if c.code.len() != 2 || !c.code.chars().all(|l| l.is_ascii_uppercase()) {
                findings.at(
                    span.clone(),
                    format!("country `{}`: `{}` is no ISO 3166-1 code; two capitals, as `FR`", c.name, c.code),
                );
            }
            self.degrees(&c.name, c.lat, c.lon, span.clone(), findings);
            let id = id_of(&c.id, &c.name);
            self.fresh("country", &id, &c.name, span.clone(), seen, findings);
            let all = c.also.iter().chain([&c.name]).chain(&c.adjectives).chain(&c.people).chain(&c.seats);
            self.names("country", &id, all, span, seen, findings);
        }
        for (sort, spots) in [("city", &data.city), ("region", &data.region), ("site", &data.site)] {
            for s in spots {
                self.spot(sort, s.get_ref(), s.span(), seen, findings);
            }
        }
        for b in &data.organisation {
            let (span, b) = (b.span(), b.get_ref());
            self.code("organisation", &b.name, b.country.as_deref(), span.clone(), findings);
            let id = id_of(&b.id, &b.name);
            self.fresh("organisation", &id, &b.name, span.clone(), seen, findings);
            self.names("organisation", &id, b.also.iter().chain([&b.name]).chain(&b.near), span, seen, findings);
        }
        for p in &data.person {
            self.person(p.get_ref(), p.span(), seen, findings);
        }
        for pair in &data.pairs {
            for id in pair.get_ref() {
                self.known_id("pairs", id, pair.span(), findings);
            }
        }
        for o in &data.office {
            let (span, o) = (o.span(), o.get_ref());
            for words in &o.words {
                if words.trim().is_empty() || words.to_lowercase() != *words {
                    let what = format!("office `{}`: “{words}” must be words in lower case", o.class);
                    findings.at(span.clone(), what);
                }
            }
        }
        for (id, also) in &data.aliases {
            let place = self.base.places.iter().any(|(p, _)| p.id == *id);
            if !place {
                self.known_id("aliases", id, also.span(), findings);
            }
            self.names("aliases", id, also.get_ref().iter(), also.span(), seen, findings);
        }
    }

    fn spot(&self, sort: &str, s: &Spot, span: Range<usize>, seen: &mut Seen, findings: &mut Findings<'_>) {
        self.code(sort, &s.name, s.country.as_deref(), span.clone(), findings);
        self.degrees(&s.name, s.lat, s.lon, span.clone(), findings);
        self.fresh(sort, &format!("place {}", id_of(&s.id, &s.name)), &s.name, span.clone(), seen, findings);
        for name in s.also.iter().chain([&s.name]) {
            if s.careful {
                continue;
            }
            self.common(sort, name, span.clone(), findings);
            // A capital is the name of a town, and a seat; a state's own name is no town's.
            if let Some(whose) = self.names.get(name.as_str()) {
                let what = format!(
                    "{sort} `{}`: “{name}” already names `{whose}`; with `careful = true` it counts only after “in”, “near” and the like",
                    s.name
                );
                findings.at(span.clone(), what);
            }
        }
    }

    fn person(&self, p: &Person, span: Range<usize>, seen: &mut Seen, findings: &mut Findings<'_>) {
        let id = id_of(&p.id, &p.name);
        self.fresh("person", &id, &p.name, span.clone(), seen, findings);
        self.names("person", &id, p.also.iter().chain([&p.name]).chain(&p.near), span.clone(), seen, findings);
        for of in std::iter::once(&p.acts_for).chain(p.offices.iter().filter_map(|o| o.acts_for.as_ref())) {
            if !self.countries.contains(of) && !self.ids.contains(of) {
                let near = self.near(of);
                let what =
                    format!("person `{}`: `for = \"{of}\"` is no country code and no organisation's id{near}", p.name);
                findings.at(span.clone(), what);
            }
        }
        for o in &p.offices {
            if let (Some(from), Some(to)) = (o.from, o.to)
                && to < from
            {
                let what =
                    format!("person `{}`: the office “{}” ends ({to}) before it begins ({from})", p.name, o.role);
                findings.at(span.clone(), what);
            }
            if let Some(class) = &o.class
                && class != "spokesperson"
                && !self.classes.contains(class)
            {
                let all = self.classes.join(", ");
                findings.at(
                    span.clone(),
                    format!("person `{}`: unknown class `{class}`; allowed: {all}, spokesperson", p.name),
                );
            }
        }
    }

    fn code(&self, sort: &str, name: &str, code: Option<&str>, span: Range<usize>, findings: &mut Findings<'_>) {
        if let Some(code) = code.filter(|c| !self.countries.contains(*c)) {
            let what = format!(
                "{sort} `{name}`: unknown country code `{code}`; codes are ISO 3166-1 alpha-2, as `FR` (and `XK` for Kosovo)"
            );
            findings.at(span, what);
        }
    }

    fn degrees(&self, name: &str, lat: f64, lon: f64, span: Range<usize>, findings: &mut Findings<'_>) {
        // Not written as "greater than", so that what is no number is out of range too.
        if !(-90.0..=90.0).contains(&lat) {
            findings.at(span.clone(), format!("`{name}`: the latitude {lat} is out of range; −90 to 90"));
        }
        if !(-180.0..=180.0).contains(&lon) {
            findings.at(span, format!("`{name}`: the longitude {lon} is out of range; −180 to 180"));
        }
    }

    fn known_id(&self, sort: &str, id: &str, span: Range<usize>, findings: &mut Findings<'_>) {
        if !self.ids.contains(id) {
            findings.at(span, format!("{sort}: nobody has the id `{id}`{}", self.near(id)));
        }
    }

    /// Ids that begin alike, as a hint.
    fn near(&self, id: &str) -> String {
        let start: String = id.to_lowercase().chars().take(3).collect();
        let mut alike: Vec<&str> = self.ids.iter().map(String::as_str).filter(|k| k.starts_with(&start)).collect();
        alike.sort_unstable();
        alike.truncate(5);
        if alike.is_empty() { String::new() } else { format!("; did you mean {}?", alike.join(", ")) }
    }

    fn fresh(
        &self,
        sort: &str,
        id: &str,
        name: &str,
        span: Range<usize>,
        seen: &mut Seen,
        findings: &mut Findings<'_>,
    ) {
        if slug(name).is_empty() {
            findings.at(span, format!("{sort}: the name “{name}” has no letters"));
            return;
        }
        if let Some(other) = seen.ids.insert(id.to_owned(), name.to_owned()) {
            let id = id.trim_start_matches("place ");
            findings.at(
                span,
                format!("{sort} `{name}`: the id `{id}` stands twice, for `{other}` too; give one an `id` of its own"),
            );
        }
    }

    /// Names that may not be taken: other actors', and everyday words.
    fn names<'n>(
        &self,
        sort: &str,
        id: &str,
        names: impl Iterator<Item = &'n String>,
        span: Range<usize>,
        seen: &mut Seen,
        findings: &mut Findings<'_>,
    ) {
        for name in names {
            self.common(sort, name, span.clone(), findings);
            let whose = self.names.get(name.as_str()).copied().or(seen.names.get(name).map(String::as_str));
            if let Some(whose) = whose.filter(|w| *w != id) {
                findings.at(span.clone(), format!("{sort} `{id}`: “{name}” already names `{whose}`"));
            }
            seen.names.insert(name.clone(), id.to_owned());
        }
    }

    fn common(&self, sort: &str, name: &str, span: Range<usize>, findings: &mut Findings<'_>) {
        let small = name.to_lowercase();
        // Capitals alone make an abbreviation ("WHO", "US").
        let written = name.chars().count() > 1 && name.chars().all(|c| !c.is_lowercase());
        if name.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            findings.at(span, format!("{sort}: “{name}” is too short for a name"));
        } else if self.common.contains(small.as_str()) && !written {
            findings.at(span, format!("{sort}: “{name}” is an everyday word and would be found everywhere"));
        }
    }
}

fn id_of(id: &Option<String>, name: &str) -> String {
    id.clone().unwrap_or_else(|| slug(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<String> {
        read(&[("own.toml".to_owned(), text.to_owned())]).1.findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_right_is_taken() {
        let text = "\
pairs = [[\"norvik-front\", \"sudan\"]]
[[organisation]]
name = \"Norvik Front\"
armed = true
country = \"SD\"
[[person]]
name = \"Jane Roeska\"
for = \"norvik-front\"
also = [\"Roeska\"]
offices = [{ role = \"commander\", from = \"2024-01-01\" }]
[[city]]
name = \"Zelmar\"
country = \"SD\"
lat = 15.5
lon = 32.5
[aliases]
el-fasher = [\"Fashirabad\"]
[words.rounds]
nouns = [\"parley\"]
[[words.topics.topic]]
name = \"territory\"
any = [\"river delta\"]
";
        let (data, report) = read(&[("own.toml".to_owned(), text.to_owned())]);
        assert_eq!(report.findings, []);
        assert!(report.counts.contains(&("people", 1)), "{:?}", report.counts);
        let lexicon = Lexicon::build(data);
        assert!(lexicon.are_foes("sudan", "norvik-front"));
        let place = |text: &str| lexicon.hits(text, 0, text.len()).len();
        assert_eq!((place("Roeska"), place("in Zelmar"), place("near Fashirabad"), place("Kyiv")), (1, 1, 1, 1));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let check = |text: &str, line: usize, part: &str| {
            let found = findings(text);
            let start = format!("own.toml:{line}: ");
            assert!(found.iter().any(|f| f.starts_with(&start) && f.contains(part)), "{text}: {found:?}");
        };
        check("[[city]]\nname = \"Zelmar\nlat = 1", 2, "");
        check(
            "[[city]]\nname = \"Zelmar\"\nlat = 1.0\nlon = 1.0\nsize = 3",
            5,
            "unknown field `size`, expected one of",
        );
        check("\n[[city]]\nname = \"Zelmar\"\ncountry = \"QQ\"\nlat = 1.0\nlon = 1.0", 2, "unknown country code `QQ`");
        check("[[city]]\nname = \"Zelmar\"\nlat = 91.0\nlon = 1.0", 1, "latitude 91 is out of range");
        check("[[city]]\nname = \"May\"\nlat = 1.0\nlon = 1.0", 1, "everyday word");
        check(
            "[[person]]\nname = \"Jane Roeska\"\nfor = \"UA\"\nalso = [\"Putin\"]",
            1,
            "already names `vladimir-putin`",
        );
        check("[[person]]\nname = \"Jane Roeska\"\nfor = \"ukrain\"", 1, "did you mean");
        check(
            "[[person]]\nname = \"Jane Roeska\"\nfor = \"UA\"\noffices = [{ role = \"envoy\", from = \"2024-01-02\", to = \"2024-01-01\" }]",
            1,
            "ends (2024-01-01) before it begins",
        );
        check(
            "[[person]]\nname = \"Jane Roeska\"\nfor = \"UA\"\noffices = [{ role = \"envoy\", class = \"boss\" }]",
            1,
            "unknown class `boss`; allowed: army-chief",
        );
        check("[[organisation]]\nname = \"Roe\"\n[[organisation]]\nname = \"Roe\"", 3, "the id `roe` stands twice");
        check("pairs = [[\"russia\", \"nobody-here\"]]", 1, "nobody has the id `nobody-here`");
        check("[aliases]\nnobody-here = [\"Nob\"]", 2, "nobody has the id");
        check("[words.rounds]\nnoun = [\"parley\"]", 2, "unknown key `words.rounds.noun`; allowed: ");
        check("[words.round]\nnouns = [\"parley\"]", 1, "allowed: acts, actors, ");
        check("[words.rounds]\nnouns = \"parley\"", 2, "must be an array, not a string");
        check("[words.rounds]\nnouns = [\"par*ley\"]", 2, "does not stand at its end");
        check("[words.rounds]\nnouns = [\"Parley\"]", 2, "written small");
        check("[[words.topics.topic]]\nname = \"terriotry\"\nany = [\"delta\"]", 2, "can't be `terriotry`; allowed: ");
        check("checked = \"2026-13-01\"", 1, "");
    }

    #[test]
    fn the_files_of_this_version_would_pass() {
        // Alone their names collide with themselves; what they refer to must be there all the same.
        let report = read(&[]).1;
        assert!(report.findings.is_empty() && report.counts.is_empty());
    }
}
