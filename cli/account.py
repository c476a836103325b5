"""`flask user …`: accounts."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select

from models import User, db
from rules import access
from rules.refused import Refused
from services import account

from .acting import act, refuse
from .finding import anchors_named

user_commands = AppGroup("user", help="Accounts.")


@user_commands.command("create")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(sorted(access.ROLES)))
@click.option("--full-name", help="The person's name, as others see it.")
@click.option("--agency", help="The code of the agency whose records the role concerns.")
@click.option("--unit", help="The code of the unit, or AGENCY/CODE, for a head of unit.")
@click.option("--officer", help="The service number of the person, for the own file.")
def create_user(name: str, role: str, full_name: str | None, **anchors: str | None) -> None:
    """Make an account and print its first password, to be changed at the first sign-in."""
    who = act()
    if db.session.scalar(select(User).where(User.username == account.tidy(name))):
        return refuse(f"An account {name} exists already.")
    made = User(username=name, name=full_name or name, role=role, active=True, language="fr", **anchors_named(**anchors))
    try:
        first = account.create(made, by=who)
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        return refuse(refused)
    click.echo(f"Account {made.username}, first password: {first}")
