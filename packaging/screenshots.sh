#!/usr/bin/env bash
# Makes the pictures in docs/screenshots from a folder of music, in a library of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

music=${1:?name a folder of music}
home=build/screenshots
nearfield="xvfb-run -a -s '-screen 0 1600x1000x24' .venv/bin/python"
command -v xvfb-run >/dev/null || nearfield=.venv/bin/python

picture() { eval "$nearfield" -m app.screenshot --library "$home" '"$@"'; }

rm -rf "$home"
.venv/bin/nearfield --library "$home" scan "$music"
picture --track "${TRACK:-resistor anthems}" --play docs/screenshots/similar.png
picture --track "${TRACK:-resistor anthems}" --radio docs/screenshots/playlist.png
picture --track "${TRACK:-resistor anthems}" --size 900x600 docs/screenshots/small.png
picture --settings docs/screenshots/settings.png
picture --track "${TRACK:-resistor anthems}" --mix docs/screenshots/mix.png
