//! Writing SVG: the only way text gets into a picture, so that nothing in it can become markup.
//!
//! On a page the stylesheet dresses the marks by their classes. A picture that stands alone carries its looks in
//! presentation attributes, since a stylesheet of its own would break the service's content security policy.

use crate::render::told;
use std::fmt::Write as _;

/// A picture, or a layer of one, while it is written.
#[derive(Debug)]
pub(super) struct Svg {
    out: String,
    /// Whether it carries its looks itself, and what goes before its addresses.
    alone: Option<String>,
}

/// Where a text is anchored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// A layer of a page's picture, or of one that stands alone, whose links begin with `base`.
    pub(super) fn new(base: Option<&str>) -> Svg {
        Svg { out: String::new(), alone: base.map(str::to_owned) }
    }

    /// An empty layer of the same sort.
    pub(super) fn layer(&self) -> Svg {
        Svg { out: String::new(), alone: self.alone.clone() }
    }

    /// Whether it carries its looks itself.
    pub(super) fn is_alone(&self) -> bool {
        self.alone.is_some()
    }

    /// What was written.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Puts a layer on top.
    pub(super) fn put(&mut self, layer: Svg) {
        self.out.push_str(&layer.finish());
    }

    /// Markup that holds no one's words.
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// An element that holds nothing but text.
    pub(super) fn words(&mut self, tag: &str, attributes: &str, text: &str) {
        let _ = write!(self.out, "<{tag}{attributes}>{}</{tag}>", escaped(text));
    }

    fn class(&mut self, class: &str) {
        let _ = write!(self.out, " class=\"{class}\"");
        if self.alone.is_some() {
            for part in class.split(' ') {
                self.out.push_str(dress(part));
            }
        }
    }

    /// A rectangle; nothing where it would have no extent.
    pub(super) fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        self.out.push_str("<rect");
        self.class(class);
        let (w, h) = (num(width.max(0.0)), num(height.max(0.0)));
        let _ = write!(self.out, " x=\"{}\" y=\"{}\" width=\"{w}\" height=\"{h}\"/>", num(x), num(y));
    }

    /// A rectangle with the hatching of this page's picture.
    pub(super) fn hatched(&mut self, class: &str, pattern: &str, x: f64, y: f64, width: f64, height: f64) {
        let _ = write!(self.out, "<rect fill=\"url(#{pattern})\"");
        self.class(class);
        let (w, h) = (num(width.max(0.0)), num(height.max(0.0)));
        let _ = write!(self.out, " x=\"{}\" y=\"{}\" width=\"{w}\" height=\"{h}\"/>", num(x), num(y));
    }

    /// A line or a shape.
    pub(super) fn path(&mut self, class: &str, d: &str) {
        self.out.push_str("<path");
        self.class(class);
        let _ = write!(self.out, " d=\"{d}\"/>");
    }

    /// A circle.
    pub(super) fn circle(&mut self, class: &str, x: f64, y: f64, r: f64) {
        self.out.push_str("<circle");
        self.class(class);
        let _ = write!(self.out, " cx=\"{}\" cy=\"{}\" r=\"{}\"/>", num(x), num(y), num(r));
    }

    /// Words.
    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, words: &str) {
        self.out.push_str("<text");
        self.class(class);
        let _ = write!(self.out, " x=\"{}\" y=\"{}\"", num(x), num(y));
        match anchor {
            Anchor::Start => {}
            Anchor::Middle => self.out.push_str(" text-anchor=\"middle\""),
            Anchor::End => self.out.push_str(" text-anchor=\"end\""),
        }
        let _ = write!(self.out, ">{}</text>", escaped(words));
    }

    /// A mark: everything inside leads there. Its name says what the mark shows, the words on it first.
    pub(super) fn link(&mut self, href: &str, name: &str, inside: impl FnOnce(&mut Svg)) {
        let base = self.alone.clone().unwrap_or_default();
        let name = escaped(name);
        let _ = write!(self.out, "<a href=\"{}\" aria-label=\"{name}\"><title>{name}</title>", escaped(&(base + href)));
        inside(self);
        self.out.push_str("</a>");
    }
}

/// One decimal, and none where it is 0.
pub(super) fn num(x: f64) -> String {
    let text = format!("{x:.1}");
    let short = text.strip_suffix(".0").unwrap_or(&text);
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// Text as it may stand in an attribute or between tags. Characters that XML forbids are left out, and those that
/// turn the direction of what follows them.
pub(super) fn escaped(text: &str) -> String {
    let shown = |c| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => None,
        '\u{fffe}' | '\u{ffff}' => None,
        c if c.is_control() => Some(' '),
        c => Some(c),
    };
    told::escaped(&text.chars().filter_map(shown).collect::<String>())
}

/// The first so many characters, with an ellipsis where there are more.
pub(super) fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// How wide a text is, about: the widest of the page's sans-serif faces at 13 pixels, half bold.
pub(super) fn width(text: &str) -> f64 {
    text.chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | '\'' | ' ' | '|' => 4.8,
            'm' | 'w' | 'M' | 'W' | '—' => 12.0,
            c if c.is_uppercase() || !c.is_ascii() => 9.8,
            _ => 8.3,
        })
        .sum()
}

/// The looks of a class where no stylesheet comes along: those of the light page.
fn dress(class: &str) -> &'static str {
    const INK: &str = " fill=\"#14191b\"";
    match class {
        "t-lane" => " font-size=\"13\" font-weight=\"600\" fill=\"#14191b\"",
        "t-sub" => " font-size=\"12\" fill=\"#454f53\"",
        "t-month" => " font-size=\"13\" font-weight=\"700\" fill=\"#14191b\"",
        "t-val" => " font-size=\"12.5\" font-weight=\"600\" fill=\"#14191b\"",
        "t-round" => " font-size=\"13\" font-weight=\"700\" fill=\"#0a4a41\"",
        "t-plan" => " font-size=\"12.5\" fill=\"#454f53\"",
        "t-dead" => " font-size=\"12.5\" font-weight=\"600\" fill=\"#a50d5c\"",
        "t-agr" => " font-size=\"12.5\" font-weight=\"600\" fill=\"#7c5b0f\"",
        "t-mea" => " font-size=\"12.5\" font-weight=\"600\" fill=\"#4e6e81\"",
        "halo" => " paint-order=\"stroke\" stroke=\"#fbfcfb\" stroke-width=\"4\" stroke-linejoin=\"round\"",
        "grid" | "lane" | "weekl" => " stroke=\"#d3dbd9\" stroke-width=\"1\"",
        "base" => " stroke=\"#14191b\" stroke-width=\"1.25\"",
        "wash" => " fill=\"#dcece7\"",
        "held" => " fill=\"#0a4a41\"",
        "side" => " fill=\"#fbfcfb\" stroke=\"#0a4a41\" stroke-width=\"1.75\"",
        "plan" => " stroke=\"#0a4a41\" stroke-width=\"1.5\" stroke-dasharray=\"4 3\"",
        "arrow" => " stroke=\"#0a4a41\" stroke-width=\"1.75\" fill=\"none\"",
        "nodate" => " stroke-dasharray=\"4 3\"",
        "arrowhead" => " fill=\"#0a4a41\"",
        "struck" | "range" => " stroke=\"#14191b\" stroke-width=\"1.5\" fill=\"none\"",
        "faint" => " opacity=\".55\"",
        "agr" => " fill=\"#7c5b0f\"",
        "ring" => " fill=\"none\" stroke=\"#7c5b0f\" stroke-width=\"2\"",
        "dead" => " fill=\"#a50d5c\"",
        "deadl" => " stroke=\"#a50d5c\" stroke-width=\"1.5\"",
        "mea" => " stroke=\"#4e6e81\" stroke-width=\"2.5\" fill=\"none\"",
        "stm" => " fill=\"#3d2fae\"",
        "drone" => " fill=\"#bd7750\"",
        "missile" => " fill=\"#5b2310\"",
        "soft1" => " fill-opacity=\".65\"",
        "soft2" => " fill-opacity=\".35\"",
        "soft3" => " fill-opacity=\".15\"",
        "unk" => " fill=\"none\" stroke=\"#bd7750\" stroke-width=\"1.5\" stroke-dasharray=\"3 2.5\"",
        "hit" => " fill=\"none\" pointer-events=\"all\"",
        "title" => " font-size=\"17\" font-weight=\"700\" fill=\"#14191b\"",
        "paper" => " fill=\"#fbfcfb\"",
        _ => INK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        let mut svg = Svg::new(None);
        let evil = "\"><script>alert('1')</script>&\u{202e}\u{0}x";
        svg.link("/?q=%22&a=b", evil, |svg| svg.text("t-val", 1.0, 2.04, Anchor::End, evil));
        let out = svg.finish();
        assert!(!out.contains("<script") && !out.contains('\u{202e}') && !out.contains('\0'), "{out}");
        assert!(out.starts_with("<a href=\"/?q=%22&amp;a=b\" aria-label=\"&quot;&gt;&lt;script&gt;"), "{out}");
        assert!(out.contains("<text class=\"t-val\" x=\"1\" y=\"2\" text-anchor=\"end\">"), "{out}");
    }

    #[test]
    fn alone_it_carries_its_looks_and_its_host() {
        let mut svg = Svg::new(Some("https://talks.example"));
        svg.link("/events/7", "Seven", |svg| svg.rect("held", 0.0, 0.0, -3.0, 4.0));
        let out = svg.finish();
        assert!(out.contains("href=\"https://talks.example/events/7\""), "{out}");
        assert!(out.contains("fill=\"#0a4a41\"") && out.contains("width=\"0\""), "{out}");
        assert!(!out.contains("style"), "the policy forbids styles: {out}");
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!((num(1.0), num(1.25), num(-0.01), num(99.96)), ("1".into(), "1.2".into(), "0".into(), "100".into()));
    }

    #[test]
    fn long_labels_are_cut_between_characters() {
        assert_eq!(short("Abu Dhabi", 20), "Abu Dhabi");
        assert_eq!(short("Женева и ещё раз Женева", 9), "Женева и…");
        assert_eq!(short("🕊🕊🕊🕊", 3), "🕊🕊…");
        assert!(width("Abu Dhabi") > 50.0 && width("") < 0.1);
    }
}
