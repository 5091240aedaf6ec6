# shellcheck shell=bash disable=SC2154
# Sourced by run.sh at a commit that is no release: the source beside this file is what was pinned, so build that.
# Reads $root, $tool and $exe; sets $binary.

command -v cargo >/dev/null || fail "this commit holds no released binaries and cargo is not installed: pin a release, or install Rust"
# Cargo takes a file for unchanged by its time. In a folder that commits share, the time of another commit's file would do, so
# each source builds in a folder of its own, named by the digest of all that it is built from.
hash=(sha256sum) && { command -v sha256sum >/dev/null || hash=(shasum -a 256); }
sources=$(
  cd -- "$root" || exit
  for item in Cargo.toml Cargo.lock rust-toolchain.toml .cargo crates src; do
    [[ ! -e $item ]] || find -L "$item" -type f -exec "${hash[@]}" {} + || exit
  done | LC_ALL=C sort | "${hash[@]}"
) || fail "cannot read the source in $root: check the action out again"
in_project() { [[ -n ${GITHUB_WORKSPACE:-} && $1/ == "$GITHUB_WORKSPACE"/* ]]; }
target_dir=${CARGO_TARGET_DIR:-target}
! in_project "$target_dir" || target_dir=target # What lies there could have come with the project.
[[ $target_dir =~ ^(/|[A-Za-z]:) ]] || target_dir=$root/$target_dir
target_dir=$target_dir/releasegate-${sources:0:16}
binary=$target_dir/release/$tool$exe

echo "::group::Build $tool from source"
(
  # The project under test must not choose the compiler. Its folder's settings do not count from here, and of its
  # variables cargo sees those that say where to keep files and how to reach the registry.
  cd -- "$root" || exit
  for name in ${!CARGO*} ${!RUST*}; do
    case $name in
      # They hold settings and compilers: what lies in the project's folder is the project's.
      CARGO_HOME | RUSTUP_HOME) ! in_project "${!name}" || unset "$name" ;;
      CARGO_HTTP_* | CARGO_NET_* | CARGO_TERM_* | CARGO_BUILD_JOBS) ;;
      RUSTUP_DIST_SERVER | RUSTUP_UPDATE_ROOT | RUSTUP_AUTO_INSTALL) ;;
      *) unset "$name" ;;
    esac
  done
  exec cargo build --release --locked -p "$tool" --target-dir "$target_dir"
) && built=0 || built=$?
echo "::endgroup::"
[[ $built == 0 ]] || fail "building $tool from source failed with exit code $built: see the log above, or pin a release"
[[ -x $binary ]] || fail "cargo built $tool, but not as $binary: remove build.target from cargo's settings"
