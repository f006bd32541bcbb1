"""What can be asked of `train …` and `evaluate …` is named as it ever was, whoever describes it.

Where another thing is meant to be asked, `python -m tests.engine.test_cli_options` lists it anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest

from engine.cli import nearfield
from engine.cli.options import on_devices, recipe, seed, setting
from engine.training.course import Machine
from engine.training.listeners.recipe import ListenersRecipe

LISTED = Path(__file__).with_name("cli_options.txt")
"""A command to a paragraph, its options below it with what they are by default."""
_OPTION = re.compile(r"^  (-.*?)(?:  |$)(.*?)(?=^  -|\Z)", re.MULTILINE | re.DOTALL)
_DEFAULT = re.compile(r"\[default:\s([^;\]]+)")


def described() -> dict[str, list[str]]:
    """What the list says: the options of each command."""
    paragraphs = LISTED.read_text(encoding="utf-8").strip().split("\n\n")
    listed = (paragraph.split("\n  ") for paragraph in paragraphs)
    return {name: options for name, *options in listed}


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for word, command in sorted(group.commands.items()):
        name = f"{before} {word}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, name)
        else:
            yield name, command


ALL = {
    name: command
    for name, command in commands(nearfield)
    if name.partition(" ")[0] in ("train", "evaluate")
}


def helped(command: click.Command) -> list[str]:
    """The options as `--help` lists them."""
    context = click.Context(command, max_content_width=100, terminal_width=100)
    _, _, options = command.get_help(context).partition("\nOptions:\n")
    # What asks for help is called as the group has it once the command was called from there.
    options = options.replace("  -h, --help", "  --help")
    told = []
    for name, text in _OPTION.findall(options):
        usual = _DEFAULT.search(" ".join(text.split()))
        told.append(f"{name} = {usual[1]}" if usual else name)
    return told


def test_every_command_is_listed() -> None:
    assert sorted(described()) == sorted(ALL)


@pytest.mark.parametrize("name", ALL)
def test_the_help_of_a_command_lists_its_options(name: str) -> None:
    assert helped(ALL[name]) == described()[name]


def test_what_is_asked_for_comes_as_a_recipe_and_a_machine() -> None:
    given: dict[str, Any] = {}
    usual = ListenersRecipe()

    @click.command()
    @click.argument("file")
    @recipe(usual, setting(usual, "split_seed", int), click.option("--sparse/--dense"))
    @seed()
    @on_devices(Machine("cpu", "1"), "how")
    def command(**all_: Any) -> None:
        given.update(all_)

    command(
        ["a.csv", "--split-seed", "3", "--dense", "--devices", "0,2", "--seed", "7"],
        standalone_mode=False,
    )
    assert given == {
        "file": "a.csv",
        "recipe": replace(usual, split_seed=3, sparse=False),
        "seed": 7,
        "machine": Machine("cpu", "0,2"),
    }


if __name__ == "__main__":
    paragraphs = ("\n  ".join([name, *helped(command)]) for name, command in ALL.items())
    LISTED.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
