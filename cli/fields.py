"""`flask fields`: the custom fields of one installation as a file, and back from one."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from models import db
from rules.refused import Refused
from services.custom import defining, exchanging, preparing

from .acting import act, refuse

field_commands = AppGroup("fields", help="The fields that were added to record types.")


@field_commands.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_fields(file: Path) -> None:
    """Write every definition to a JSON file, in an order that stays."""
    act()
    text = exchanging.exported()
    file.write_text(text, encoding="utf-8")
    click.echo(f"{text.count('record_type')} fields in {file}.")


@field_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
def import_fields(file: Path, dry_run: bool) -> None:
    """Add, change and retire fields as a file says; exit 1 when a definition is refused."""
    who = act()
    try:
        text = file.read_text(encoding="utf-8")
        differences = exchanging.compared(text, who) if dry_run else exchanging.bring_in(text, by=who)
        db.session.commit()
        prepare()
    except Refused as refused:
        db.session.rollback()
        return refuse(refused)
    for each in differences:
        words = each.reason or ", ".join(f"{part}: {before} -> {after}" for part, (before, after) in each.changes.items())
        click.echo(f"{each.outcome:8} {each.record_type}.{each.key} {words}".rstrip())
    sys.exit(1 if any(each.outcome == exchanging.REFUSED for each in differences) else 0)


@field_commands.command("index")
def index_fields() -> None:
    """Make the indexes of fields that are missing, as after a migration that rebuilt a table."""
    act()
    made = defining.renew_indexes()
    db.session.commit()
    prepare()
    click.echo(f"{made} indexes made.")


def prepare() -> None:
    """Make ready what a request would have left to the worker: a command has the time."""
    preparing.prepare({}, lambda _done, _total: None, db.session.commit)
