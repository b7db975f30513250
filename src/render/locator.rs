//! A map that says where a place is: land and large lakes, the place, and other places of the timeline. Pure.
//!
//! Equirectangular, true to scale at the middle. No borders are drawn: where they run is what many of these
//! negotiations are about. The land is Natural Earth's at 1:110 million (public domain; `data/land.txt`).

use super::words;
use crate::{
    domain::{Place, profile::NearPlace},
    urls,
};
use std::sync::LazyLock;

/// How wide a map is, in units of its own.
pub const WIDTH: f64 = 720.0;
/// How high.
pub const HEIGHT: f64 = 440.0;
/// Heights in degrees that are tried, until a coast tells the reader where they are.
const SPANS: [f64; 4] = [11.0, 16.0, 24.0, 40.0];
/// A degree of latitude in kilometres.
const DEGREE: f64 = 111.2;
/// So many other places have their name on the map, if there is room.
const NAMED: usize = 14;
/// How large names are.
#[derive(Clone, Copy, Debug)]
struct Letters {
    /// How wide a letter is, about.
    wide: f64,
    /// How high.
    high: f64,
    /// So much larger is the name of the place itself.
    own: f64,
}

/// Names on a screen, and on a phone, where the whole map is half as wide.
const LETTERS: [Letters; 2] =
    [Letters { wide: 6.6, high: 12.0, own: 1.25 }, Letters { wide: 11.6, high: 21.0, own: 1.2 }];

/// The part of the world that a map shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    lat: f64,
    lon: f64,
    /// Units for a degree of latitude.
    scale: f64,
    /// Units for a degree of longitude.
    across: f64,
}

/// A map.
#[derive(Clone, Debug)]
pub struct Locator {
    /// What it shows, in words.
    pub title: String,
    /// Outlines of land, as path data.
    pub land: String,
    /// Outlines of lakes, as path data.
    pub water: String,
    /// Meridians and parallels, as path data.
    pub lines: String,
    /// Their names: (x, y, words, whether it stands at the left edge).
    pub degrees: Vec<(String, String, String, bool)>,
    /// The place itself: (x, y).
    pub here: (String, String),
    /// Its name: (x, y, anchor).
    pub label: (String, String, &'static str),
    /// The same on a phone.
    pub narrow: (String, String, &'static str),
    /// The other places.
    pub dots: Vec<Dot>,
    /// The bar that says how far is how far: (width, words).
    pub bar: (String, String),
}

/// Another place.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Where it is.
    pub x: String,
    /// See there.
    pub y: String,
    /// How large its mark is.
    pub r: String,
    /// What it is called.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Where its name stands: (x, y, anchor); none where there is no room.
    pub label: Option<(String, String, &'static str)>,
    /// The same on a phone.
    pub narrow: Option<(String, String, &'static str)>,
    /// `12 events`.
    pub events: String,
    /// `120 km south-west`.
    pub away: String,
}

impl View {
    /// The view around a place: as near as a coast allows. `None` without coordinates on the globe.
    pub fn around(place: &Place) -> Option<View> {
        let (lat, lon) = place.lat.zip(place.lon)?;
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            return None;
        }
        let views = SPANS.map(|span| View::of(lat, lon, span));
        views.into_iter().find(View::has_coast).or_else(|| views.last().copied())
    }

    fn of(lat: f64, lon: f64, span: f64) -> View {
        // Beyond the poles there is nothing to show.
        let lat = lat.clamp(-90.0 + span / 2.0, 90.0 - span / 2.0);
        let scale = HEIGHT / span;
        View { lat, lon, scale, across: scale * lat.to_radians().cos().max(0.2) }
    }

    /// Its sides in degrees: south, north, west, east. West and east may lie beyond the date line.
    pub fn sides(&self) -> [f64; 4] {
        let (up, aside) = (HEIGHT / 2.0 / self.scale, WIDTH / 2.0 / self.across);
        [self.lat - up, self.lat + up, self.lon - aside, self.lon + aside]
    }

    fn xy(&self, lat: f64, lon: f64) -> (f64, f64) {
        (WIDTH / 2.0 + (lon - self.lon) * self.across, HEIGHT / 2.0 - (lat - self.lat) * self.scale)
    }

    /// Whether land and sea meet well inside.
    fn has_coast(&self) -> bool {
        let inside = |(lon, lat): (f64, f64)| {
            let (x, y) = self.xy(lat, lon);
            (WIDTH * 0.04..WIDTH * 0.96).contains(&x) && (HEIGHT * 0.04..HEIGHT * 0.96).contains(&y)
        };
        let turned = |ring: &Ring, by: f64| ring.points.iter().filter(|(lon, lat)| inside((lon + by, *lat))).count();
        OUTLINES.iter().map(|ring| TURNS.iter().map(|by| turned(ring, *by)).sum::<usize>()).sum::<usize>() >= 4
    }
}

/// What is drawn east of the date line may be seen from the west of it.
const TURNS: [f64; 3] = [-360.0, 0.0, 360.0];

/// An outline: degrees east and north.
struct Ring {
    land: bool,
    points: Vec<(f64, f64)>,
}

static OUTLINES: LazyLock<Vec<Ring>> = LazyLock::new(|| read(include_str!("data/land.txt")));

fn read(text: &str) -> Vec<Ring> {
    let ring = |line: &str| {
        let (sort, rest) = line.split_once(' ')?;
        let (mut x, mut y) = (0_i32, 0_i32);
        let point = |pair: &str| {
            let (dx, dy) = pair.split_once(',')?;
            (x, y) = (x + dx.parse::<i32>().ok()?, y + dy.parse::<i32>().ok()?);
            Some((f64::from(x) / 100.0, f64::from(y) / 100.0))
        };
        let points: Option<Vec<(f64, f64)>> = rest.split(' ').map(point).collect();
        Some(Ring { land: sort == "land", points: points? })
    };
    text.lines().filter(|line| !line.starts_with('#')).filter_map(ring).collect()
}

/// The map of a view.
pub fn locator(view: &View, place: &Place, near: &[NearPlace]) -> Locator {
    let (lat, lon) = (place.lat.unwrap_or(view.lat), place.lon.unwrap_or(view.lon));
    let here = view.xy(lat, lon);
    let mark = Room { x0: here.0 - 9.0, y0: here.1 - 9.0, x1: here.0 + 9.0, y1: here.1 + 9.0 };
    let mut taken = [vec![], vec![]];
    let own = LETTERS.map(|letters| label_of(&place.name, here, 12.0, letters.larger(), &[]));
    for (taken, own) in taken.iter_mut().zip(own) {
        taken.push(mark);
        taken.extend(own.map(|label| label.room));
    }
    let mut dots = Vec::new();
    let mut named = 0;
    for other in near {
        let Some((olat, olon)) = other.place.lat.zip(other.place.lon) else { continue };
        let turn = TURNS.iter().find(|by| (WIDTH / 2.0 / view.across) >= (olon + **by - view.lon).abs());
        let (x, y) = view.xy(olat, olon + turn.copied().unwrap_or(0.0));
        if !(0.0..=WIDTH).contains(&x) || !(0.0..=HEIGHT).contains(&y) || other.place.id == place.id {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "a thousand at most")]
        let r = 2.5 + (other.events as f64).sqrt().min(12.0) * 0.6;
        let mut label = |n: usize| {
            let (letters, taken) = (LETTERS.get(n)?, taken.get_mut(n)?);
            let label = label_of(&other.place.name, (x, y), r + 3.0, *letters, taken).filter(|_| named < NAMED)?;
            taken.push(label.room);
            Some((unit(label.x), unit(label.y), label.anchor))
        };
        let (label, narrow) = (label(0), label(1));
        named += usize::from(label.is_some());
        dots.push(Dot {
            x: unit(x),
            y: unit(y),
            r: unit(r),
            name: other.place.name.clone(),
            href: urls::place(&other.place.id),
            label,
            narrow,
            events: words::counted(other.events, "event"),
            away: away((lat, lon), (olat, olon)),
        });
    }
    let beside = (unit(here.0 + 12.0), unit(here.1 + 4.0), "start");
    let [label, narrow] = own.map(|l| l.map_or_else(|| beside.clone(), |l| (unit(l.x), unit(l.y), l.anchor)));
    let (lines, degrees) = graticule(view);
    Locator {
        title: format!("Map: where {} is", place.name),
        land: outlines(view, true),
        water: outlines(view, false),
        lines,
        degrees,
        here: (unit(here.0), unit(here.1)),
        label,
        narrow,
        dots,
        bar: bar(view),
    }
}

fn unit(n: f64) -> String {
    let text = format!("{n:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// Room that a name takes.
#[derive(Clone, Copy, Debug)]
struct Room {
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
}

impl Room {
    fn meets(&self, other: &Room) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }
}

#[derive(Clone, Copy, Debug)]
struct Label {
    x: f64,
    y: f64,
    anchor: &'static str,
    room: Room,
}

impl Letters {
    fn larger(self) -> Letters {
        Letters { wide: self.wide * self.own, high: self.high * self.own, own: 1.0 }
    }
}

/// Where a name fits beside its mark: right of it, left of it, below or above.
fn label_of(name: &str, (x, y): (f64, f64), gap: f64, letters: Letters, taken: &[Room]) -> Option<Label> {
    let high = letters.high;
    #[expect(clippy::cast_precision_loss, reason = "letters of a name")]
    let wide = name.chars().count().min(200) as f64 * letters.wide + 4.0;
    let at = |x: f64, y: f64, anchor: &'static str| {
        let x0 = match anchor {
            "start" => x,
            "end" => x - wide,
            _ => x - wide / 2.0,
        };
        Label { x, y, anchor, room: Room { x0, y0: y - high, x1: x0 + wide, y1: y + high / 3.0 } }
    };
    let tries = [
        at(x + gap, y + high / 3.0, "start"),
        at(x - gap, y + high / 3.0, "end"),
        at(x, y + gap + high * 0.8, "middle"),
        at(x, y - gap - 2.0, "middle"),
    ];
    let fits = |label: &Label| {
        let room = label.room;
        // The scale stands in the corner at the left, below.
        room.x0 >= 2.0
            && room.x1 <= WIDTH - 2.0
            && room.y0 >= 2.0
            && room.y1 <= HEIGHT - 26.0
            && !taken.iter().any(|t| t.meets(&room))
    };
    tries.into_iter().find(fits)
}

/// The outlines inside a view, as path data.
fn outlines(view: &View, land: bool) -> String {
    let mut path = String::new();
    for ring in OUTLINES.iter().filter(|r| r.land == land) {
        for by in TURNS {
            let points: Vec<(f64, f64)> = ring.points.iter().map(|(lon, lat)| view.xy(*lat, lon + by)).collect();
            let cut = clip(points);
            if cut.len() < 3 {
                continue;
            }
            let (mut px, mut py) = (0.0, 0.0);
            for (i, (x, y)) in cut.iter().map(|(x, y)| (tenth(*x), tenth(*y))).enumerate() {
                if i == 0 {
                    path.push_str(&format!("M{} {}l", unit(x), unit(y)));
                } else {
                    let (dx, dy) = (unit(tenth(x - px)), unit(tenth(y - py)));
                    let (sep, mid) = (
                        if i > 1 && !dx.starts_with('-') { " " } else { "" },
                        if dy.starts_with('-') { "" } else { " " },
                    );
                    path.push_str(&format!("{sep}{dx}{mid}{dy}"));
                }
                (px, py) = (x, y);
            }
            path.push('z');
        }
    }
    path
}

fn tenth(n: f64) -> f64 {
    (n * 10.0).round() / 10.0
}

/// A point on the map, across and down.
type Point = (f64, f64);

/// Cuts an outline along the map's edges, one after the other (Sutherland and Hodgman 1974). A little beyond them,
/// so that no edge is drawn as a coast.
fn clip(points: Vec<Point>) -> Vec<Point> {
    const BEYOND: f64 = 6.0;
    let cross = |a: Point, b: Point, t: f64| (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
    // Each edge as the distance inside it.
    let edges: [&dyn Fn(Point) -> f64; 4] =
        [&|p: Point| p.0 + BEYOND, &|p: Point| WIDTH + BEYOND - p.0, &|p: Point| p.1 + BEYOND, &|p: Point| {
            HEIGHT + BEYOND - p.1
        }];
    edges.into_iter().fold(points, |points, inside| {
        let mut kept = Vec::with_capacity(points.len());
        let Some(mut before) = points.last().copied() else { return kept };
        for point in points {
            let (a, b) = (inside(before), inside(point));
            if (a < 0.0) != (b < 0.0) {
                kept.push(cross(before, point, a / (a - b)));
            }
            if b >= 0.0 {
                kept.push(point);
            }
            before = point;
        }
        kept
    })
}

/// Meridians and parallels, and their names at the edges.
#[expect(clippy::cast_possible_truncation, reason = "degrees")]
fn graticule(view: &View) -> (String, Vec<(String, String, String, bool)>) {
    let [south, north, west, east] = view.sides();
    let step = if north - south > 20.0 { 10 } else { 5 };
    let (mut path, mut names) = (String::new(), Vec::new());
    let between = |a: f64, b: f64| (a as i32 / step - 1..=b as i32 / step + 1).map(move |n| n * step);
    for lat in between(south, north).filter(|d| (-90..=90).contains(d)) {
        let (_, y) = view.xy(f64::from(lat), view.lon);
        if (14.0..HEIGHT - 30.0).contains(&y) {
            path.push_str(&format!("M0 {}H{WIDTH}", unit(y)));
            let side = match lat.signum() {
                0 => "0°".to_owned(),
                1 => format!("{lat}° N"),
                _ => format!("{}° S", -lat),
            };
            names.push(("4".to_owned(), unit(y - 3.0), side, true));
        }
    }
    for lon in between(west, east) {
        let (x, _) = view.xy(view.lat, f64::from(lon));
        if (50.0..WIDTH - 30.0).contains(&x) {
            path.push_str(&format!("M{} 0V{HEIGHT}", unit(x)));
            let around = (lon + 540).rem_euclid(360) - 180;
            let side = match around.signum() {
                0 => "0°".to_owned(),
                1 => format!("{around}° E"),
                _ => format!("{}° W", -around),
            };
            names.push((unit(x + 3.0), "12".to_owned(), side, false));
        }
    }
    (path, names)
}

/// A round number of kilometres that fits the corner.
fn bar(view: &View) -> (String, String) {
    let unit_km = view.scale / DEGREE;
    let fitting =
        [50.0, 100.0, 200.0, 500.0, 1000.0].into_iter().rev().find(|km| km * unit_km <= 130.0).unwrap_or(50.0);
    (unit(fitting * unit_km), format!("{fitting:.0} km"))
}

/// How far and in which direction the second point lies from the first.
fn away((lat, lon): (f64, f64), (to_lat, to_lon): (f64, f64)) -> String {
    const EARTH: f64 = 6371.0;
    const SIDES: [&str; 8] = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];
    let (a, b, d) = (lat.to_radians(), to_lat.to_radians(), (to_lon - lon).to_radians());
    // The haversine keeps small distances exact.
    let h = ((b - a) / 2.0).sin().powi(2) + a.cos() * b.cos() * (d / 2.0).sin().powi(2);
    let km = 2.0 * EARTH * h.sqrt().clamp(0.0, 1.0).asin();
    if km < 1.0 {
        return "the same spot".to_owned();
    }
    let bearing = (d.sin() * b.cos()).atan2(a.cos() * b.sin() - a.sin() * b.cos() * d.cos()).to_degrees();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 8")]
    let side = SIDES[((bearing.rem_euclid(360.0) / 45.0).round() as usize) % 8];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "half the globe at most")]
    let km = if km < 100.0 { km.round() } else { (km / 10.0).round() * 10.0 } as u64;
    format!("{} km {side}", words::grouped(km))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str, lat: f64, lon: f64) -> Place {
        Place { id: name.to_lowercase(), name: name.to_owned(), country: None, lat: Some(lat), lon: Some(lon) }
    }

    fn near(name: &str, lat: f64, lon: f64) -> NearPlace {
        NearPlace { place: place(name, lat, lon), events: 9 }
    }

    #[test]
    fn every_outline_is_on_the_globe() {
        assert!(OUTLINES.len() > 140, "{}", OUTLINES.len());
        for ring in OUTLINES.iter() {
            assert!(ring.points.len() >= 3);
            assert!(ring.points.iter().all(|(x, y)| x.abs() <= 180.01 && y.abs() <= 90.01));
        }
        let lines = include_str!("data/land.txt").lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(lines, OUTLINES.len(), "every line was read");
    }

    #[test]
    fn a_map_shows_its_place_and_those_beside_it() {
        let geneva = place("Geneva", 46.2, 6.15);
        let view = View::around(&geneva).expect("coordinates");
        let map = locator(
            &view,
            &geneva,
            &[near("Bern", 46.95, 7.45), near("Oslo", 59.9, 10.75), near("Geneva", 46.2, 6.15)],
        );
        assert_eq!(map.here, ("360".to_owned(), "220".to_owned()));
        assert_eq!(map.dots.len(), 1, "Oslo lies beyond, Geneva is the place itself");
        assert_eq!((map.dots[0].away.as_str(), map.dots[0].href.as_str()), ("130 km north-east", "/places/bern"));
        assert!(map.dots[0].label.is_some() && map.land.starts_with('M') && map.bar.1.ends_with(" km"));
        assert!(map.degrees.iter().any(|(.., name, _)| name == "45° N"), "{:?}", map.degrees);
    }

    #[test]
    fn the_view_widens_until_there_is_a_coast() {
        let span = |p: &Place| {
            View::around(p).map(|v| {
                let [s, n, ..] = v.sides();
                (n - s).round()
            })
        };
        assert_eq!(span(&place("Geneva", 46.2, 6.15)), Some(11.0));
        assert_eq!(span(&place("Desert", 23.0, 5.0)).map(|s| s > 11.0), Some(true));
        assert_eq!(span(&place("Nowhere", 91.0, 0.0)), None);
        assert_eq!(View::around(&Place { lat: None, ..place("Unknown", 0.0, 0.0) }), None);
    }

    #[test]
    fn maps_go_over_the_date_line() {
        let suva = place("Suva", -18.1, 178.4);
        let view = View::around(&suva).expect("coordinates");
        let map = locator(&view, &suva, &[near("Neiafu", -18.65, -173.98)]);
        assert_eq!(map.dots.len(), 1, "{:?}", view.sides());
        assert!(map.degrees.iter().any(|(.., name, _)| name == "175° W"), "{:?}", map.degrees);
    }

    #[test]
    fn an_outline_is_cut_along_the_edges() {
        let all = vec![(-900.0, -900.0), (2000.0, -900.0), (2000.0, 2000.0), (-900.0, 2000.0)];
        let cut = clip(all);
        assert_eq!(cut.len(), 4);
        assert!(cut.iter().all(|(x, y)| (-6.0..=WIDTH + 6.0).contains(x) && (-6.0..=HEIGHT + 6.0).contains(y)));
        assert!(clip(vec![(-90.0, -90.0), (-80.0, -90.0), (-80.0, -80.0)]).is_empty());
    }

    #[test]
    fn distances_are_those_of_the_globe() {
        assert_eq!(away((50.45, 30.52), (50.0, 36.23)), "410 km east");
        assert_eq!(away((0.0, 0.0), (0.0, 0.0)), "the same spot");
        assert_eq!(away((10.0, 179.5), (10.0, -179.5)), "110 km east");
    }
}
