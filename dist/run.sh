#!/usr/bin/env bash
# Runs one tool of the suite: picks a binary, proves its SHA-256, and becomes it. The manifest in this commit names
# the bytes, so whoever pins the commit pins what runs. Usage: run.sh <tool> [argument...]; exit 4: could not start.
set -euo pipefail

fail() { # One annotation, escaped as the runner asks, that says what happened and what to do.
  local text=${1//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '::error title=Releasegate launcher::%s\n' "${text//$'\n'/%0A}"
  exit 4
}

tool=${1:-}
[[ $tool =~ ^[a-z][a-z-]*$ ]] || fail "'$tool' is not the name of a tool: use an action of this suite as it is"
shift
root=$(unset CDPATH && cd -- "${BASH_SOURCE[0]%/*}/.." && pwd -P) || fail "cannot enter the suite's folder: check it out again"
manifest=$root/dist/manifest.json

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  MINGW*-x86_64 | MSYS*-x86_64 | CYGWIN*-x86_64) target=x86_64-pc-windows-msvc ;;
  *) target="$(uname -s) on $(uname -m)" ;;
esac
exe='' && [[ $target != *-windows-* ]] || exe=.exe

build_from_source() { # A commit between releases: the source beside this file is what was pinned.
  command -v cargo >/dev/null || fail "this commit has no released binaries and cargo is not installed: pin a release, or install Rust"
  local target_dir=${CARGO_TARGET_DIR:-target}
  [[ $target_dir =~ ^(/|[A-Za-z]:) ]] || target_dir=$root/$target_dir
  echo "::group::Build $tool from source"
  ( # The project under test must not choose the compiler: neither its folder's settings nor its variables reach cargo.
    cd -- "$root"
    for name in ${!CARGO*} ${!RUST*}; do
      case $name in
        CARGO_HOME | CARGO_HTTP_* | CARGO_NET_* | CARGO_TERM_* | CARGO_BUILD_JOBS) ;;
        RUSTUP_HOME | RUSTUP_DIST_SERVER | RUSTUP_UPDATE_ROOT | RUSTUP_AUTO_INSTALL) ;;
        *) unset "$name" ;;
      esac
    done
    exec cargo build --release --locked -p "$tool" --target-dir "$target_dir"
  ) && built=0 || built=$?
  echo "::endgroup::"
  ((built == 0)) || fail "building $tool from source failed with exit code $built: see the compiler's log above, or pin a release"
  binary=$target_dir/release/$tool$exe
}

read_release() { # One asset per line, every line in full: what does not match exactly is not a manifest.
  local word='[A-Za-z0-9][A-Za-z0-9._-]*' hex='[0-9a-f]' line state=head entry found=0
  local header='^\{"release": \{"version": "('$word')", "source": "'$hex'{40}", "repository": "('$word/$word')", "assets": \[$'
  local asset_line='^ *\{"tool": "([a-z-]+)", "target": "('$word')", "asset": "('$word')", "size": ([1-9][0-9]{0,9}), "sha256": "('$hex'{64})"\}(,?)$'
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    if [[ $state == head && $line =~ $header ]]; then
      state=comma base=https://github.com/${BASH_REMATCH[2]}/releases/download/v${BASH_REMATCH[1]}
    elif [[ $state == comma && $line =~ $asset_line ]]; then
      [[ ${BASH_REMATCH[6]} ]] || state=last
      [[ ${BASH_REMATCH[1]} == "$tool" && ${BASH_REMATCH[2]} == "$target" ]] || continue
      asset=${BASH_REMATCH[3]} size=${BASH_REMATCH[4]} sha256=${BASH_REMATCH[5]} found=$((found + 1))
    elif [[ $state == last && $line =~ ^\]\}\}$ ]]; then
      state=end
    else
      fail "dist/manifest.json is malformed: check the action out again at a release"
    fi
  done <"$manifest"
  :
}
