//! A reason for every field: what the rules of a kind leave unsaid is completed here.
//!
//! A frame names the words for what it decided itself. The rest rests on the passes before: a
//! participant on the words that name them, a place and a date on theirs, a count on its number, and
//! a field that is read off a whole sentence on that sentence, by the rule that used it.

use super::{super::Annotated, Draft, Why};
use crate::{
    domain::{Basis, Content, Detail, Figure, Role, Span, Topic},
    extract::number::Value,
};
use std::collections::HashMap;

/// Where every actor and place is named first in the article.
pub(super) struct Reasons<'a> {
    found: &'a Annotated<'a>,
    actors: HashMap<&'a str, (Span, &'static str)>,
    places: HashMap<&'a str, (Span, &'static str)>,
    /// Where the words of each time stand first.
    times: HashMap<&'a str, (Span, &'static str)>,
}

/// A field of a mention, by its name in JSON and its place in a list.
#[derive(Clone, Copy, Debug)]
struct Field {
    name: &'static str,
    at: Option<usize>,
}

/// Every field of a mention that says something, as it is called in JSON.
fn fields(content: &Content, steps: usize) -> Vec<Field> {
    fn each(name: &'static str, n: usize) -> impl Iterator<Item = Field> {
        (0..n).map(move |at| Field { name, at: Some(at) })
    }
    let mut out: Vec<Field> = Vec::with_capacity(16);
    let mut put = |name: &'static str, there: bool| out.extend(there.then_some(Field { name, at: None }));
    put("status", content.status.is_some());
    put("date", !content.date.is_unknown());
    put("place", content.place.is_some());
    match &content.detail {
        Detail::Round(r) => {
            put("round.ordinal", r.ordinal.is_some());
            put("round.format", r.format.is_some());
            put("round.level", r.level.is_some());
            put("round.outcome", r.outcome.is_some());
        }
        Detail::Strike(s) => {
            put("strike.casualties.killed", s.casualties.killed.is_some());
            put("strike.casualties.injured", s.casualties.injured.is_some());
        }
        Detail::Statement(s) => {
            put("statement.speaker", true);
            put("statement.act", true);
            put("statement.quote", s.quote.is_some());
            put("statement.channel", s.channel.is_some());
        }
        Detail::Agreement(a) => {
            put("agreement.type", true);
            put("agreement.what", a.what.is_some());
            put("agreement.effective", a.effective.is_some());
        }
        Detail::Deadline(d) => put("deadline.what", d.what.is_some()),
        Detail::Measure(m) => {
            put("measure.type", true);
            put("measure.what", m.what.is_some());
        }
    }
    if let Detail::Strike(s) = &content.detail {
        out.extend(each("strike.weapons", s.weapons.len()));
        out.extend(each("strike.intercepted", s.intercepted.len()));
        out.extend(each("strike.damage", s.damage.len()));
    }
    out.extend(each("places", content.places.len()).skip(1));
    out.extend(each("participants", content.participants.len()));
    out.extend(each("topics", content.topics.len()));
    out.extend(each("figures", content.figures.len()));
    out.extend(each("history", steps));
    out
}

impl Field {
    /// As it is called in JSON.
    fn path(&self) -> String {
        let mut path = String::with_capacity(self.name.len() + 3);
        path.push_str(self.name);
        if let Some(at) = self.at {
            path.push('.');
            match u8::try_from(at) {
                Ok(at @ 0..10) => path.push(char::from(b'0' + at)),
                _ => path.push_str(&at.to_string()),
            }
        }
        path
    }

    /// Whether a reason for a field is one for this too: "strike.weapons" for "strike.weapons.0".
    fn is_told_by(&self, reason: &str) -> bool {
        // Most are told apart by a letter or two.
        let (a, b) = (self.name.as_bytes(), reason.as_bytes());
        let differ = |i: usize| a.get(i).zip(b.get(i)).is_some_and(|(x, y)| x != y);
        if differ(0) || differ(2) || differ(3) {
            return false;
        }
        match reason.strip_prefix(self.name) {
            Some("") => true,
            Some(at) => at.strip_prefix('.').is_some_and(|at| self.at.is_some() && at.parse().ok() == self.at),
            None => self.name.strip_prefix(reason).is_some_and(|rest| rest.starts_with('.')),
        }
    }
}

impl<'a> Reasons<'a> {
    pub(super) fn of(found: &'a Annotated<'a>) -> Reasons<'a> {
        let (mut actors, mut places, mut times) = (HashMap::new(), HashMap::new(), HashMap::new());
        for a in &found.actors {
            actors.entry(a.actor.id.as_str()).or_insert((a.span, a.rule));
        }
        for p in &found.places {
            places.entry(p.place.id.as_str()).or_insert((p.span, p.rule));
        }
        for t in &found.times {
            times.entry(found.doc.text.slice(t.span)).or_insert((t.span, t.rule));
        }
        Reasons { found, actors, places, times }
    }

    /// Adds a reason for every field of a draft that has none yet.
    pub(super) fn complete(&self, draft: &mut Draft) {
        let Some((first, rule)) = draft.evidence.first().copied() else { return };
        for field in fields(&draft.content, draft.history.len()) {
            if draft.trace.iter().any(|why| field.is_told_by(&why.field)) {
                continue;
            }
            let (span, rule) = self.reason(draft, field).unwrap_or((first, rule));
            draft.trace.push(Why { field: field.path(), span, rule });
        }
    }

    /// The words a field rests on, and the rule that read them; `None` where it is the sentence as a whole.
    fn reason(&self, draft: &Draft, field: Field) -> Option<(Span, &'static str)> {
        let content = &draft.content;
        let at = field.at.unwrap_or(0);
        match (field.name, &content.detail) {
            ("date", _) => self.date(draft),
            ("place" | "places", _) => self.place(draft, &content.places.get(at)?.id),
            ("participants", _) => self.participant(draft, at),
            ("topics", _) => self.topic(draft, *content.topics.get(at)?),
            ("figures", _) => self.figure(draft, content.figures.get(at)?),
            ("round.outcome", Detail::Round(r)) => self.words(draft, r.outcome.as_deref()?),
            ("statement.quote", Detail::Statement(_)) => self.quote(draft),
            ("agreement.what", Detail::Agreement(a)) => self.words(draft, a.what.as_deref()?),
            ("deadline.what", Detail::Deadline(d)) => self.words(draft, d.what.as_deref()?),
            ("measure.what", Detail::Measure(m)) => self.words(draft, m.what.as_deref()?),
            _ => None,
        }
    }

    /// The sentences a draft rests on, with the rule that used each.
    fn sentences(&self, draft: &Draft) -> impl Iterator<Item = (usize, Span, &'static str)> {
        let sentences = &self.found.doc.sentences;
        let number = |span: Span| sentences.partition_point(|s| s.span.end() <= span.start());
        draft.evidence.iter().map(move |(span, rule)| (number(*span), *span, *rule))
    }

    /// A time in the text, or the day of publication.
    fn date(&self, draft: &Draft) -> Option<(Span, &'static str)> {
        let when = &draft.content.date;
        let same = |t: &&super::super::time::TimeExpr| {
            when.text().map_or(t.when == *when, |words| self.found.doc.text.slice(t.span) == words)
        };
        let here = self.sentences(draft).find_map(|(s, ..)| self.found.times_in(s).iter().find(same));
        let first = || match when.text() {
            Some(words) => self.times.get(words).copied(),
            None => self.found.times.iter().find(same).map(|t| (t.span, t.rule)),
        };
        let before = || Some(when.basis()).filter(|b| *b != Basis::Published).and_then(|_| first());
        if let Some(time) = here.map(|t| (t.span, t.rule)).or_else(before) {
            return Some(time);
        }
        let (_, span, _) = self.sentences(draft).next()?;
        Some((span, if when.basis() == Basis::Published { "date.published" } else { "date.carried" }))
    }

    fn place(&self, draft: &Draft, id: &str) -> Option<(Span, &'static str)> {
        let here = self.sentences(draft).find_map(|(s, ..)| {
            let named = self.found.places_in(s).iter().find(|p| p.place.id == id);
            named.map(|p| (p.span, p.rule))
        });
        // A country may be named as a side ("in talks with Norland at its capital").
        here.or_else(|| self.places.get(id).or_else(|| self.actors.get(id)).copied())
    }

    /// Who is named in the sentences it rests on, else where the article names them first.
    fn participant(&self, draft: &Draft, at: usize) -> Option<(Span, &'static str)> {
        let who = draft.content.participants.get(at)?;
        if who.role == Role::Speaker
            && let Some(why) = draft.trace.iter().find(|why| why.field == "statement.speaker")
        {
            let named = self.sentences(draft).find_map(|(s, ..)| {
                self.found.actors_in(s).iter().find(|a| a.span.contains(why.span) && a.actor.id == who.actor.id)
            });
            return Some((why.span, named.map_or(why.rule, |a| a.rule)));
        }
        let here = self.sentences(draft).find_map(|(s, ..)| {
            let named = self.found.actors_in(s).iter().find(|a| a.actor.id == who.actor.id);
            named.map(|a| (a.span, a.rule))
        });
        let place = || self.place(draft, &who.actor.id);
        here.or_else(|| self.actors.get(who.actor.id.as_str()).copied()).or_else(place)
    }

    fn topic(&self, draft: &Draft, topic: Topic) -> Option<(Span, &'static str)> {
        let mut sentences = self.sentences(draft);
        sentences
            .find(|(sentence, span, _)| self.found.topics_of(*sentence, *span).contains(&topic))
            .map(|(_, s, _)| (s, "topic.words"))
    }

    /// The number itself, in the sentence that gives it.
    fn figure(&self, draft: &Draft, figure: &Figure) -> Option<(Span, &'static str)> {
        let (sentence, span, rule) = self.sentences(draft).nth(figure.evidence.unwrap_or(0))?;
        let is = |value: &Value| value.n == figure.value;
        let number = self.found.numbers_in(sentence).iter().find(|n| is(&n.value));
        Some(number.map_or((span, rule), |n| (n.span, n.rule)))
    }

    /// The quotations of the sentence it rests on first.
    fn quote(&self, draft: &Draft) -> Option<(Span, &'static str)> {
        let Detail::Statement(statement) = &draft.content.detail else { return None };
        let said = statement.quote.as_deref()?;
        let (sentence, ..) = self.sentences(draft).next()?;
        let opens = |inner: &str| {
            let mut words = inner.split_whitespace();
            words.next().is_some_and(|first| said.starts_with(first.trim_end_matches(',')))
        };
        let text = &self.found.doc.text;
        let quote = self.found.quotes_in(sentence).iter().find(|q| opens(text.slice(q.inner)))?;
        Some((quote.outer, "quote.marks"))
    }

    /// Words of the source, where they stand.
    fn words(&self, draft: &Draft, words: &str) -> Option<(Span, &'static str)> {
        let text = &self.found.doc.text;
        self.sentences(draft).find_map(|(_, span, rule)| {
            let at = text.slice(span).find(words)? + span.start();
            Some((text.span(at, at + words.len())?, rule))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Mention, Text},
        extract::{Lexicon, Metadata, extract, html},
    };
    use proptest::prelude::*;
    use std::{fs, path::Path};

    /// Every field has a reason whose words stand in the text, and the reasons name only fields there are.
    #[track_caller]
    fn explained(text: &Text, mentions: &[Mention]) {
        for mention in mentions {
            let there = fields(&mention.content, mention.history.len());
            for field in &there {
                let why = mention.trace.iter().find(|t| field.is_told_by(&t.field));
                assert!(why.is_some(), "no reason for {} of {}", field.path(), mention.content.headline);
            }
            for why in &mention.trace {
                let span = text.span_of_code_points(why.start, why.end).expect("a place in the text");
                assert_eq!(text.slice(span), why.exact);
                assert!(!why.rule.is_empty() && !why.exact.trim().is_empty(), "{why:?}");
            }
        }
    }

    fn read(raw: &str, published: Option<&str>) -> usize {
        let text = Text::freeze(raw);
        let metadata = Metadata { published: published.and_then(|p| p.parse().ok()), ..Metadata::default() };
        let found = extract(&text, &metadata, Lexicon::builtin());
        explained(&text, &found.mentions);
        found.mentions.len()
    }

    #[test]
    fn every_field_of_the_sample_articles_has_a_reason() {
        let here = Path::new(file!()).parent().expect("a folder").join("../../../tests/articles");
        let mut events = 0;
        for folder in ["ukraine", "middle-east"] {
            for file in fs::read_dir(here.join(folder)).expect("sample articles").flatten() {
                let path = file.path();
                if path.extension().is_none_or(|e| e != "json") || path.to_string_lossy().ends_with(".gold.json") {
                    continue;
                }
                let article: serde_json::Value =
                    serde_json::from_str(&fs::read_to_string(&path).expect("an article")).expect("JSON");
                let (Some(body), published) = (article["body"].as_str(), article["published_at"].as_str()) else {
                    continue;
                };
                let text = if article["format"] == "html" { html::read(body).text } else { body.to_owned() };
                events += read(&text, published);
            }
        }
        assert!(events > 300, "{events}");
    }

    #[test]
    fn reasons_name_the_words() {
        let text = Text::freeze(
            "Kenya and Somalia held a second round of talks in Oslo on Monday.\n\n\
             “We will never accept this map,” Foreign Minister Ana Torres told reporters.",
        );
        let metadata = Metadata { published: "2026-03-04".parse().ok(), ..Metadata::default() };
        let found = extract(&text, &metadata, Lexicon::builtin());
        let why = |mention: usize, field: &str| {
            let trace = found.mentions[mention].trace.iter().find(|t| t.field == field);
            trace.map(|t| t.exact.as_str()).unwrap_or_default()
        };
        assert_eq!(found.mentions.len(), 2, "{:?}", found.mentions);
        assert_eq!(why(0, "participants.0"), "Kenya");
        assert_eq!(why(0, "participants.1"), "Somalia");
        assert_eq!(why(0, "place"), "Oslo");
        assert_eq!(why(1, "statement.quote"), "“We will never accept this map,”");
        assert_eq!(why(1, "statement.act"), "will never accept");
        assert!(why(1, "participants.0").contains("Ana Torres"));
    }

    #[test]
    fn one_reason_covers_what_it_is_part_of() {
        let (date, first) = (Field { name: "date", at: None }, Field { name: "strike.weapons", at: Some(0) });
        assert_eq!(first.path(), "strike.weapons.0");
        assert!(date.is_told_by("date") && !date.is_told_by("dat") && !date.is_told_by("date.0"));
        assert!(["strike", "strike.weapons", "strike.weapons.0"].into_iter().all(|why| first.is_told_by(why)));
        assert!(!first.is_told_by("strike.weapons.1") && !first.is_told_by("strike.weapon"));
        assert!(!Field { name: "places", at: Some(1) }.is_told_by("place"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_mixture_of_telling_words_is_explained(words in proptest::collection::vec(proptest::sample::select(vec![
            "Kenya", "Somalia", "’s", "“", "”", "overnight", ",", ".", "launched", "29", "missiles", "and", "drones", "Oslo", "in", "talks", "round", "said", "he", "that",
            "the", "Foreign", "Minister", "Ana", "Torres", "killed", "four", "on", "Wednesday", "next", "by", "\n\n", "ceasefire", "signed", "must", "agree", "sanctions", "accused",
        ]), 0..60)) {
            read(&words.join(" "), Some("2026-03-04"));
        }
    }
}
