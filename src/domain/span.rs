//! Frozen text, and checked places in it.
//!
//! ```
//! use demarche::domain::Text;
//! let text = Text::freeze("Talks in Genève\r\nend.");
//! let span = text.find("Genève").unwrap();
//! assert_eq!(text.slice(span), "Genève");
//! assert_eq!(text.code_points(span), (9, 15));
//! ```

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, sync::Arc};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// How many bytes lie between two remembered code-point counts.
const STRIDE: usize = 64;

/// An article's text as it was frozen at submission. Cheap to clone.
///
/// Frozen means: Unicode NFC, `\n` line ends, no control characters but `\n` and `\t`, no-break
/// and typographic spaces turned into plain ones, no byte-order mark, no space at the ends.
/// Freezing a frozen text changes nothing.
#[derive(Clone)]
pub struct Text(Arc<Inner>);

struct Inner {
    text: String,
    /// Code points before byte `i * STRIDE` (rounded down to a character's first byte).
    marks: Vec<u32>,
}

/// A place in one [`Text`], in bytes. Made only by `Text`, so it never splits a character and
/// always lies inside the text it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// First byte.
    pub const fn start(self) -> usize {
        self.start as usize
    }
    /// The byte after the last.
    pub const fn end(self) -> usize {
        self.end as usize
    }
    /// Length in bytes.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }
    /// Whether it covers nothing.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
    /// Whether `other` lies inside.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
    /// Whether they share a byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// The smallest span over both; both must be of the same text.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl Text {
    /// Normalises and freezes a text. Texts over 4 GiB are cut; the web refuses them long before.
    pub fn freeze(raw: &str) -> Text {
        let raw = raw.strip_prefix('\u{feff}').unwrap_or(raw);
        let mut out = String::with_capacity(raw.len());
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' => {
                    if chars.peek() != Some(&'\n') {
                        out.push('\n');
                    }
                }
                '\n' | '\t' => out.push(c),
                '\u{2028}' | '\u{2029}' => out.push('\n'),
                '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => out.push(' '),
                // Zero-width characters and soft hyphens hide words from the matcher.
                '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
                c if c.is_control() => {}
                c => out.push(c),
            }
        }
        let out = if is_nfc(&out) { out } else { out.nfc().collect() };
        let mut text = out.trim().to_owned();
        if text.len() > u32::MAX as usize {
            let mut cut = u32::MAX as usize;
            while !text.is_char_boundary(cut) {
                cut -= 1;
            }
            text.truncate(cut);
        }
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0u32;
        for part in text.as_bytes().chunks(STRIDE) {
            marks.push(count);
            count += code_points(part);
        }
        if text.len() % STRIDE == 0 {
            marks.push(count);
        }
        Text(Arc::new(Inner { text, marks }))
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// A span of these bytes, if they are inside the text and split no character.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        let t = &self.0.text;
        (start <= end && end <= t.len() && t.is_char_boundary(start) && t.is_char_boundary(end))
            .then_some(Span { start: start as u32, end: end as u32 })
    }

    /// The whole text as a span.
    pub fn all(&self) -> Span {
        Span { start: 0, end: self.0.text.len() as u32 }
    }

    /// What a span of this text covers. A span of another text gives as much as there is.
    pub fn slice(&self, span: Span) -> &str {
        self.0.text.get(span.start()..span.end()).unwrap_or_default()
    }

    /// The first place where `exact` stands.
    pub fn find(&self, exact: &str) -> Option<Span> {
        let start = self.0.text.find(exact)?;
        self.span(start, start + exact.len())
    }

    /// A span as W3C Web Annotation's `TextPositionSelector` counts it: in Unicode code points.
    pub fn code_points(&self, span: Span) -> (u32, u32) {
        (self.count_before(span.start()), self.count_before(span.end()))
    }

    /// The span of these code points, if the text reaches that far.
    pub fn span_of_code_points(&self, start: u32, end: u32) -> Option<Span> {
        (start <= end).then_some(())?;
        self.span(self.byte_at(start)?, self.byte_at(end)?)
    }

    fn count_before(&self, byte: usize) -> u32 {
        let slot = (byte / STRIDE).min(self.0.marks.len().saturating_sub(1));
        let tail = &self.0.text.as_bytes()[(slot * STRIDE).min(byte)..byte.min(self.0.text.len())];
        self.0.marks.get(slot).copied().unwrap_or(0) + code_points(tail)
    }

    fn byte_at(&self, code_point: u32) -> Option<usize> {
        // The last mark at or before the wanted count; from there, walk.
        let slot = self.0.marks.partition_point(|m| *m <= code_point).saturating_sub(1);
        let mut left = code_point - self.0.marks.get(slot).copied().unwrap_or(0);
        let bytes = self.0.text.as_bytes();
        let mut at = slot * STRIDE;
        while at < bytes.len() {
            if bytes[at] & 0xc0 != 0x80 {
                if left == 0 {
                    return Some(at);
                }
                left -= 1;
            }
            at += 1;
        }
        (left == 0).then_some(bytes.len())
    }
}

/// How many characters begin in these bytes; a part of a text has less than 4 GiB.
fn code_points(bytes: &[u8]) -> u32 {
    bytes.iter().map(|b| u32::from(b & 0xc0 != 0x80)).sum()
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.text.len())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.0.text == other.0.text
    }
}

impl Eq for Text {}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(|s| Text::freeze(&s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn freezing_twice_changes_nothing(s in "\\PC*|[\\r\\n\\t \u{a0}\u{0}e\u{301}]*") {
            let once = Text::freeze(&s);
            prop_assert_eq!(Text::freeze(once.as_str()), once.clone());
            prop_assert!(!once.as_str().contains('\0'));
        }

        #[test]
        fn code_points_read_back(s in "[a-zé\u{1F600}]{0,900}", a in 0usize..3000, b in 0usize..3000) {
            let text = Text::freeze(&s);
            if let Some(span) = text.span(a.min(b), a.max(b)) {
                let (start, end) = text.code_points(span);
                prop_assert_eq!(start as usize, text.as_str()[..span.start()].chars().count());
                prop_assert_eq!(text.span_of_code_points(start, end), Some(span));
            }
        }
    }

    #[test]
    fn a_span_never_splits_a_character() {
        let text = Text::freeze("é");
        assert_eq!(text.span(0, 1), None);
        assert_eq!(text.span(0, 3), None);
        assert!(text.span(0, 2).is_some());
    }
}
