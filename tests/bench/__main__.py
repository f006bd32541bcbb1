"""All benchmarks into docs/benchmarks.md: `make bench`, or some of them: `make bench ONLY="…"`.

Each one's section is its docstring, the command that runs it alone, and what it printed. A section
that is not run stays as it was, with the machine and the day it was measured on.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import psutil

PAGE = Path("docs/benchmarks.md")
OPENING = """# Benchmarks

Every figure on this page was printed by the command above it; `make bench` runs them all. Times are
noisy, ratios less so: both sides of a ratio are measured in one run, taking turns.
"""
BENCHES = (
    "analysis", "runtimes", "excerpts", "time_left", "scanning", "watching", "start",
    "lateness", "clicks", "neighbours", "loader", "mutants", "kills", "soak", "tagger_loading",
    "replay", "serve", "own_history", "chances",
    "sparse", "skipgram", "imports", "blend",
)  # fmt: skip
NEEDS = {"excerpts": "music", "lateness": "music", "imports": "playlists"}
"""What some cannot do without: the option that names it."""


def main() -> None:
    """Run, and write the page anew after each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--music", type=Path, help="a folder of real music")
    parser.add_argument("--playlists", type=Path, help="the sample of the Million Playlist Dataset")
    options = parser.parse_args()
    for name in options.names or BENCHES:
        if name not in BENCHES:
            parser.error(f"there is no benchmark {name!r}")
        need = NEEDS.get(name)
        given = need and getattr(options, need)
        if need and given is None:
            print(f"{name}: left out, it needs --{need} (make bench {need.upper()}=folder)")
            continue
        arguments = [f"--{need}", str(given)] if need else []
        section = _section(name, _output(name, arguments))
        sections = {**_sections(), name: section}  # read now: others may have run beside it
        PAGE.write_text(
            "\n".join([OPENING, *(sections[each] for each in BENCHES if each in sections)])
        )


def _output(name: str, arguments: Sequence[str]) -> str:
    """What a benchmark prints; ends everything if it fails."""
    print(f"{time.strftime('%H:%M')} {name}", flush=True)
    command = [sys.executable, "-m", f"tests.bench.{name}", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    print(done.stdout, flush=True)
    if done.returncode:
        raise SystemExit(f"{name} failed")
    return done.stdout


def _section(name: str, output: str) -> str:
    doc = importlib.import_module(f"tests.bench.{name}").__doc__ or name
    title, _, text = doc.strip().partition("\n\n")
    heading = re.sub(r":?\s*`.*", "", title.replace("\n", " ")).rstrip(".:")
    command = f"`make bench-{name.replace('_', '-')}`, {date.today()}, {machine()}."
    return "\n".join([f"<!-- {name} -->", f"## {heading}", "", command, "", text.strip(), "",
                      *_shown(output), ""])  # fmt: skip


def _shown(output: str) -> Iterator[str]:
    """Tables as tables, pictures as pictures, everything else as it was printed."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    for kind, group in groupby(lines, _kind):
        if kind == "text":
            yield from ("```", *group, "```", "")
        elif kind == "picture":
            yield from (f"![]({Path(line).relative_to(PAGE.parent)})\n" for line in group)
        else:
            yield from (*group, "")


def _kind(line: str) -> str:
    if line.startswith("|"):
        return "table"
    return "picture" if line.startswith("docs/") and line.endswith(".png") else "text"


def _sections() -> dict[str, str]:
    """The sections of the page as it is, by benchmark."""
    text = PAGE.read_text() if PAGE.exists() else ""
    parts = re.split(r"^<!-- (\w+) -->\n", text, flags=re.MULTILINE)[1:]
    return {
        name: f"<!-- {name} -->\n{body.rstrip()}\n\n"
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }


def machine() -> str:
    """What it ran on."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found.group(1).strip() if found else platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
