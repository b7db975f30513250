//! A linear reading of markup as a stream of tags and text. No tree, no recursion.

use std::borrow::Cow;

/// Deeper elements are taken out of the page before a tree is built. Real pages stay below 60.
pub(super) const DEEPEST: usize = 120;

/// A stretch of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'h> {
    /// Characters between tags, entities still encoded.
    Text(&'h str),
    /// An opening or self-closing tag: its name in lower case (`""` where it is not a known one), and the whole tag.
    Open(&'static str, &'h str),
    /// A closing tag.
    Close(&'static str),
    /// A comment, a declaration, a script or a style sheet.
    Hidden,
}

/// Elements after which a new paragraph starts.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];
/// Elements that are closed without being told, or that hold nothing: they do not nest.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "td", "th", "tr", "track", "wbr",
];
/// Elements whose content is characters, not markup.
const RAW: &[&str] = &["iframe", "script", "style", "textarea"];

/// Whether text before and after this tag stands in different paragraphs.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.binary_search(&name).is_ok()
}

/// The shared copy of a tag's name, or `""`.
fn known(name: &str) -> &'static str {
    let lower = name.to_ascii_lowercase();
    let find = |list: &[&'static str]| list.binary_search(&lower.as_str()).ok().map(|i| list[i]);
    find(BLOCKS).or_else(|| find(FLAT)).or_else(|| find(RAW)).unwrap_or("")
}

/// Cuts markup into pieces, each with where it starts and ends.
fn positioned(html: &str) -> impl Iterator<Item = (usize, usize, Piece<'_>)> {
    let bytes = html.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        if start >= bytes.len() {
            return None;
        }
        let next = bytes.get(start + 1).copied().unwrap_or(b' ');
        let piece = if bytes[start] == b'<' && (next.is_ascii_alphabetic() || next == b'/') {
            let closing = next == b'/';
            let name_at = start + 1 + usize::from(closing);
            let name_len = bytes[name_at..]
                .iter()
                .position(|b| !b.is_ascii_alphanumeric() && *b != b'-')
                .unwrap_or(bytes.len() - name_at);
            at = tag_end(bytes, name_at + name_len);
            let name = known(&html[name_at..name_at + name_len]);
            if closing {
                Piece::Close(name)
            } else if RAW.contains(&name) {
                at = raw_end(bytes, at, name);
                Piece::Hidden
            } else {
                Piece::Open(name, &html[start..at])
            }
        } else if bytes[start] == b'<' && (next == b'!' || next == b'?') {
            at = if html[start..].starts_with("<!--") {
                html[start + 4..].find("-->").map_or(bytes.len(), |i| start + 4 + i + 3)
            } else {
                tag_end(bytes, start + 1)
            };
            Piece::Hidden
        } else {
            at = bytes[start + 1..].iter().position(|b| *b == b'<').map_or(bytes.len(), |i| start + 1 + i);
            Piece::Text(&html[start..at])
        };
        Some((start, at, piece))
    })
}

/// Cuts markup into pieces.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    positioned(html).map(|(_, _, piece)| piece)
}

/// The byte after the `>` that ends a tag; quotation marks hide a `>`.
fn tag_end(bytes: &[u8], from: usize) -> usize {
    let mut quote = None;
    for (i, b) in bytes.iter().enumerate().skip(from) {
        match (quote, *b) {
            (None, b'>') => return i + 1,
            // A mark opens a value only after the equals sign.
            (None, b'"' | b'\'') if bytes[..i].iter().rev().find(|b| !b.is_ascii_whitespace()) == Some(&b'=') => {
                quote = Some(*b);
            }
            (Some(open), b) if b == open => quote = None,
            _ => {}
        }
    }
    bytes.len()
}

/// The byte after the closing tag of an element whose content is not markup.
fn raw_end(bytes: &[u8], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(i) = bytes[at..].windows(2).position(|w| w == b"</") {
        at += i + 2;
        if bytes[at..].get(..name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name.as_bytes())) {
            return tag_end(bytes, at + name.len());
        }
    }
    bytes.len()
}

/// Takes out tags nested deeper than [`DEEPEST`]; their text stays. A page of ordinary depth is
/// returned as it is. Without this, ten thousand nested elements take quadratic time to parse.
pub(super) fn flatten(html: &str) -> Cow<'_, str> {
    let mut depth = 0usize;
    let nests = |name: &str| !FLAT.contains(&name);
    let deepest = pieces(html).fold(0usize, |most, piece| {
        match piece {
            Piece::Open(name, tag) if nests(name) && !tag.ends_with("/>") => depth += 1,
            Piece::Close(name) if nests(name) => depth = depth.saturating_sub(1),
            _ => {}
        }
        most.max(depth)
    });
    if deepest <= DEEPEST {
        return Cow::Borrowed(html);
    }
    let (mut out, mut depth) = (String::with_capacity(html.len()), 0usize);
    for (start, end, piece) in positioned(html) {
        let keep = match piece {
            Piece::Open(name, tag) if nests(name) && !tag.ends_with("/>") => {
                depth += 1;
                depth <= DEEPEST
            }
            Piece::Close(name) if nests(name) => {
                depth = depth.saturating_sub(1);
                depth < DEEPEST
            }
            _ => true,
        };
        out.push_str(if keep { &html[start..end] } else { " " });
    }
    Cow::Owned(out)
}

/// Entities of HTML that news pages use in text; numeric ones are read by rule.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("bdquo", '„'),
    ("sbquo", '‚'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("middot", '·'),
    ("bull", '•'),
    ("copy", '©'),
    ("deg", '°'),
    ("euro", '€'),
    ("pound", '£'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("aacute", 'á'),
    ("oacute", 'ó'),
    ("uuml", 'ü'),
    ("ouml", 'ö'),
    ("auml", 'ä'),
    ("ccedil", 'ç'),
    ("ntilde", 'ñ'),
    ("iacute", 'í'),
    ("uacute", 'ú'),
];

/// Decodes entities. An ampersand that starts none stays as it is.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(i) = rest.find('&') {
        out.push_str(&rest[..i]);
        rest = &rest[i + 1..];
        let end = rest.bytes().take(10).position(|b| b == b';');
        match end.and_then(|end| Some((entity(&rest[..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?).filter(|c| *c != '\0');
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}
