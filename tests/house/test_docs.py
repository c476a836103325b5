"""The documentation names every setting, command and permission."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

import cli
from rules import access

from .reading import files, place, text

SETTING = re.compile(r"""["'](DATABASE_URL|PORT|SIRHP_[A-Z_]+)["']""")


def documentation() -> str:
    return "\n".join(text(path) for path in files(".md", under="docs"))


def test_every_setting_stands_in_the_documentation():
    ours = [path for path in files(".py") if place(path) not in ("tests", "bench")]
    settings = {name for path in ours for name in SETTING.findall(text(path))}
    said = documentation()
    missing = sorted(name for name in settings if name not in said)
    assert settings and not missing, f"docs/ must say what these settings do: {missing}"


def test_every_command_stands_in_the_documentation():
    names = [name for command in (*cli.COMMANDS, *cli.GROUPS) for name in names_of(command)]
    said = documentation()
    missing = sorted(name for name in names if name not in said)
    assert names and not missing, f"docs/ must say what these commands do: {missing}"


def names_of(command: click.Command, before: str = "flask") -> Iterator[str]:
    name = f"{before} {command.name}"
    if not isinstance(command, click.Group):
        yield name
        return
    for part in command.commands.values():
        yield from names_of(part, name)


def test_every_permission_stands_in_the_documentation():
    granted = {
        f"{area}.{verb}" for areas in access.TABLE.values() for area, (verbs, _scope) in areas.items() for verb in verbs.split()
    }
    said = documentation()
    missing = sorted(permission for permission in granted if permission not in said)
    assert not missing, f"docs/ must say what these permissions allow: {missing}"


def test_every_role_stands_in_the_documentation():
    said = documentation()
    missing = sorted(role for role in access.ROLES if role not in said)
    assert not missing, f"docs/ must say who these roles are for: {missing}"
