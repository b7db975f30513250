"""Bodies that JSON Schema can't describe: lines of JSON, and feeds. Schemathesis takes them from here (`script/measure api`)."""

import json
from xml.sax.saxutils import escape

import schemathesis
from hypothesis import strategies as st

# No surrogates and no control characters, which XML has no way to say.
words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=60)
days = st.sampled_from(["2026-02-18", "2026-02-18T14:05:00Z", "2026-02-18T16:05:00+02:00"])
addresses = st.integers(1, 20).map(lambda n: f"https://wire.example/{n}")

articles = st.fixed_dictionaries(
    {"body": words.map(lambda said: f"Envoys of Chad and Libya met in Oslo on Tuesday. {said}")},
    optional={"url": addresses, "title": words, "outlet": words, "published_at": days, "extract": st.booleans()},
)
schemathesis.openapi.media_type(
    "application/x-ndjson",
    st.lists(articles, min_size=1, max_size=5).map(lambda all: "\n".join(map(json.dumps, all)).encode()),
)

items = st.lists(st.tuples(addresses, words, words), max_size=4)


def rss(items):
    inside = "".join(
        f"<item><title>{escape(title)}</title><link>{link}</link><description>{escape(text)}</description></item>"
        for link, title, text in items
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{inside}</channel></rss>'.encode()


def atom(items):
    inside = "".join(
        f'<entry><id>{link}</id><title>{escape(title)}</title><link href="{link}"/><content>{escape(text)}</content></entry>'
        for link, title, text in items
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>{inside}</feed>'.encode()


schemathesis.openapi.media_type("application/rss+xml", items.map(rss))
schemathesis.openapi.media_type("application/atom+xml", items.map(atom))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """The tool takes no examples for what it makes from here; tests/it/openapi.rs runs them."""
    content = raw_schema["paths"]["/api/v1/articles"]["post"]["requestBody"]["content"]
    for media in ("application/x-ndjson", "application/rss+xml", "application/atom+xml"):
        content[media].pop("example")
