#!/usr/bin/env bash
# Makes a checkout ready to run: system libraries, .venv, locked Python packages.
# Quiet and quick once everything is there. Used by the Makefile; PYTHON names the interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv
lock=packaging/requirements.lock
ready=$venv/ready

# What is looked for, and the Debian or Ubuntu package that brings it.
libraries="
libEGL.so.1 libegl1
libGL.so.1 libgl1
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libgssapi_krb5.so.2 libgssapi-krb5-2
libpulse.so.0 libpulse0
libdrm.so.2 libdrm2
libX11-xcb.so.1 libx11-xcb1
libXext.so.6 libxext6
libXrandr.so.2 libxrandr2
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
libwayland-cursor.so.0 libwayland-cursor0
"

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

missing_packages() {
    local python=$1 known name package
    if [ "$(uname -s)" = Linux ]; then
        known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
        while read -r name package; do
            [ -z "$name" ] || grep -qF "$name " <<<"$known" || echo "$package"
        done <<<"$libraries"
    fi
    if [ ! -d "$venv" ]; then
        # hnswlib is compiled on the spot
        command -v c++ >/dev/null || echo g++
        if [ -z "$python" ]; then
            printf '%s\n' python3 python3-venv python3-dev
        else
            "$python" -c 'import ensurepip' 2>/dev/null || echo python3-venv
            "$python" -c 'import os, sysconfig as s; os.stat(s.get_path("include") + "/Python.h")' \
                2>/dev/null || echo python3-dev
        fi
    fi
}

install_packages() {
    local install="apt-get install -y --no-install-recommends $*"
    if ! command -v apt-get >/dev/null; then
        say "These libraries are missing; install what your system calls them: $*"
        exit 1
    elif [ "$(id -u)" != 0 ]; then
        say "Some system packages are missing. Install them with:"
        say "  sudo $install"
        exit 1
    fi
    say "Installing system packages: $*"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $install -qq >/dev/null
}

python=$(find_python)
mapfile -t packages < <(missing_packages "$python")
if [ ${#packages[@]} -gt 0 ]; then
    install_packages "${packages[@]}"
    python=$(find_python)
fi
if [ -z "$python" ]; then
    say "Nearfield needs Python 3.11 or newer; name it with PYTHON=/path/to/python3"
    exit 1
fi

wanted=$(cat "$lock" pyproject.toml "$0" | cksum)
if [ "$(cat "$ready" 2>/dev/null)" != "$wanted" ] || ! "$venv/bin/python" -c '' 2>/dev/null; then
    say "Installing Python packages into $venv (about 3 GB with PyTorch; once only)"
    rm -f "$ready"
    "$venv/bin/python" -c '' 2>/dev/null || "$python" -m venv --clear "$venv"
    pip="$venv/bin/python -m pip --disable-pip-version-check --quiet"
    $pip install --require-hashes -r "$lock"
    $pip --quiet install --no-deps --editable .
    echo "$wanted" >"$ready"
fi
