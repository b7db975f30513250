//! The picture "table above battlefield": rounds as bands, and below them, on the same days, what was said and
//! what was launched. Pure: values in, SVG and words out; the store counts, this draws.
//!
//! [`draw`] makes what a page shows: one picture for wide screens and print, one for phones, a table that says the
//! same, and what the caption has to admit. [`alone`] makes the file that is downloaded. Every mark is a link: to
//! the event, or to the timeline of its days, so that the picture needs no script.
//!
//! In order: `scale` (days and counts to lengths), `rounds` and `model` (what is shown, in words), `wide` and
//! `tall` (where it goes), `table`, and `svg`, the only way text gets in.

mod hours;
mod model;
mod rounds;
mod scale;
mod svg;
mod table;
mod tall;
#[cfg(test)]
mod tests;
mod wide;

pub(super) use rounds::earlier;
pub use table::{Cell, Table, TableRow};

use crate::{
    domain::{
        Basis, When,
        filter::TimelineFilter,
        picture::{LeftOut, MOST_EVENTS, Picture},
        vocab::{Bars, Bin},
    },
    render::words,
    urls,
};
use hours::Day;
use model::Model;
use rounds::Look;
use svg::{Svg, num};

/// A picture as a page shows it.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// For wide screens and for phones: markup, with everything in it escaped.
    pub svg: String,
    /// The same as a table.
    pub table: Table,
    /// What a reader has to know to read it, and what it leaves out: sentences.
    pub caption: Vec<String>,
    /// A way to the days that it leaves out: (words, address).
    pub all_days: Option<(String, String)>,
    /// Which explanations its legend needs.
    pub legend: Legend,
    /// What the bars may count: (word, address; none for what they count now).
    pub bars: Vec<(&'static str, Option<String>)>,
    /// How many days may stand together, likewise.
    pub by: Vec<(&'static str, Option<String>)>,
    /// Where it can be downloaded.
    pub download: String,
    /// The address of the timeline without days, for a script that chooses some; none where a single day is shown.
    pub brush: Option<String>,
}

/// What the legend explains: only what is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as what they are")]
#[expect(clippy::struct_excessive_bools, reason = "each is there or not")]
pub struct Legend {
    pub launched: bool,
    pub casualties: bool,
    pub unknown: bool,
    pub open: bool,
    pub range: bool,
    pub held: bool,
    pub planned: bool,
    pub struck: bool,
    pub side: bool,
    pub soft: bool,
    pub part: bool,
}

impl Legend {
    /// Whether it explains anything.
    pub fn any(&self) -> bool {
        *self != Legend::default()
    }
}

/// The picture of an answer; `None` where there is nothing to draw. `page` gives the address of the page that
/// shows it under other choices.
pub fn draw(picture: &Picture, filter: &TimelineFilter, page: &dyn Fn(&TimelineFilter) -> String) -> Option<Drawn> {
    if let Some(day) = &picture.day {
        return of_a_day(&Day::of(picture.from, &day.events), picture, filter);
    }
    let model = Model::of(picture, filter);
    if model.is_empty() {
        return None;
    }
    let canvas = Svg::new(None);
    let days = When::lasting(picture.from, picture.to, Basis::Explicit).label();
    let mut svg = String::new();
    for (kind, id, axis, width, (layers, height, ends)) in [
        ("wide", "p", "x", wide::WIDTH, wide::draw(picture, &model, &canvas)),
        ("tall", "v", "y", tall::WIDTH, tall::draw(picture, &model, &canvas)),
    ] {
        let mut out = canvas.layer();
        out.raw(&format!(
            "<svg class=\"pic pic-{kind}\" viewBox=\"0 0 {} {}\" role=\"group\" aria-labelledby=\"{id}-t\" \
             data-from=\"{}\" data-to=\"{}\" data-by=\"{}\" data-axis=\"{axis}\" data-start=\"{}\" data-end=\"{}\">",
            num(width),
            num(height),
            picture.from,
            picture.to,
            picture.by,
            num(ends.0),
            num(ends.1)
        ));
        out.words("title", &format!(" id=\"{id}-t\""), &format!("Rounds above, strikes below, {days}"));
        out.raw(&hatching(id, false));
        out.put(layers);
        out.raw("</svg>");
        svg.push_str(&out.finish());
    }
    let set = |change: &dyn Fn(&mut TimelineFilter)| {
        let mut other = filter.first_page();
        change(&mut other);
        page(&other)
    };
    let by = Bin::ALL.iter().copied().filter(|by| Bin::asked(Some(*by), picture.from, picture.to) == *by);
    let useful = by.filter(|by| *by == picture.by || Bin::last_day(*by, by.first_day(picture.from)) < picture.to);
    Some(Drawn {
        svg,
        table: table::table(picture, &model),
        caption: caption(picture, &model),
        all_days: all_days(picture, filter),
        legend: legend(picture, &model),
        bars: Bars::ALL
            .iter()
            .map(|bars| (bars.as_str(), (*bars != picture.bars).then(|| set(&|f| f.bars = *bars))))
            .collect(),
        by: useful.map(|by| (by.as_str(), (by != picture.by).then(|| set(&|f| f.by = Some(by))))).collect(),
        download: urls::with_query(urls::PICTURE, filter.first_page().pairs()),
        brush: Some(timeline(&TimelineFilter { from: None, to: None, by: None, ..filter.first_page() })),
    })
}

/// The picture of a single day; `None` where nothing is certain to be of that day.
fn of_a_day(day: &Day, picture: &Picture, filter: &TimelineFilter) -> Option<Drawn> {
    if day.lanes.is_empty() {
        return None;
    }
    let canvas = Svg::new(None);
    let mut svg = String::new();
    for (kind, id, layout) in [("wide", "p", hours::WIDE), ("tall", "v", hours::NARROW)] {
        let (layers, height) = hours::draw(day, layout, &canvas);
        let mut out = canvas.layer();
        out.raw(&format!(
            "<svg class=\"pic pic-{kind}\" viewBox=\"0 0 {} {}\" role=\"group\" aria-labelledby=\"{id}-t\">",
            num(layout.width),
            num(height)
        ));
        out.words("title", &format!(" id=\"{id}-t\""), &format!("Hour by hour, {}", words::day(day.day)));
        out.put(layers);
        out.raw("</svg>");
        svg.push_str(&out.finish());
    }
    Some(Drawn {
        svg,
        table: day.table(),
        caption: caption_of_the_day(picture, day),
        all_days: all_days(picture, filter),
        legend: Legend { part: day.has_parts(), ..Legend::default() },
        bars: Vec::new(),
        by: Vec::new(),
        download: urls::with_query(urls::PICTURE, filter.first_page().pairs()),
        brush: None,
    })
}

/// What stands below the picture of a day.
fn caption_of_the_day(picture: &Picture, day: &Day) -> Vec<String> {
    day.caption().into_iter().chain(not_of_the_day(picture)).collect()
}

/// What a picture of a day leaves out.
fn not_of_the_day(picture: &Picture) -> Option<String> {
    let day = picture.day.as_ref()?;
    let parts = [
        (day.uncertain, "that may be of another day"),
        (picture.left_out.undated, "without any date"),
        (day.more, "more than a picture holds"),
    ];
    let told: Vec<String> = (parts.iter().filter(|(n, _)| *n > 0))
        .map(|(n, what)| format!("{} {what}", words::counted(*n, "event")))
        .collect();
    (!told.is_empty()).then(|| format!("Not drawn: {}.", told.join(", ")))
}

fn timeline(filter: &TimelineFilter) -> String {
    urls::with_query(urls::TIMELINE, filter.pairs())
}

/// A way to the days that are not shown.
fn all_days(picture: &Picture, filter: &TimelineFilter) -> Option<(String, String)> {
    let (n, a, b) = picture.left_out.outside?;
    let days = When::lasting(a, b, Basis::Explicit).label();
    let words = format!("{} outside these days: show all days, {days}", words::counted(n, "event"));
    Some((words, timeline(&TimelineFilter { from: Some(a), to: Some(b), ..filter.first_page() })))
}

/// The picture as a file of its own: `title` says what it is a picture of, links go to `base`.
pub fn alone(picture: Option<&Picture>, filter: &TimelineFilter, title: &str, base: &str) -> String {
    const MARGIN: f64 = 24.0;
    const HEAD: f64 = 56.0;
    let canvas = Svg::new(Some(base));
    let mut out = canvas.layer();
    let (layers, height, caption) = picture.and_then(|p| layers(p, filter, &canvas)).unwrap_or_else(|| {
        let mut nothing = canvas.layer();
        nothing.text("t-sub", 0.0, 14.0, svg::Anchor::Start, "Nothing here has a day that could be drawn.");
        (nothing, 24.0, Vec::new())
    });
    let lines: Vec<String> = caption.iter().map(|line| svg::short(line, 170)).collect();
    let line = |n: usize| HEAD + height + 18.0 + f64::from(u32::try_from(n).unwrap_or(0)) * 16.0;
    let (w, h) = (wide::WIDTH + 2.0 * MARGIN, line(lines.len()) + 24.0);
    out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.raw(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"group\" \
         aria-labelledby=\"a-t\" font-family=\"'Noto Sans', 'Liberation Sans', Arial, sans-serif\">",
        num(w),
        num(h)
    ));
    out.words("title", " id=\"a-t\"", title);
    out.raw(&hatching("a", true));
    out.rect("paper", 0.0, 0.0, w, h);
    out.text("title", MARGIN, 30.0, svg::Anchor::Start, &svg::short(title, 110));
    out.raw(&format!("<g transform=\"translate({},{})\">", num(MARGIN), num(HEAD)));
    out.put(layers);
    out.raw("</g>");
    for (n, words) in lines.iter().enumerate() {
        out.text("t-sub", MARGIN, line(n), svg::Anchor::Start, words);
    }
    let source = format!("Demarche, {base}{}", urls::with_query(urls::TIMELINE, filter.first_page().pairs()));
    out.text("t-sub", MARGIN, line(lines.len()), svg::Anchor::Start, &svg::short(&source, 170));
    out.raw("</svg>\n");
    out.finish()
}

/// What a file shows, how high it is, and its caption.
fn layers(picture: &Picture, filter: &TimelineFilter, canvas: &Svg) -> Option<(Svg, f64, Vec<String>)> {
    if let Some(day) = &picture.day {
        let day = Day::of(picture.from, &day.events);
        let (layers, height) = hours::draw(&day, hours::WIDE, canvas);
        return (!day.lanes.is_empty()).then(|| (layers, height, caption_of_the_day(picture, &day)));
    }
    let model = Model::of(picture, filter);
    let (layers, height, _) = wide::draw(picture, &model, canvas);
    (!model.is_empty()).then(|| (layers, height, caption(picture, &model)))
}

fn hatching(id: &str, alone: bool) -> String {
    let stroke = if alone { " stroke=\"#0a4a41\" stroke-width=\"1.5\"" } else { "" };
    format!(
        "<defs><pattern id=\"{id}-h\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path class=\"hatchline\"{stroke} d=\"M0,0V6\"/></pattern></defs>"
    )
}

fn legend(picture: &Picture, model: &Model) -> Legend {
    let bars = || model.lanes.iter().flat_map(|l| &l.bars);
    let look = |looks: &[Look]| model.bands.iter().any(|b| looks.contains(&b.look));
    Legend {
        launched: picture.bars == Bars::Launched && bars().any(|b| !b.unknown),
        casualties: picture.bars == Bars::Casualties && bars().any(|b| !b.unknown),
        unknown: bars().any(|b| b.unknown),
        open: bars().any(|b| b.open),
        range: bars().any(|b| b.range.is_some()),
        held: look(&[Look::Held]),
        planned: look(&[Look::Planned]),
        struck: look(&[Look::Struck]),
        side: look(&[Look::Side]),
        soft: model.bands.iter().any(|b| b.soft_first || b.soft_last),
        part: false,
    }
}

fn caption(picture: &Picture, model: &Model) -> Vec<String> {
    let mut out = Vec::new();
    let bars = || model.lanes.iter().flat_map(|l| &l.bars);
    if bars().any(|b| scale::is_night(b.first, b.last, picture.by)) {
        out.push(
            "A night's strikes stand on the midnight they crossed, a day's in the middle of their day.".to_owned(),
        );
    }
    if picture.bars != Bars::Strikes && bars().next().is_some() {
        out.push("A strike that is part of a wider one is counted within it.".to_owned());
    }
    let LeftOut { strikes, statements, events, undated, outside: _ } = picture.left_out;
    let loose = [(strikes, "strike"), (statements, "statement")];
    let mut parts: Vec<String> =
        loose.iter().filter(|(n, _)| *n > 0).map(|(n, word)| words::counted(*n, word)).collect();
    if !parts.is_empty() {
        let bin = picture.by.as_str();
        parts = vec![format!("{} whose {bin} is not certain", parts.join(" and "))];
    }
    if undated > 0 {
        parts.push(format!("{} without any date", words::counted(undated, "event")));
    }
    if !parts.is_empty() {
        out.push(format!("Not drawn: {}.", parts.join(", ")));
    }
    if events > 0 {
        out.push(format!(
            "The latest {MOST_EVENTS} rounds are drawn, and as many agreements, deadlines and measures; {} more are not.",
            crate::domain::filter::grouped(events)
        ));
    }
    out
}
