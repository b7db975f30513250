//! The picture for phones: time runs down, rounds stand along a spine at the left, strikes grow to the right.

use super::{
    model::{Bar, Lane, Model},
    rounds::{Band, Leads, Look},
    scale::{Axis, Counts},
    svg::{Anchor, Svg, num, short, width},
    wide::glyph,
};
use crate::domain::{
    Kind,
    picture::{Picture, days},
    vocab::Bin,
};

/// How wide it is.
pub(super) const WIDTH: f64 = 358.0;
/// Where the first day begins; above it stand the names of the columns.
const TOP: f64 = 40.0;
/// The spine of the rounds.
const SPINE: f64 = 58.0;
/// Where statements end: they grow to the left.
const SAID: f64 = 196.0;
/// Where strikes begin.
const STRIKES: f64 = 204.0;
/// Labels need so much room from one to the next.
const LINE: f64 = 15.0;

/// The layers of the picture, its height, and where its days begin and end.
pub(super) fn draw(picture: &Picture, model: &Model, canvas: &Svg) -> (Svg, f64, (f64, f64)) {
    let axis = Axis { from: picture.from, to: picture.to, start: TOP, end: TOP + height(picture) };
    let mut svg = canvas.layer();
    for band in model.bands.iter().filter(|b| b.look == Look::Held && axis.shows(b.first, b.last)) {
        let (a, b) = extent(&axis, band);
        svg.rect("wash", SPINE, a, WIDTH - SPINE, b - a);
    }
    edge(&mut svg, picture, &axis);
    columns(&mut svg, model);
    statements(&mut svg, picture, model, &axis);
    strikes(&mut svg, picture, &model.lanes, &axis);
    rounds(&mut svg, &model.bands, &axis);
    marks(&mut svg, model, &axis);
    (svg, axis.end + 8.0, (axis.start, axis.end))
}

/// Twenty pixels a bin while that stays a picture; less for long ranges.
fn height(picture: &Picture) -> f64 {
    let bin = match picture.by {
        Bin::Day => 1.0,
        Bin::Week => 7.0,
        Bin::Month => 30.4,
        Bin::Year => 365.25,
    };
    let all = f64::from(i32::try_from(days(picture.from, picture.to)).unwrap_or(i32::MAX));
    let bins = (all / bin).max(1.0);
    bins * (1400.0 / bins).clamp(5.0, 20.0)
}

/// Where a band begins and ends.
fn extent(axis: &Axis, band: &Band) -> (f64, f64) {
    let (a, b) = (axis.begin(band.first), axis.finish(band.last));
    if b - a < 4.0 { (a, a + 4.0) } else { (a, b) }
}

fn edge(svg: &mut Svg, picture: &Picture, axis: &Axis) {
    let day = axis.day();
    let mut taken: Vec<f64> = Vec::new();
    let labels = axis.labels(picture.by, if picture.by == Bin::Day { LINE / 0.7 } else { 34.0 });
    // Headings first: a month's name stands where its first day's number would.
    let (headings, others): (Vec<_>, Vec<_>) = labels.into_iter().partition(|(_, _, heading)| *heading);
    for (y, words, heading) in headings.into_iter().chain(others) {
        if taken.iter().any(|t| (t - y).abs() < LINE) || y > axis.end - 6.0 {
            continue;
        }
        taken.push(y);
        let class = if heading { "t-month" } else { "t-sub" };
        let words = if heading && picture.by == Bin::Day {
            words.split(' ').next().unwrap_or(&words).chars().take(3).collect()
        } else {
            words
        };
        if heading || axis.lines(picture.by).iter().any(|line| (line - y).abs() < 0.5) {
            svg.path(if heading { "grid" } else { "weekl" }, &format!("M0,{0}H{WIDTH}", num(y)));
        }
        let down = if picture.by == Bin::Day && day > 12.0 { day / 2.0 + 4.0 } else { 12.0 };
        svg.text(class, 0.0, y + down, Anchor::Start, &words);
    }
}

fn columns(svg: &mut Svg, model: &Model) {
    if !model.bands.is_empty() {
        svg.text("t-lane", SPINE, 12.0, Anchor::Start, "Rounds");
    }
    if !model.parties.is_empty() {
        svg.text("t-lane", SAID, 12.0, Anchor::End, "Said");
    }
    if let Some(first) = model.lanes.first() {
        svg.text("t-lane", STRIKES, 12.0, Anchor::Start, first.title);
        svg.text("t-sub", STRIKES, 27.0, Anchor::Start, &short(&first.sub, 14));
    }
    if let Some(second) = model.lanes.get(1) {
        let more = if model.lanes.len() > 2 { " …" } else { "" };
        svg.text("t-sub", WIDTH, 27.0, Anchor::End, &format!("{}{more}", short(&second.sub, 12)));
    }
    svg.path("base", &format!("M0,{0}H{WIDTH}", num(TOP - 6.0)));
}

fn statements(svg: &mut Svg, picture: &Picture, model: &Model, axis: &Axis) {
    // One row for all parties: who said it is in the mark's name.
    let highest = model.said.iter().map(|p| p.count).max().unwrap_or(1);
    let scale = Counts::of(highest, 26.0);
    for point in &model.said {
        let (a, b) = axis.bin(point.first, point.last, picture.by);
        let long = scale.length(point.count).max(1.5);
        let thick = ((b - a) * 0.6).max(1.5);
        svg.link(&point.href, &point.name, |svg| {
            svg.rect("hit", SAID - 30.0, a, 30.0, b - a);
            svg.rect("stm", SAID - long, (a + b - thick) / 2.0, long, thick);
        });
    }
}

fn strikes(svg: &mut Svg, picture: &Picture, lanes: &[Lane], axis: &Axis) {
    let highest = lanes.iter().take(2).flat_map(|l| &l.bars).map(Bar::value).max().unwrap_or(0);
    let long = if lanes.len() > 1 { 62.0 } else { 104.0 };
    let scale = Counts::of(highest, long);
    for (n, lane) in lanes.iter().take(2).enumerate() {
        let mut last_label = f64::MIN;
        for bar in lane.bars.iter().filter(|b| axis.shows(b.first, b.last)) {
            let (a, b) = axis.bin(bar.first, bar.last, picture.by);
            let thick = ((b - a) * 0.6).clamp(1.5, 14.0);
            let y = (a + b - thick) / 2.0;
            let all = if bar.unknown { 18.0 } else { scale.length(bar.value()) };
            let low = scale.length(bar.base);
            // The second target's bars grow from the right edge.
            let put = |svg: &mut Svg, class: &str, from: f64, length: f64| {
                let x = if n == 0 { STRIKES + from } else { WIDTH - from - length };
                svg.rect(class, x, y, length, thick);
            };
            let label = (a + b) / 2.0 - last_label >= 12.0;
            if label {
                last_label = (a + b) / 2.0;
            }
            svg.link(&bar.href, &bar.name, |svg| {
                let x = if n == 0 { STRIKES } else { WIDTH - long };
                svg.rect("hit", x, a, long, b - a);
                if bar.unknown {
                    put(svg, "unk", 0.0, all);
                } else {
                    let soft = if bar.open { (all * 0.25).min(12.0) } else { 0.0 };
                    let low = low.min(all - soft);
                    put(svg, "missile", 0.0, low);
                    put(svg, "drone", low, all - low - soft);
                    if bar.open {
                        let class = if bar.top > 0 { "drone" } else { "missile" };
                        put(svg, &format!("{class} soft2"), all - soft, soft);
                    }
                }
                if label {
                    let (x, anchor) =
                        if n == 0 { (STRIKES + all + 4.0, Anchor::Start) } else { (WIDTH - all - 4.0, Anchor::End) };
                    svg.text("t-val halo", x, (a + b) / 2.0 + 4.0, anchor, &bar.label);
                }
            });
        }
    }
}

fn rounds(svg: &mut Svg, bands: &[Band], axis: &Axis) {
    let shown: Vec<&Band> = bands.iter().filter(|b| axis.shows(b.first, b.last)).collect();
    let mut order = shown.clone();
    // Held rounds get their words first, then plans.
    order.sort_by_key(|b| (b.look != Look::Held, b.look == Look::Side, b.first));
    let mut taken: Vec<f64> = Vec::new();
    let mut words: Vec<(&Band, f64)> = Vec::new();
    for band in order {
        let (a, b) = extent(axis, band);
        let y = ((a + b) / 2.0 + 4.0).min(a + 14.0);
        if taken.iter().all(|t| (t - y).abs() >= LINE) {
            taken.push(y);
            words.push((band, y));
        }
    }
    // Arrows first, so that they pass behind what lies between.
    for band in &shown {
        if let Leads::To(to) = band.leads
            && let Some(aim) = bands.get(to).filter(|t| axis.shows(t.first, t.last))
        {
            let (from, to) = (extent(axis, band).1 + 2.0, axis.begin(aim.first) - 1.0);
            if to - from > 8.0 {
                let x = SPINE + 5.5;
                svg.path("arrow", &format!("M{0},{1}V{2}", num(x), num(from), num(to - 6.0)));
                svg.path("arrowhead", &format!("M{},{}l-4,-7h8z", num(x), num(to)));
            }
        }
    }
    for band in shown {
        let (a, b) = extent(axis, band);
        let label = words.iter().find(|(w, _)| std::ptr::eq(*w, band));
        svg.link(&band.href, &band.name, |svg| {
            svg.rect("hit", SPINE - 6.0, a - 2.0, 108.0, (b - a + 4.0).max(12.0));
            let soft = if band.soft_first || band.soft_last { " soft1" } else { "" };
            match band.look {
                Look::Held => svg.rect(&format!("held{soft}"), SPINE, a, 11.0, b - a),
                Look::Side => svg.rect(&format!("side{soft}"), SPINE + 2.0, a + 1.0, 7.0, (b - a - 2.0).max(2.0)),
                Look::Planned | Look::Struck => {
                    svg.hatched(&format!("plan{soft}"), "v-h", SPINE + 1.0, a + 1.0, 9.0, (b - a - 2.0).max(2.0));
                }
            }
            if band.look == Look::Struck {
                svg.path("struck", &format!("M{0},{1}V{2}", num(SPINE + 5.5), num(a - 2.0), num(b + 2.0)));
            }
            if let Some((_, y)) = label {
                let class = match band.look {
                    Look::Held => "t-round halo",
                    Look::Side => "t-sub halo",
                    Look::Planned | Look::Struck => "t-plan halo",
                };
                // Until the statements begin. Whole words, so that what is read aloud holds what is shown.
                let mut text = band.label.clone();
                while width(&text) > SAID - SPINE - 22.0
                    && let Some((rest, _)) = text.trim_end_matches('…').trim_end().rsplit_once(' ')
                {
                    text = format!("{rest}…");
                }
                svg.text(class, SPINE + 16.0, *y, Anchor::Start, &text);
            }
        });
    }
}

fn marks(svg: &mut Svg, model: &Model, axis: &Axis) {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for (kind, marks) in &model.marks {
        for mark in marks.iter().filter(|m| axis.shows(m.first, m.last)) {
            let day = if *kind == Kind::Deadline { mark.last } else { mark.first };
            let y = (axis.begin(day) + axis.finish(day)) / 2.0;
            let near = taken.iter().filter(|(_, other)| (other - y).abs() < 16.0).count();
            // Beside each other where they fall on one day; more than two lie on each other, and are in the table.
            let x = if near == 0 { SPINE - 14.0 } else { SPINE - 33.0 };
            taken.push((x, y));
            svg.link(&mark.href, &mark.name, |svg| {
                svg.rect("hit", x - 10.0, y - 10.0, 20.0, 20.0);
                glyph(svg, *kind, mark.is_faint(), x, y);
            });
        }
    }
}
