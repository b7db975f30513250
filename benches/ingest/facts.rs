//! What happens in a made-up world, and how reporters put it: as sentences of an article, and as the
//! events a client would send with it. The states are real because the rules know their names; nothing
//! that is said here of any of them happened.

use super::random::Random;
use demarche::extract::Lexicon;
use jiff::{ToSpan as _, civil::Date};
use serde_json::{Value, json};

/// A state with towns that strikes hit.
#[derive(Debug)]
pub(crate) struct Side {
    code: &'static str,
    name: &'static str,
    adjective: &'static str,
    towns: [&'static str; 4],
}

const fn side(code: &'static str, name: &'static str, adjective: &'static str, towns: [&'static str; 4]) -> Side {
    Side { code, name, adjective, towns }
}

const SIDES: [Side; 24] = [
    side("RU", "Russia", "Russian", ["Belgorod", "Voronezh", "Kursk", "Rostov-on-Don"]),
    side("UA", "Ukraine", "Ukrainian", ["Kharkiv", "Odesa", "Dnipro", "Sumy"]),
    side("IL", "Israel", "Israeli", ["Haifa", "Ashkelon", "Beersheba", "Tel Aviv"]),
    side("IR", "Iran", "Iranian", ["Isfahan", "Tabriz", "Shiraz", "Ahvaz"]),
    side("IN", "India", "Indian", ["Amritsar", "Srinagar", "Jammu", "Jaipur"]),
    side("PK", "Pakistan", "Pakistani", ["Lahore", "Karachi", "Peshawar", "Quetta"]),
    side("TH", "Thailand", "Thai", ["Surin", "Chiang Mai", "Pattaya", "Ubon Ratchathani"]),
    side("KH", "Cambodia", "Cambodian", ["Siem Reap", "Battambang", "Poipet", "Sihanoukville"]),
    side("AM", "Armenia", "Armenian", ["Gyumri", "Goris", "Vanadzor", "Jermuk"]),
    side("AZ", "Azerbaijan", "Azerbaijani", ["Ganja", "Sumqayit", "Lankaran", "Shusha"]),
    side("ET", "Ethiopia", "Ethiopian", ["Mekelle", "Gondar", "Adigrat", "Bahir Dar"]),
    side("ER", "Eritrea", "Eritrean", ["Massawa", "Keren", "Assab", "Barentu"]),
    side("RW", "Rwanda", "Rwandan", ["Gisenyi", "Butare", "Cyangugu", "Musanze"]),
    side("CO", "Colombia", "Colombian", ["Cali", "Medellin", "Cucuta", "Barranquilla"]),
    side("VE", "Venezuela", "Venezuelan", ["Maracaibo", "Valencia", "Merida", "Barquisimeto"]),
    side("TR", "Turkey", "Turkish", ["Izmir", "Bursa", "Adana", "Gaziantep"]),
    side("GR", "Greece", "Greek", ["Thessaloniki", "Patras", "Rhodes", "Alexandroupoli"]),
    side("DZ", "Algeria", "Algerian", ["Oran", "Tindouf", "Constantine", "Annaba"]),
    side("MA", "Morocco", "Moroccan", ["Fez", "Tangier", "Agadir", "Oujda"]),
    side("SD", "Sudan", "Sudanese", ["Port Sudan", "Kassala", "El Obeid", "Nyala"]),
    side("TD", "Chad", "Chadian", ["Abeche", "Moundou", "Adre", "Sarh"]),
    side("LB", "Lebanon", "Lebanese", ["Tyre", "Sidon", "Tripoli", "Nabatieh"]),
    side("SY", "Syria", "Syrian", ["Aleppo", "Homs", "Latakia", "Daraa"]),
    side("AF", "Afghanistan", "Afghan", ["Kandahar", "Herat", "Jalalabad", "Khost"]),
];

/// Who talks with whom, and who else speaks of it: places in the list above.
const TRACKS: [(usize, usize); 20] = [
    (0, 1),
    (2, 3),
    (4, 5),
    (6, 7),
    (8, 9),
    (10, 11),
    (12, 19),
    (13, 14),
    (15, 16),
    (17, 18),
    (19, 20),
    (2, 21),
    (2, 22),
    (5, 23),
    (3, 5),
    (10, 19),
    (15, 22),
    (0, 9),
    (21, 22),
    (4, 23),
];

const VENUES: [(&str, &str); 10] = [
    ("Geneva", "CH"),
    ("Vienna", "AT"),
    ("Doha", "QA"),
    ("Cairo", "EG"),
    ("Istanbul", "TR"),
    ("Abu Dhabi", "AE"),
    ("Muscat", "OM"),
    ("Oslo", "NO"),
    ("Riyadh", "SA"),
    ("Astana", "KZ"),
];

const OFFICES: [&str; 6] = [
    "Foreign Minister",
    "Defence Minister",
    "Prime Minister",
    "Deputy Foreign Minister",
    "Interior Minister",
    "Energy Minister",
];
const GIVEN: [&str; 12] =
    ["Ana", "Boris", "Clara", "David", "Elena", "Farid", "Galina", "Hugo", "Irina", "Jonas", "Katya", "Leon"];
const FAMILY: [&str; 24] = [
    "Arlov", "Benaric", "Castell", "Dravic", "Eskander", "Fontaro", "Gorvani", "Halberg", "Istvaan", "Jarnot",
    "Kestrel", "Lomani", "Marovic", "Nazaran", "Ostrand", "Pelkov", "Quillon", "Rastani", "Selmar", "Tovani",
    "Ustinar", "Varga", "Wendell", "Zarnik",
];
const VERBS: [&str; 12] = [
    "accept",
    "defend",
    "discuss",
    "reopen",
    "guarantee",
    "abandon",
    "rebuild",
    "surrender",
    "negotiate",
    "protect",
    "recognise",
    "finance",
];
const THINGS: [&str; 16] = [
    "the northern corridor",
    "any frozen border",
    "the power stations",
    "our grain terminals",
    "the old armistice",
    "a demilitarised belt",
    "foreign peacekeepers",
    "the river crossings",
    "their prisoners list",
    "a joint commission",
    "the pipeline transit",
    "seized merchant ships",
    "mountain villages",
    "the railway junction",
    "our airspace",
    "the fishing grounds",
];
const LINKS: [&str; 8] = ["until", "before", "while", "unless", "because", "once", "although", "as long as"];
const QUALITIES: [&str; 16] = [
    "last", "frozen", "eastern", "broken", "empty", "patient", "hungry", "silent", "proud", "rusty", "distant",
    "young", "stubborn", "wounded", "narrow", "ancient",
];
const NOUNS: [&str; 24] = [
    "convoy",
    "harvest",
    "bridge",
    "village",
    "inspector",
    "widow",
    "farmer",
    "tunnel",
    "harbour",
    "parliament",
    "clerk",
    "battery",
    "engineer",
    "observer",
    "lighthouse",
    "garrison",
    "teacher",
    "tanker",
    "quarry",
    "orchard",
    "ferry",
    "archive",
    "sailor",
    "depot",
];
const DEEDS: [&str; 12] = [
    "leaves",
    "guards",
    "opens",
    "counts",
    "remembers",
    "burns",
    "supplies",
    "inspects",
    "repairs",
    "follows",
    "feeds",
    "crosses",
];
const DEMANDS: [&str; 6] = [
    "withdraw its troops",
    "release the detained sailors",
    "reopen the border",
    "accept the proposal",
    "return the bodies",
    "end the blockade",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Somebody who speaks for a state: office and name are its own.
#[derive(Clone, Copy, Debug)]
struct Speaker {
    side: usize,
    nth: usize,
}

impl Speaker {
    fn name(self) -> String {
        let person = self.side * OFFICES.len() + self.nth;
        format!("{} {}", GIVEN[person % GIVEN.len()], FAMILY[person / GIVEN.len() + 12 * (person % 2)])
    }
    fn full(self) -> String {
        format!("{} {} {}", SIDES[self.side].adjective, OFFICES[self.nth], self.name())
    }
}

/// Something that happened. Days are those of the world, not of who reports it.
#[derive(Clone, Debug)]
pub(crate) enum Fact {
    Round { sides: (usize, usize), venue: usize, ordinal: Option<usize>, day: Date, planned: bool },
    Barrage { by: usize, on: usize, missiles: usize, drones: usize, day: Date },
    Town { by: usize, on: usize, town: usize, killed: usize, injured: usize, day: Date },
    Quote { who: (usize, usize), words: String, day: Date },
    Swap { sides: (usize, usize), count: usize, day: Date },
    Deadline { by: usize, of: usize, demand: usize, due: Date },
    Sanctions { by: usize, on: usize, count: usize, day: Date },
}

/// What happens on one day: about two hundred things.
pub(crate) fn of_day(day: Date, nth_day: usize, random: &mut Random) -> Vec<Vec<Fact>> {
    let mut all = Vec::with_capacity(TRACKS.len());
    for (nth, (a, b)) in TRACKS.iter().copied().enumerate() {
        let mut facts = Vec::new();
        // A round every fortnight, planned some days before, in one of ten towns. Every other track counts them.
        let (nth_round, since) = ((nth_day + nth + 3) / 14, (nth_day + nth + 3) % 14);
        let round = |day, planned| {
            let ordinal = nth.is_multiple_of(2).then_some(nth_round + 1);
            Fact::Round { sides: (a, b), venue: (nth + nth_round * 7) % VENUES.len(), ordinal, day, planned }
        };
        match since {
            0 => facts.push(round(day.saturating_add(3.days()), true)),
            3 => facts.push(round(day, false)),
            _ => {}
        }
        let (by, on) = if random.one_in(2) { (a, b) } else { (b, a) };
        if random.one_in(2) {
            let (missiles, drones) = (random.between(5, 40), random.between(50, 400));
            facts.push(Fact::Barrage { by, on, missiles, drones, day });
        }
        for _ in 0..random.between(1, 3) {
            let (town, killed, injured) = (random.below(4), random.between(2, 9), random.between(10, 60));
            facts.push(Fact::Town { by, on, town, killed, injured, day });
        }
        for _ in 0..random.between(3, 6) {
            let who = (if random.one_in(2) { a } else { b }, random.below(OFFICES.len()));
            let no = if random.one_in(3) { "not " } else { "" };
            let (verb, thing, link) = (*random.pick(&VERBS), *random.pick(&THINGS), *random.pick(&LINKS));
            let mut noun = || format!("the {} {}", random.pick(&QUALITIES), random.pick(&NOUNS));
            let (one, other) = (noun(), noun());
            let deed = random.pick(&DEEDS);
            let words = format!("We will {no}{verb} {thing} {link} {one} {deed} {other}");
            facts.push(Fact::Quote { who, words, day });
        }
        if random.one_in(6) {
            facts.push(Fact::Swap { sides: (a, b), count: random.between(20, 400), day });
        }
        if random.one_in(8) {
            let due = day.saturating_add(jiff::Span::new().days(random.between(3, 20) as i64));
            facts.push(Fact::Deadline { by, of: on, demand: random.below(DEMANDS.len()), due });
        }
        if random.one_in(6) {
            facts.push(Fact::Sanctions { by, on, count: random.between(3, 90), day });
        }
        all.push(facts);
    }
    all
}

/// "third ", or "new " where nobody counts.
fn counted(ordinal: Option<usize>) -> String {
    let words = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    match ordinal {
        None => "new".to_owned(),
        Some(n) => words.get(n - 1).map_or_else(|| format!("{n}th"), |word| (*word).to_owned()),
    }
}

fn weekday(day: Date) -> &'static str {
    WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())]
}

fn long(day: Date) -> String {
    format!("{} {} {}", day.day(), MONTHS[usize::from(day.month().unsigned_abs()) - 1], day.year())
}

impl Fact {
    /// As a reporter puts it who writes on the day itself.
    pub(crate) fn sentence(&self, random: &mut Random) -> String {
        let pick = |of: &[String], random: &mut Random| random.pick(of).clone();
        match self {
            Fact::Round { sides: (a, b), venue, ordinal, day, planned } => {
                let (a, b, venue, nth) = (&SIDES[*a], &SIDES[*b], VENUES[*venue].0, counted(*ordinal));
                if *planned {
                    let ways = [
                        format!(
                            "{} and {} will hold a {nth} round of talks in {venue} on {}.",
                            a.name,
                            b.name,
                            long(*day)
                        ),
                        format!(
                            "The {nth} round of talks between {} and {} is scheduled for {} in {venue}.",
                            b.name,
                            a.name,
                            long(*day)
                        ),
                    ];
                    return pick(&ways, random);
                }
                let ways = [
                    format!(
                        "Delegations from {} and {} held a {nth} round of talks in {venue} on {}.",
                        a.name,
                        b.name,
                        weekday(*day)
                    ),
                    format!(
                        "{} and {} concluded the {nth} round of talks in {venue} on {}.",
                        a.name,
                        b.name,
                        weekday(*day)
                    ),
                    format!(
                        "Negotiators from {} and {} met in {venue} on {} for a {nth} round of talks.",
                        b.name,
                        a.name,
                        weekday(*day)
                    ),
                ];
                pick(&ways, random)
            }
            Fact::Barrage { by, on, missiles, drones, .. } => {
                let (by, on) = (&SIDES[*by], &SIDES[*on]);
                let ways = [
                    format!(
                        "{} launched {missiles} missiles and {drones} drones at {} overnight, the {} air force said.",
                        by.name, on.name, on.adjective
                    ),
                    format!(
                        "{} attacked {} with {drones} drones and {missiles} missiles overnight, the {} defence ministry said.",
                        by.name, on.name, on.adjective
                    ),
                ];
                pick(&ways, random)
            }
            Fact::Town { by, on, town, killed, injured, day } => {
                let (by, town) = (&SIDES[*by], SIDES[*on].towns[*town]);
                let ways = [
                    format!(
                        "A {} drone strike on {town} killed {killed} people and injured {injured} on {}, officials said.",
                        by.adjective,
                        weekday(*day)
                    ),
                    format!(
                        "At least {killed} people were killed and {injured} injured in a {} missile attack on {town} on {}, the mayor said.",
                        by.adjective,
                        weekday(*day)
                    ),
                ];
                pick(&ways, random)
            }
            Fact::Quote { who, words, day } => {
                let who = Speaker { side: who.0, nth: who.1 };
                // Some quote all of it, some only its beginning.
                let some: Vec<&str> = words.split(' ').collect();
                let part = if random.one_in(3) { some[..some.len() * 2 / 3].join(" ") } else { words.clone() };
                let ways = [
                    format!("“{part},” {} told reporters on {}.", who.full(), weekday(*day)),
                    format!("“{part},” {} said on {}.", who.full(), weekday(*day)),
                ];
                pick(&ways, random)
            }
            Fact::Swap { sides: (a, b), count, day } => {
                let (a, b) = (&SIDES[*a], &SIDES[*b]);
                format!("{} and {} exchanged {count} prisoners of war on {}.", a.name, b.name, weekday(*day))
            }
            Fact::Deadline { by, of, demand, due } => {
                let (by, of) = (&SIDES[*by], &SIDES[*of]);
                format!("{} gave {} until {} to {}.", by.name, of.name, long(*due), DEMANDS[*demand])
            }
            Fact::Sanctions { by, on, count, day } => {
                let (by, on) = (&SIDES[*by], &SIDES[*on]);
                format!("{} imposed sanctions on {count} {} companies on {}.", by.name, on.adjective, weekday(*day))
            }
        }
    }

    /// As a client sends it that has read the sentence itself.
    pub(crate) fn event(&self, sentence: &str) -> Value {
        let lexicon = Lexicon::builtin();
        let state = |n: usize| json!(lexicon.state(SIDES[n].code).map(|state| &**state));
        let part = |role: &str, n: usize| json!({"role": role, "actor": state(n)});
        let on = |day: Date| json!({"earliest": day, "latest": day});
        let mut out = match self {
            Fact::Round { sides: (a, b), venue, ordinal, day, planned } => json!({
                "kind": "round", "status": if *planned { "scheduled" } else { "concluded" }, "date": on(*day),
                "place": {"name": VENUES[*venue].0, "country": VENUES[*venue].1}, "round": {"ordinal": ordinal},
                "participants": [part("party", *a), part("party", *b)],
            }),
            Fact::Barrage { by, on, missiles, drones, day } => json!({
                "kind": "strike", "date": {"earliest": day.saturating_sub(1.days()), "latest": day},
                "place": {"name": SIDES[*on].name, "country": SIDES[*on].code},
                "strike": {"weapons": [{"type": "missile", "count": missiles}, {"type": "drone", "count": drones}]},
                "figures": [
                    {"measure": "launched", "weapon": "missile", "value": missiles, "qualifier": "exact", "claimed_by": null},
                    {"measure": "launched", "weapon": "drone", "value": drones, "qualifier": "exact", "claimed_by": null},
                ],
                "participants": [part("attacker", *by), part("target", *on)],
            }),
            Fact::Town { by, on: of, town, killed, injured, day } => json!({
                "kind": "strike", "date": on(*day),
                "place": {"name": SIDES[*of].towns[*town], "country": SIDES[*of].code},
                "strike": {"casualties": {
                    "killed": {"best": killed, "low": killed, "high": killed},
                    "injured": {"best": injured, "low": injured, "high": injured},
                }},
                "participants": [part("attacker", *by), part("target", *of)],
            }),
            Fact::Quote { who, day, .. } => {
                let who = Speaker { side: who.0, nth: who.1 };
                let quoted = sentence.split(['“', '”']).nth(1).unwrap_or_default().trim_end_matches(',');
                json!({
                    "kind": "statement", "date": on(*day),
                    "statement": {"speaker": who.name(), "quote": quoted, "reported": false, "act": "announce"},
                    "participants": [{"role": "speaker", "actor": {
                        "name": who.name(), "kind": "person", "country": SIDES[who.side].code,
                    }, "title": OFFICES[who.nth]}],
                })
            }
            Fact::Swap { sides: (a, b), count, day } => json!({
                "kind": "agreement", "status": "carried-out", "date": on(*day),
                "agreement": {"type": "prisoner exchange", "what": format!("{count} prisoners of war")},
                "participants": [part("signatory", *a), part("signatory", *b)],
            }),
            Fact::Deadline { by, of, demand, due } => json!({
                "kind": "deadline", "date": on(*due), "deadline": {"what": DEMANDS[*demand]},
                "participants": [part("demander", *by), part("addressee", *of)],
            }),
            Fact::Sanctions { by, on: of, count, day } => json!({
                "kind": "measure", "status": "adopted", "date": on(*day),
                "measure": {"type": "sanction", "what": format!("{count} {} companies", SIDES[*of].adjective)},
                "participants": [part("subject", *by), part("target", *of)],
            }),
        };
        out["evidence"] = json!([{"exact": sentence}]);
        out
    }
}

impl Random {
    /// A number of this range.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// One of these.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
