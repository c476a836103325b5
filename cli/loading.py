"""`flask import`: load a file of any record type."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from models import db
from rules.refused import Refused
from services import imports

from .acting import act, refuse


@click.command("import")
@click.argument("record_type")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="How columns are read (JSON).")
@click.option("--sheet", help="The sheet of a workbook.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--good-rows", is_flag=True, help="Load the good rows although others are refused.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the refused rows here (CSV).")
def load(record_type, file, mapping, sheet, dry_run, good_rows, report) -> None:
    """Load a file: `flask import officers FILE`; exit 1 when a row was refused."""
    who = act()
    try:
        with click.progressbar(length=1000, label=file.name, width=40) as bar:
            outcome = imports.run_file(
                file,
                record_type,
                mapping=json.loads(mapping.read_text()) if mapping else None,
                sheet=sheet,
                dry_run=dry_run,
                good_rows_only=good_rows,
                by=who,
                progress=lambda done, total: bar.update(int(1000 * done / max(total, 1)) - bar.pos),
            )
    except Refused as refused:
        db.session.rollback()
        return refuse(refused)
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    if report:
        imports.write_report(outcome, report)
    click.echo(imports.summary(outcome))
    sys.exit(1 if outcome.refused else 0)
