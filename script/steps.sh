# Sourced by the other scripts: saying what is done, failing in one sentence, Debian's packages.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
stamps="$root/var/stamps"
tool_log="$root/var/bootstrap.log"

say() { printf '%s\n' "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Run a step quietly; if it fails, show its last lines and the sentence that says what to do.
step() { # SENTENCE COMMAND...
    local sentence=$1
    shift
    if ! "$@" >"$tool_log" 2>&1; then
        tail -n 15 "$tool_log" >&2
        die "$sentence"
    fi
}

# Has this step been done for the same inputs? The stamp of a step holds the hash of them.
is_done() { # STEP HASH
    [ "$(cat "$stamps/$1" 2>/dev/null)" = "$2" ]
}

mark_done() { # STEP HASH
    mkdir -p "$stamps"
    printf '%s\n' "$2" >"$stamps/$1"
}

# How may we install packages? Prints nothing for root, a command for sudo, or fails for neither.
administrator() {
    if [ "$(id -u)" -eq 0 ]; then
        return 0
    elif ! command -v sudo >/dev/null; then
        return 1
    elif sudo -n true 2>/dev/null; then
        echo "sudo -n"
    elif [ -t 0 ] && [ -t 2 ] && id -nG | grep -Eqw 'sudo|wheel|admin'; then
        echo "sudo"
    else
        return 1
    fi
}

# Install Debian packages for the whole machine; fails where that is not ours to do.
install_packages() { # PACKAGE...
    local as
    command -v apt-get >/dev/null || return 1
    as=$(administrator) || return 1
    # shellcheck disable=SC2086  # "sudo -n" is two words
    {
        $as apt-get -q update || true # a mirror that is away need not matter
        $as env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@"
    } >"$tool_log" 2>&1
}

# The newest postgresql-NN-postgis-3 that apt knows of; arguments go to apt.
postgis_package() {
    apt-cache "$@" search --names-only '^postgresql-[0-9]+-postgis-3$' | cut -d' ' -f1 | sort -V | tail -n 1
}

private_options() { # FOLDER: apt with all its files below FOLDER, as on an empty machine
    printf '%s\n' -o "Dir::State=$1/state" -o "Dir::State::status=$1/status" -o "Dir::Cache=$1/cache" \
        -o "Dir::Log=$1" -o APT::Sandbox::User= -o Debug::NoLocking=1 -o APT::Install-Recommends=false
}

# Download packages with everything that they need and unpack them into a folder, without root.
# The machine's C library stays the machine's own: it belongs to its kernel and dynamic loader.
# "postgis" stands for the newest PostgreSQL with PostGIS that the machine's mirrors have.
unpack_packages() { # FOLDER PACKAGE...
    local target=$1 work="$1.packages" options package
    shift
    command -v apt-get >/dev/null || return 1
    rm -rf "$work" "$target" "$target.part"
    mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/deb" "$target.part"
    : >"$work/status"
    mapfile -t options < <(private_options "$work")
    {
        apt-get -q "${options[@]}" update || true # a mirror that is away need not matter
        if [ "$1" = postgis ]; then
            package=$(postgis_package "${options[@]}")
            [ -n "$package" ] || return 1
            set -- "${package%-postgis-3}" "$package"
        fi
        apt-get -q -s "${options[@]}" install "$@" >"$work/plan" || return 1
        awk '$1 == "Inst" { print $2 }' "$work/plan" |
            grep -E '^(lib|postgresql-[0-9]|postgresql-client-[0-9]|proj-data|gdal-data|chromium|font)' |
            grep -Ev '^(libc6|libc-bin|libc-l10n|libperl.*|lib.*-perl|libpam.*|libllvm.*)$' >"$work/wanted"
        (cd "$work/deb" && xargs apt-get -q "${options[@]}" download <"$work/wanted") || return 1
        for package in "$work"/deb/*.deb; do
            dpkg-deb -x "$package" "$target.part" || return 1
        done
    } >"$tool_log" 2>&1
    rm -rf "$work"
    mv "$target.part" "$target"
}
