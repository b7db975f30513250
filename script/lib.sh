# What the scripts share: finding what they need, and installing it where that can be done.
# Sourced, not run. Quick when nothing is missing: then it only looks at the file system.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '==> %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Runs a command as root: directly where we are root, else through sudo (see can_install).
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

have() { command -v "$1" >/dev/null 2>&1; }

# Whether a folder holds a Postgres server that is new enough (src/store/cluster/binaries.rs).
recent_postgres() {
  [ -x "$1/initdb" ] && [ -x "$1/postgres" ] || return 1
  local version
  version=$("$1/postgres" --version | sed 's/^[^)]*) \([0-9]*\).*/\1/')
  [ "${version:-0}" -ge 15 ]
}

# Whether there is one where the service looks for it.
have_postgres() {
  if [ -n "${PG_BIN:-}" ]; then
    recent_postgres "$PG_BIN"
    return
  fi
  local dir
  for dir in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin ${PATH//:/ }; do
    if recent_postgres "$dir"; then return 0; fi
  done
  return 1
}

have_browser() {
  {
    have chromium || have chromium-browser || have google-chrome || have google-chrome-stable \
      || [ -d "/Applications/Google Chrome.app" ]
  } && have chromedriver
}

# How this system installs programs; empty where this script does not know.
manager() {
  local tool
  for tool in apt-get dnf brew; do
    if have "$tool"; then
      echo "$tool"
      return
    fi
  done
}

# Ends with a clear word where `install` could not do its work: `can_install WHY DEBIAN FEDORA HOMEBREW`.
can_install() {
  case "$(manager)" in
    apt-get) set -- "$1" "apt-get install $2" ;;
    dnf) set -- "$1" "dnf install $3" ;;
    # Homebrew refuses root, and needs no rights.
    brew) return 0 ;;
    *) die "$1 is missing, and this script installs with apt-get, dnf or brew only. Install what Debian calls: $2" ;;
  esac
  if [ "$(id -u)" != 0 ] && ! have sudo; then
    die "$1 is missing, and there is no sudo to install it with. As root, run: $2"
  fi
}

# Installs packages by the names they have on Debian and Ubuntu, on Fedora, and in Homebrew, each several words in one
# argument: `install WHY DEBIAN FEDORA HOMEBREW`.
install() {
  can_install "$@"
  local why=$1 tool log
  tool=$(manager)
  # Split into words on purpose: names of packages have no spaces.
  # shellcheck disable=SC2086
  case "$tool" in
    apt-get) set -- $2 ;;
    dnf) set -- $3 ;;
    brew) set -- $4 ;;
  esac
  say "$why is missing: installing with $tool: $*"
  log=$(mktemp)
  case "$tool" in
    apt-get)
      if [ -z "${apt_updated:-}" ]; then
        as_root apt-get update -qq
        apt_updated=1
      fi
      set -- as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
      ;;
    dnf) set -- as_root dnf install -y -q --setopt=install_weak_deps=False "$@" ;;
    brew) set -- brew install --quiet "$@" ;;
  esac
  if ! "$@" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "$tool could not do that (its whole output is in $log)"
  fi
  rm -f "$log"
}

# A linker, which the Rust toolchain does not bring, and which some crates need to build C.
need_toolchain() {
  if ! have cargo && [ -r "$HOME/.cargo/env" ]; then . "$HOME/.cargo/env"; fi
  have cargo || die "there is no Rust toolchain here: see https://rustup.rs"
  if have cc; then return 0; fi
  # On a Mac the compiler comes with Apple's own tools, which ask for a click.
  if [ "$(uname)" = Darwin ]; then die "a C compiler and linker is missing: run xcode-select --install"; fi
  install "a C compiler and linker" "gcc libc6-dev" "gcc glibc-devel" ""
}

# The Postgres server programs. The Debian package would start a cluster of its own on port 5432,
# which nobody here asked for, so it is told not to while it is being installed.
need_postgres() {
  if have_postgres; then return 0; fi
  local why="a Postgres server, 15 or newer (initdb, postgres)" quiet=/etc/postgresql-common/createcluster.d/demarche.conf
  set -- "$why" postgresql "postgresql-server postgresql" postgresql@17
  can_install "$@"
  if [ "$(manager)" = apt-get ]; then
    as_root mkdir -p "${quiet%/*}"
    echo 'create_main_cluster = false' | as_root tee "$quiet" >/dev/null
  fi
  install "$@"
  if [ "$(manager)" = apt-get ]; then as_root rm -f "$quiet"; fi
  have_postgres || die "Postgres 15 or newer is still missing: this system's own package may be older. See https://www.postgresql.org/download/linux/ for newer ones, or set PG_BIN"
}

# Chromium and its driver, for the browser journeys.
need_browser() {
  if have_browser; then return 0; fi
  if [ -r /etc/os-release ] && grep -q '^ID=ubuntu' /etc/os-release; then
    # Ubuntu's packages only fetch a snap, which does not run in containers.
    install "a browser for the tests" "chromium-browser chromium-chromedriver" "" ""
  else
    install "a browser for the tests" "chromium chromium-driver" "chromium chromedriver" "--cask google-chrome chromedriver"
  fi
  have_browser || die "Chromium or chromedriver is still missing. Install both, so that \`chromium\` (or \`google-chrome\`) and \`chromedriver\` are on the PATH"
}

# What runs the example scripts in the tests.
need_examples() {
  have curl || install "curl, for the example scripts" curl
  have python3 || install "Python 3, for an example script" python3
  have node || install "Node, for an example script" nodejs
}

# axe-core, with which the browser tests look at every page: exactly the version in the lock file.
need_axe() {
  local lock=tests/browser/axe/package-lock.json into=target/axe
  if cmp -s "$lock" "$into/package-lock.json" && [ -r "$into/node_modules/axe-core/axe.min.js" ]; then return 0; fi
  have npm || install "npm, which brings axe-core" "nodejs npm" "nodejs-npm" node
  mkdir -p "$into"
  cp tests/browser/axe/package.json "$into/"
  cp "$lock" "$into/package-lock.json"
  if ! npm ci --prefix "$into" --ignore-scripts --no-audit --no-fund --silent; then
    rm -f "$into/package-lock.json"
    die "npm could not install axe-core ($lock)"
  fi
}

# Where cargo put the release binary: the folder can be set in several ways, and cargo knows.
release_binary() { built release; }

# Where the debug build of the program is.
debug_binary() { built debug; }

built() {
  local target
  target=$(cargo metadata --format-version 1 --no-deps --locked | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
  echo "$target/$1/demarche"
}
