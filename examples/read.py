#!/usr/bin/env python3
"""Reads a timeline page by page, then what changes: the Python 3 that comes with the system is enough.

    examples/read.py 'http://127.0.0.1:8080/api/v1/events?kind=round&actor=ukraine'
    examples/read.py http://127.0.0.1:8080/api/v1/events --follow   # goes on with every change
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


def get(url):
    """The answer as JSON, and its `Link: rel="next"` if there is one; waits where it is asked to."""
    while True:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                links = answer.headers.get_all("Link") or []
                after = [link.split(">")[0].lstrip("<") for link in links if 'rel="next"' in link]
                return json.load(answer), urllib.parse.urljoin(url, after[0]) if after else None
        except urllib.error.HTTPError as refusal:
            if refusal.code not in (429, 503):
                sys.exit(f"{url}: {refusal.code}: {json.load(refusal)['detail']}")
            time.sleep(int(refusal.headers.get("Retry-After", "5")))


def line(event):
    date = event["date"]["edtf"] or "no date"
    place = (event["place"] or {}).get("name", "")
    return f"{date:24} {event['kind']:10} {place:16} {event['headline']}"


def main():
    url, follow = sys.argv[1], "--follow" in sys.argv[2:]
    changes = urllib.parse.urljoin(url, "/api/v1/changes")
    # Where the feed stands before the first page: nothing that comes meanwhile is missed.
    seq = get(f"{changes}?after=0&limit=1")[0]["seq"] if follow else 0
    while url:
        page, url = get(url)
        for event in page["data"]:
            print(line(event))
    sys.stdout.flush()
    while follow:
        news, _ = get(f"{changes}?after={seq}&wait=30")
        for change in news["data"]:
            print(f"{change['op']:8}", line(change["doc"]) if change["doc"] else change["event"], flush=True)
        seq = news["next"] or news["seq"]


if __name__ == "__main__":
    main()
