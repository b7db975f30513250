#!/usr/bin/env bash
# A running service under load: 32 connections for a minute on each of some pages and answers. Prints requests a second
# and how long they take; fails where one of them failed.
#   benches/load.sh http://127.0.0.1:8080/ [SECONDS]
set -euo pipefail
address=${1:?the address of a running service} seconds=${2:-60}
command -v wrk >/dev/null || { echo "wrk is needed (Debian, Ubuntu: apt-get install wrk)" >&2; exit 1; }
out=$(mktemp)
trap 'rm -f "$out"' EXIT
failed=0
for path in "" "?kind=strike&kind=round" "timeline.json" "api/v1/events?limit=200" "timeline.csv"; do
  wrk --threads 2 --connections 32 --duration "${seconds}s" --timeout 30s --latency "${address%/}/$path" >"$out"
  awk -v path="/$path" '
    $1 == "50%" || $1 == "99%" { took[$1] = $2 }
    /requests in/ { all = $1 }
    /^Requests\/sec/ { rate = $2 }
    /Socket errors|Non-2xx/ { faults = faults " " $0 }
    END {
      printf "%-26s %8d requests, %8.1f a second, median %s, 99%% %s%s\n", path, all, rate, took["50%"], took["99%"], faults ? ";" faults : ", 0 errors"
      exit faults != ""
    }' "$out" || failed=1
done
exit "$failed"
