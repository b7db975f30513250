//! How a text of somebody else's gets into a page: without markup, and without the marks that turn the direction of
//! everything behind them.

use askama::filters::{Escaper, Html};
use std::fmt;

/// Escapes for HTML and leaves out the controls that embed, override or isolate a direction (Unicode's UAX #9, 2.1 to
/// 2.5). A text that opens one and never closes it would turn the words of ours that follow. Letters bring their own
/// direction along, and the stylesheet keeps each text to itself, so nothing is lost; JSON and files have the text as
/// it came. `askama.toml` makes every template use this.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shown;

/// The controls, whose bytes in UTF-8 all begin with 0xE2.
const TURNING: [char; 9] =
    ['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];

impl Escaper for Shown {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        if !string.as_bytes().contains(&0xe2) {
            return Html.write_escaped_str(dest, string);
        }
        string.split(TURNING).try_for_each(|piece| Html.write_escaped_str(&mut dest, piece))
    }

    fn write_escaped_char<W: fmt::Write>(&self, dest: W, c: char) -> fmt::Result {
        if TURNING.contains(&c) { Ok(()) } else { Html.write_escaped_char(dest, c) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        Shown.write_escaped_str(&mut out, text).expect("a string takes everything");
        for (at, c) in text.char_indices() {
            let mut one = String::new();
            Shown.write_escaped_char(&mut one, c).expect("a string takes everything");
            let mut whole = String::new();
            Shown.write_escaped_str(&mut whole, &text[at..at + c.len_utf8()]).expect("a string takes everything");
            assert_eq!(one, whole, "a letter alone is as it is in a text");
        }
        out
    }

    #[test]
    fn nothing_is_markup_and_nothing_turns_what_follows() {
        assert_eq!(shown("<b a='1'>&\"</b>"), "&#60;b a=&#39;1&#39;&#62;&#38;&#34;&#60;/b&#62;");
        assert_eq!(shown("plan \u{202e}txet\u{202c} “said”"), "plan txet “said”");
        assert_eq!(shown("\u{2067}<\u{2069}…"), "&#60;…");
    }

    #[test]
    fn letters_and_their_own_marks_stay() {
        for text in ["שלום עולם", "مفاوضات\u{200f} 2026", "👩\u{200d}👩\u{200d}👧 – ok", "e\u{301}\u{200e}", "…"]
        {
            assert_eq!(shown(text), text);
        }
    }
}
