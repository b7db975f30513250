//! Texts nobody would write, made from a seed: the same seed always makes the same texts.

use super::random::Random;
use std::{fs, io, path::Path};

impl Random {
    /// One of these; empty where there is none.
    fn pick<'a, S: AsRef<str>>(&mut self, of: &'a [S]) -> &'a str {
        let at = self.below(of.len());
        of.get(at).map_or("", AsRef::as_ref)
    }
}

/// What texts are made from: the sample articles, and every word the rules know.
#[derive(Debug)]
pub(crate) struct Seeds {
    /// Paragraphs of each article.
    articles: Vec<Vec<String>>,
    /// The strings of each data file.
    words: Vec<Vec<String>>,
}

/// A text to try.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) text: String,
    /// Whether it is to be read as a page.
    pub(crate) html: bool,
    /// How it was made.
    pub(crate) made: &'static str,
}

impl Seeds {
    /// Reads them from the source tree.
    pub(crate) fn read(root: &Path) -> io::Result<Seeds> {
        let mut seeds = Seeds { articles: Vec::new(), words: Vec::new() };
        for set in sorted(&root.join("tests/articles"))? {
            for file in sorted(&set)?.iter().filter(|f| f.to_string_lossy().ends_with(".json")) {
                let json: serde_json::Value = serde_json::from_slice(&fs::read(file)?)?;
                if let Some(body) = json["body"].as_str() {
                    seeds.articles.push(body.split("\n\n").map(str::to_owned).collect());
                }
            }
        }
        for file in sorted(&root.join("src/extract/data"))? {
            let table: toml::Table = toml::from_str(&fs::read_to_string(&file)?).map_err(io::Error::other)?;
            let mut words = Vec::new();
            strings(&toml::Value::Table(table), &mut words);
            seeds.words.push(words);
        }
        Ok(seeds)
    }

    fn word(&self, random: &mut Random) -> &str {
        let list = self.words.get(random.below(self.words.len())).map_or(&[][..], Vec::as_slice);
        random.pick(list)
    }

    /// The next text.
    pub(crate) fn case(&self, random: &mut Random) -> Case {
        let (made, text) = match random.below(8) {
            0 => ("characters", characters(random)),
            1 => ("words", self.words(random)),
            2..=4 => ("sentences", self.sentences(random)),
            _ => ("articles", self.article(random)),
        };
        if random.one_in(6) {
            return Case { text: page(&text, random), html: true, made };
        }
        Case { text, html: false, made }
    }

    /// Names and trigger words in no order.
    fn words(&self, random: &mut Random) -> String {
        let mut text = String::new();
        let glue = random.below(8);
        for _ in 0..random.below(60) {
            let word = if random.one_in(3) { random.pick(GLUE) } else { self.word(random) };
            text.push_str(word);
            if glue > 0 {
                text.push(' ');
            }
        }
        text
    }

    /// Sentences of news with anything in the place of anything, and with words lost.
    fn sentences(&self, random: &mut Random) -> String {
        let mut text = String::new();
        if random.one_in(3) {
            self.fill(random.pick(DATELINES), &mut text, random, 0);
        }
        for _ in 0..=random.below(5) {
            self.fill(random.pick(PATTERNS), &mut text, random, 0);
            text.push_str(random.pick(&[" ", " ", " ", "\n\n", "\n", ""]));
        }
        if random.one_in(3) { self.shaken(&text, random) } else { text }
    }

    /// Fills a pattern's slots; one in twelve stays empty, as where an agency's text lost its words.
    fn fill(&self, pattern: &str, out: &mut String, random: &mut Random, depth: usize) {
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
            rest = tail;
            if random.one_in(12) {
                continue;
            }
            match slot {
                "A" => out.push_str(if random.one_in(3) { self.word(random) } else { random.pick(ACTORS) }),
                "P" => out.push_str(if random.one_in(2) { self.word(random) } else { random.pick(PLACES) }),
                "T" => out.push_str(random.pick(TIMES)),
                "W" => out.push_str(random.pick(WEAPONS)),
                "V" => out.push_str(random.pick(SPEECH)),
                "K" => out.push_str(self.word(random)),
                "N" => match random.below(4) {
                    0 => out.push_str(random.pick(NUMBERS)),
                    1 => out.push_str(&random.next().to_string()),
                    _ => out.push_str(&random.below(500).to_string()),
                },
                _ if depth < 3 => {
                    let inner = random.pick(PATTERNS);
                    self.fill(inner.trim_end_matches('.'), out, random, depth + 1);
                }
                _ => out.push_str("it is over"),
            }
        }
        out.push_str(rest);
    }

    /// Some paragraphs of an article, shaken.
    fn article(&self, random: &mut Random) -> String {
        let Some(paragraphs) = self.articles.get(random.below(self.articles.len())) else {
            return String::new();
        };
        let first = random.below(paragraphs.len());
        let some: Vec<&str> = paragraphs.iter().skip(first).take(1 + random.below(3)).map(String::as_str).collect();
        self.shaken(&some.join("\n\n"), random)
    }

    /// Words deleted, doubled, swapped and strewn in; the text cut; marks turned.
    fn shaken(&self, text: &str, random: &mut Random) -> String {
        let mut words: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
        for _ in 0..=random.below(6) {
            if words.is_empty() {
                break;
            }
            let (at, other) = (random.below(words.len()), random.below(words.len()));
            match random.below(7) {
                0 | 1 => drop(words.remove(at)),
                2 => words.insert(at, words[other]),
                3 => words.swap(at, other),
                4 => words.insert(at, self.word(random)),
                5 => words.insert(at, random.pick(GLUE)),
                _ => words.truncate(at.max(words.len() / 2)),
            }
        }
        let mut text = words.concat();
        match random.below(8) {
            0 => text = text.replace(['“', '”'], random.pick(&["\"", "“", "”", "", "‘"])),
            1 => text = text.replace(". ", random.pick(&[" ", ".", "; ", " . "])),
            2 => text = text.to_uppercase(),
            3 => text = text.to_lowercase(),
            _ => {}
        }
        text
    }
}

/// The files of a folder, by name.
fn sorted(folder: &Path) -> io::Result<Vec<std::path::PathBuf>> {
    let mut files = fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<io::Result<Vec<_>>>()?;
    files.retain(|f| folder.ends_with("data") || !f.to_string_lossy().ends_with(".md"));
    files.retain(|f| f.is_file() || !folder.ends_with("data"));
    files.sort();
    Ok(files)
}

fn strings(value: &toml::Value, out: &mut Vec<String>) {
    match value {
        toml::Value::String(s) => out.push(s.clone()),
        toml::Value::Array(list) => list.iter().for_each(|v| strings(v, out)),
        toml::Value::Table(table) => table.iter().for_each(|(key, v)| {
            out.push(key.clone());
            strings(v, out);
        }),
        _ => {}
    }
}

/// Any characters: letters of several scripts, marks that combine, signs, controls, and what is rare.
fn characters(random: &mut Random) -> String {
    let ranges: &[(u32, u32)] = &[
        (0x20, 0x7e),
        (0x20, 0x7e),
        (0x20, 0x7e),
        (0x0, 0x1f),
        (0xa0, 0x17f),
        (0x300, 0x36f),
        (0x400, 0x4ff),
        (0x5d0, 0x64a),
        (0x2000, 0x206f),
        (0x1f300, 0x1f6ff),
        (0x4e00, 0x4fff),
        (0x0, 0x10_ffff),
    ];
    let mut text = String::new();
    for _ in 0..random.below(300) {
        let (first, last) = ranges[random.below(ranges.len())];
        text.extend(char::from_u32(first + random.below((last - first + 1) as usize) as u32));
    }
    text
}

/// A page around a text, with tags that need not close.
fn page(text: &str, random: &mut Random) -> String {
    let mut html = String::new();
    if random.one_in(2) {
        html.push_str("<html><head><title>Talks</title></head><body>");
    }
    for paragraph in text.split('\n') {
        html.push_str(random.pick(TAGS));
        for word in paragraph.split_inclusive(' ') {
            if random.one_in(15) {
                html.push_str(random.pick(TAGS));
            }
            html.push_str(word);
        }
        html.push_str(random.pick(&["</p>", "</p>", "</div>", "<br>", "</article>", ""]));
    }
    html
}

const TAGS: &[&str] = &[
    "<p>",
    "<p>",
    "<p class=\"x\">",
    "<div>",
    "</div>",
    "<article>",
    "<h2>",
    "</h2>",
    "<li>",
    "<b>",
    "</b>",
    "<!-- ",
    "-->",
    "<script>",
    "</script>",
    "<figcaption>",
    "<a href='x",
    "&amp;",
    "&#x1F600;",
    "&quot",
    "&#0;",
    "<",
    ">",
    "<blockquote>",
    "<table><tr><td>",
    "<p",
];

const GLUE: &[&str] = &[
    ",", ".", ";", ":", "—", "–", "-", "“", "”", "\"", "'", "’", "(", ")", "…", "\n", "\n\n", "the", "a", "of", "in",
    "at", "on", "by", "for", "to", "and", "or", "not", "no", "that", "who", "which", "was", "were", "is", "has", "had",
    "will", "would", "he", "she", "it", "they", "its", "his", "said", "until", "since", "after", "before", "per",
    "cent", "é", "😀", "’s", "U.S.", "Mr.", "No.", "1", "2,000", "3.5", "17", "2026", "xx",
];

const ACTORS: &[&str] = &[
    "Norland",
    "Sudmark",
    "the two sides",
    "the delegation",
    "President Ana Torres",
    "Torres",
    "Foreign Minister Jo de la Cruz",
    "he",
    "she",
    "they",
    "the ministry",
    "a source close to the talks",
    "the air force",
    "the rebels",
    "Moscow",
    "Cairo’s envoy",
    "Norwegian officials",
    "the U.N.",
    "Gen. M. O'Neil, head of the Sudmark delegation,",
    "both",
    "mediators",
    "the foreign minister of Chile",
    "M23",
    "the Kremlin",
];

const PLACES: &[&str] = &[
    "Geneva",
    "the capital",
    "Abu Dhabi",
    "the border village of Asto",
    "Port Said",
    "the city",
    "northern Mali",
    "the Oval Office",
    "there",
    "Paris and London",
    "the Chilean embassy in Rome",
    "the region",
    "St. Gallen",
];

const TIMES: &[&str] = &[
    "on Monday",
    "overnight",
    "overnight into Tuesday",
    "overnight into",
    "yesterday",
    "last week",
    "next Friday",
    "on 31 February",
    "on Feb. 17",
    "in May",
    "by the end of June",
    "within 10 to 15 days",
    "two weeks ago",
    "at 3 p.m. GMT",
    "since 2014",
    "from 3 to 5 March",
    "for 30 days",
    "later this month",
    "in the small hours of Sunday",
    "in 99999",
    "in 0000",
    "on 29 February 2025",
    "between Monday and",
    "by",
    "until",
    "this summer",
    "in early 2027",
    "on the night of 31 December",
    "4,000 days ago",
    "in 900000000000 years",
    "hours later",
    "at dawn",
];

const WEAPONS: &[&str] = &[
    "drones",
    "missiles",
    "ballistic missiles",
    "shells",
    "glide bombs",
    "a rocket",
    "Shahed-type drones",
    "strikes",
    "of them",
    "people",
    "more",
    "soldiers",
    "houses",
    "air raids",
    "mines",
];

const NUMBERS: &[&str] = &[
    "dozens of",
    "at least four",
    "a hundred and",
    "nearly 400",
    "up to",
    "one",
    "no",
    "two dozen",
    "1.5 million",
    "3-4",
    "between 5 and 7",
    "274 out of 297",
    "a",
    "hundreds",
    "thirty-three",
    "99999999999999999999999",
    "0",
    "over",
    "some 20",
    "half a",
];

const SPEECH: &[&str] = &[
    "said",
    "told reporters",
    "wrote on X",
    "added",
    "warned",
    "denied",
    "says",
    "demanded",
    "according to",
    "insisted",
    "claimed",
    "announced",
    "has said",
];

const DATELINES: &[&str] = &[
    "{P}, Feb. 17 (Wire) — ",
    "{P} — ",
    "By {A}\n\n",
    "{P} (Wire) - ",
    "Updated {T}\n",
    "{T}: ",
    "Read more\n\n",
    "{P}, {T} /Wire/ -- ",
];

const PATTERNS: &[&str] = &[
    "{A} launched {N} {W} and {N} {W} at {A} {T}.",
    "{N} {W} were shot down over {P} {T}, {A} {V}.",
    "At least {N} people were killed and {N} injured in {P} {T}, {A} {V}.",
    "{A} {V} {N} of {N} {W} had been intercepted; {N} hit {P}.",
    "{A} and {A} held a {K} round of talks in {P} {T}.",
    "The {N} round of talks between {A}, {A} and {A}, planned for {T}, was postponed to {T}.",
    "No talks with {A} are scheduled in {P} {T}.",
    "{A} will meet {A} in {P} {T} to discuss {K} and {K}, {A} {V}.",
    "“{S},” {A} {V} {T}. “{S}.”",
    "“{S}, {A} {V}.",
    "{A} {V} that {S}.",
    "{A} {V}: \"{S}\".",
    "Asked about {K}, {A} called it “{K}”.",
    "{A} accused {A} of {K}.",
    "{A} signed a {K} with {A} in {P} {T}.",
    "The ceasefire between {A} and {A} took effect {T} and ran out {T}.",
    "{A} and {A} exchanged {N} prisoners {T}.",
    "{A} gave {A} until {T} to {K}.",
    "{A} faces a deadline of {T} for {K}.",
    "{A} imposed {K} of {N}% on {A} {T}.",
    "{A} threatened to {K} {K} supplies to {A} unless {S}.",
    "{A}, who {S}, {K} {A}.",
    "Unless {S}, {A} would {K} {T}.",
    "{S}; {S}, {A} {V}, as {S}.",
    "{K} {K} {K} {K} {N} {K} {T}.",
    "{A}’s {K} in {P} ({S}) — {K}.",
];
