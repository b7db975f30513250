//! Events that a client supplies with an article: in the shape in which events come out, without ids.

use super::Rejection;
use crate::domain::{
    Actor, ActorKind, Affiliation, Agreement, Basis, Content, Deadline, Detail, Evidence, Figure, Kind, MeasureTaken,
    Mention, Outdated, Participant, Place, Precision, Role, Round, Span, Statement, Status, Step, Strike, Text, Topic,
    When, headline,
};
use crate::extract::lexicon::slug;
use jiff::civil::Date;
use serde::{Deserialize, de::IgnoredAny};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EventIn)]
pub(crate) struct EventBody {
    kind: Kind,
    #[serde(default)]
    headline: Option<String>,
    #[serde(default)]
    status: Option<Status>,
    #[serde(default)]
    date: Option<DateBody>,
    #[serde(default)]
    place: Option<PlaceBody>,
    #[serde(default)]
    places: Vec<PlaceBody>,
    #[serde(default)]
    participants: Vec<ParticipantBody>,
    #[serde(default)]
    topics: Vec<Topic>,
    #[serde(default)]
    round: Option<Round>,
    #[serde(default)]
    strike: Option<Strike>,
    #[serde(default)]
    statement: Option<Statement>,
    #[serde(default)]
    agreement: Option<Agreement>,
    #[serde(default)]
    deadline: Option<Deadline>,
    #[serde(default)]
    measure: Option<MeasureTaken>,
    #[serde(default)]
    figures: Vec<Figure>,
    #[serde(default)]
    history: Vec<StepBody>,
    #[serde(default)]
    part_of: Option<usize>,
    #[serde(default)]
    evidence: Vec<EvidenceBody>,
    /// `demarche extract` prints it; what a client supplies rests on no rule of ours.
    #[serde(default, rename = "trace")]
    #[schema(value_type = serde_json::Value)]
    _trace: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DateIn)]
struct DateBody {
    #[serde(default)]
    edtf: Option<String>,
    #[serde(default)]
    earliest: Option<String>,
    #[serde(default)]
    latest: Option<String>,
    #[serde(default)]
    precision: Option<Precision>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    basis: Option<Basis>,
    /// Composed anew from the others.
    #[serde(default, rename = "label")]
    #[schema(value_type = serde_json::Value)]
    _label: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlaceIn)]
struct PlaceBody {
    #[serde(default)]
    id: Option<String>,
    name: String,
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    lat: Option<f64>,
    #[serde(default)]
    lon: Option<f64>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ParticipantIn)]
struct ParticipantBody {
    role: Role,
    actor: ActorBody,
    #[serde(default)]
    title: Option<String>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ActorIn)]
struct ActorBody {
    #[serde(default)]
    id: Option<String>,
    name: String,
    kind: ActorKind,
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    affiliation: Option<Affiliation>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StepIn)]
struct StepBody {
    status: Status,
    #[serde(default)]
    date: Option<DateBody>,
    #[serde(default)]
    place: Option<PlaceBody>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EvidenceIn)]
struct EvidenceBody {
    exact: String,
    /// A hint where the words stand more than once.
    #[serde(default)]
    start: Option<u32>,
    #[serde(default)]
    end: Option<u32>,
    #[serde(default, rename = "rule")]
    #[schema(value_type = serde_json::Value)]
    _rule: Option<IgnoredAny>,
}

/// One event by itself, checked as those that come with an article are.
pub(in crate::pipeline) fn event(json: serde_json::Value, text: &Text) -> Result<Mention, Rejection> {
    let body: EventBody =
        serde_path_to_error::deserialize(json).map_err(|e| Rejection { line: None, ..super::json_fault(&e) })?;
    mention(body, "", 1, text, Some(&Folded::of(text)))
}

/// Where a sentence stands in a text: by its words, which may stand more than once, then best at these code points;
/// without words, at these code points. `None` where it does not stand there.
pub(in crate::pipeline) fn sentence(
    exact: Option<&str>,
    start: Option<u32>,
    end: Option<u32>,
    text: &Text,
) -> Option<Evidence> {
    let exact = match exact {
        Some(exact) => exact.to_owned(),
        None => text.slice(text.span_of_code_points(start?, end?)?).to_owned(),
    };
    locate(&EvidenceBody { exact, start, end, _rule: None }, text, Some(&Folded::of(text)))
        .filter(|e| e.start.is_some())
}

/// Checks every event and finds its evidence in the text.
pub(super) fn mentions(bodies: Vec<EventBody>, text: &Text) -> Result<Vec<Mention>, Rejection> {
    let count = bodies.len();
    // Only looked for where there is something to look for.
    let folded = (count > 0).then(|| Folded::of(text));
    let one = |(nth, body)| mention(body, &format!("/events/{nth}"), count, text, folded.as_ref());
    bodies.into_iter().enumerate().map(one).collect()
}

fn mention(
    body: EventBody,
    at: &str,
    count: usize,
    text: &Text,
    folded: Option<&Folded>,
) -> Result<Mention, Rejection> {
    let sub = |name: &str| format!("{at}/{name}");
    let kind = body.kind;
    if let Some(status) = body.status.filter(|s| !Status::of(kind).contains(s)) {
        let allowed: Vec<_> = Status::of(kind).iter().map(|s| s.as_str()).collect();
        let allowed =
            if allowed.is_empty() { "it has none".to_owned() } else { format!("allowed: {}", allowed.join(", ")) };
        return Err(Rejection::impossible(&sub("status"), format!("`{status}` is no status of a {kind}; {allowed}")));
    }
    if body.part_of.is_some_and(|whole| whole >= count) {
        return Err(Rejection::impossible(
            &sub("part_of"),
            "there is no event of this number in `events` (counted from 0)",
        ));
    }
    let mut places = Vec::new();
    for (nth, p) in body.places.into_iter().enumerate() {
        places.push(place(p, &format!("{at}/places/{nth}"))?);
    }
    let main = body.place.map(|p| place(p, &sub("place"))).transpose()?.or_else(|| places.first().cloned());
    if let Some(main) = &main {
        places.retain(|p| p.id != main.id);
        places.insert(0, main.clone());
    }
    let mut participants = Vec::new();
    for (nth, p) in body.participants.into_iter().enumerate() {
        let actor = actor(p.actor, &format!("{at}/participants/{nth}/actor"))?;
        participants.push(Participant { role: p.role, actor, title: p.title });
    }
    let mut evidence = Vec::new();
    for (nth, e) in body.evidence.into_iter().enumerate() {
        evidence.push(locate(&e, text, folded).ok_or_else(|| {
            Rejection::impossible(&format!("{at}/evidence/{nth}/exact"), "an empty sentence is no evidence")
        })?);
    }
    for (nth, figure) in body.figures.iter().enumerate() {
        let named = figure.updates.iter().map(|before| before.evidence).chain([figure.evidence]);
        if named.flatten().any(|e| e >= evidence.len()) {
            return Err(Rejection::impossible(
                &format!("{at}/figures/{nth}/evidence"),
                "there is no evidence of this number (counted from 0)",
            ));
        }
    }
    let mut history = Vec::new();
    for (nth, step) in body.history.into_iter().enumerate() {
        let here = format!("{at}/history/{nth}");
        if !Status::of(kind).contains(&step.status) {
            return Err(Rejection::impossible(
                &format!("{here}/status"),
                format!("`{}` is no status of a {kind}", step.status),
            ));
        }
        history.push(Step {
            status: step.status,
            date: date(step.date, &format!("{here}/date"))?,
            place: step.place.map(|p| place(p, &format!("{here}/place"))).transpose()?,
            article: None,
        });
    }
    let given = [
        (Kind::Round, body.round.is_some()),
        (Kind::Strike, body.strike.is_some()),
        (Kind::Statement, body.statement.is_some()),
        (Kind::Agreement, body.agreement.is_some()),
        (Kind::Deadline, body.deadline.is_some()),
        (Kind::Measure, body.measure.is_some()),
    ];
    if let Some((other, _)) = given.iter().find(|(k, there)| *there && *k != kind) {
        return Err(Rejection::impossible(&sub(other.as_str()), format!("a {kind} has no `{other}`")));
    }
    let missing = || Rejection::malformed(&sub(kind.as_str()), format!("a {kind} needs its own object `{kind}`"));
    let detail = match kind {
        Kind::Round => Detail::Round(body.round.unwrap_or_default()),
        Kind::Strike => Detail::Strike(body.strike.unwrap_or_default()),
        Kind::Statement => {
            let said = body.statement.ok_or_else(missing)?;
            Detail::Statement(Statement { plover: said.act.plover().map(str::to_owned), ..said })
        }
        Kind::Agreement => Detail::Agreement(body.agreement.ok_or_else(missing)?),
        Kind::Deadline => Detail::Deadline(body.deadline.unwrap_or_default()),
        Kind::Measure => Detail::Measure(body.measure.ok_or_else(missing)?),
    };
    let bare = |figure: Figure| Figure {
        article: None,
        updates: figure.updates.into_iter().map(|before| Outdated { article: None, ..before }).collect(),
        ..figure
    };
    let figures = body.figures.into_iter().map(bare).collect();
    let mut content = Content {
        kind,
        headline: String::new(),
        status: body.status,
        date: date(body.date, &sub("date"))?,
        place: main,
        places,
        participants,
        topics: body.topics,
        detail,
        figures,
    };
    content.headline = super::given(body.headline.as_deref()).unwrap_or_else(|| headline::compose(&content));
    Ok(Mention { content, history, part_of: body.part_of, evidence, trace: Vec::new() })
}

fn date(body: Option<DateBody>, at: &str) -> Result<When, Rejection> {
    let Some(body) = body else { return Ok(When::unknown(Basis::Client)) };
    let earliest = day(body.earliest.as_deref(), &format!("{at}/earliest"))?;
    let latest = day(body.latest.as_deref(), &format!("{at}/latest"))?;
    let json = serde_json::json!({
        "edtf": body.edtf.filter(|e| !e.is_empty()), "earliest": earliest, "latest": latest,
        "precision": body.precision, "text": body.text, "basis": body.basis.unwrap_or(Basis::Client),
    });
    // A day written as EDTF needs no bounds beside it.
    let json = match (json["edtf"].as_str().map(|edtf| day(Some(edtf), at)), earliest, latest) {
        (Some(Ok(Some(only))), None, None) => serde_json::json!({
            "earliest": only, "latest": only, "text": json["text"], "basis": json["basis"],
        }),
        _ => json,
    };
    serde_json::from_value(json).map_err(|e| Rejection::impossible(at, e.to_string()))
}

fn day(value: Option<&str>, at: &str) -> Result<Option<Date>, Rejection> {
    let Some(value) = super::given(value) else { return Ok(None) };
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = value.split('-').collect();
    if !matches!(parts.as_slice(), [y, m, d] if digits(y, 4) && digits(m, 2) && digits(d, 2)) {
        return Err(Rejection::malformed(at, format!("`{value}` is not a day such as 2026-02-17")));
    }
    value
        .parse()
        .map(Some)
        .map_err(|_| Rejection::impossible(at, format!("`{value}` does not exist: there is no such day")))
}

fn key(id: Option<String>, name: &str, at: &str) -> Result<String, Rejection> {
    let key = id.unwrap_or_else(|| slug(name));
    if key.is_empty() || key != slug(&key) || key.len() > 200 {
        return Err(Rejection::impossible(
            &format!("{at}/id"),
            format!("`{key}` is no key: small letters, digits and hyphens"),
        ));
    }
    Ok(key)
}

fn country(code: Option<String>, at: &str) -> Result<Option<String>, Rejection> {
    match code {
        Some(c) if c.len() != 2 || !c.bytes().all(|b| b.is_ascii_uppercase()) => Err(Rejection::impossible(
            &format!("{at}/country"),
            format!("`{c}` is no ISO 3166-1 alpha-2 code such as CH"),
        )),
        code => Ok(code),
    }
}

fn name(name: &str, at: &str) -> Result<String, Rejection> {
    super::line(&format!("{at}/name"), Some(name))?
        .ok_or_else(|| Rejection::impossible(&format!("{at}/name"), "the name is empty"))
}

fn place(body: PlaceBody, at: &str) -> Result<Place, Rejection> {
    let name = name(&body.name, at)?;
    let id = key(body.id, &name, at)?;
    for (value, limit, field) in [(body.lat, 90.0, "lat"), (body.lon, 180.0, "lon")] {
        if value.is_some_and(|v: f64| v.abs() > limit) {
            return Err(Rejection::impossible(&format!("{at}/{field}"), format!("beyond {limit} degrees")));
        }
    }
    Ok(Place { id, name, country: country(body.country, at)?, lat: body.lat, lon: body.lon })
}

fn actor(body: ActorBody, at: &str) -> Result<Actor, Rejection> {
    let name = name(&body.name, at)?;
    let id = key(body.id, &name, at)?;
    Ok(Actor { id, name, kind: body.kind, country: country(body.country, at)?, affiliation: body.affiliation })
}

/// A text with every run of white space as one space, and where each byte came from.
struct Folded {
    text: String,
    from: Vec<usize>,
}

impl Folded {
    fn of(text: &Text) -> Folded {
        let mut folded = Folded { text: String::new(), from: Vec::new() };
        for (at, c) in text.as_str().char_indices() {
            let space = c.is_whitespace();
            if space && folded.text.ends_with(' ') {
                continue;
            }
            let c = if space { ' ' } else { c };
            folded.text.push(c);
            folded.from.extend(std::iter::repeat_n(at, c.len_utf8()));
        }
        folded
    }
}

/// Where the words stand; `None` for no words at all.
fn locate(body: &EvidenceBody, text: &Text, folded: Option<&Folded>) -> Option<Evidence> {
    let frozen = Text::freeze(&body.exact);
    let wanted = frozen.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
    let last = wanted.chars().last()?;
    let same = |span: Span| text.slice(span).split_whitespace().eq(wanted.split(' '));
    let hinted = body.start.zip(body.end).and_then(|(a, b)| text.span_of_code_points(a, b)).filter(|span| same(*span));
    let found = || {
        let folded = folded?;
        let start = folded.text.find(&wanted)?;
        let first = *folded.from.get(start)?;
        let end = *folded.from.get(start + wanted.len() - last.len_utf8())? + last.len_utf8();
        text.span(first, end)
    };
    let rule = "client".to_owned();
    Some(match hinted.or_else(found) {
        Some(span) => {
            let (start, end) = text.code_points(span);
            Evidence { exact: text.slice(span).to_owned(), start: Some(start), end: Some(end), rule }
        }
        None => Evidence { exact: frozen.as_str().to_owned(), start: None, end: None, rule },
    })
}
