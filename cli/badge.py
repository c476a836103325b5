"""`flask badge …`: cards, their keys (badge_keys.py), and the public check."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import click
from flask.cli import AppGroup

from models import db
from rules.refused import Refused
from services import badge

from .acting import act, refuse
from .badge_keys import badge_key
from .finding import unit_named

badge_commands = AppGroup("badge", help="Keys and cards.")
badge_commands.add_command(badge_key)


@badge_commands.command("print")
@click.option("--unit", required=True, help="The code of the unit, or AGENCY/CODE.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--keep", is_flag=True, help="Keep the cards: they are valid only once they are checked and handed over at the desk.")
def print_badges(unit: str, out: Path, keep: bool) -> None:
    """Print the cards of a unit's officers to a PDF, issuing those that are missing, and note them as handed over.

    Of more than 500 cards each 500 get a file of their own: NAME-01.pdf, NAME-02.pdf, and so on.
    """
    who = act()
    found = unit_named(unit)
    with tempfile.TemporaryDirectory(prefix=".cards-", dir=out.parent) as folder:
        try:
            number = badge.print_unit(found, Path(folder), by=who, hands_over=not keep)
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            return refuse(refused)
        parts = sorted(Path(folder).iterdir())
        places = [out] if len(parts) == 1 else [out.with_name(f"{out.stem}-{part.name}") for part in parts]
        for part, place in zip(parts, places, strict=True):
            part.replace(place)
    click.echo(f"{number} cards in {', '.join(str(place) for place in places)}.")


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
    try:
        badge.publish(folder)
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        return refuse(refused)
    click.echo(f"Published in {folder}.")
