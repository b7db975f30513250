//! One event: what → status, date, place → the sentences → figures by claimant → history → parts →
//! why → cite.

use super::{
    Alternate, Fact, FactValue, Frame,
    corrections::{Entry, name, shown},
    fact,
    figures::{Figures, letter_of},
    html, outward,
};
use crate::{
    domain::{
        ArticleId, Detail, Event, EventId, Kind, Link, LinkType, Role, Trace, headline,
        page::{Explained, Lookup},
    },
    render::{
        cite::{self, Citation},
        row::Row,
        words::{self, WhenWords},
    },
    urls,
    web::{
        AppState,
        api::corrections::gone,
        error::Error,
        host,
        params::{Named, NoQuery},
        respond,
    },
};
use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};

/// `GET /events/{id}` and `/events/{id}.json`.
pub(crate) async fn get(
    State(state): State<AppState>,
    named: Named,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let id: EventId = named.id("event")?;
    let store = state.pipeline.store();
    let event = match store.event(id).await? {
        Lookup::Found(event) => event,
        Lookup::Moved(to) => return Ok(respond::moved(&urls::event(to), named.json)),
        Lookup::Gone => return Err(gone(&state, id).await?),
        Lookup::Unknown => return Err(Error::NotFound("event")),
    };
    if named.json {
        return respond::json_with_etag(&headers, serde_json::to_vec(&event)?);
    }
    let parts = store.parts_of(id).await?;
    let explained = store.explain(id).await?;
    let mut linked = Vec::new();
    for link in &event.links {
        if let Lookup::Found(other) = store.event(link.event).await? {
            linked.push((link.clone(), other));
        }
    }
    let parent = match event.part_of {
        Some(whole) => match store.event(whole).await? {
            Lookup::Found(whole) => Some(whole),
            _ => None,
        },
        None => None,
    };
    let log = store.corrections(Some(id), None, LOG).await?;
    let cited = cite::cite(&event, &host::base(&headers), state.pipeline.clock().now());
    let mut page = EventPage::new(event, parts, parent, linked, &explained, cited, state.options.demo);
    page.log = log.items.iter().map(Entry::from).collect();
    html(&page, &[respond::link(&format!("{}.json", urls::event(id)), "alternate")])
}

/// So much of the log stands on the page; the rest is in the log itself.
const LOG: u32 = 50;
/// So many sentences stand before the figures.
const FIRST: usize = 2;

/// An event's page.
#[derive(Debug, Template)]
#[template(path = "event.html")]
struct EventPage {
    frame: Frame,
    row: Row,
    when: WhenWords,
    facts: Vec<Fact>,
    sentences: Vec<Sentence>,
    more: Vec<Sentence>,
    more_words: Option<String>,
    figures: Figures,
    parent: Option<Row>,
    parts: Vec<Row>,
    claims: Vec<LinkLine>,
    replies: Vec<LinkLine>,
    steps: Vec<StepLine>,
    explained: Vec<Why>,
    /// What analysts changed, oldest first.
    log: Vec<Entry>,
    /// What the sources say of fields that were changed.
    kept: Vec<(String, String)>,
    correct: String,
    cited: Citation,
    updated: String,
    reported: String,
}

#[derive(Debug)]
struct Sentence {
    letter: String,
    exact: String,
    outlet: String,
    published: String,
    in_text: bool,
    href: String,
    source: Option<String>,
}

/// Another event that says something of this one, or that this one says something of.
#[derive(Debug)]
struct LinkLine {
    word: &'static str,
    href: String,
    headline: String,
    reason: String,
}

#[derive(Debug)]
struct StepLine {
    reported: String,
    glyph: &'static str,
    status: String,
    what: String,
    article: Option<(String, String)>,
}

#[derive(Debug)]
struct Why {
    name: String,
    lines: Vec<WhyLine>,
}

#[derive(Debug)]
struct WhyLine {
    depth: usize,
    field: String,
    exact: String,
    rule: String,
    href: String,
}

impl EventPage {
    fn new(
        event: Event,
        parts: Vec<Event>,
        parent: Option<Event>,
        linked: Vec<(Link, Event)>,
        explained: &[Explained],
        cited: Citation,
        demo: bool,
    ) -> EventPage {
        let (replies, claims): (Vec<LinkLine>, Vec<LinkLine>) = lines(linked);
        let row = Row::from(event);
        let event = &row.event;
        let mut frame = Frame::new(row.headline(), "Timeline", demo);
        frame.alternates.push(Alternate::json(&row.href()));
        // A few sentences stand first; many would push everything else out of sight.
        let mut sentences = sentences(event);
        let more = if sentences.len() > FIRST + 1 { sentences.split_off(FIRST) } else { Vec::new() };
        EventPage {
            frame,
            when: words::when(&event.content.date),
            facts: facts(&row),
            more_words: (!more.is_empty()).then(|| format!("{} more sentences stand", more.len())),
            sentences,
            more,
            figures: Figures::of(event),
            parent: parent.map(Row::from),
            parts: parts.into_iter().map(Row::from).collect(),
            claims,
            replies,
            steps: steps(event),
            explained: explained.iter().map(why).collect(),
            log: Vec::new(),
            kept: event.corrected.iter().map(|c| (name(&c.field), shown(Some(&c.sources)))).collect(),
            correct: urls::correct(event.id),
            cited,
            updated: words::instant(event.updated_at),
            reported: words::instant(event.first_reported_at),
            row,
        }
    }
}

/// Replies, and claims and denials.
fn lines(linked: Vec<(Link, Event)>) -> (Vec<LinkLine>, Vec<LinkLine>) {
    let line = |(link, other): (Link, Event)| {
        let said = other.content.kind == Kind::Statement;
        let word = match link.kind {
            LinkType::Claim => "claimed by",
            LinkType::Denial => "denied by",
            LinkType::Confirmation => "confirmed by",
            LinkType::Reply => "answered by",
            LinkType::About if said => "in answer to",
            LinkType::About => "about",
        };
        let reply = link.kind == LinkType::Reply || (link.kind == LinkType::About && said);
        (reply, LinkLine { word, href: urls::event(other.id), headline: other.content.headline, reason: link.reason })
    };
    let (replies, claims): (Vec<_>, Vec<_>) = linked.into_iter().map(line).partition(|(reply, _)| *reply);
    let bare = |list: Vec<(bool, LinkLine)>| list.into_iter().map(|(_, line)| line).collect();
    (bare(replies), bare(claims))
}

fn facts(row: &Row) -> Vec<Fact> {
    let event = &row.event;
    let content = &event.content;
    let mut out: Vec<Option<Fact>> = Vec::new();
    for role in Role::ALL {
        let people = content.participants.iter().filter(|p| p.role == *role);
        let values = people.map(|p| FactValue {
            note: p.title.clone().unwrap_or_default(),
            ..FactValue::link(p.actor.name.clone(), urls::actor(&p.actor.id))
        });
        let values: Vec<FactValue> = values.collect();
        out.push(fact(words::title(&words::role(*role, values.len())), values));
    }
    let plain = |v: &Option<String>| v.iter().map(|s| FactValue::plain(s.as_str())).collect::<Vec<_>>();
    match &content.detail {
        Detail::Round(round) => {
            let counted = round.track_ordinal.filter(|_| round.ordinal.is_none()).map(|n| FactValue {
                note: "counted on this track by the days of those known here; no source gives its number".to_owned(),
                ..FactValue::plain(format!("{} round of these parties", headline::ordinal(n)))
            });
            let number = round.ordinal.map(|n| FactValue::plain(format!("number {n}"))).or(counted);
            out.push(fact("Round", number.into_iter().collect()));
            let format = round.format.map(|f| FactValue::plain(f.as_str())).into_iter();
            out.push(fact("Format", format.chain(plain(&round.level)).collect()));
            out.push(fact("Outcome", plain(&round.outcome)));
        }
        Detail::Strike(strike) => {
            out.push(fact("Damage", strike.damage.iter().map(|d| FactValue::plain(d.as_str())).collect()));
        }
        Detail::Statement(said) => out.push(fact("Channel", plain(&said.channel))),
        Detail::Agreement(agreement) => {
            out.push(fact("Sort", vec![FactValue::plain(agreement.agreement.as_str())]));
            out.push(fact("What", plain(&agreement.what)));
            let effective = agreement.effective.iter().map(|w| FactValue::plain(w.label())).collect();
            out.push(fact("In effect", effective));
        }
        Detail::Deadline(deadline) => out.push(fact("What", plain(&deadline.what))),
        Detail::Measure(measure) => {
            out.push(fact("Sort", vec![FactValue::plain(measure.measure.as_str())]));
            out.push(fact("What", plain(&measure.what)));
        }
    }
    let others = content.places.iter().map(|p| FactValue::link(p.name.clone(), urls::place(&p.id)));
    out.push(fact(if content.places.len() == 1 { "Place" } else { "Places" }, others.collect()));
    let topics = content.topics.iter();
    let topics = topics.map(|t| FactValue::link(t.as_str().replace('-', " "), urls::timeline_of("topic", t.as_str())));
    out.push(fact("Topics", topics.collect()));
    let track = event.negotiation.iter().map(|n| FactValue::link(n.name.clone(), urls::negotiation(&n.id)));
    out.push(fact("Negotiation", track.collect()));
    let words_of_date = content.date.text().map(|t| format!("“{t}”")).unwrap_or_default();
    out.push(fact("Date", vec![FactValue { note: words_of_date, ..FactValue::plain(content.date.label()) }]));
    out.push(fact("Sources", vec![FactValue { note: row.outlets(), ..FactValue::plain(row.sources_in_full()) }]));
    let review = match event.review {
        crate::domain::Review::Unreviewed => "Unreviewed",
        crate::domain::Review::Reviewed => "Reviewed by an analyst",
    };
    out.push(fact("Review", vec![FactValue::plain(review)]));
    out.into_iter().flatten().collect()
}

fn sentences(event: &Event) -> Vec<Sentence> {
    let one = |(n, e): (usize, &crate::domain::SourcedEvidence)| {
        let span = e.start.zip(e.end);
        Sentence {
            letter: letter_of(n),
            exact: e.exact.clone(),
            outlet: e.article.outlet.clone().unwrap_or_else(|| "Outlet not stated".to_owned()),
            published: e.article.published_at.map_or_else(|| "publication date unknown".to_owned(), words::published),
            in_text: span.is_some(),
            href: span.map_or_else(|| urls::article(e.article.id), |(a, b)| urls::article_span(e.article.id, a, b)),
            source: outward(e.article.url.as_deref()),
        }
    };
    event.evidence.iter().enumerate().map(one).collect()
}

fn steps(event: &Event) -> Vec<StepLine> {
    let source = |id: ArticleId| event.evidence.iter().map(|e| &e.article).find(|a| a.id == id);
    event
        .history
        .iter()
        .map(|step| {
            let article = step.article.and_then(source);
            let place = step.place.as_ref().map(|p| format!(", {}", p.name)).unwrap_or_default();
            let name = |id: ArticleId| {
                let known = article.map(|a| a.outlet.clone().unwrap_or_else(|| a.title.clone()));
                known.filter(|n| !n.is_empty()).unwrap_or_else(|| format!("article {id}"))
            };
            StepLine {
                reported: article
                    .and_then(|a| a.published_at)
                    .map_or_else(|| "date of report unknown".to_owned(), |p| words::day(p.day())),
                glyph: words::status_glyph(step.status),
                status: step.status.as_str().replace('-', " "),
                what: format!("{}{place}", step.date.label()),
                article: step.article.map(|id| (urls::article(id), name(id))),
            }
        })
        .collect()
}

fn why(explained: &Explained) -> Why {
    fn walk(article: ArticleId, trace: &[Trace], depth: usize, out: &mut Vec<WhyLine>) {
        for t in trace {
            out.push(WhyLine {
                depth: depth.min(3),
                field: t.field.clone(),
                exact: t.exact.clone(),
                rule: t.rule.clone(),
                href: urls::article_span(article, t.start, t.end),
            });
            walk(article, &t.children, depth + 1, out);
        }
    }
    let mut lines = Vec::new();
    walk(explained.article.id, &explained.trace, 0, &mut lines);
    let article = &explained.article;
    let outlet = article.outlet.as_deref().unwrap_or("an unnamed outlet");
    Why { name: format!("{outlet}, “{}”", article.title), lines }
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};
    use crate::{
        domain::{Act, Content, Statement},
        render::row::tests::{an_article, an_event},
    };

    fn samples() -> Vec<EventPage> {
        let page = |event: Event| {
            let trace = Trace {
                field: "date".to_owned(),
                rule: "time.overnight".to_owned(),
                exact: check::HOSTILE.to_owned(),
                start: 3,
                end: 9,
                children: vec![],
            };
            let whole = Trace { children: vec![trace.clone()], ..trace };
            let explained = Explained { article: an_article(check::HOSTILE), trace: vec![whole] };
            let other = |id| Event { id: EventId(id), ..an_event() };
            let link = |kind| Link { kind, event: EventId(10), reason: check::HOSTILE.to_owned() };
            let cited = cite::cite(&event, "https://talks.example", event.updated_at);
            EventPage::new(
                event,
                vec![other(8)],
                Some(other(9)),
                [LinkType::Denial, LinkType::Reply, LinkType::About].map(|kind| (link(kind), other(10))).to_vec(),
                &[explained],
                cited,
                true,
            )
        };
        let mut empty = an_event();
        empty.evidence.clear();
        empty.history.clear();
        empty.content = Content { participants: vec![], places: vec![], place: None, figures: vec![], ..empty.content };
        empty.content.headline.clear();
        let mut long = an_event();
        long.content.headline = "very long ".repeat(300);
        long.evidence = vec![long.evidence[0].clone(); 80];
        let mut hostile = an_event();
        hostile.content.headline = check::HOSTILE.to_owned();
        hostile.evidence[0].exact = check::HOSTILE.to_owned();
        hostile.evidence[0].article.url = Some("javascript:alert(1)".to_owned());
        hostile.content.participants[0].actor.name = check::HOSTILE.to_owned();
        hostile.content.participants[0].title = Some(check::HOSTILE.to_owned());
        let mut said = an_event();
        said.content.kind = Kind::Statement;
        said.content.detail = Detail::Statement(Statement {
            speaker: check::HOSTILE.to_owned(),
            quote: Some(check::HOSTILE.to_owned()),
            reported: false,
            act: Act::Reject,
            plover: None,
            channel: Some(check::HOSTILE.to_owned()),
        });
        [an_event(), empty, long, hostile, said].into_iter().map(page).collect()
    }

    #[test]
    fn samples_hold_together() {
        for sample in samples() {
            check::page(&sample);
        }
    }

    #[test]
    fn the_sentence_leads_to_its_place_in_the_article() {
        let html = check::page(&samples()[0]);
        assert!(html.contains("href=\"/articles/3#s0-62\""), "{html}");
        assert!(html.contains("class=\"differs\""));
        assert!(html.contains("night of 16–17 February 2026"));
    }

    #[test]
    fn an_event_without_a_sentence_says_so() {
        assert!(check::page(&samples()[1]).contains("No source sentence"));
    }
}
