//! Articles of a made-up press: each day's facts told by several outlets, in other words and other
//! company, some of them copied from a wire.

use super::{
    facts::{self, Fact},
    random::Random,
};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::VecDeque;

const OUTLETS: usize = 40;
/// What stands between the news of any report, and tells of nothing.
pub(crate) const BACKGROUND: [&str; 12] = [
    "The road to the capital has been closed to lorries for most of the season, and shops there have put up their prices.",
    "Residents described long queues for water and a market that opens for two hours in the morning.",
    "Analysts differ on how long either army could keep up its present pace.",
    "The border region is home to about four million people, many of whom have relatives on both sides.",
    "Schools were to stay closed for the rest of the week, according to a notice on the door of the town hall.",
    "Grain prices rose by nearly three per cent, the largest move since the spring.",
    "The rainy season makes most of the side roads useless, and the bridges are narrow.",
    "Hotels near the lake were booked out, and taxis waited in two rows before the station.",
    "The number of families in tents has doubled within a year.",
    "The dispute goes back to a map that was drawn up more than a century ago and never ratified.",
    "In the old quarter, cafés were full again, and children played between sandbags.",
    "Energy companies have been looking for other routes, none of which would be ready soon.",
];

/// The articles of a world without end, in the order of their days. The same seed makes the same ones.
pub(crate) struct Press {
    random: Random,
    first: Date,
    days: usize,
    made: usize,
    waiting: VecDeque<Article>,
}

/// One article, and what a client that had read it would say of it.
pub(crate) struct Article {
    article: Value,
    events: Vec<Value>,
}

impl Article {
    /// Its text alone: the rules are to read it.
    pub(crate) fn text(&self) -> Value {
        self.article.clone()
    }

    /// With its events: the rules are not asked.
    pub(crate) fn read(&self) -> Value {
        let mut article = self.article.clone();
        article["events"] = json!(self.events);
        article["extract"] = json!(false);
        article
    }
}

impl Press {
    pub(crate) fn new(seed: u64) -> Press {
        let first = Date::constant(2022, 1, 1);
        Press { random: Random::new(seed), first, days: 0, made: 0, waiting: VecDeque::new() }
    }

    /// The next article.
    pub(crate) fn article(&mut self) -> Article {
        loop {
            if let Some(article) = self.waiting.pop_front() {
                return article;
            }
            self.day();
        }
    }

    /// A day's articles: each track's facts are told two or three times, about eight to an article.
    fn day(&mut self) {
        let day = self.first.saturating_add(jiff::Span::new().days(self.days as i64));
        let tracks = facts::of_day(day, self.days, &mut self.random);
        self.days += 1;
        let mut today = Vec::new();
        // Every day has one story that everybody tells.
        let big = self.random.below(tracks.len());
        for (nth, facts) in tracks.iter().enumerate() {
            let mut told: Vec<&Fact> = Vec::new();
            for (first, fact) in facts.iter().enumerate() {
                let times = if nth == big && first == 0 { 30 } else { self.random.between(1, 4) };
                told.extend(std::iter::repeat_n(fact, times));
            }
            for nth in (1..told.len()).rev() {
                told.swap(nth, self.random.below(nth + 1));
            }
            // An article tells nothing twice: what is left over goes into the next one.
            while !told.is_empty() {
                let mut own: Vec<&Fact> = Vec::new();
                told.retain(|fact| {
                    let fits = own.len() < 8 && !own.iter().any(|o| std::ptr::eq(*o, *fact));
                    if fits {
                        own.push(fact);
                    }
                    !fits
                });
                today.extend(self.write(day, &own));
            }
        }
        // Tracks come in turn, as on a day of news.
        for nth in (1..today.len()).rev() {
            today.swap(nth, self.random.below(nth + 1));
        }
        self.waiting.extend(today);
    }

    /// One report, and now and then a copy of it in another paper.
    fn write(&mut self, day: Date, facts: &[&Fact]) -> Vec<Article> {
        let mut body = String::from("(Example Wire) — ");
        let mut events = Vec::new();
        for (nth, fact) in facts.iter().enumerate() {
            let sentence = fact.sentence(&mut self.random);
            if nth > 0 {
                body.push_str("\n\n");
            }
            body.push_str(&sentence);
            events.push(fact.event(&sentence));
            for _ in 0..self.random.between(1, 4) {
                body.push(' ');
                body.push_str(self.random.pick::<&str>(&BACKGROUND));
            }
        }
        let title = format!("What is known on day {}", self.days);
        let copies = if self.random.one_in(5) { 2 } else { 1 };
        let mut all = Vec::new();
        for copy in 0..copies {
            self.made += 1;
            let outlet = self.random.below(OUTLETS);
            let hour = self.random.between(6, 22);
            let body = if copy == 0 { body.clone() } else { format!("{body}\n\nThis report is from an agency.") };
            let article = json!({
                "url": format!("https://outlet-{outlet}.example/{}", self.made), "outlet": format!("Outlet {outlet}"),
                "title": title, "published_at": format!("{day}T{hour:02}:00:00Z"), "language": "en", "body": body,
            });
            all.push(Article { article, events: events.clone() });
        }
        all
    }
}
