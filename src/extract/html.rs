//! The article inside an HTML page: main content, and what its JSON-LD and meta tags say of it.
//!
//! The main content is found by a readability algorithm (the crate `dom_smoothie`). Around it two
//! guards are ours: a linear pass that flattens absurd nesting before any tree is built, and a
//! linear reading of the cleaned markup into paragraphs, so no input can exhaust the stack.

mod meta;
mod scan;

use crate::domain::Published;
use dom_smoothie::{Config, Readability};
use scan::{Piece, pieces};

/// Elements beyond this many make the readability step give way to the whole visible text.
const MOST_ELEMENTS: usize = 60_000;

/// What is never part of an article's own words.
const CLUTTER: &str = "nav, aside, form, button, select, dialog, figure, figcaption, script, style, noscript, \
    template, iframe, svg, object, video, audio, canvas, body > header, body > footer, [hidden], [role=navigation], \
    [role=complementary], [role=search], [role=dialog], div.ad, div.ads, div.advert, div.advertisement, div.promo, \
    div.share, div.sharing, div.social, div.social-share, div.share-buttons, ul.share, ul.social, div.related, \
    section.related, ul.related, div.related-articles, section.related-articles, div.newsletter, \
    section.newsletter, div.breadcrumb, div.breadcrumbs, ul.breadcrumb, ul.breadcrumbs, ol.breadcrumb, \
    div.comments, section.comments, div.cookie, div.cookie-banner, div.caption, p.caption, span.caption, \
    p.wp-caption-text, div.tags, ul.tags";

/// What an HTML page holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HtmlArticle {
    /// Paragraphs of the main content, an empty line between them; not yet frozen.
    pub text: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// `og:site_name` or the JSON-LD publisher's name.
    pub outlet: Option<String>,
    /// JSON-LD `datePublished` or `article:published_time`, where it can be read.
    pub published: Option<Published>,
    /// JSON-LD `dateModified` or `article:modified_time`, where it can be read.
    pub modified: Option<Published>,
    /// The canonical address.
    pub url: Option<String>,
    /// The `lang` attribute.
    pub language: Option<String>,
}

/// Reads an HTML page. Never fails: a page without main content gives its whole visible text.
pub fn read(html: &str) -> HtmlArticle {
    let flat = scan::flatten(html);
    let config = Config { max_elements_to_parse: MOST_ELEMENTS, disable_json_ld: true, ..Config::default() };
    let mut article = HtmlArticle::default();
    let Ok(mut page) = Readability::new(flat.as_ref(), None, Some(config)) else {
        article.text = visible_text(&flat);
        return article;
    };
    meta::read(&page, &mut article);
    page.doc.select(CLUTTER).remove();
    let whole = page.doc.body().map(|body| visible_text(&body.html())).unwrap_or_default();
    match page.parse() {
        Ok(main) => {
            article.text = visible_text(&main.content);
            if article.title.is_none() {
                article.title = one_line(&main.title);
            }
            if article.byline.is_none() {
                article.byline = main.byline.as_deref().and_then(one_line).map(|b| meta::without_by(&b));
            }
        }
        Err(_) => article.text.clear(),
    }
    // Readability gives nothing on very short pages, and a fragment on some others.
    if article.text.trim().is_empty() {
        article.text = whole;
    }
    drop_repeated_title(&mut article);
    article
}

/// The headline often stands over the text once more; it is in its own field already.
fn drop_repeated_title(article: &mut HtmlArticle) {
    let Some(title) = &article.title else { return };
    let (first, rest) = article.text.split_once("\n\n").unwrap_or((&article.text, ""));
    if first.trim() == title && !rest.is_empty() {
        article.text = rest.to_owned();
    }
}

/// Markup as paragraphs with an empty line between them: entities decoded, white space collapsed.
fn visible_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut paragraph = String::new();
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => push_collapsed(&mut paragraph, text),
            Piece::Open(name, _) | Piece::Close(name) if scan::is_block(name) => {
                end_paragraph(&mut out, &mut paragraph);
            }
            Piece::Open("br", _) => push_collapsed(&mut paragraph, " "),
            Piece::Open(..) | Piece::Close(_) | Piece::Hidden => {}
        }
    }
    end_paragraph(&mut out, &mut paragraph);
    out
}

fn end_paragraph(out: &mut String, paragraph: &mut String) {
    let done = paragraph.trim();
    if !done.is_empty() {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(done);
    }
    paragraph.clear();
}

/// Adds text with its entities decoded and runs of white space made one space.
fn push_collapsed(out: &mut String, text: &str) {
    let decoded = scan::decode(text);
    for c in decoded.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
}

/// Plain words in one line: markup gone, entities decoded. `None` where nothing is left.
fn one_line(markup: &str) -> Option<String> {
    // Metadata are text that may carry escaped markup, so they are decoded once before tags are dropped.
    let line = visible_text(&scan::decode(markup)).replace("\n\n", " ");
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests;
