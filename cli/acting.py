"""Who acts in a command, and how it refuses."""

from __future__ import annotations

import getpass
import sys

import click

from rules.access import Actor
from rules.refused import Refused
from services import guard
from services.wording import said


def act() -> Actor:
    """A command acts as the technician who typed it."""
    who = Actor(name=f"{getpass.getuser()} (command)", role="administrator", door="command")
    guard.act_as(who)
    return who


def refuse(refused: Refused | str) -> None:
    """Say why not, and end with 1."""
    click.echo(refused if isinstance(refused, str) else said(refused), err=True)
    sys.exit(1)
