#!/usr/bin/env bash
# Runs one tool of the suite: picks a binary, proves its SHA-256, becomes it. The manifest in this commit names the
# bytes, so whoever pins the commit pins what runs. Usage: run.sh <tool> [argument...]. Exit 4: it could not start.
set -euo pipefail
shopt -s execfail

fail() { # One annotation, escaped as the runner asks, that says what happened and what to do.
  local text=${1//'%'/%25} && text=${text//$'\r'/%0D}
  printf '::error title=Releasegate launcher::%s\n' "${text//$'\n'/%0A}"
  exit 4
}

digest() { # By standard input, so that no file name is escaped or taken for an option.
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi <"$1" | cut -d ' ' -f 1
}

sound() { [[ -f $1 && $(wc -c <"$1") -eq $size && $(digest "$1") == "$sha256" ]]; }

# Sets base, asset, size and sha256. Every line must match in full: what does not is no manifest of ours.
read_release() {
  local word='[A-Za-z0-9][A-Za-z0-9._-]*' hex='[0-9a-f]' line state=first
  local header='^\{"release": \{"version": "('$word')", "source": "'$hex'{40}", "repository": "('$word/$word')", "assets": \[$'
  local item='^ *\{"tool": "([a-z-]+)", "target": "('$word')", "asset": "('$word')", "size": ([1-9][0-9]{0,8}), "sha256": "('$hex'{64})"\}(,?)$'
  while IFS= read -r line; do
    if [[ $state == first && $line =~ $header ]]; then
      state=item base=https://github.com/${BASH_REMATCH[2]}/releases/download/v${BASH_REMATCH[1]}
    elif [[ $state == item && $line =~ $item ]]; then
      [[ -n ${BASH_REMATCH[6]} ]] || state=last
      [[ ${BASH_REMATCH[1]} == "$tool" && ${BASH_REMATCH[2]} == "$target" ]] || continue
      [[ -z $asset ]] || return 1 # Two hashes for one binary would leave the choice to chance.
      asset=${BASH_REMATCH[3]} size=${BASH_REMATCH[4]} sha256=${BASH_REMATCH[5]}
    elif [[ $state == last && $line == ']}}' ]]; then
      state=end
    else
      return 1
    fi
  done <<<"$1"
  [[ $state == end ]]
}

fetch() { # Into a file of our own, then moved into place: two starts at once never see half a binary.
  { mkdir -p -- "${binary%/*}" && partial=$(mktemp "$binary.XXXXXX"); } || fail "cannot write to ${binary%/*}: make it writable"
  trap 'rm -f -- "$partial"' EXIT
  case $base in
    https://*) curl --fail --silent --show-error --location --proto =https --connect-timeout 20 --max-time 300 \
      --retry 2 --max-filesize "$size" --output "$partial" -- "$base/$asset" ;;
    file:///* | /* | [A-Za-z]:[\\/]*) head -c "$((size + 1))" -- "${base#file://}/$asset" >"$partial" ;;
    *) false ;;
  esac || fail "cannot fetch $asset from $base: check the network, set RELEASEGATE_MIRROR to an https address or a folder, or vendor it in dist/bin/$target"
  sound "$partial" || fail "$asset from $base is not the released file ($size bytes, SHA-256 $sha256): nothing was run; report it, or restore the mirror"
  { chmod 0755 "$partial" && mv -f -- "$partial" "$binary"; } || : # Another start may hold the place.
  sound "$binary" || fail "cannot put $asset in place at $binary: clear that folder"
}

tool=${1:-} exe='' base='' asset='' size='' sha256=''
[[ $tool =~ ^[a-z][a-z-]*$ ]] || fail "'$tool' is not the name of a tool: use this suite's actions as they are"
shift
root=$(unset CDPATH && cd -- "${BASH_SOURCE[0]%/*}/.." && pwd -P) || fail "cannot enter the suite's folder: check it out again"
case $(uname -s)-$(uname -m) in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  MINGW*-x86_64 | MSYS*-x86_64) target=x86_64-pc-windows-msvc exe=.exe ;;
  *) target=$(uname -sm) ;;
esac
manifest=$(tr -d '\r' <"$root/dist/manifest.json") || fail "cannot read dist/manifest.json: check the action out again"

if [[ $manifest == '{"release": null}' ]]; then
  source "$root/dist/from-source.sh"
else
  read_release "$manifest" || fail "dist/manifest.json is malformed: check the action out again, at a release"
  [[ -n $asset ]] || fail "this release has no $tool for $target: use a runner of a supported kind, or a commit of main, which builds from source"
  command -v sha256sum shasum >/dev/null || fail "neither sha256sum nor shasum is installed, so nothing can be verified: install coreutils"
  base=${RELEASEGATE_MIRROR:-$base} base=${base%/} binary=$root/dist/bin/$target/$asset
  [[ ! -e $binary ]] || sound "$binary" || fail "$binary is not the released file ($size bytes, SHA-256 $sha256): restore it, or remove it"
  [[ -e $binary ]] || { binary=${RUNNER_TOOL_CACHE:-$root/target}/releasegate/$sha256/$asset && sound "$binary"; } || fetch
  [[ -x $binary ]] || chmod +x "$binary" || fail "cannot make $binary executable: run chmod +x on it"
fi
exec "$binary" "$@" || fail "cannot start $binary: see the line above"
