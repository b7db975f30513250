//! What stands in an address. Closed vocabularies are those of the domain.

use super::operation::part;
use crate::{
    domain::{
        Act, Kind, Review, Role, Status, Topic,
        filter::{Sort, TimelineFilter, Undated},
        vocab::{Bars, Bin, Density},
    },
    web::api::{
        changes,
        events::{FACETS, STRETCHES},
        submit,
    },
};
use serde_json::{Map, Value, json};

/// A parameter of the query.
pub(super) fn query(name: &str, description: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

/// A part of the path, with an example that is there in every installation with an article.
pub(super) fn path(name: &str, description: &str, schema: Value, example: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema, "example": example })
}

/// A text of one of these words. An empty value means that nothing is asked for: forms send `q=&from=`.
fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    let words: Vec<&str> = words.into_iter().chain([""]).collect();
    json!({ "type": "string", "enum": words })
}

/// A text of one of these words, each with or without `-` before it; repeated, any of them.
fn some_of(name: &str, description: &str, words: Vec<&'static str>) -> Value {
    let both: Vec<String> =
        words.iter().flat_map(|w| [(*w).to_owned(), format!("-{w}")]).chain([String::new()]).collect();
    listed(name, description, json!({ "type": "string", "enum": both }))
}

/// A parameter that may be repeated.
fn listed(name: &str, description: &str, items: Value) -> Value {
    let mut parameter = query(name, description, json!({ "type": "array", "items": items }));
    parameter["style"] = "form".into();
    parameter["explode"] = true.into();
    parameter
}

fn slugs(name: &str, what: &str) -> Value {
    let description = format!("{what}, as it stands in an address; with `-` before it, all but this one.");
    listed(name, &description, json!({ "type": "string", "pattern": "^(-?[a-z0-9][a-z0-9-]{0,198})?$" }))
}

fn day(name: &str, description: &str) -> Value {
    query(name, description, json!({ "type": "string", "pattern": DAY }))
}

/// A day, or nothing.
const DAY: &str = "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$";

/// A whole number between these bounds.
pub(super) fn whole(name: &str, description: &str, least: u64, most: u64) -> Value {
    query(name, description, json!({ "type": "integer", "minimum": least, "maximum": most }))
}

/// `true` or `false`.
pub(super) fn flag(name: &str, description: &str) -> Value {
    query(name, description, one_of(["true", "false", "1", "0"]))
}

/// The number of a thing in a path.
pub(super) fn number(name: &str, what: &str, example: &str) -> Value {
    path(
        name,
        &format!("The number of the {what}."),
        json!({ "type": "string", "pattern": "^[1-9][0-9]{0,17}$" }),
        example,
    )
}

/// The slug of a thing in a path.
pub(super) fn slug(what: &str, example: &str) -> Value {
    let schema = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,98}$" });
    path("slug", &format!("The {what}, as it stands in addresses."), schema, example)
}

/// The cursor of a list other than the timeline.
pub(super) fn cursor(form: &str) -> Value {
    let says = "Where this part begins: `next` of the part before, unchanged.";
    query("cursor", says, json!({ "type": "string", "pattern": form }))
}

/// How many items of a list.
pub(super) fn limit() -> Value {
    let most = u64::from(TimelineFilter::MAX_LIMIT);
    whole("limit", &format!("How many at most; {} where nothing is said.", TimelineFilter::LIMIT), 1, most)
}

/// The keys that can be counted beside a list.
fn facets() -> Value {
    let description = "Count the values of this key beside the list, under the other filters. Without it, all keys are counted on the first part.";
    listed("facet", description, one_of(FACETS))
}

/// Some fields only, of things of this shape.
pub(super) fn fields(shape: &str) -> Value {
    listed(
        "fields",
        "Only this field of each item; repeated, each of them.",
        one_of(super::fields(shape).iter().copied()),
    )
}

/// An event as it was.
pub(super) fn as_of() -> Value {
    let position = json!({ "type": "integer", "format": "int64", "minimum": 0 });
    query("as_of", "As it stood after this change of the feed, as the feed's row keeps it.", position)
}

/// The others of the timeline's lists.
pub(super) fn of_lists() -> Vec<Value> {
    vec![
        facets(),
        fields("Event"),
        flag("total", "Say how many events there are on all parts."),
        query(
            "group_by",
            "Count the events instead of listing them, by this; `limit` says how many values at most. Days, weeks, months and \
             years are those of the first day, in order; everything else comes with the most frequent first.",
            one_of(FACETS.into_iter().chain(STRETCHES)),
        ),
    ]
}

/// Those of the change feed.
pub(super) fn of_changes() -> Vec<Value> {
    vec![
        query(
            "after",
            "The last change that you have: 0 begins at the beginning.",
            json!({ "type": "integer", "format": "int64", "minimum": 0 }),
        ),
        whole("limit", "How many changes at most; 100 where nothing is said.", 1, changes::MOST),
        whole("wait", "So many seconds the answer may wait for the next change.", 0, changes::LONGEST_WAIT),
    ]
}

/// Those of an article that is put where it stands.
pub(super) fn of_one_article() -> Vec<Value> {
    let mut all = of_articles();
    all.retain(|p| p["name"] != "mode");
    for url in all.iter_mut().filter(|p| p["name"] == "url") {
        url["required"] = true.into();
        url["description"] = "The article's address at its outlet.".into();
        url["schema"]["minLength"] = 1.into();
    }
    all
}

/// Those of sent articles.
pub(super) fn of_articles() -> Vec<Value> {
    let line = || json!({ "type": "string", "maxLength": 1000 });
    let moment = || json!({ "type": "string", "pattern": MOMENT });
    vec![
        flag("dry_run", "Read the article and say what would be found; store nothing."),
        flag("extract", "`false` keeps the rules from reading it: only events of the body are stored."),
        query(
            "mode",
            "Of lines: `partial` stores each that can be taken, `all` all of them or none.",
            one_of(submit::MODES),
        ),
        query(
            "url",
            "The article's address at its outlet. This and the following: of a bare text or page.",
            json!({ "type": "string", "maxLength": 2048, "pattern": ADDRESS }),
        ),
        query("title", "Its headline.", line()),
        query("outlet", "Who published it.", line()),
        query("byline", "Who wrote it.", line()),
        query(
            "published_at",
            "When it was published: a day, or an instant with its offset; at most 48 hours ahead.",
            moment(),
        ),
        query("modified_at", "When this text was made.", moment()),
        query(
            "language",
            "A language tag such as `en`.",
            json!({ "type": "string", "pattern": "^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$", "maxLength": 35 }),
        ),
    ]
}

/// The address of a page, or nothing.
pub(super) const ADDRESS: &str = "^([hH][tT][tT][pP][sS]?://[A-Za-z0-9.-]+(:[0-9]+)?([/?][!-~]*)?)?$";
/// A day, or an instant with its offset, or nothing.
pub(super) const MOMENT: &str =
    "^([0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?)?$";

fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|v| word(*v)).collect()
}

/// One parameter of the timeline's question.
fn of_filter(key: &str) -> Value {
    match key {
        "kind" => some_of(key, "What sort of event.", words(Kind::ALL, Kind::as_str)),
        "actor" => slugs(key, "An actor"),
        "role" => some_of(
            key,
            "As what an actor took part; with `actor`, of the same participant.",
            words(Role::ALL, Role::as_str),
        ),
        "place" => slugs(key, "A place"),
        "country" => {
            let items = json!({ "type": "string", "pattern": "^(-?[A-Za-z]{2})?$" });
            listed(key, "The country of a place: ISO 3166-1 alpha-2.", items)
        }
        "negotiation" => slugs(key, "A track of talks"),
        "topic" => some_of(key, "What it is about.", words(Topic::ALL, Topic::as_str)),
        "status" => some_of(key, "Where a round, agreement or measure stands.", words(Status::ALL, Status::as_str)),
        "act" => some_of(key, "What a statement does.", words(Act::ALL, Act::as_str)),
        "outlet" => slugs(key, "An outlet"),
        "review" => some_of(key, "Whether an analyst has looked at it.", words(Review::ALL, Review::as_str)),
        "from" => day(key, "The first day, inclusive."),
        "to" => day(key, "The last day, inclusive."),
        "q" => {
            let schema = json!({ "type": "string", "maxLength": 500, "pattern": "^[^\\x00-\\x1f\\x7f-\\x9f]*$" });
            query(key, "Words to look for in headlines, quotes and evidence.", schema)
        }
        "undated" => query(
            key,
            "Events without any date: beside the others, alone, or not at all.",
            one_of(words(Undated::ALL, Undated::as_str)),
        ),
        "sort" => query(
            key,
            "Latest day first, earliest day first, or latest report first.",
            one_of(words(Sort::ALL, Sort::as_str)),
        ),
        "limit" => limit(),
        "cursor" => {
            let schema = json!({ "type": "string", "pattern": "^([0-9a-f]{32}([0-9a-f]{16})?)?$" });
            query(key, "Where this part begins: `next` of the part before, with the same filter.", schema)
        }
        "bars" => {
            query(key, "What the picture's bars count; for the picture only.", one_of(words(Bars::ALL, Bars::as_str)))
        }
        "by" => query(
            key,
            "How many days stand together in the picture; for the picture only.",
            one_of(words(Bin::ALL, Bin::as_str)),
        ),
        _ => query(
            key,
            "How close the events of a page stand; for pages only.",
            one_of(words(Density::ALL, Density::as_str)),
        ),
    }
}

/// The timeline's question, by reference.
pub(super) fn filter() -> Vec<Value> {
    TimelineFilter::KEYS.iter().map(|key| part("parameters", key)).collect()
}

/// The parameters that several operations share, by name.
pub(super) fn shared() -> Map<String, Value> {
    let mut all: Map<String, Value> =
        TimelineFilter::KEYS.iter().map(|key| ((*key).to_owned(), of_filter(key))).collect();
    let header = |name: &str, description: &str| json!({ "name": name, "in": "header", "description": description, "schema": { "type": "string" } });
    let tag = header("If-None-Match", "The tag of the answer you have: 304 where it is still the same.");
    all.insert("If-None-Match".to_owned(), tag);
    let seen = header("If-Match", "The tag of the event as you saw it: 412 where it has changed since.");
    all.insert("If-Match".to_owned(), seen);
    let mut key = header(
        "Idempotency-Key",
        "A word of your own for this request: sent again within a day, it is not done again, and its answer is told again.",
    );
    key["schema"]["pattern"] = "^([!#-~]{1,255}|\"[!#-~]{1,255}\")$".into();
    all.insert("Idempotency-Key".to_owned(), key);
    all
}
