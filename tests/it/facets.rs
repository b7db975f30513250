//! The three states of every value beside the list, over the sample articles: what a page counts is what its links lead to.

use crate::support::{App, samples};
use demarche::domain::filter::TimelineFilter;

/// Questions under which the values are counted: none, and several of each sort.
const UNDER: &[&str] = &[
    "",
    "kind=strike",
    "kind=-statement&topic=energy",
    "actor=russia&role=speaker",
    "actor=russia&role=-target",
    "actor=-russia&role=party",
    "place=-kyiv&country=UA",
    "negotiation=ukraine-russia-2026&status=concluded&status=scheduled",
    "from=2026-02-10&to=2026-02-20&undated=exclude",
    "from=2026-02-10&to=2026-02-20&q=talks",
    "act=demand&act=reject&outlet=-harbour-wire",
];

/// A value as a page shows it.
#[derive(Debug)]
struct Shown {
    facet: String,
    label: String,
    count: u64,
    toggle: String,
    only: String,
    not: String,
}

fn between<'h>(html: &'h str, before: &str, after: &str) -> &'h str {
    let (_, rest) = html.split_once(before).unwrap_or_else(|| panic!("{before} in {html}"));
    rest.split_once(after).unwrap_or_else(|| panic!("{after} in {rest}")).0
}

/// Every value beside the list, open and folded.
fn shown(html: &str) -> Vec<Shown> {
    let facets = between(html, "<aside class=\"facets\"", "</aside>");
    let mut found = Vec::new();
    for section in facets.split("<section>").skip(1) {
        let facet = between(section, "<h2>", "</h2>").to_owned();
        for value in section.split("<li").skip(1) {
            let link = |class: &str, nth: usize| {
                let rest = value.split(class).nth(nth).unwrap_or_else(|| panic!("{class} in {value}"));
                between(rest, "href=\"", "\"").replace("&#38;", "&")
            };
            found.push(Shown {
                facet: facet.clone(),
                label: between(value, "<bdi>", "</bdi>").to_owned(),
                count: between(value, "<span class=\"n\">", "</span>").replace(',', "").parse().expect("a count"),
                toggle: link("<a class=\"v\"", 1),
                only: link("<a class=\"o\"", 1),
                not: link("<a class=\"o\"", 2),
            });
        }
    }
    found
}

fn filter(address: &str) -> TimelineFilter {
    let query = address.split_once('?').map_or(if address.starts_with('/') { "" } else { address }, |(_, query)| query);
    TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).unwrap_or_else(|e| panic!("{address}: {e:?}"))
}

/// The question without a facet's own key.
fn without(question: &TimelineFilter, facet: &str) -> TimelineFilter {
    let key = match facet {
        "Act of speech" => "act".to_owned(),
        other => other.to_lowercase(),
    };
    let pairs = question.pairs().into_iter().filter(|(k, _)| *k != key);
    TimelineFilter::parse(pairs).expect("parts of a question are one")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_count_is_what_its_links_lead_to() {
    let app = App::spawn().await;
    let articles = samples("ukraine").into_iter().chain(samples("middle-east"));
    let batch: String = articles.map(|article| format!("{article}\n")).collect();
    app.post("/api/v1/articles", "application/x-ndjson", batch).await.expect(201);
    let store = app.pipeline.store();
    let count = async |question: &TimelineFilter| store.totals(question).await.expect("an answer").all();

    let mut facets = std::collections::BTreeSet::new();
    let (mut values, mut wrong) = (0, Vec::new());
    for under in UNDER {
        let html = app.get_with(&format!("/?{under}"), &[("Accept", "text/html")]).await.expect(200).body;
        for value in shown(&html) {
            let base = without(&filter(under), &value.facet);
            let all = count(&base).await;
            let (only, not) = (count(&filter(&value.only)).await, count(&filter(&value.not)).await);
            let unset = filter(under) == base;
            // "Only" of the value that alone is asked for leads back to none; so do "any" and "not".
            if !filter(under).values(&value.facet.to_lowercase()).is_empty() && filter(&value.only) == base {
                assert_eq!(count(&filter(under)).await, value.count, "{under}: {value:?}");
                continue;
            }
            let toggled = count(&filter(&value.toggle)).await;
            // A role refused is one the actors asked for have not; of everybody it is one that nobody has. So what is
            // not this actor's is then no rest.
            let rest = !unset || !filter(under).role.not.is_empty() || all == only + not;
            if only != value.count || (unset && toggled != value.count) || !rest {
                let Shown { facet, label, count, .. } = &value;
                wrong.push(format!("{under}: {facet} {label} {count}: only {only}, any {toggled}, not {not} of {all}"));
            }
            values += 1;
            facets.insert(value.facet);
        }
    }
    assert!(wrong.is_empty(), "{} of {values}:\n{}", wrong.len(), wrong.join("\n"));
    let expected = [
        "Act of speech",
        "Actor",
        "Country",
        "Kind",
        "Negotiation",
        "Outlet",
        "Place",
        "Review",
        "Role",
        "Status",
        "Topic",
    ];
    assert_eq!(facets.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    assert!(values > 500, "{values} values looked at");
}
