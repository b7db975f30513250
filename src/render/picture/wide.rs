//! The picture for wide screens, print and download: time runs to the right, the table above, the battlefield below.

use super::{
    model::{Bar, Lane, Mark, Model, Point},
    rounds::{Band, Leads, Look},
    scale::{Axis, Counts},
    svg::{Anchor, Svg, num, width},
};
use crate::domain::{Kind, picture::Picture, vocab::Bin};

/// How wide it is.
pub(super) const WIDTH: f64 = 1120.0;
/// Where days begin; before it stand the names of the lanes.
const START: f64 = 132.0;
/// Where they end; arrows and labels may go on to the edge.
const END: f64 = 1080.0;
/// How high the highest bar is.
const BARS: f64 = 150.0;
/// How high one party's statements are.
const TALK: f64 = 26.0;
/// Labels on the axis need so much room.
const ROOM: f64 = 25.0;

/// Text that was placed, so that no other is put over it.
#[derive(Debug, Default)]
pub(super) struct Placed(Vec<(f64, f64)>);

impl Placed {
    /// Takes the room if it is free.
    pub(super) fn take(&mut self, from: f64, to: f64) -> bool {
        let free = self.0.iter().all(|(a, b)| to <= *a || from >= *b);
        if free {
            self.0.push((from, to));
        }
        free
    }
}

/// What is being drawn: what lies behind, what lies in front, and how far down it goes.
struct Sheet<'a> {
    picture: &'a Picture,
    axis: Axis,
    back: Svg,
    front: Svg,
    y: f64,
}

/// The layers of the picture, its height, and where its days begin and end.
pub(super) fn draw(picture: &Picture, model: &Model, canvas: &Svg) -> (Svg, f64, (f64, f64)) {
    let axis = Axis { from: picture.from, to: picture.to, start: START, end: END };
    let mut sheet = Sheet { picture, axis, back: canvas.layer(), front: canvas.layer(), y: 36.0 };
    sheet.days();
    let washes = sheet.rounds(&model.bands);
    for (kind, marks) in &model.marks {
        sheet.marks(*kind, marks);
    }
    sheet.statements(&model.parties);
    let highest = model.lanes.iter().flat_map(|l| &l.bars).map(Bar::value).max().unwrap_or(0);
    for (n, lane) in model.lanes.iter().enumerate() {
        sheet.bars(lane, highest, n == 0);
    }
    let bottom = sheet.y;
    let mut whole = canvas.layer();
    for (a, b, top) in washes {
        whole.rect("wash", a, top, b - a, bottom - top);
    }
    for x in sheet.axis.lines(picture.by) {
        whole.path("weekl", &format!("M{0},36V{1}", num(x), num(bottom)));
    }
    whole.put(sheet.back);
    whole.put(sheet.front);
    (whole, bottom + 8.0, (START, END))
}

impl Sheet<'_> {
    fn days(&mut self) {
        for (x, words, heading) in self.axis.labels(self.picture.by, ROOM) {
            if heading {
                self.front.text("t-month", x + 3.0, 13.0, Anchor::Start, &words);
                self.back.path("grid", &format!("M{0},2V36", num(x)));
            } else if self.picture.by == Bin::Day && self.axis.day() >= ROOM * 0.7 {
                self.front.text("t-sub", x + self.axis.day() / 2.0, 30.0, Anchor::Middle, &words);
            } else {
                self.front.text("t-sub", x + 3.0, 30.0, Anchor::Start, &words);
                self.back.path("grid", &format!("M{0},22V36", num(x)));
            }
        }
        self.front.path("base", &format!("M{START},36H{END}"));
    }

    /// Draws the rounds and gives the days of those held, which run as a wash through everything below.
    fn rounds(&mut self, bands: &[Band]) -> Vec<(f64, f64, f64)> {
        let shown = |b: &Band| self.axis.shows(b.first, b.last);
        let of = |looks: &[Look]| -> Vec<usize> {
            (0..bands.len()).filter(|i| looks.contains(&bands[*i].look) && shown(&bands[*i])).collect()
        };
        let (planned, held, side) = (of(&[Look::Planned, Look::Struck]), of(&[Look::Held]), of(&[Look::Side]));
        // Where each band stands: (its left, its right, its top, its height).
        let mut at: Vec<Option<(f64, f64, f64, f64)>> = vec![None; bands.len()];
        let mut labels: Vec<(usize, Option<(f64, Anchor)>)> = Vec::new();
        for (which, title, sub, row) in
            [(planned, "Planned rounds", "", 36.0), (held, "Rounds held", "", 26.0), (side, "Other meetings", "", 20.0)]
        {
            if which.is_empty() {
                continue;
            }
            let top = self.y + 6.0;
            let above = row > 30.0;
            let most = if above { 3 } else { 4 };
            let mut rows: Vec<Placed> = Vec::new();
            for i in which {
                let (a, b) = self.band_at(&bands[i]);
                let long = width(&bands[i].label) + 6.0;
                let (from, to, anchor) = if above {
                    let reach = if bands[i].leads == Leads::Nowhere { b } else { b + 34.0 };
                    if a + long <= WIDTH {
                        (a, reach.max(a + long), (a, Anchor::Start))
                    } else {
                        (a.min(WIDTH - long), WIDTH, (WIDTH, Anchor::End))
                    }
                } else if b + 6.0 + long <= WIDTH {
                    (a, b + 6.0 + long, (b + 6.0, Anchor::Start))
                } else {
                    (a - 6.0 - long, b, (a - 6.0, Anchor::End))
                };
                let free = rows.iter_mut().position(|r| r.take(from, to)).or_else(|| {
                    (rows.len() < most).then(|| {
                        rows.push(Placed(vec![(from, to)]));
                        rows.len() - 1
                    })
                });
                // Crowded: the band stays, its words are in its name and in the table.
                let mut bare = || rows.iter_mut().position(|r| r.take(a, b));
                let (n, anchor) = match free {
                    Some(n) => (n, Some(anchor)),
                    None => (bare().unwrap_or(most - 1), None),
                };
                let y = top + as_f64(n) * row + if above { 14.0 } else { 0.0 };
                at[i] = Some((a, b, y, if row < 26.0 { 10.0 } else { 18.0 }));
                labels.push((i, anchor));
            }
            self.lane_name(title, sub, top + if above { 22.0 } else { 13.0 });
            self.y = top + as_f64(rows.len()) * row + 2.0;
        }
        // Arrows first, so that no word is crossed out by one.
        for (band, from) in bands.iter().zip(&at) {
            if let Some(from) = from {
                self.arrow(band.leads, *from, &at);
            }
        }
        for (i, label) in &labels {
            if let Some(place) = at[*i] {
                self.band(&bands[*i], place, *label);
            }
        }
        let washed = bands.iter().zip(&at).filter(|(band, _)| band.look == Look::Held);
        washed.filter_map(|(_, place)| place.map(|(a, b, y, h)| (a, b, y + h))).collect()
    }

    fn band_at(&self, band: &Band) -> (f64, f64) {
        // An open end reaches out for about two bins; how far it really goes is not known.
        let reach = (self.axis.day() * 2.0).clamp(18.0, 60.0);
        let open = band.first == band.last;
        let mut a = self.axis.begin(band.first);
        let mut b = self.axis.finish(band.last);
        if open && band.soft_first {
            a = (a - reach).max(START);
        }
        if open && band.soft_last {
            b = (b + reach).min(END);
        }
        if b - a < 3.0 { (a, a + 3.0) } else { (a, b) }
    }

    fn band(&mut self, band: &Band, (a, b, y, h): (f64, f64, f64, f64), label: Option<(f64, Anchor)>) {
        let pattern = if self.front.is_alone() { "a-h" } else { "p-h" };
        self.front.link(&band.href, &band.name, |svg| {
            svg.rect("hit", a - 2.0, y - 4.0, (b - a + 4.0).max(12.0), h + 8.0);
            body(svg, band, pattern, (a, b, y, h));
            if band.look == Look::Struck {
                svg.path("struck", &format!("M{},{}H{}", num(a - 4.0), num(y + h / 2.0), num(b + 4.0)));
            }
            if let Some((x, anchor)) = label {
                match band.look {
                    Look::Held => svg.text("t-round halo", x, y + h - 4.0, anchor, &band.label),
                    Look::Side => svg.text("t-sub halo", x, y + h - 1.0, anchor, &band.label),
                    Look::Planned | Look::Struck => svg.text("t-plan halo", x, y - 4.0, anchor, &band.label),
                }
            }
        });
    }

    /// From a plan to where it went; an open arrow where there is no new date.
    fn arrow(&mut self, leads: Leads, (_, b, y, h): (f64, f64, f64, f64), at: &[Option<(f64, f64, f64, f64)>]) {
        let (x, y) = (b + 4.0, y + h / 2.0);
        match leads {
            Leads::Nowhere => {}
            Leads::Open => {
                let end = (x + 24.0).min(WIDTH - 8.0).max(x);
                self.front.path("arrow nodate", &format!("M{},{}H{}", num(x), num(y), num(end)));
                self.front.path("arrowhead", &format!("M{},{}l-7,-4v8z", num(end + 7.0), num(y)));
            }
            Leads::To(to) => {
                let Some(Some((a2, b2, y2, _))) = at.get(to) else { return };
                let aim = (a2 + b2) / 2.0;
                let tip = y2 - 1.0;
                let d = if (y2 - y).abs() < 14.0 {
                    // The same row: along it.
                    self.front.path("arrow", &format!("M{},{}H{}", num(x), num(y), num((a2 - 9.0).max(x))));
                    self.front.path("arrowhead", &format!("M{},{}l-7,-4v8z", num(a2 - 2.0), num(y)));
                    return;
                } else if aim > x + 8.0 && tip > y {
                    let (q, up) = (num(aim - 8.0), num(tip - 7.0));
                    format!("M{0},{1}H{q}Q{2},{1} {2},{3}V{up}", num(x), num(y), num(aim), num(y + 8.0))
                } else {
                    let mid = num((y + tip) / 2.0);
                    format!("M{0},{1}C{0},{mid} {2},{mid} {2},{3}", num(x), num(y), num(aim), num(tip - 7.0))
                };
                self.front.path("arrow", &d);
                self.front.path("arrowhead", &format!("M{},{}l-4,-7h8z", num(aim), num(tip)));
            }
        }
    }

    fn lane_name(&mut self, title: &str, sub: &str, y: f64) {
        self.front.text("t-lane", 0.0, y, Anchor::Start, title);
        let mut lines: Vec<String> = Vec::new();
        for word in sub.split_whitespace() {
            match lines.last_mut().filter(|l| width(l) + width(word) < START - 22.0) {
                Some(line) => *line = format!("{line} {word}"),
                None => lines.push(super::svg::short(word, 18)),
            }
        }
        for (n, line) in lines.iter().take(2).enumerate() {
            self.front.text("t-sub", 0.0, y + 14.0 * as_f64(n + 1), Anchor::Start, line);
        }
    }

    fn marks(&mut self, kind: Kind, marks: &[Mark]) {
        let (title, class) = match kind {
            Kind::Agreement => ("Agreements", "t-agr halo"),
            Kind::Deadline => ("Deadlines", "t-dead halo"),
            _ => ("Measures", "t-mea halo"),
        };
        let middle = self.y + 16.0;
        let beyond = marks.iter().filter(|m| m.first > self.picture.to);
        let here: Vec<&Mark> = marks.iter().filter(|m| self.axis.shows(m.first, m.last)).collect();
        let beyond: Vec<&Mark> = beyond.collect();
        if here.is_empty() && beyond.is_empty() {
            return;
        }
        self.lane_name(title, "", middle + 4.0);
        let spot = |m: &Mark| match kind {
            // What falls due does so at the end of its days.
            Kind::Deadline => (self.axis.begin(m.last) + self.axis.finish(m.last)) / 2.0,
            _ => (self.axis.begin(m.first) + self.axis.finish(m.last)) / 2.0,
        };
        let spots: Vec<f64> = here.iter().map(|m| spot(m).clamp(START + 6.0, END - 6.0)).collect();
        let mut placed = Placed(spots.iter().map(|x| (x - 9.0, x + 12.0)).collect());
        if let Some(first) = beyond.first() {
            let more = if beyond.len() > 1 { format!(" and {} later", beyond.len() - 1) } else { String::new() };
            let label = format!("{}{more}", first.label);
            placed.0.push((WIDTH - 14.0 - width(&label), WIDTH));
            let name = if more.is_empty() { first.name.clone() } else { format!("{label}: {}", first.name) };
            self.front.link(&first.href, &format!("{name}, after the days shown"), |svg| {
                let long = width(&label);
                svg.rect("hit", WIDTH - 14.0 - long, middle - 12.0, long + 14.0, 24.0);
                svg.text(class, WIDTH - 12.0, middle + 4.0, Anchor::End, &label);
                svg.path(arrowhead(kind), &format!("M{},{}l-7,-4.5v9z", num(WIDTH), num(middle)));
            });
        }
        for (mark, x) in here.iter().zip(spots) {
            let long = width(&mark.label);
            let right = x + 14.0 + long <= WIDTH && placed.take(x + 12.0, x + 16.0 + long);
            let left = !right && x - 14.0 - long >= START && placed.take(x - 13.0 - long, x - 9.0);
            self.front.link(&mark.href, &mark.name, |svg| {
                svg.rect("hit", x - 12.0, middle - 12.0, 24.0, 24.0);
                glyph(svg, kind, mark.is_faint(), x, middle);
                if right {
                    svg.text(class, x + 14.0, middle + 4.0, Anchor::Start, &mark.label);
                } else if left {
                    svg.text(class, x - 11.0, middle + 4.0, Anchor::End, &mark.label);
                }
            });
        }
        self.y += 28.0;
    }

    fn statements(&mut self, parties: &[(String, Vec<Point>)]) {
        if parties.is_empty() {
            return;
        }
        self.y += 8.0;
        self.back.path("lane", &format!("M0,{0}H{END}", num(self.y)));
        self.front.text("t-sub", 0.0, self.y + 14.0, Anchor::Start, "Statements by party");
        self.y += 8.0;
        let highest = parties.iter().flat_map(|(_, points)| points).map(|p| p.count).max().unwrap_or(1);
        let counts = Counts::of(highest, TALK - 6.0);
        for (name, points) in parties {
            let base = self.y + TALK + 4.0;
            self.front.text("t-lane", 0.0, base - 2.0, Anchor::Start, &super::svg::short(name, 17));
            self.back.path("lane", &format!("M{START},{0}H{END}", num(base)));
            let mut placed = Placed::default();
            for point in points {
                let (a, b) = self.axis.bin(point.first, point.last, self.picture.by);
                let tall = counts.length(point.count).max(2.0);
                let wide = ((b - a) * 0.6).max(1.5);
                let x = (a + b - wide) / 2.0;
                let label = point.count.to_string();
                // Small counts are read off the height.
                let half = width(&label) / 2.0 + 1.0;
                let middle = (a + b) / 2.0;
                let fits = point.count >= 4 && placed.take(middle - half, middle + half);
                self.front.link(&point.href, &point.name, |svg| {
                    svg.rect("hit", a, base - TALK, b - a, TALK);
                    svg.rect("stm", x, base - tall, wide, tall);
                    if fits {
                        svg.text("t-sub halo", middle, base - tall - 3.0, Anchor::Middle, &label);
                    }
                });
            }
            self.y = base;
        }
        self.y += 6.0;
    }

    fn bars(&mut self, lane: &Lane, highest: u64, first: bool) {
        let own = lane.bars.iter().map(Bar::value).max().unwrap_or(0);
        let scale = Counts::of(highest, BARS);
        let unknown = lane.bars.iter().any(|b| b.unknown);
        let tall = scale.length(own).max(if unknown { 40.0 } else { 12.0 });
        let base = self.y + 26.0 + tall;
        for n in scale.lines().filter(|_| highest > 0) {
            let y = base - scale.length(n);
            if first || scale.length(n) <= tall {
                self.back.path("grid", &format!("M{START},{0}H{END}", num(y)));
                self.front.text("t-sub", 126.0, y + 4.0, Anchor::End, &crate::domain::filter::grouped(n));
            }
        }
        self.lane_name(lane.title, &lane.sub, base - tall + if tall > 40.0 { 6.0 } else { -8.0 });
        let night = lane.bars.iter().any(|b| b.first != b.last) && self.picture.by == Bin::Day;
        let mut order: Vec<&Bar> = lane.bars.iter().filter(|b| self.axis.shows(b.first, b.last)).collect();
        // The highest get their words first.
        order.sort_by(|a, b| (b.value(), a.first).cmp(&(a.value(), b.first)));
        let mut placed = Placed::default();
        let labelled: Vec<bool> = order
            .iter()
            .map(|bar| {
                let (a, b) = self.axis.bin(bar.first, bar.last, self.picture.by);
                let half = width(&bar.label) / 2.0 + 1.0;
                placed.take((a + b) / 2.0 - half, (a + b) / 2.0 + half)
            })
            .collect();
        let mut drawn: Vec<(&Bar, bool)> = order.into_iter().zip(labelled).collect();
        drawn.sort_by_key(|(bar, _)| (bar.first, bar.last));
        for (bar, labelled) in drawn {
            let (a, b) = self.axis.bin(bar.first, bar.last, self.picture.by);
            let wide = ((b - a) * if night { 0.46 } else { 0.66 }).clamp(1.6, 40.0);
            let x = (a + b - wide) / 2.0;
            let top = if bar.unknown { 26.0 } else { scale.length(bar.value()) };
            let reach = if bar.unknown { top } else { bar.range.map_or(top, |(_, high)| scale.length(high).max(top)) };
            self.front.link(&bar.href, &bar.name, |svg| {
                svg.rect("hit", a, base - reach.max(24.0), b - a, reach.max(24.0));
                upright(svg, bar, &scale, (x, base, wide));
                if labelled {
                    let class = if bar.unknown { "t-sub halo" } else { "t-val halo" };
                    svg.text(class, (a + b) / 2.0, base - reach - 4.0, Anchor::Middle, &bar.label);
                }
            });
        }
        self.front.path("base", &format!("M{START},{0}H{END}", num(base)));
        self.y = base + 10.0;
    }
}

/// A band with its ends: hard where a day is known, fading where it is not.
fn body(svg: &mut Svg, band: &Band, pattern: &str, (a, b, y, h): (f64, f64, f64, f64)) {
    let (hatch, class) = match band.look {
        Look::Held => (false, "held"),
        Look::Side => (false, "side"),
        Look::Planned | Look::Struck => (true, "plan"),
    };
    // A third of the band fades on each soft side, in three steps.
    let fade = ((b - a) / if band.soft_first && band.soft_last { 3.0 } else { 2.0 }).min(36.0);
    let left = if band.soft_first { a + fade } else { a };
    let right = if band.soft_last { b - fade } else { b };
    let piece = |svg: &mut Svg, more: &str, x: f64, w: f64| {
        let class =
            if more.is_empty() { class.to_owned() } else { format!("{} {more}", if hatch { "faint" } else { "held" }) };
        if hatch {
            svg.hatched(&class, pattern, x, y, w, h);
        } else {
            svg.rect(&class, x, y, w, h);
        }
    };
    piece(svg, "", left, right - left);
    for n in 0..3 {
        let soft = ["soft1", "soft2", "soft3"][n];
        let w = fade / 3.0;
        if band.soft_first {
            piece(svg, soft, left - w * as_f64(n + 1), w);
        }
        if band.soft_last {
            piece(svg, soft, right + w * as_f64(n), w);
        }
    }
}

/// A bar from its base up: what lies at the base, what lies on it, a soft top, the range.
fn upright(svg: &mut Svg, bar: &Bar, scale: &Counts, (x, base, wide): (f64, f64, f64)) {
    if bar.unknown {
        svg.rect("unk", x, base - 26.0, wide, 26.0);
        return;
    }
    let all = scale.length(bar.value());
    let class = if bar.top > 0 { "drone" } else { "missile" };
    let soft = if bar.open { (all * 0.25).min(14.0) } else { 0.0 };
    let low = scale.length(bar.base).min(all - soft);
    if low > 0.0 {
        svg.rect("missile", x, base - low, wide, low);
    }
    if all - low - soft > 0.0 {
        svg.rect("drone", x, base - all + soft, wide, all - low - soft);
    }
    if bar.open {
        for (n, step) in ["soft1", "soft2", "soft3"].into_iter().enumerate() {
            let h = soft / 3.0;
            svg.rect(&format!("{class} {step}"), x, base - all + soft - h * as_f64(n + 1), wide, h);
        }
    }
    if let Some((low, high)) = bar.range {
        let (middle, low, high) = (x + wide / 2.0, base - scale.length(low), base - scale.length(high));
        let cap = (wide / 2.0).clamp(2.0, 5.0);
        let (l, r) = (num(middle - cap), num(middle + cap));
        let d = format!("M{l},{0}H{r}M{l},{1}H{r}M{2},{0}V{1}", num(low), num(high), num(middle));
        svg.path("range", &d);
    }
}

fn arrowhead(kind: Kind) -> &'static str {
    match kind {
        Kind::Deadline => "dead",
        Kind::Agreement => "agr",
        _ => "mea",
    }
}

/// The kind's sign: two rings, a flag, a barrier. Faint where its date is uncertain, or nothing came of it.
pub(super) fn glyph(svg: &mut Svg, kind: Kind, faint: bool, x: f64, y: f64) {
    let faint = if faint { " faint" } else { "" };
    match kind {
        Kind::Agreement => {
            svg.circle(&format!("ring{faint}"), x - 3.5, y, 5.0);
            svg.circle(&format!("ring{faint}"), x + 3.5, y, 5.0);
        }
        Kind::Deadline => {
            svg.path("deadl", &format!("M{},{}v20", num(x), num(y - 10.0)));
            svg.path(&format!("dead{faint}"), &format!("M{},{}h11l-3.5,4.5 3.5,4.5h-11z", num(x), num(y - 10.0)));
        }
        _ => {
            let (a, b) = (num(x - 6.0), num(x + 6.0));
            svg.path(
                &format!("mea{faint}"),
                &format!("M{a},{0}v14M{b},{0}v14M{a},{1}H{b}", num(y - 7.0), num(y - 1.5)),
            );
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows are counted on two hands")]
fn as_f64(n: usize) -> f64 {
    n as f64
}
