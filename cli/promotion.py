"""`flask promotion …`: ranking, checking and archiving of rounds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from models import db
from rules.refused import Refused
from services import promotion
from services.promotion import archive, signing

from .acting import act, refuse
from .finding import round_named

promotion_commands = AppGroup("promotion", help="Ranking, checking and archiving of rounds.")


@promotion_commands.command("rank")
@click.argument("round_name", metavar="ROUND")
def rank_round(round_name: str) -> None:
    """Rank a round by its rule."""
    who = act()
    try:
        places = promotion.rank(round_named(round_name), by=who)
    except Refused as refused:
        db.session.rollback()
        return refuse(refused)
    db.session.commit()
    click.echo(f"{len(places)} officers ranked.")


@promotion_commands.command("verify")
@click.argument("round_name", metavar="ROUND")
def verify_round(round_name: str) -> None:
    """Compute a ranked list again from its frozen inputs, check its seal, and compare; exit 1 at any difference."""
    act()
    round_ = round_named(round_name)
    try:
        differences = promotion.verify(round_)
    except Refused as refused:
        return refuse(refused)
    if round_.code_version not in (None, signing.code_version()):
        click.echo(f"Sealed with {round_.code_version}, checked with {signing.code_version()}.")
    for difference in differences:
        click.echo(difference)
    if differences:
        sys.exit(1)
    click.echo("The list is what the frozen inputs give.")
    if round_.signature is None:
        return click.echo("It is not sealed yet.")
    click.echo(f"It is sealed, and the signature of key {signing.parts_of(round_.signature)[0]} holds.")


@promotion_commands.command("archive")
@click.argument("round_name", metavar="ROUND")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def archive_round(round_name: str, file: Path) -> None:
    """Write everything of a sealed round into one new file, with a verifier that needs nothing of SIRHP."""
    who = act()
    round_ = round_named(round_name)
    try:
        with open(file, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
            rows = archive.write(round_, out, by=who)
    except FileExistsError:
        return refuse(f"{file} is there already: name a new file.")
    except Refused as refused:
        db.session.rollback()
        file.unlink()
        return refuse(refused)
    db.session.commit()
    click.echo(f"{rows} candidates in {file}. Check it anywhere with: python3 verify_round.py {file.name}")
