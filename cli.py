"""The technicians' door: `flask …` commands. Each one calls a service, says what it did, and commits.

Exit codes: 0 done, 1 refused or a check failed, 2 wrong usage.
"""

from __future__ import annotations

import getpass
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import select

import jobs
from models import Agency, Officer, PromotionRound, Unit, User, db
from rules import access
from rules.access import Actor
from rules.refused import Refused
from services import account, audit, badge, demo, guard, imports, keys, promotion, reference
from services.wording import said
from web import is_demo

# Options of `flask` itself that are followed by a value.
FLASK_OPTIONS = {"-A", "--app", "-e", "--env-file"}

badge_commands = AppGroup("badge", help="Keys and cards.")
promotion_commands = AppGroup("promotion", help="Ranking and checking of rounds.")
audit_commands = AppGroup("audit", help="The audit trail.")
user_commands = AppGroup("user", help="Accounts.")


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in (init, fill_demo, load, serve, worker, doctor):
        app.cli.add_command(command)
    for group in (badge_commands, promotion_commands, audit_commands, user_commands):
        app.cli.add_command(group)


def is_making_keys() -> bool:
    """`flask init` makes the keys without which the application does not start; click does not tell yet what it runs."""
    words = iter(sys.argv[1:])
    for word in words:
        if word in FLASK_OPTIONS:
            next(words, None)
        elif not word.startswith("-"):
            return word == "init"
    return False


def act() -> Actor:
    """A command acts as the technician who typed it."""
    who = Actor(name=f"{getpass.getuser()} (command)", role="administrator", door="command")
    guard.act_as(who)
    return who


def refuse(refused: Refused | str) -> None:
    """Say why not, and end with 1."""
    click.echo(refused if isinstance(refused, str) else said(refused), err=True)
    sys.exit(1)


@click.command("init")
def init() -> None:
    """Make the keys of this installation, once."""
    folder = current_app.config["KEY_FOLDER"]
    if not badge.keys.public_keys():
        badge.keys.new_key()
    click.echo(f"Keys in {folder}: {', '.join(sorted(keys.SIZES))}. Back them up with the database.")


@click.command("demo")
@click.option("--officers", default=2000, show_default=True, help="How many fictional officers.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same force.")
@click.option("--empty", is_flag=True, help="Only the reference data.")
@click.option("--if-empty", is_flag=True, help="Do nothing, and succeed, when there are officers already.")
def fill_demo(officers: int, seed: int, empty: bool, if_empty: bool) -> None:
    """Fill an empty database with a fictional force."""
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


@click.command("serve")
@click.option("--port", default=lambda: int(os.environ.get("PORT", 8000)), show_default="PORT or 8000")
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(port: int, host: str) -> None:
    """Serve the application, with its worker, until stopped."""
    act()
    is_sqlite = db.engine.dialect.name == "sqlite"
    web = ["gunicorn", "--worker-class", "gthread", "--threads", "4", "--workers", "1" if is_sqlite else "3"]
    web += ["--bind", f"{host}:{port}", "--no-control-socket", "--access-logformat", "%(m)s %(U)s %(s)s", "app:create_app()"]
    processes = [subprocess.Popen([sys.executable, "-m", *parts]) for parts in (web, ["flask", "worker"])]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    click.echo(f"SIRHP: http://{host}:{port}")
    if is_demo():
        click.echo(f"Demo accounts, password {demo.PASSWORD}: {', '.join(demo.ACCOUNTS)}")
    try:
        processes[0].wait()
    except KeyboardInterrupt:
        pass
    finally:
        for process in processes:
            process.terminate()


@click.command("worker")
def worker() -> None:
    """Do background work until stopped."""
    jobs.work()


@click.command("doctor")
def doctor() -> None:
    """Check the installation and say what is wrong; exit 1 if anything is."""
    act()
    problems = []
    if is_demo():
        problems.append("Demo accounts with a known password exist: never put this database on a public address.")
    if broken := audit.verify():
        problems.append(f"The audit trail was altered: event {broken}.")
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo("Database, keys and audit trail are in order.")


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


def unit_named(code: str) -> Unit:
    """The unit of this code, or of AGENCY/CODE where several agencies use it; or exit 1."""
    of_code = db.session.scalars(select(Unit).where(Unit.code == code)).all()
    if not of_code and "/" in code:
        agency, inner = code.split("/", 1)
        of_code = db.session.scalars(select(Unit).join(Agency).where(Agency.code == agency, Unit.code == inner)).all()
    if len(of_code) > 1:
        refuse(f"Several agencies have a unit {code}. Write one of: {', '.join(f'{one.agency.code}/{code}' for one in of_code)}.")
    return of_code[0] if of_code else refuse(f"No unit has the code {code}.")


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


def round_named(name: str) -> PromotionRound:
    """The round of this number or name, or exit 1."""
    is_number = name.isascii() and name.isdigit() and len(name) < 10
    condition = PromotionRound.id == int(name) if is_number else PromotionRound.name == name
    return db.session.scalar(select(PromotionRound).where(condition)) or refuse(f"No promotion round is called {name}.")


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


@audit_commands.command("verify")
def verify_audit() -> None:
    """Check the seal of every event; exit 1 and name the first bad one."""
    act()
    broken = audit.verify()
    if broken:
        return refuse(f"Event {broken} was altered.")
    click.echo("Every event bears its seal.")


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


def anchors_named(agency: str | None, unit: str | None, officer: str | None) -> dict:
    """Agency, unit and officer of an account by their codes and number; or exit 1."""
    found = {}
    if agency:
        of_code = db.session.scalar(select(Agency).where(Agency.code == agency))
        found["agency"] = of_code or refuse(f"No agency has the code {agency}.")
    if unit:
        found["unit"] = unit_named(f"{agency}/{unit}" if agency and "/" not in unit else unit)
    if officer:
        numbered = select(Officer).where(Officer.service_number == officer)
        if agency:
            numbered = numbered.where(Officer.home_agency == found["agency"])
        people = db.session.scalars(numbered.limit(2)).all()
        if len(people) != 1:
            refuse(f"Several officers have the number {officer}: give --agency." if people else f"No officer has the number {officer}.")
        found["officer"] = people[0]
    return found
