"""`flask promotion …`: ranking and checking of rounds."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from models import db
from rules.refused import Refused
from services import promotion

from .acting import act, refuse
from .finding import round_named

promotion_commands = AppGroup("promotion", help="Ranking and checking of rounds.")


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
    """Compute a ranked list again from its frozen inputs and compare; exit 1 at any difference."""
    act()
    try:
        differences = promotion.verify(round_named(round_name))
    except Refused as refused:
        return refuse(refused)
    for difference in differences:
        click.echo(difference)
    if differences:
        sys.exit(1)
    click.echo("The list is what the frozen inputs give.")
