# What the scripts share: finding what they need, and installing it where that can be done.
# Sourced, not run. Quick when nothing is missing: then it only looks at the file system.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Runs a command as root: directly where we are root, else through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    die "this needs root, and there is no sudo. As root, run: $*"
  fi
}

have() { command -v "$1" >/dev/null 2>&1; }

# Whether the Postgres server programs are where the service looks for them (src/store/cluster.rs).
have_postgres() {
  local dir
  for dir in "${PG_BIN:-}" /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
    if [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then return 0; fi
  done
  have initdb && have postgres
}

have_browser() {
  { have chromium || have chromium-browser || have google-chrome || have google-chrome-stable; } && have chromedriver
}

# Installs Debian or Ubuntu packages: `install WHY PACKAGE…`.
install() {
  local why=$1
  shift
  if ! have apt-get; then
    die "$why is missing, and only Debian and Ubuntu are known to this script. Install what Debian calls: $*"
  fi
  say "$why is missing: installing with apt-get: $*"
  if [ -z "${apt_updated:-}" ]; then
    as_root apt-get update -qq
    apt_updated=1
  fi
  local log
  log=$(mktemp)
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "apt-get could not install $* (its whole output is in $log)"
  fi
  rm -f "$log"
}

# A linker, which the Rust toolchain does not bring, and which some crates need to build C.
need_toolchain() {
  if ! have cargo && [ -r "$HOME/.cargo/env" ]; then . "$HOME/.cargo/env"; fi
  have cargo || die "there is no Rust toolchain here: see https://rustup.rs"
  have cc || install "a C compiler and linker" gcc libc6-dev
}

# The Postgres server programs. The Debian package would start a cluster of its own on port 5432,
# which nobody here asked for, so it is told not to while it is being installed.
need_postgres() {
  if have_postgres; then return 0; fi
  local quiet=/etc/postgresql-common/createcluster.d/demarche.conf
  if have apt-get; then
    as_root mkdir -p "${quiet%/*}"
    echo 'create_main_cluster = false' | as_root tee "$quiet" >/dev/null
  fi
  install "the Postgres server (initdb, postgres)" postgresql
  as_root rm -f "$quiet"
  have_postgres || die "Postgres was installed, but initdb and postgres are not to be found; set PG_BIN to their folder"
}

# Chromium and its driver, for the browser journeys.
need_browser() {
  if have_browser; then return 0; fi
  if [ -r /etc/os-release ] && grep -q '^ID=ubuntu' /etc/os-release; then
    # Ubuntu's packages only fetch a snap, which does not run in containers.
    install "a browser for the tests" chromium-browser chromium-chromedriver
  else
    install "a browser for the tests" chromium chromium-driver
  fi
  have_browser || die "Chromium or chromedriver is still missing. Install both, so that \`chromium\` (or \`google-chrome\`) and \`chromedriver\` are on the PATH"
}

# Where cargo put the release binary: the folder can be set in several ways, and cargo knows.
release_binary() {
  local target
  target=$(cargo metadata --format-version 1 --no-deps --locked | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
  echo "$target/release/demarche"
}
