//! What a page wraps around an article: breadcrumbs, bylines, share lines, comment forms, lists of
//! other articles. Known by classes of phrases, never by outlet.

use std::ops::Range;

/// How a short line opens that belongs to the page and not to the article.
const OPENINGS: &[&str] = &[
    "share this",
    "share on",
    "share via",
    "follow us",
    "follow on",
    "like this",
    "tweet",
    "print this",
    "email this",
    "copy link",
    "click to",
    "click here",
    "tap here",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "post comment",
    "add a comment",
    "join the conversation",
    "your email address",
    "save my name",
    "required fields",
    "this site uses",
    "notify me of",
    "we use cookies",
    "this website uses cookies",
    "by continuing",
    "accept all",
    "manage cookies",
    "subscribe",
    "sign up",
    "sign in",
    "log in",
    "get our newsletter",
    "newsletter",
    "join our",
    "download our app",
    "advertisement",
    "sponsored content",
    "skip to",
    "all rights reserved",
    "©",
    "copyright",
    "privacy policy",
    "terms of use",
    "terms of service",
    "reporting by",
    "written by",
    "edited by",
    "editing by",
    "additional reporting",
    "compiled by",
    "translated by",
    "published:",
    "published on",
    "published at",
    "updated:",
    "last updated",
    "updated on",
    "posted on",
    "posted by",
    "photo:",
    "image:",
    "photo by",
    "image source",
    "image credit",
    "photo credit",
    "getty images",
    "listen to this",
    "read time",
    "estimated reading",
    "min read",
    "support our journalism",
    "donate",
    "back to top",
    "filed under",
    "tags:",
    "topics:",
    "categories:",
    "category:",
    "learn how your comment",
];

/// How a list of other articles is announced.
const RELATED: &[&str] = &[
    "you may also like",
    "you might also like",
    "read more",
    "read also",
    "also read",
    "also on",
    "related articles",
    "related stories",
    "related news",
    "related posts",
    "related topics",
    "related:",
    "related",
    "recommended",
    "more from",
    "more on this",
    "more stories",
    "trending",
    "most read",
    "most popular",
    "see also",
    "don't miss",
    "don’t miss",
    "editor's picks",
    "editors' picks",
    "latest news",
    "up next",
    "keep reading",
    "what to read next",
    "recent posts",
    "previous article",
    "next article",
    "previous post",
    "next post",
];

/// Lines that consist of one of these words only.
const ALONE: &[&str] = &[
    "facebook",
    "twitter",
    "x",
    "linkedin",
    "whatsapp",
    "telegram",
    "reddit",
    "email",
    "print",
    "share",
    "comments",
    "comment",
    "menu",
    "search",
    "home",
    "close",
    "pinterest",
    "instagram",
    "youtube",
    "reply",
    "next",
    "previous",
    "loading",
    "live",
];

/// A line of more words than this is no page's line by its words.
const LONG: usize = 30;

/// The blocks that belong to the article.
pub(super) fn keep(s: &str, blocks: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut kept = Vec::with_capacity(blocks.len());
    let mut in_list = false;
    for block in blocks {
        let line = &s[block.clone()];
        // Nothing is asked of the words of a long paragraph, not even how many there are.
        let words = line.split_whitespace().take(LONG + 1).count();
        let lower = if words <= LONG { line.to_lowercase() } else { String::new() };
        if is_related(&lower, words) {
            in_list = true;
            continue;
        }
        // A list of other articles ends with the first paragraph of sentences.
        let prose = words > 14 && line.ends_with(['.', '”', '"', '!', '?']);
        if in_list && !prose {
            continue;
        }
        if is_page_line(line, &lower, words) {
            continue;
        }
        in_list = false;
        kept.push(block.clone());
    }
    kept
}

/// Whether two texts have their first letter in common: most have not.
fn begins_alike(a: &str, b: &str) -> bool {
    a.as_bytes().first() == b.as_bytes().first()
}

fn is_related(lower: &str, words: usize) -> bool {
    words <= 8
        && !lower.ends_with('.')
        && RELATED.iter().filter(|r| begins_alike(lower, r)).any(|r| {
            lower.strip_prefix(r).is_some_and(|rest| rest.is_empty() || !rest.starts_with(char::is_alphabetic))
        })
}

fn is_page_line(line: &str, lower: &str, words: usize) -> bool {
    let alone = line.trim_matches(|c: char| !c.is_alphanumeric());
    (words <= LONG && OPENINGS.iter().any(|o| begins_alike(lower, o) && lower.starts_with(o)))
        || ALONE.iter().any(|w| w.eq_ignore_ascii_case(alone))
        || is_breadcrumb(line)
        || is_byline(line, lower, words)
        || (words <= 4 && lower.ends_with("comments"))
        || (words <= LONG && lower.contains("all rights reserved"))
        || (words <= LONG && lower.contains("cookies") && lower.contains("site"))
        || (words <= 25 && lower.contains("newsletter") && (lower.contains("inbox") || lower.contains("sign up")))
        || is_dated_line(lower, words)
}

/// "Home » World » Talks …"
fn is_breadcrumb(line: &str) -> bool {
    // The first bytes of the arrows: most lines have none of them.
    let arrow = || line.bytes().any(|b| matches!(b, b'>' | 0xc2 | 0xe2)) && line.contains(['»', '›', '>']);
    if line.len() > 250 || !(line.starts_with("Home") || arrow()) {
        return false;
    }
    let parts = line.split(['»', '›', '>', '|', '/']).filter(|p| !p.trim().is_empty()).count();
    if line.contains('«') {
        return false;
    }
    let arrows = line.matches(['»', '›']).count() + line.matches(" > ").count();
    parts >= 2 && arrows >= 1 && !line.contains(['“', '"']) || parts >= 3 && line.starts_with("Home")
}

/// "by Jane Roe - World Editor", "By JANE ROE and JOHN DOE, Geneva".
fn is_byline(line: &str, lower: &str, words: usize) -> bool {
    let Some(rest) = line.strip_prefix("by ").or_else(|| line.strip_prefix("By ")).or_else(|| line.strip_prefix("BY "))
    else {
        return false;
    };
    words <= 14 && rest.starts_with(char::is_uppercase) && !lower.ends_with(['.', '?', '!', ',', '”'])
}

/// "18 February 2026", "Feb. 18, 2026 14:05 GMT", "Published 2 hours ago".
fn is_dated_line(lower: &str, words: usize) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const FILLERS: &[&str] = &[
        "published",
        "updated",
        "at",
        "on",
        "am",
        "pm",
        "gmt",
        "utc",
        "est",
        "edt",
        "cet",
        "ist",
        "bst",
        "last",
        "modified",
        "posted",
        "ago",
        "hours",
        "minutes",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
    ];
    if words == 0 || words > 10 || !lower.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let month =
        lower.split(|c: char| !c.is_alphanumeric()).any(|w| w.len() >= 3 && MONTHS.iter().any(|m| w.starts_with(m)));
    let all = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(|w| {
        w.starts_with(|c: char| c.is_ascii_digit())
            || FILLERS.contains(&w)
            || w.ends_with("day")
            || MONTHS.iter().any(|m| w.starts_with(m))
    });
    all && (month || lower.contains("ago"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a line is left out.
    fn check(line: &str, out: bool) {
        let block = std::iter::once(0..line.len()).collect::<Vec<_>>();
        assert_eq!(keep(line, &block).is_empty(), out, "{line}");
    }

    #[test]
    fn lines_of_the_page_are_left_out() {
        for line in [
            "Home » World » Envoys meet again",
            "By Jane Roe",
            "by Jane Roe - Foreign Editor",
            "You may also like",
            "Leave a Comment",
            "Share this article:",
            "Facebook",
            "12 comments",
            "© 2026 Lakeside Gazette. All rights reserved.",
            "Sign up for our newsletter",
            "Your email address will not be published. Required fields are marked *",
            "18 February 2026",
            "Published Feb. 18, 2026 at 14:05 GMT",
            "We use cookies to improve your experience on this site.",
        ] {
            check(line, true);
        }
    }

    #[test]
    fn lines_of_the_article_stay() {
        for line in [
            "By Tuesday night the delegations had left the hotel.",
            "By noon, 14 drones had been shot down.",
            "Related talks on prisoners go on in Doha, the minister said on Monday.",
            "Envoys meet again",
            "11.35 It's over.",
            "Print works near the port were hit by a drone on 4 May, the mayor said.",
            "On 18 February 2026 they met again.",
        ] {
            check(line, false);
        }
    }

    #[test]
    fn a_list_of_other_articles_ends_with_prose() {
        let s = "Read more\nBeans in a sauce\nRains ahead\nThe delegations of both sides came back to the table on Monday, said the ministry's spokesman.";
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in s.split('\n') {
            blocks.push(at..at + line.len());
            at += line.len() + 1;
        }
        assert_eq!(keep(s, &blocks), [blocks[3].clone()]);
    }
}
