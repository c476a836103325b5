"""`flask badge …`: keys and cards."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from models import db
from rules.refused import Refused
from services import badge

from .acting import act, refuse
from .finding import unit_named

badge_commands = AppGroup("badge", help="Keys and cards.")


@badge_commands.group("key")
def badge_key() -> None:
    """The keys that sign cards."""


@badge_key.command("new")
def new_badge_key() -> None:
    """Make a new signing key; cards printed from now on use it."""
    act()
    number = badge.make_key()
    db.session.commit()
    click.echo(f"Key {number} made.")


@badge_commands.command("print")
@click.option("--unit", required=True, help="The code of the unit, or AGENCY/CODE.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def print_badges(unit: str, out: Path) -> None:
    """Print the cards of a unit's officers to a PDF, issuing those that are missing."""
    who = act()
    found = unit_named(unit)
    cards = out.with_name(out.name + ".part")
    try:
        with open(cards, "wb") as file:
            number = badge.print_unit(found, file, by=who)
        db.session.commit()
        cards.replace(out)
    except Refused as refused:
        db.session.rollback()
        return refuse(refused)
    finally:
        cards.unlink(missing_ok=True)
    click.echo(f"{number} cards in {out}.")


@badge_commands.command("verify")
@click.argument("token")
def verify_badge(token: str) -> None:
    """Say whether the text of a card's QR code is genuine and in force; exit 1 if not."""
    act()
    verdict = badge.verify(token)
    click.echo(json.dumps(verdict, ensure_ascii=False, default=str))
    sys.exit(0 if verdict["valid"] else 1)


@badge_commands.command("publish")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def publish_badges(folder: Path) -> None:
    """Write the public verification site to a folder, for any web host."""
    act()
    badge.publish(folder)
    db.session.commit()
    click.echo(f"Published in {folder}.")
