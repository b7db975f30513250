#!/usr/bin/env bash
# Sends every article in a folder to Demarche: .json, .ndjson, .txt, .html, and feeds (.rss, .atom).
#   examples/ingest-folder.sh FOLDER [http://127.0.0.1:8080]
# A token, where one is needed, goes into DEMARCHE_TOKEN. What is stored already is `unchanged`, so it may be run again.
# A text or page that says nothing of its day is given that of its file, unless PUBLISHED=no is set.
set -euo pipefail
folder=${1:?which folder?} address=${2:-http://127.0.0.1:8080}
auth=()
if [ -n "${DEMARCHE_TOKEN:-}" ]; then auth=(-H "Authorization: Bearer $DEMARCHE_TOKEN"); fi

sent=0 refused=0
for file in "$folder"/*; do
  query=""
  case $file in
    *.json) type=application/json ;;
    *.ndjson | *.jsonl) type=application/x-ndjson ;;
    *.rss) type=application/rss+xml ;;
    *.atom) type=application/atom+xml ;;
    *.txt) type=text/plain query="?published_at=$(date -r "$file" +%F)" ;;
    *.html | *.htm) type=text/html ;;
    *) continue ;;
  esac
  if [ "${PUBLISHED:-}" = no ]; then query=""; fi
  # A refusal says what was wrong in its body, so the body is kept either way.
  if answer=$(curl -sS --fail-with-body "${auth[@]}" -H "Content-Type: $type" --data-binary "@$file" "$address/api/v1/articles$query"); then
    sent=$((sent + 1))
  else
    refused=$((refused + 1))
    echo "$file: $answer" >&2
  fi
done
echo "$sent files sent, $refused refused"
[ "$refused" = 0 ]
