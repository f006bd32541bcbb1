"""Options that commands have in common, each described once: where to write, recipes, machines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from engine.cli.group import PathOption
from engine.training.course import Machine

Command = Callable[..., None]
Option = Callable[[Command], Command]

AT_LEAST_ONE = click.IntRange(1)
_ONE_DEVICE = Machine(devices="1")

audio = click.option(
    "--audio", type=PathOption, help="Where the music is [default: beside the labels]."
)


def output(name: str) -> Option:
    """Where the result goes: a file or a folder."""
    return click.option("-o", "--output", type=PathOption, default=Path(name), show_default=True)


def work(name: str, help_: str) -> Option:
    """Where it is kept what a later run needs."""
    return click.option(
        "--work", type=PathOption, default=Path(name), show_default=True, help=help_
    )


def seed(help_: str | None = None) -> Option:
    """From what chance is drawn."""
    return click.option("--seed", type=int, default=0, show_default=True, help=help_)


runs = click.option(
    "--runs",
    type=AT_LEAST_ONE,
    default=1,
    show_default=True,
    help="Train so many times, for figures with intervals; NAME-1.safetensors and so on.",
)
"""How many runs of a training are made, that differ in nothing but their seeds."""


def setting(usual: Any, name: str, kind: Any, help_: str | None = None) -> Option:
    """The option for a field of a dataclass, by default what `usual` has there."""
    option, value = f"--{name.replace('_', '-')}", getattr(usual, name)
    return click.option(option, type=kind, default=value, show_default=True, help=help_)


def together(*options: Option) -> Option:
    """Several options as one; the help lists them in this order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def gathered(into: str, usual: Any, *options: Option) -> Option:
    """Give a command, as its argument `into`, the dataclass `usual` with what these options say.

    Each is named as the field that it sets; a command has no other option of such a name.
    """
    names = {field.name for field in fields(usual)}

    def decorate(command: Command) -> Command:
        @wraps(command)
        def asked(*arguments: Any, **given: Any) -> None:
            said = {name: given.pop(name) for name in names & given.keys()}
            command(*arguments, **{into: replace(usual, **said)}, **given)

        return together(*options)(asked)

    return decorate


def recipe(usual: Any, *settings: Option) -> Option:
    """Give a command the `recipe` that these settings describe."""
    return gathered("recipe", usual, *settings)


on_one_device = gathered(
    "machine", _ONE_DEVICE, setting(_ONE_DEVICE, "accelerator", str, "cpu, cuda, mps …")
)
"""Gives a command the `machine` to train on."""


def on_devices(usual: Machine, sharing: str) -> Option:
    """The same where several devices can share the work; `sharing` is the help on how."""
    return gathered(
        "machine",
        usual,
        setting(usual, "accelerator", str, "cpu, cuda …"),
        setting(usual, "devices", str, 'How many, or which: "0,2".'),
        setting(usual, "strategy", str, sharing),
    )
