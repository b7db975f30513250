//! Chips and facets: links that change one value of the filter and keep the rest.

use super::find::Finder;
use crate::{
    domain::{
        filter::{Name, TimelineFilter},
        page::{Facet, FacetValue},
    },
    render::words,
    urls,
};

/// So many values stand open; the rest is folded.
const OPEN: usize = 8;

/// A condition, and the address without it.
#[derive(Clone, Debug)]
pub(super) struct Chip {
    pub(super) key: &'static str,
    pub(super) label: String,
    pub(super) not: bool,
    pub(super) href: String,
}

/// The values of one key.
#[derive(Clone, Debug)]
pub(super) struct FacetView {
    pub(super) title: &'static str,
    pub(super) values: Vec<ValueView>,
    pub(super) folded: Vec<ValueView>,
    /// A field that finds values by name, where they are many.
    pub(super) finder: Option<Finder>,
    pub(super) more: u64,
}

/// One value, its count and its three links.
#[derive(Clone, Debug)]
pub(super) struct ValueView {
    pub(super) value: String,
    pub(super) label: String,
    /// What it is, where the name alone does not say so.
    pub(super) note: String,
    pub(super) count: String,
    pub(super) percent: u64,
    pub(super) glyph: bool,
    /// `any`, `only`, `not` or nothing.
    pub(super) state: &'static str,
    pub(super) toggle: String,
    pub(super) only: String,
    pub(super) not: String,
}

type Pairs = Vec<(&'static str, String)>;

fn href(pairs: Pairs) -> String {
    urls::with_query(urls::TIMELINE, pairs)
}

/// The conditions, one chip for each value.
pub(super) fn chips(filter: &TimelineFilter, names: &[Name]) -> Vec<Chip> {
    let all = filter.first_page().pairs();
    filter
        .conditions()
        .into_iter()
        .map(|condition| {
            let rest = all.iter().filter(|p| **p != condition).cloned().collect();
            let (key, value) = condition;
            let single = matches!(key, "from" | "to" | "q" | "undated");
            let (not, bare) = match value.strip_prefix('-').filter(|_| !single) {
                Some(bare) => (true, bare),
                None => (false, value.as_str()),
            };
            Chip { key, label: label(key, bare, names), not, href: href(rest) }
        })
        .collect()
}

fn label(key: &str, value: &str, names: &[Name]) -> String {
    let named = names.iter().find(|(k, slug, _)| *k == key && slug == value).map(|(_, _, name)| name.clone());
    match key {
        "from" | "to" => value.parse().map_or_else(|_| value.to_owned(), words::day),
        "q" => format!("“{value}”"),
        "undated" if value == "exclude" => "left out".to_owned(),
        "actor" | "place" | "negotiation" | "outlet" | "country" => named.unwrap_or_else(|| value.to_owned()),
        _ => value.replace('-', " "),
    }
}

/// The facets with their links.
pub(super) fn facet_views(filter: &TimelineFilter, facets: &[Facet], names: &[Name]) -> Vec<FacetView> {
    let pairs = filter.first_page().pairs();
    let view = |facet: &Facet| {
        let most = facet.values.iter().map(|v| v.count).max().unwrap_or(0).max(1);
        let mut values: Vec<ValueView> = facet.values.iter().map(|v| value(&pairs, facet.key, v, most)).collect();
        // What is asked for stands there even where the other conditions leave nothing of it.
        for asked in filter.values(facet.key).into_iter().filter(|v| facet.values.iter().all(|f| f.value != *v)) {
            let gone = FacetValue { label: label(facet.key, &asked, names), value: asked, count: 0 };
            values.push(value(&pairs, facet.key, &gone, most));
        }
        let mut folded = if values.len() > OPEN + 1 { values.split_off(OPEN) } else { Vec::new() };
        values.extend(folded.extract_if(.., |v| !v.state.is_empty()));
        let finder = Finder::of(facet.key, filter);
        FacetView { title: title(facet.key), values, folded, finder, more: facet.more }
    };
    facets.iter().map(view).filter(|f| !f.values.is_empty() || f.finder.is_some()).collect()
}

fn title(key: &str) -> &'static str {
    match key {
        "kind" => "Kind",
        "actor" => "Actor",
        "place" => "Place",
        "country" => "Country",
        "negotiation" => "Negotiation",
        "topic" => "Topic",
        "status" => "Status",
        "act" => "Act of speech",
        "outlet" => "Outlet",
        "review" => "Review",
        "role" => "Role",
        _ => "Other",
    }
}

/// One value with its links. `most` is the greatest count among its neighbours.
pub(super) fn value(pairs: &Pairs, key: &'static str, facet: &FacetValue, most: u64) -> ValueView {
    let asked = (key, facet.value.clone());
    let refused = (key, format!("-{}", facet.value));
    let without = |gone: &dyn Fn(&(&'static str, String)) -> bool| -> Pairs {
        pairs.iter().filter(|p| !gone(p)).cloned().collect()
    };
    let with = |mut pairs: Pairs, one: &(&'static str, String)| {
        pairs.push(one.clone());
        // The order of the filter's own query, so that one question has one address.
        let filter = TimelineFilter::parse(pairs.iter().map(|(k, v)| (*k, v.as_str()))).map(|f| f.pairs());
        href(filter.unwrap_or(pairs))
    };
    let here = |p: &&(&'static str, String)| p.0 == key;
    let any = pairs.contains(&asked);
    let not = pairs.contains(&refused);
    let alone = any && pairs.iter().filter(here).count() == 1;
    let bare = without(&|p| *p == asked || *p == refused);
    ValueView {
        state: match (alone, any, not) {
            (true, _, _) => "only",
            (_, true, _) => "any",
            (_, _, true) => "not",
            _ => "",
        },
        toggle: if any { href(bare.clone()) } else { with(bare.clone(), &asked) },
        only: if alone { href(bare.clone()) } else { with(without(&|p| p.0 == key), &asked) },
        not: if not { href(bare) } else { with(bare, &refused) },
        value: facet.value.clone(),
        label: if key == "kind" { words::title(&facet.label) } else { facet.label.clone() },
        note: String::new(),
        count: if facet.count >= FacetValue::CAP {
            format!("{}+", words::grouped(FacetValue::CAP))
        } else {
            words::grouped(facet.count)
        },
        percent: facet.count.min(FacetValue::CAP) * 100 / most.min(FacetValue::CAP),
        glyph: key == "kind",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(query: &str) -> TimelineFilter {
        TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect(query)
    }

    #[test]
    fn a_chip_removes_only_itself() {
        let names = [("actor", "russia".to_owned(), "Russia".to_owned())];
        let chips = chips(&filter("kind=strike&kind=round&actor=-russia&from=2026-02-01&sort=oldest"), &names);
        let told: Vec<String> = chips
            .iter()
            .map(|c| format!("{}{} {} {}", if c.not { "not " } else { "" }, c.key, c.label, c.href))
            .collect();
        assert_eq!(told[0], "kind round /?kind=strike&actor=-russia&from=2026-02-01&sort=oldest");
        assert_eq!(told[2], "not actor Russia /?kind=round&kind=strike&from=2026-02-01&sort=oldest");
        assert_eq!(told[3], "from 1 February 2026 /?kind=round&kind=strike&actor=-russia&sort=oldest");
    }

    #[test]
    fn a_value_has_three_states_and_a_way_back_from_each() {
        let of = |query: &str| {
            let value = FacetValue { value: "strike".to_owned(), label: "Strike".to_owned(), count: 20_000 };
            let facet = Facet { key: "kind", values: vec![value], more: 0 };
            facet_views(&filter(query), &[facet], &[])[0].values[0].clone()
        };
        let off = of("topic=energy");
        assert_eq!((off.state, off.count.as_str()), ("", "10,000+"));
        assert_eq!(off.toggle, "/?kind=strike&topic=energy");
        assert_eq!(off.not, "/?kind=-strike&topic=energy");
        let any = of("kind=strike&kind=round");
        assert_eq!((any.state, any.toggle.as_str(), any.only.as_str()), ("any", "/?kind=round", "/?kind=strike"));
        assert_eq!(any.not, "/?kind=round&kind=-strike");
        let only = of("kind=strike");
        assert_eq!((only.state, only.only.as_str()), ("only", "/"));
        let not = of("kind=-strike");
        assert_eq!((not.state, not.not.as_str(), not.toggle.as_str()), ("not", "/", "/?kind=strike"));
    }
}
