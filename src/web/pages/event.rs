//! One event: what → status, date, place → the sentences → figures by claimant → parts → claims, denials and
//! replies → history → what else happened in those days → why → cite. A round has sections of its own.

use super::{
    Alternate, Fact, FactValue, Frame,
    beside::{Beside, Chains},
    corrections::{Entry, name, shown},
    fact,
    figures::Figures,
    html,
    sentence::{Sentence, sentences},
};
use crate::{
    domain::{
        ArticleId, Detail, Event, EventId, Kind, Role, SourcedEvidence, Status, Step, Trace, headline,
        page::{Explained, Lookup},
    },
    render::{
        cite::{self, Citation},
        round::{self, RoundSheet},
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
    let shown: Vec<EventId> = linked(&event).chain(event.part_of).collect();
    let sheet = async {
        match event.content.kind {
            Kind::Round => Ok(Some(round::sheet(&event, &store.surroundings(&event).await?))),
            _ => Ok(None),
        }
    };
    let (parts, explained, beside, around, log, sheet) = tokio::try_join!(
        store.parts_of(id),
        store.explain(id),
        store.events_by_id(&shown),
        store.around(&event, &shown, NEAR),
        store.corrections(Some(id), None, LOG),
        sheet,
    )?;
    let (parent, first): (Vec<Event>, Vec<Event>) = beside.into_iter().partition(|e| event.part_of == Some(e.id));
    // What others said of the same, and what was answered to them.
    let second: Vec<EventId> = first.iter().flat_map(linked).filter(|other| *other != id).collect();
    let second = store.events_by_id(&second).await?;
    let cited = cite::cite(&event, &host::base(&headers), state.pipeline.clock().now());
    let others = Others { parts, parent: parent.into_iter().next(), first, second, around, sheet };
    let mut page = EventPage::new(event, others, &explained, cited, state.options.demo);
    page.log = log.items.iter().map(Entry::from).collect();
    html(&page, &[respond::link(&format!("{}.json", urls::event(id)), "alternate")])
}

/// So much of the log stands on the page; the rest is in the log itself.
const LOG: u32 = 50;
/// So many sentences stand before the figures.
const FIRST: usize = 2;
/// So many more stand open behind them; the rest is folded.
const OPEN: usize = 12;
/// So many events of the days around it are shown.
const NEAR: i64 = 8;

fn linked(event: &Event) -> impl Iterator<Item = EventId> + '_ {
    event.links.iter().map(|l| l.event)
}

/// The events that a page shows beside its own.
#[derive(Debug, Default)]
struct Others {
    parts: Vec<Event>,
    parent: Option<Event>,
    /// Those it is linked to.
    first: Vec<Event>,
    /// Those that they are linked to.
    second: Vec<Event>,
    around: Vec<Event>,
    sheet: Option<RoundSheet>,
}

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
    folded: Vec<Sentence>,
    more_words: Option<String>,
    figures: Figures,
    parent: Option<Row>,
    parts: Vec<Row>,
    sheet: Option<RoundSheet>,
    chains: Chains,
    steps: Vec<StepLine>,
    /// Whether a step comes from an article without a date.
    undated_step: bool,
    beside: Beside,
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
struct StepLine {
    reported: String,
    glyph: &'static str,
    status: String,
    what: String,
    /// Whether this is what will not be any more.
    dropped: bool,
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
    fn new(event: Event, others: Others, explained: &[Explained], cited: Citation, demo: bool) -> EventPage {
        let Others { parts, parent, first, second, around, sheet } = others;
        let chains = Chains::of(&event, &first, &second);
        let beside = Beside::of(&event, around);
        let row = Row::from(event);
        let event = &row.event;
        let mut frame = Frame::new(row.headline(), "Timeline", demo);
        frame.alternates.push(Alternate::json(&row.href()));
        // A few sentences stand first; many would push everything else out of sight.
        let mut sentences = sentences(event, explained);
        let mut more = if sentences.len() > FIRST + 1 { sentences.split_off(FIRST) } else { Vec::new() };
        let more_words = (!more.is_empty()).then(|| format!("{} more sentences", more.len()));
        let folded = if more.len() > OPEN + 1 { more.split_off(OPEN) } else { Vec::new() };
        EventPage {
            frame,
            when: words::when(&event.content.date),
            facts: facts(&row, sheet.as_ref()),
            more_words,
            sentences,
            more,
            folded,
            figures: Figures::of(event),
            parent: parent.map(Row::from),
            parts: parts.into_iter().map(Row::from).collect(),
            sheet,
            chains,
            undated_step: event.history.iter().any(|step| is_undated(event, step)),
            steps: steps(event),
            beside,
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

fn facts(row: &Row, sheet: Option<&RoundSheet>) -> Vec<Fact> {
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
        Detail::Statement(said) => {
            out.push(fact("Channel", plain(&said.channel)));
            let speaker = content.actors(Role::Speaker).next();
            let more = speaker.into_iter().flat_map(|by| {
                content.topics.iter().map(|topic| {
                    let own = [("kind", "statement"), ("actor", by.id.as_str()), ("role", "speaker")];
                    let href = urls::with_query(urls::TIMELINE, own.into_iter().chain([("topic", topic.as_str())]));
                    FactValue::link(format!("on {}", topic.as_str().replace('-', " ")), href)
                })
            });
            out.push(fact("Everything they said", more.collect()));
        }
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
    let neighbour =
        |of: Option<&(String, String)>| of.map(|(words, href)| FactValue::link(words.as_str(), href.clone()));
    out.push(fact("Round before", sheet.and_then(|s| neighbour(s.previous.as_ref())).into_iter().collect()));
    out.push(fact("Round after", sheet.and_then(|s| neighbour(s.next.as_ref())).into_iter().collect()));
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

/// The article of a step, as the sentences know it.
fn source_of(event: &Event, article: Option<ArticleId>) -> Option<&SourcedEvidence> {
    let id = article?;
    // Where one of its sentences is in the text, that one: it can be gone to.
    let mut of_article = event.evidence.iter().filter(|e| e.article.id == id);
    of_article.clone().find(|e| e.start.is_some()).or_else(|| of_article.next())
}

fn is_undated(event: &Event, step: &Step) -> bool {
    source_of(event, step.article).is_some_and(|e| e.article.published_at.is_none())
}

fn steps(event: &Event) -> Vec<StepLine> {
    let line = |step: &Step| {
        let source = source_of(event, step.article);
        let article = source.map(|e| &e.article);
        let name = |id: ArticleId| {
            let known = article.map(|a| a.outlet.clone().unwrap_or_else(|| a.title.clone()));
            known.filter(|n| !n.is_empty()).unwrap_or_else(|| format!("article {id}"))
        };
        let href = |id: ArticleId| {
            let span = source.and_then(|e| e.start.zip(e.end));
            span.map_or_else(|| urls::article(id), |(start, end)| urls::article_span(id, start, end))
        };
        let place = step.place.as_ref().map(|p| format!("{}, ", p.name)).unwrap_or_default();
        StepLine {
            reported: article
                .and_then(|a| a.published_at)
                .map_or_else(|| "date of report unknown".to_owned(), |p| words::day(p.day())),
            glyph: words::status_glyph(step.status),
            status: step.status.as_str().replace('-', " "),
            what: format!("{place}{}", step.date.label()),
            dropped: matches!(step.status, Status::Postponed | Status::Cancelled),
            article: step.article.map(|id| (href(id), name(id))),
        }
    };
    event.history.iter().map(line).collect()
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
        domain::{Act, Content, Link, LinkType, Statement},
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
            let event =
                Event { links: [LinkType::Denial, LinkType::Reply, LinkType::About].map(link).to_vec(), ..event };
            let cited = cite::cite(&event, "https://talks.example", event.updated_at);
            EventPage::new(
                event.clone(),
                Others {
                    parts: vec![other(8)],
                    parent: Some(other(9)),
                    first: vec![Event { links: vec![Link { event: EventId(11), ..link(LinkType::Claim) }], ..event }],
                    second: vec![other(11)],
                    around: vec![other(12)],
                    sheet: None,
                },
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
