//! About the data: what they cover by day, outlet and kind, where the gaps are, and what the rules can't do.

use super::{Fact, FactValue, Frame, fact, html};
use crate::{
    domain::{
        Kind,
        filter::{Choice, TimelineFilter, Undated},
        picture::{bounded, days},
        profile::Coverage,
        vocab::Bin,
    },
    render::words,
    urls,
    web::{AppState, error::Error, params::NoQuery},
};
use askama::Template;
use axum::{extract::State, response::Response};
use jiff::civil::Date;

/// How wide the chart is.
const WIDTH: u32 = 960;
/// How high its highest bar is.
const HIGH: f64 = 92.0;
/// So many of the longest gaps are listed.
const GAPS: usize = 6;

/// The page.
#[derive(Debug, Template)]
#[template(path = "about.html")]
struct AboutPage {
    frame: Frame,
    lede: String,
    facts: Vec<Fact>,
    width: u32,
    bin: Bin,
    chart: String,
    first: String,
    last: String,
    /// The highest bar.
    most: String,
    bars: Vec<Bar>,
    gap_words: String,
    /// The longest gaps: (words, the events of these days).
    gaps: Vec<(String, String)>,
    kinds: Vec<KindLine>,
    /// (name, page, articles).
    outlets: Vec<(String, String, String)>,
    more_outlets: Option<String>,
    ruleset: i32,
    reading: Vec<String>,
}

/// A bar of the chart.
#[derive(Debug)]
struct Bar {
    x: String,
    y: String,
    width: String,
    height: String,
    day: String,
    n: u64,
    words: String,
}

/// The events of a kind.
#[derive(Debug)]
struct KindLine {
    kind: Kind,
    name: String,
    href: String,
    events: String,
    undated: String,
    undated_href: String,
    placed: String,
    tracked: String,
}

/// `GET /about`.
pub(crate) async fn get(State(state): State<AppState>, _: NoQuery) -> Result<Response, Error> {
    let coverage = state.pipeline.coverage().await?;
    html(&AboutPage::new(&coverage, state.options.demo), &[])
}

impl AboutPage {
    fn new(coverage: &Coverage, demo: bool) -> AboutPage {
        let by_day = &coverage.by_day;
        let range = by_day.first().zip(by_day.last()).map(|(a, b)| bounded(a.0, b.0));
        let bin = range.map_or(Bin::Day, |(from, to)| Bin::of(from, to));
        let dated: u64 = by_day.iter().map(|(_, n)| n).sum();
        let (first, last) = range.map(|(a, b)| (words::day(a), words::day(b))).unwrap_or_default();
        let all_gaps = gaps(by_day);
        let empty: i64 = all_gaps.iter().map(|(a, b)| days(*a, *b)).sum();
        let most = all_gaps.into_iter().take(GAPS).map(|(from, to)| {
            let filter = TimelineFilter { from: Some(from), to: Some(to), ..TimelineFilter::default() };
            let n = words::counted(days(from, to).unsigned_abs(), "day");
            (format!("{}: {n}", words::days(from, to)), urls::with_query(urls::TIMELINE, filter.pairs()))
        });
        let events: u64 = coverage.kinds.iter().map(|(_, k)| k.events).sum();
        let bars = range.map(|(from, to)| bars(by_day, bin, from, to)).unwrap_or_default();
        AboutPage {
            frame: Frame::new("About the data", "", demo),
            lede: format!(
                "{} of {}, read by rules into {}.",
                words::counted(coverage.articles, "article"),
                words::counted(coverage.outlets.len() as u64 + coverage.more_outlets, "outlet"),
                words::counted(events, "event")
            ),
            facts: facts(coverage),
            width: WIDTH,
            bin,
            chart: format!("{} by {bin} of publication, {first} to {last}", words::counted(dated, "article")),
            first,
            last,
            most: words::grouped(bars.iter().map(|b| b.n).max().unwrap_or(0)),
            bars,
            gap_words: format!(
                "{} without an article between the first and the last.",
                words::counted(empty.unsigned_abs(), "day")
            ),
            gaps: most.collect(),
            kinds: coverage.kinds.iter().map(|(kind, c)| kind_line(*kind, c)).collect(),
            outlets: coverage
                .outlets
                .iter()
                .map(|(o, n)| (o.name.clone(), urls::outlet(&o.id), words::grouped(*n)))
                .collect(),
            more_outlets: (coverage.more_outlets > 0)
                .then(|| format!("{} more", words::grouped(coverage.more_outlets))),
            ruleset: coverage.ruleset,
            reading: reading(coverage),
        }
    }
}

fn facts(c: &Coverage) -> Vec<Fact> {
    let number = |n: u64, note: &str| vec![FactValue { note: note.to_owned(), ..FactValue::plain(words::grouped(n)) }];
    let undated: u64 = c.kinds.iter().map(|(_, k)| k.undated).sum();
    let withdrawn = match c.withdrawn {
        0 => String::new(),
        n => format!("{} withdrawn, their words erased", words::grouped(n)),
    };
    let facts = [
        fact("Articles", number(c.articles, &withdrawn)),
        fact("Without a publication date", number(c.undated_articles, "their relative dates stay open")),
        fact("Texts replaced by a newer one", number(c.revisions, "the old ones are kept")),
        fact("Events without any date", number(undated, "on a shelf of their own")),
        fact("Dismissed by analysts", number(c.dismissed, "off the timeline, in the log")),
        fact("Reviewed by analysts", number(c.reviewed, "")),
        fact("Corrections in the log", number(c.corrections, "")),
    ];
    facts.into_iter().flatten().collect()
}

fn reading(c: &Coverage) -> Vec<String> {
    let articles = |n: u64| words::counted(n, "article");
    let foreign: u64 = c.foreign.iter().map(|(_, n)| n).sum();
    let languages: Vec<String> = c.foreign.iter().map(|(language, n)| format!("{language} {n}")).collect();
    let mut lines = Vec::new();
    lines.push(match foreign {
        0 => "No article is in a language that the rules do not read.".to_owned(),
        n => format!("{} in languages that the rules do not read: {}.", articles(n), languages.join(", ")),
    });
    let nothing = c.without_events.saturating_sub(foreign);
    if nothing > 0 {
        lines.push(format!("{} in which the rules found nothing.", articles(nothing)));
    }
    if c.unread > 0 {
        lines.push(format!("{} whose sender asked not to have them read.", articles(c.unread)));
    }
    lines.push(match c.older_rules {
        0 => "No article was last read by an older version.".to_owned(),
        n => format!("{} were read by an older version last; `demarche reextract` reads them again.", articles(n)),
    });
    lines
}

fn kind_line(kind: Kind, c: &crate::domain::profile::KindCoverage) -> KindLine {
    let of = |undated| TimelineFilter { kind: Choice::only(kind), undated, ..TimelineFilter::default() };
    let href = |undated| urls::with_query(urls::TIMELINE, of(undated).pairs());
    KindLine {
        kind,
        name: words::title(kind.as_str()),
        href: href(Undated::Include),
        events: words::grouped(c.events),
        undated: words::grouped(c.undated),
        undated_href: if c.undated > 0 { href(Undated::Only) } else { String::new() },
        placed: words::grouped(c.placed),
        tracked: words::grouped(c.tracked),
    }
}

/// Days without an article between two with some, the longest stretch first.
fn gaps(by_day: &[(Date, u64)]) -> Vec<(Date, Date)> {
    let between = by_day.windows(2).filter_map(|two| {
        let from = two.first()?.0.tomorrow().ok()?;
        let to = two.last()?.0.yesterday().ok()?;
        (from <= to).then_some((from, to))
    });
    let mut gaps: Vec<(Date, Date)> = between.collect();
    gaps.sort_by_key(|(from, to)| (std::cmp::Reverse(days(*from, *to)), *from));
    gaps
}

/// The bars, one for each bin that has articles.
#[expect(clippy::cast_precision_loss, reason = "numbers of articles and of days")]
fn bars(by_day: &[(Date, u64)], bin: Bin, from: Date, to: Date) -> Vec<Bar> {
    let mut counts: Vec<(Date, u64)> = Vec::new();
    for (day, n) in by_day.iter().filter(|(day, _)| *day >= from) {
        let first = bin.first_day(*day);
        match counts.last_mut().filter(|(d, _)| *d == first) {
            Some((_, sum)) => *sum += n,
            None => counts.push((first, *n)),
        }
    }
    let highest = counts.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1) as f64;
    let start = bin.first_day(from);
    let all = days(start, bin.last_day(bin.first_day(to))).max(1) as f64;
    let bar = |(first, n): (Date, u64)| {
        let x = (days(start, first) - 1) as f64 / all * f64::from(WIDTH);
        let width = days(first, bin.last_day(first)) as f64 / all * f64::from(WIDTH);
        let height = n as f64 / highest * HIGH;
        let named = match bin {
            Bin::Day => words::day(first),
            Bin::Week | Bin::Month | Bin::Year => format!("{bin} of {}", words::day(first)),
        };
        Bar {
            x: format!("{x:.1}"),
            y: format!("{:.1}", 100.0 - height),
            width: format!("{:.1}", (width - 1.0).clamp(1.0, 40.0)),
            height: format!("{height:.1}"),
            words: format!("{named}: {}", words::counted(n, "article")),
            day: words::day(first),
            n,
        }
    };
    counts.into_iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};
    use crate::domain::{page::Outlet, profile::KindCoverage};
    use jiff::civil::date;

    fn d(n: i8) -> Date {
        date(2026, 2, n)
    }

    #[test]
    fn samples_hold_together() {
        let nothing = check::page(&AboutPage::new(&Coverage::default(), true));
        assert!(nothing.contains("No article with a publication date yet.") && nothing.contains("No events yet."));
        let full = Coverage {
            articles: 3,
            by_day: vec![(d(1), 1), (d(2), 1), (d(9), 1)],
            outlets: vec![(Outlet { id: "wire".to_owned(), name: check::HOSTILE.to_owned() }, 3)],
            more_outlets: 2,
            kinds: vec![(Kind::Strike, KindCoverage { events: 7, undated: 1, placed: 6, tracked: 5 })],
            foreign: vec![(check::HOSTILE.to_owned(), 1)],
            without_events: 2,
            unread: 1,
            older_rules: 1,
            ruleset: 4,
            ..Coverage::default()
        };
        let html = check::page(&AboutPage::new(&full, false));
        assert!(
            html.contains("3–8 February 2026: 6 days") && html.contains("href=\"/?kind=strike&#38;undated=only\""),
            "{html}"
        );
        assert!(html.contains("1 article in which the rules found nothing."), "{html}");
    }

    #[test]
    fn the_longest_gap_comes_first() {
        assert_eq!(gaps(&[(d(1), 1), (d(3), 2), (d(4), 1), (d(9), 1)]), [(d(5), d(8)), (d(2), d(2))]);
        assert_eq!(gaps(&[(d(1), 1)]), []);
    }

    #[test]
    fn bars_stand_on_their_days() {
        let bars = bars(&[(d(1), 1), (d(4), 2)], Bin::Day, d(1), d(4));
        let of = |b: &Bar| (b.x.clone(), b.height.clone(), b.words.clone());
        assert_eq!(of(&bars[0]), ("0.0".to_owned(), "46.0".to_owned(), "1 February 2026: 1 article".to_owned()));
        assert_eq!((bars[1].x.as_str(), bars[1].height.as_str(), bars.len()), ("720.0", "92.0", 2));
    }
}
