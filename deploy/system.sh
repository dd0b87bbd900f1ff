#!/usr/bin/env bash
# Installs the system packages that are missing, on Debian or Ubuntu as root; elsewhere it says
# what is missing and what that costs. Usage: deploy/system.sh demo|test
set -euo pipefail
purpose=${1:?demo or test}

has() { command -v "$1" >/dev/null 2>&1; }
has_postgres() { has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
has_venv() { python3 -c 'import ensurepip, venv' >/dev/null 2>&1; }
has_library() { ldconfig -p 2>/dev/null | grep -F "$1" >/dev/null; }
has_faketime() { compgen -G '/usr/lib*/faketime/libfaketime.so.1' || compgen -G '/usr/lib/*/faketime/libfaketime.so.1'; } >/dev/null
docker_answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

packages=()
costs=()
need() { packages+=("$1"); costs+=("  $1: $2"); }

has_venv || need python3-venv "no virtual environment, so nothing runs"
if ! docker_answers && ! has dockerd; then
    need docker.io "nothing runs in sealed containers; the demo runs its own baselines as plain processes and refuses submissions"
    has iptables || need iptables "Docker's daemon does not start"
fi
has debootstrap || need debootstrap "no base image where no image registry is reached"
[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] ||
    need debian-archive-keyring "no base image where no image registry is reached"
has_library libgomp.so.1 || need libgomp1 "tblite does not load outside of its image"
if [ "$purpose" = test ]; then
    has chromium || has chromium-browser || has google-chrome || need chromium "no browser journey"
    has_library libatomic.so.1 || need libatomic1 "nothing drives the browser"
    has systemd-analyze && has systemd-sysusers && has systemd-tmpfiles ||
        need systemd "the units for operators are not verified"
    has_postgres || need postgresql "the site is tested on SQLite alone"
    has_faketime || need faketime "no faults of clocks"
fi

[ ${#packages[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && has apt-get; then
    echo "Installing ${packages[*]} (Debian packages, once) ..."
    log=$(mktemp)
    if { apt-get update && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${packages[@]}"; } >"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 15 "$log" >&2
fi
echo "Not installed (it takes Debian or Ubuntu and root: sudo apt-get install ${packages[*]}). Without:" >&2
printf '%s\n' "${costs[@]}" >&2
has_venv || exit 1
