"""A new installation: its keys, a fictional force, and whether all is in order."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app

from models import Officer, User, db, now
from services import approval, audit, badge, keys, personnel, reference
from web import is_demo

from .acting import act, refuse

# Options of `flask` itself that are followed by a value.
FLASK_OPTIONS = {"-A", "--app", "-e", "--env-file"}


def is_making_keys() -> bool:
    """`flask init` makes the keys without which the application does not start."""
    return command_asked_for() == "init"


def is_migrating() -> bool:
    """`flask db …` needs Flask-Migrate, and a bare `flask` tells of it; it is 15 MB for every other process."""
    is_bare = command_asked_for() == "" and "flask" in Path(sys.argv[0]).parts[-2:]  # bin/flask or flask/__main__.py
    return is_bare or command_asked_for() == "db"


def command_asked_for() -> str:
    """The first word of the command line; click does not tell yet what it runs. "" where there is none."""
    words = iter(sys.argv[1:])
    for word in words:
        if word in FLASK_OPTIONS:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


@click.command("init")
def init() -> None:
    """Make the keys of this installation, once; after an update, those that are new."""
    folder = current_app.config["KEY_FOLDER"]
    for use in badge.keys.USES:
        if all(key.use != use for key in badge.keys.public_keys().values()):
            badge.keys.new_key(use)
    click.echo(f"Keys in {folder}: {', '.join(sorted(keys.SIZES))}. Back them up with the database.")


@click.command("demo")
@click.option("--officers", default=2000, show_default=True, help="How many fictional officers.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same force.")
@click.option("--empty", is_flag=True, help="Only the reference data.")
@click.option("--if-empty", is_flag=True, help="Do nothing, and succeed, when there are officers already.")
def fill_demo(officers: int, seed: int, empty: bool, if_empty: bool) -> None:
    """Fill an empty database with a fictional force."""
    from services import demo  # its lists of names are of no use to other processes

    act()
    if db.session.query(Officer.id).first() or db.session.query(User.id).first():
        if if_empty:
            return
        refuse("This database is not empty: a demonstration is only ever made in an empty one.")
    reference.load()
    db.session.commit()
    if not empty:
        with click.progressbar(length=officers, label="Demonstration force", width=40) as bar:
            demo.fill(officers, seed, progress=lambda done, _total, _what="": bar.update(done - bar.pos))
        db.session.commit()


@click.command("doctor")
def doctor() -> None:
    """Check the installation and say what is wrong; exit 1 if anything is."""
    act()
    problems = []
    if is_demo():
        problems.append("Demo accounts with a known password exist: never put this database on a public address.")
    if broken := audit.verify():
        problems.append(f"The audit trail was altered: event {broken}.")
    if behind := personnel.behind(now().date()):
        problems.append(f"Files that do not show the lines that hold today: {len(behind)}. Is the worker running?")
    problems += badge.troubles()
    for problem in problems:
        click.echo(problem)
    if unlinked := [user.username for user in approval.unlinked_approvers()]:
        click.echo(f"Approve without an officer, told apart by name and e-mail only: {', '.join(unlinked)}. Link them in Accounts.")
    if problems:
        sys.exit(1)
    click.echo("Database, keys and audit trail are in order.")
