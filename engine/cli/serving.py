"""The command that answers other programs: `nearfield serve`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engine.cli.group import PathOption, as_json, nearfield

_ROWS, _MEGABYTES, _PORT = 100_000, 32, 8790


@nearfield.command("serve")
@click.option(
    "--replay",
    type=PathOption,
    required=True,
    help="A model that `nearfield train replay` made.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=_PORT,
    show_default=True,
    help="0 is any that is free.",
)
@click.option(
    "--most-rows",
    type=click.IntRange(1),
    default=_ROWS,
    show_default=True,
    help="Rows of a batch at most.",
)
@click.option(
    "--most-megabytes",
    type=click.IntRange(1),
    default=_MEGABYTES,
    show_default=True,
    help="The size of a batch at most.",
)
@as_json
def serve_(
    replay: Path, host: str, port: int, most_rows: int, most_megabytes: int, as_json: bool
) -> None:
    """Tell other programs over HTTP how likely tracks are played again.

    POST a batch of rows to /v1/replay; the start page and /openapi.json say what a row has.
    Ctrl-C ends it. Anyone who reaches the port may ask: by default only this machine does.
    """
    from engine.models.replay.model import ReplayModel
    from engine.service.app import Limits
    from engine.service.batches import Teller
    from engine.service.serving import is_loopback, serve

    def listening(address: str) -> None:
        said = f"Listening on {address} (Ctrl-C ends it)"
        click.echo(json.dumps({"address": address}) if as_json else said)
        if not is_loopback(host):
            click.echo("Everyone who can reach this machine may ask.", err=True)

    teller = Teller.of(ReplayModel.read(replay), most_rows)
    serve(teller, Limits(most_megabytes), host, port, listening)
