use super::*;
use proptest::prelude::*;

/// A page of an invented paper, long enough for the readability step.
fn page(head: &str, body: &str) -> String {
    let filler = "<p>Officials on both sides of the lake described the morning as long, and nobody left the building \
                  before noon, when the envoys broke for lunch and the drivers moved their cars into the shade.</p>";
    format!(
        "<!doctype html><html lang=\"en-GB\"><head>{head}</head><body><header><nav><a href=/>Home</a></nav></header>\
             <main><article><h1>Envoys meet by the lake</h1>{body}{filler}{filler}{filler}</article></main>\
             <footer><p>© The Lake Paper</p></footer></body></html>"
    )
}

#[test]
fn paragraphs_are_kept_and_clutter_is_dropped() {
    let html = page(
        "<title>Envoys meet by the lake | The Lake Paper</title><script>var killed = 99;</script><style>p{}</style>",
        "<div class=\"share\"><a>Share on X</a></div><figure><img><figcaption>A lake. Photo: A. B.</figcaption></figure>\
         <p>The envoys&rsquo; talks in Gen&egrave;ve lasted <b>six</b>&nbsp;hours, &ldquo;very tense&rdquo; ones.</p>\
         <aside><h2>More on this story</h2><a>Old story</a></aside><h2>What comes next</h2><p>A second day<br>follows.</p>\
         <form><p>Get our briefing</p></form>",
    );
    let got = read(&html);
    assert_eq!(got.title.as_deref(), Some("Envoys meet by the lake"));
    assert_eq!(got.language.as_deref(), Some("en-GB"));
    assert!(
        got.text.starts_with("The envoys’ talks in Genève lasted six hours, “very tense” ones.\n\n"),
        "{}",
        got.text
    );
    assert!(got.text.contains("\n\nA second day follows.\n\n"), "{}", got.text);
    for gone in ["Share on", "Photo:", "killed = 99", "More on this", "Old story", "briefing", "Home", "©", "p{}"] {
        assert!(!got.text.contains(gone), "{gone} in {}", got.text);
    }
}

#[test]
fn metadata_come_from_json_ld_then_meta_then_elements() {
    let ld = r#"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},
        {"@type":["NewsArticle"],"headline":"Envoys &amp; <i>mediators</i> meet","datePublished":"2026-03-04T23:30:00+02:00",
        "dateModified":"2026-03-05","author":[{"name":"Ann Lee"},{"name":"Bo Day"}],"publisher":{"@type":"Organization","name":"Lake Press"},
        "mainEntityOfPage":{"@id":"https://lake.example/a"}}]}</script>"#;
    let got = read(&page(ld, "<p>Words.</p>"));
    assert_eq!(got.title.as_deref(), Some("Envoys & mediators meet"));
    assert_eq!(got.byline.as_deref(), Some("Ann Lee, Bo Day"));
    assert_eq!(got.outlet.as_deref(), Some("Lake Press"));
    assert_eq!(got.published.map(|p| p.to_string()).as_deref(), Some("2026-03-04T23:30:00+02:00"));
    assert_eq!(got.modified.map(|p| p.to_string()).as_deref(), Some("2026-03-05"));
    assert_eq!(got.url.as_deref(), Some("https://lake.example/a"));

    let tags = r#"<meta property="og:site_name" content="The Lake Paper"><meta name="author" content="By Ann Lee">
        <meta property="article:published_time" content="2026-03-04T23:30:00"><link rel="canonical" href="https://lake.example/b">
        <meta property="og:title" content="Envoys &lt;b&gt;meet&lt;/b&gt;">"#;
    let got = read(&page(tags, "<p>Words.</p>"));
    assert_eq!(got.title.as_deref(), Some("Envoys meet"));
    assert_eq!(got.byline.as_deref(), Some("Ann Lee"));
    assert_eq!(got.outlet.as_deref(), Some("The Lake Paper"));
    // Without an offset the instant is unknown, the day is not.
    assert_eq!(got.published.map(|p| p.to_string()).as_deref(), Some("2026-03-04"));
    assert_eq!(got.url.as_deref(), Some("https://lake.example/b"));

    let got =
        read(&page("", "<p>By the staff · <time datetime=\"2026-03-04T10:00:00Z\">4 March</time></p><p>Words.</p>"));
    assert_eq!(got.published.map(|p| p.to_string()).as_deref(), Some("2026-03-04T10:00:00Z"));
    assert_eq!(got.outlet, None);
}

#[test]
fn unreadable_json_ld_and_dates_are_left_out() {
    let head = r#"<script type="application/ld+json">{"@type":"NewsArticle", oops</script>
        <meta property="article:published_time" content="yesterday"><meta property="og:url" content="javascript:alert(1)">"#;
    let got = read(&page(head, "<p>Words.</p>"));
    assert_eq!((got.published, got.url), (None, None));
}

#[test]
fn a_page_without_main_content_gives_its_visible_text() {
    assert_eq!(read("<p>One line &amp; no more").text, "One line & no more");
    assert_eq!(read("plain words, 3 < 4").text, "plain words, 3 < 4");
    assert_eq!(read("").text, "");
    assert_eq!(read("<!-- only a comment").text, "");
}

#[test]
fn deep_nesting_is_taken_out_before_a_tree_is_built() {
    for (open, close) in
        [("<div>", "</div>"), ("<b>", "</b>"), ("<span class=\"a\">", "</span>"), ("<table><tr><td>", "")]
    {
        let n = 20_000;
        let page = format!("<body>{}<p>The talks went on.</p>{}", open.repeat(n), close.repeat(n));
        let flat = scan::flatten(&page);
        let left = flat.matches(open.split(' ').next().unwrap_or(open).trim_end_matches('>')).count();
        assert!(left <= scan::DEEPEST && flat.len() <= page.len(), "{open}: {left} left");
        let got = read(&page);
        assert!(got.text.contains("The talks went on."), "{open}: {:?}", got.text);
    }
}

#[test]
fn quotes_in_attributes_hide_the_end_of_a_tag() {
    assert_eq!(read("<p><a title=\"a > b\">Here</a> and <i data-x='>'>there</i></p>").text, "Here and there");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_are_read(parts in prop::collection::vec(prop_oneof![
        "<(p|div|b|script|li|table|td|article|h1|/p|/div|!--|time datetime=)[>\" '/=]{0,2}", "&[a-z#0-9]{0,6};?", "\\PC{0,12}"], 0..60)) {
        let html = parts.concat();
        let got = read(&html);
        prop_assert!(!got.text.contains("\n\n\n"));
    }
}
