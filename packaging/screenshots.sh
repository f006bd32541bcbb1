#!/usr/bin/env bash
# Makes the pictures in docs/screenshots from a folder of music, in a library of its own. What is imported
# there for the last of them is made up.
set -euo pipefail
cd "$(dirname "$0")/.."

music=${1:?name a folder of music}
home=build/screenshots
made_up=build/made-up-listening
python=.venv/bin/python
# A screen so large that the pointer, in its middle, is beside every window.
on_screen="xvfb-run -a -s '-screen 0 2800x1800x24' $python"
command -v xvfb-run >/dev/null || on_screen=$python

picture() { eval "$on_screen" -m app.screenshot --library "$home" '"$@"'; }
nearfield() { .venv/bin/nearfield --library "$home" "$@"; }

rm -rf "$home" "$made_up"
nearfield scan "$music"
picture --track "${TRACK:-resistor anthems}" --play docs/screenshots/similar.png
picture --track "${TRACK:-resistor anthems}" --radio docs/screenshots/playlist.png
picture --track "${TRACK:-resistor anthems}" --size 900x600 docs/screenshots/small.png
picture --settings docs/screenshots/settings.png
"$python" -m tests.made_up_listening --library "$home" "$made_up"
nearfield import listeners "$made_up/listeners.csv"
nearfield import playlists "$made_up/Playlists"
nearfield import history "$made_up/anna.csv"
picture --track "${TRACK:-resistor anthems}" --mix docs/screenshots/mix.png
picture --rediscover docs/screenshots/rediscover.png
picture --imports docs/screenshots/imports.png
picture --report docs/screenshots/report.png
