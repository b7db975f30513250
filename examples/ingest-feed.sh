#!/usr/bin/env bash
# Sends the articles of a feed (RSS, Atom, JSON Feed) to Demarche; for cron, say every quarter of an hour.
#   examples/ingest-feed.sh https://wire.example/feed.xml [http://127.0.0.1:8080]
# A token, where one is needed, goes into DEMARCHE_TOKEN. Entries without a text are named and left out.
set -euo pipefail
feed=${1:?the address of a feed} address=${2:-http://127.0.0.1:8080}
auth=()
if [ -n "${DEMARCHE_TOKEN:-}" ]; then auth=(-H "Authorization: Bearer $DEMARCHE_TOKEN"); fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
curl -fsSL --compressed -o "$work/feed" "$feed"
case $(head -c 1 "$work/feed") in
  "{") type=application/feed+json ;;
  *) type=application/xml ;;
esac
curl -sS --fail-with-body "${auth[@]}" -H "Content-Type: $type" --data-binary "@$work/feed" -o "$work/answer" \
  "$address/api/v1/articles?mode=partial" || { cat "$work/answer" >&2; exit 1; }
grep '"result":"rejected"' "$work/answer" >&2 || true
# The last line is the summary; without one the answer was cut, and the feed is to be sent again.
tail -n 1 "$work/answer" | grep '"summary"'
