//! A feed (RSS, Atom or JSON Feed) as the articles it holds.

use super::{Fault, Fields, Rejection, Submission, page, plain};
use crate::domain::Published;
use feed_rs::model::{Entry, Feed, Text as Words};
use jiff::{
    Timestamp, Zoned,
    civil::{Date, DateTime},
    fmt::rfc2822,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The dates of a feed as they were written, by the instant the library makes of them: it keeps no offset, and
/// without that nobody knows what "on Tuesday" means in the text.
type Written = Arc<Mutex<HashMap<i64, Published>>>;

/// The entries of a feed, each with its number, counted from 1. What `fields` says of the outlet and the language
/// wins over what the feed says of itself.
///
/// # Errors
/// [`Fault::Malformed`] where this is no feed; what is wrong with one entry stands in its place.
#[expect(clippy::type_complexity, reason = "a list of what came of each entry")]
pub fn from_feed(
    body: &[u8],
    fields: &Fields,
    now: Timestamp,
) -> Result<Vec<(usize, Result<Submission, Rejection>)>, Rejection> {
    let written = Written::default();
    let seen = Arc::clone(&written);
    let parser = feed_rs::parser::Builder::new()
        .timestamp_parser(move |text| {
            let at = moment(text)?;
            let instant = at.instant();
            seen.lock().unwrap_or_else(PoisonError::into_inner).insert(instant.as_second(), at);
            instant.to_string().parse().ok()
        })
        .build();
    let feed = parser
        .parse(body)
        .map_err(|e| Rejection::unreadable(format!("this can't be read as RSS, Atom or JSON Feed: {e}")))?;
    let written = written.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let entry = |(at, entry): (usize, &Entry)| (at + 1, submission(&feed, entry, &written, fields, now));
    Ok(feed.entries.iter().enumerate().map(entry).collect())
}

fn submission(
    feed: &Feed,
    entry: &Entry,
    written: &HashMap<i64, Published>,
    fields: &Fields,
    now: Timestamp,
) -> Result<Submission, Rejection> {
    let own = |words: &Option<Words>| words.as_ref().map(|w| unmarked(&w.content));
    let names: Vec<&str> = entry.authors.iter().filter_map(|a| a.name.as_deref()).collect();
    let fields = Fields {
        url: address(entry),
        title: own(&entry.title),
        outlet: fields.outlet.clone().or(own(&feed.title)),
        byline: (!names.is_empty()).then(|| names.join(", ")),
        published_at: entry.published.and_then(|at| written.get(&at.timestamp())).map(ToString::to_string),
        modified_at: entry.updated.and_then(|at| written.get(&at.timestamp())).map(ToString::to_string),
        language: fields.language.clone().or(entry.language.clone()).or(feed.language.clone()),
        extract: fields.extract,
    };
    let content = entry.content.as_ref().and_then(|c| Some((c.body.as_deref()?, c.content_type.subty().as_str())));
    let summary = entry.summary.as_ref().map(|s| (s.content.as_str(), s.content_type.subty().as_str()));
    // Some feeds put a teaser into the one and the text into the other.
    let longest = content.into_iter().chain(summary).max_by_key(|(text, _)| text.len());
    let Some((text, sort)) = longest.filter(|(text, _)| !text.trim().is_empty()) else {
        return Err(Rejection { fault: Fault::Impossible, ..Rejection::unreadable("this entry has no text to read") });
    };
    // RSS does not tell whether a description is marked up; most are.
    if sort != "plain" || text.contains("</") { page(text, &fields, now) } else { plain(text, &fields, now) }
}

/// Where the entry stands: its first link that is no enclosure or comment, else an `id` that is an address.
fn address(entry: &Entry) -> Option<String> {
    let link = entry.links.iter().find(|l| l.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let id = Some(&entry.id).filter(|id| id.starts_with("https://") || id.starts_with("http://"));
    link.map(|l| &l.href).or(id).cloned()
}

/// A title without markup: `<i>` and the like stand in some.
fn unmarked(title: &str) -> String {
    let Some((before, rest)) = title.split_once('<') else { return title.to_owned() };
    match rest.split_once('>') {
        Some((tag, after)) if tag.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()) => {
            format!("{before}{}", unmarked(after))
        }
        _ => title.to_owned(),
    }
}

/// A date as feeds write it: RFC 3339 in Atom and JSON Feed, RFC 2822 in RSS. A clock time without its distance from
/// UTC leaves the day only; what is of neither form is no date.
fn moment(text: &str) -> Option<Published> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Published>() {
        return Some(at);
    }
    // The name of the day adds nothing, and is wrong in some feeds.
    let bare = text.split_once(',').map_or(text, |(_, rest)| rest).trim();
    let of_mail = rfc2822::DateTimeParser::new().parse_zoned(bare);
    let kept = |at: &Zoned| Published::Instant(at.timestamp(), at.offset());
    let day = || text.parse::<DateTime>().map(DateTime::date).or_else(|_| text.parse::<Date>()).ok();
    of_mail.ok().as_ref().map(kept).or_else(|| day().map(Published::Day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-04-24T12:00:00Z".parse().expect("an instant")
    }

    fn read(feed: &str) -> Vec<(usize, Result<Submission, Rejection>)> {
        from_feed(feed.as_bytes(), &Fields::default(), now()).expect("a feed")
    }

    #[test]
    fn an_rss_feed_gives_its_articles_with_the_offset_of_their_dates() {
        let all = read(
            "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
             <title>Example Wire</title><language>en-gb</language>\
             <item><title>Round &lt;i&gt;ends&lt;/i&gt; in Geneva</title><link>https://wire.example/a</link>\
             <pubDate>Tue, 18 Feb 2026 23:30:00 -0500</pubDate><description>Teaser.</description>\
             <content:encoded><![CDATA[<p>The talks ended on Wednesday.</p><p>Nobody spoke.</p>]]></content:encoded></item>\
             <item><title>Empty</title><link>https://wire.example/b</link></item></channel></rss>",
        );
        assert_eq!(all.len(), 2);
        let article = &all[0].1.as_ref().expect("an article").article;
        assert_eq!(article.text.as_str(), "The talks ended on Wednesday.\n\nNobody spoke.");
        assert_eq!((article.title.as_str(), article.outlet.as_deref()), ("Round ends in Geneva", Some("Example Wire")));
        assert_eq!(
            (article.url.as_deref(), article.language.as_deref()),
            (Some("https://wire.example/a"), Some("en-gb"))
        );
        let published = article.published.expect("a date");
        assert_eq!(
            (published.day().to_string(), published.to_string()),
            ("2026-02-18".into(), "2026-02-18T23:30:00-05:00".into())
        );
        let refused = all[1].1.as_ref().expect_err("no text");
        assert!(refused.detail.contains("no text"), "{refused}");
    }

    #[test]
    fn an_atom_feed_and_a_json_feed_give_theirs() {
        let atom = read(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Wire</title><id>x</id><updated>2026-02-18T10:00:00Z</updated>\
             <entry><id>urn:1</id><title>T</title><author><name>Jane Roe</name></author>\
             <link rel=\"enclosure\" href=\"https://wire.example/a.mp3\"/><link href=\"https://wire.example/a\"/>\
             <published>2026-02-18T08:00:00+02:00</published><updated>2026-02-18T12:00:00+02:00</updated>\
             <summary>Envoys met in Doha. They left &lt; an hour later.</summary></entry></feed>",
        );
        let article = &atom[0].1.as_ref().expect("an article").article;
        assert_eq!(article.text.as_str(), "Envoys met in Doha. They left < an hour later.");
        assert_eq!(
            (article.url.as_deref(), article.byline.as_deref()),
            (Some("https://wire.example/a"), Some("Jane Roe"))
        );
        let date = |p: Option<Published>| p.map(|p| p.to_string());
        assert_eq!(date(article.published).as_deref(), Some("2026-02-18T08:00:00+02:00"));
        assert_eq!(date(article.modified).as_deref(), Some("2026-02-18T12:00:00+02:00"));
        let json = read(
            "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Wire\",\"items\":[{\"id\":\"1\",\
             \"url\":\"https://wire.example/j\",\"content_text\":\"Envoys met in Doha.\"}]}",
        );
        assert_eq!(json[0].1.as_ref().expect("an article").article.url.as_deref(), Some("https://wire.example/j"));
    }

    #[test]
    fn dates_are_read_as_feeds_write_them() {
        for (text, day) in [
            ("Wed, 18 Feb 2026 14:05:00 GMT", "2026-02-18T14:05:00Z"),
            ("Mon, 18 Feb 2026 14:05:00 +0200", "2026-02-18T14:05:00+02:00"),
            ("18 Feb 2026 14:05:00 EST", "2026-02-18T14:05:00-05:00"),
            ("2026-02-18T14:05:00.123Z", "2026-02-18T14:05:00.123Z"),
            ("2026-02-18 23:05:00", "2026-02-18"),
            ("2026-02-18", "2026-02-18"),
        ] {
            assert_eq!(moment(text).map(|at| at.to_string()).as_deref(), Some(day), "{text}");
        }
        for wrong in ["", "yesterday", "31 Feb 2026 10:00:00 GMT", "2026-02-31"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_no_feed_is_told_and_harms_nobody() {
        let deep = format!("<rss version=\"2.0\"><channel>{}", "<item>".repeat(50_000));
        let nested = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><content type=\"xhtml\">{}</content></entry></feed>",
            "<div>".repeat(50_000)
        );
        for wrong in ["", "<html></html>", "{}", "<rss", "\u{0}", deep.as_str(), nested.as_str()] {
            let read = from_feed(wrong.as_bytes(), &Fields::default(), now());
            assert!(read.as_ref().map_or(true, |entries| entries.iter().all(|(_, e)| e.is_err())), "{:.80}", wrong);
        }
    }
}
