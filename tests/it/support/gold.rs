//! The gold of the sample articles as a client would send it: `events` of an article, each with the
//! number of the event it is a mention of.

use demarche::extract::Lexicon;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, fs, path::Path};

/// One article with what its gold says.
pub(crate) struct GoldArticle {
    /// The file, without its ending.
    pub(crate) name: String,
    /// What to post: the article with `events` and `extract: false`.
    pub(crate) article: Value,
    /// For each of its `events`, the event of the timeline that it is a mention of.
    pub(crate) of: Vec<String>,
}

/// Every article of a folder with gold beside it, in the order of their names. What the gold marks as no
/// event (a denied round, a tally over weeks) is left out.
pub(crate) fn articles(folder: &Path) -> Vec<GoldArticle> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .filter_map(|f| f.expect("a file").file_name().to_str()?.strip_suffix(".gold.json").map(str::to_owned))
        .filter(|name| name != "TIMELINE")
        .collect();
    names.sort();
    names.into_iter().map(|name| article(folder, name)).collect()
}

fn article(folder: &Path, name: String) -> GoldArticle {
    let read = |file: String| -> Value {
        serde_json::from_slice(&fs::read(folder.join(&file)).unwrap_or_else(|e| panic!("{file}: {e}"))).expect("JSON")
    };
    let mut article = read(format!("{name}.json"));
    let gold = read(format!("{name}.gold.json"));
    let records: Vec<&Value> = gold["events"]
        .as_array()
        .expect("events")
        .iter()
        .filter(|e| e["negated"] != true && e["not_a_single_strike"] != true)
        .collect();
    let of: Vec<String> = records.iter().map(|e| e["event_id"].as_str().expect("an event id").to_owned()).collect();
    let events: Vec<Value> = records.iter().map(|e| event(e, &of)).collect();
    article["events"] = Value::Array(events);
    article["extract"] = json!(false);
    GoldArticle { name, article, of }
}

fn event(gold: &Value, of: &[String]) -> Value {
    let kind = gold["kind"].as_str().expect("a kind");
    let mut out = json!({"kind": kind, "evidence": [{"exact": gold["anchor"]}]});
    let sentences = gold["also"].as_array().into_iter().flatten();
    out["evidence"].as_array_mut().expect("a list").extend(sentences.map(|s| json!({"exact": s})));
    if !(gold["from"].is_null() && gold["to"].is_null()) {
        out["date"] = json!({"earliest": gold["from"], "latest": gold["to"]});
    }
    if let Some(place) = gold["place"].as_str() {
        let country = gold["country"].as_str().filter(|c| c.len() == 2);
        out["place"] = json!({"name": place, "country": country});
    }
    if let (Some(status), "round" | "agreement" | "measure") = (gold["status"].as_str(), kind) {
        out["status"] = json!(status);
    }
    out["topics"] = gold["topics"].as_array().map_or_else(|| json!([]), |t| json!(t));
    let mut participants = Vec::new();
    let mut add =
        |role: &str, who: &Value| participants.extend(names(who).map(|n| json!({"role": role, "actor": actor(n)})));
    match kind {
        "round" => {
            add("party", &gold["parties"]);
            add("mediator", &gold["mediators"]);
            let step = |s: &Value| {
                let place = s["place"].as_str().map(|name| json!({"name": name}));
                json!({"status": s["status"], "date": {"earliest": s["from"], "latest": s["to"]}, "place": place})
            };
            out["history"] = gold["steps"].as_array().into_iter().flatten().map(step).collect();
            let mut round = Map::new();
            for field in ["ordinal", "level"] {
                round.insert(field.to_owned(), gold[field].clone());
            }
            out["round"] = Value::Object(round);
        }
        "strike" => {
            add("attacker", &gold["attacker"]);
            add("target", &gold["target"]);
            add("claimant", &gold["claimed_by"]);
            let (strike, figures) = strike(gold);
            out["strike"] = strike;
            out["figures"] = figures;
            // Where the record's one claimant does not give them all, the gold lists them.
            if let Some(listed) = gold["figures"].as_array() {
                out["figures"] = listed.iter().map(figure).collect();
            }
            let whole = gold["part_of"].as_str();
            out["part_of"] = json!(whole.and_then(|id| of.iter().position(|x| x == id)));
        }
        "statement" => {
            participants
                .push(json!({"role": "speaker", "actor": speaker(gold["speaker"].as_str().expect("a speaker"))}));
            let quote = quote(gold);
            out["statement"] = json!({
                "speaker": gold["speaker"], "quote": quote, "reported": quote.is_none(), "act": gold["act"],
            });
        }
        "agreement" => {
            add("signatory", &gold["parties"]);
            add("mediator", &gold["brokered_by"]);
            out["agreement"] = json!({"type": gold["type"], "what": gold["scope"]});
        }
        "deadline" => {
            add("demander", &gold["set_by"]);
            add("addressee", &gold["addressed_to"]);
            out["deadline"] = json!({"what": gold["what"]});
        }
        _ => {
            add("subject", &gold["actor"]);
            add("target", &gold["target"]);
            out["measure"] = json!({"type": gold["type"], "what": gold["what"]});
        }
    }
    out["participants"] = Value::Array(participants);
    out
}

/// A name, several, or two in one ("US and IL").
fn names(who: &Value) -> impl Iterator<Item = &str> {
    let list = who.as_array().map_or_else(|| std::slice::from_ref(who), Vec::as_slice);
    list.iter().filter_map(Value::as_str).flat_map(|n| n.split(" and "))
}

fn actor(name: &str) -> Value {
    match Lexicon::builtin().state(name) {
        Some(state) => json!(state),
        None => json!({"name": name, "kind": "organisation"}),
    }
}

fn figure(gold: &Value) -> Value {
    let mut out = gold.clone();
    out["claimed_by"] = json!(claimant(&gold["claimed_by"]));
    out
}

/// The key of who gives a figure.
pub(crate) fn claimant(who: &Value) -> Option<String> {
    names(who).next().map(|n| actor(n)["id"].as_str().map_or_else(|| slug(n), str::to_owned))
}

/// Persons are written "First Last"; anything else is a body or a role.
fn speaker(name: &str) -> Value {
    let lexicon = Lexicon::builtin();
    let states: Vec<&str> = ["UA", "RU", "US", "EG", "IL", "IR"].into_iter().collect();
    if let Some(state) = states.iter().filter_map(|c| lexicon.state(c)).find(|s| s.name == name) {
        return json!(**state);
    }
    let body = name.split(' ').any(|w| w.chars().all(char::is_lowercase) && !["bin", "von", "der", "al"].contains(&w));
    let person = !body && name.contains(' ') && name.split(' ').count() <= 5;
    json!({"name": name, "kind": if person { "person" } else { "organisation" }})
}

/// The words inside the marks: from the head to the mark that closes it.
fn quote(gold: &Value) -> Option<String> {
    let (head, anchor) = (gold["quote_head"].as_str()?, gold["anchor"].as_str()?);
    let whole = anchor.find(head).map_or(head, |at| {
        let rest = &anchor[at..];
        &rest[..rest.find(['”', '"', '\n']).unwrap_or(rest.len())]
    });
    let more = gold["alt_heads"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let parts: Vec<&str> = std::iter::once(whole).chain(more).collect();
    Some(parts.join(" … "))
}

fn strike(gold: &Value) -> (Value, Value) {
    let claimed = claimant(&gold["claimed_by"]);
    let mut figures = Vec::new();
    let (mut launched, mut intercepted) = (Vec::new(), Vec::new());
    for w in gold["weapons"].as_array().into_iter().flatten() {
        let weapon = match w["type"].as_str().expect("a type") {
            "guided aerial bomb" => "glide-bomb".to_owned(),
            "air strike" => "aircraft".to_owned(),
            other => other.replace(' ', "-"),
        };
        let qualifier = w["qualifier"].as_str().map_or("exact", |q| match q {
            "more than" | "over" => "over",
            "about" | "nearly" | "approximately" | "some" => "about",
            "at least" | "at-least" => "at-least",
            "fewer than" | "under" => "under",
            _ => "about",
        });
        launched.push(json!({"type": weapon, "count": w["count"], "qualifier": qualifier}));
        if w["count"].is_u64() {
            figures.push(json!({"measure": "launched", "weapon": weapon, "value": w["count"], "qualifier": qualifier, "claimed_by": claimed}));
        }
        if w["downed"].is_u64() {
            intercepted.push(json!({"type": weapon, "count": w["downed"]}));
            figures.push(json!({"measure": "intercepted", "weapon": weapon, "value": w["downed"], "qualifier": "exact", "claimed_by": claimed}));
        }
    }
    let mut casualties = BTreeMap::new();
    for field in ["killed", "injured"] {
        if let Some(n) = gold[field].as_u64() {
            casualties.insert(field, json!({"best": n, "low": n, "high": n}));
            figures.push(
                json!({"measure": field, "weapon": null, "value": n, "qualifier": "exact", "claimed_by": claimed}),
            );
        }
    }
    (json!({"weapons": launched, "intercepted": intercepted, "casualties": casualties}), json!(figures))
}

fn slug(name: &str) -> String {
    demarche::extract::lexicon::slug(name)
}
