"""The situation at a date on a large force: what the service and what the pages cost, warm and cold.

    flask init && flask db upgrade
    python bench/histories.py 100000
    python bench/situation.py

The unit is the one whose people, with the units below it, come nearest to 500 today. "Warm" is the median of several calls
in one process; "cold" that of the first calls of as many new processes, each with its own connection and nothing compiled.
Figures that took long are kept for a quarter of an hour: pages of the whole force are asked for another day each time, so
that they are counted anew ("counted"), and then once more ("kept").
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402

from app import create_app  # noqa: E402
from bench.driving import Server, Visitor  # noqa: E402
from bench.screens import free_port, web_command  # noqa: E402
from models import Officer, PositionLine, Posting, RankLine, Unit, User, db  # noqa: E402
from services import account, establishment, guard, situation  # noqa: E402
from services.demo import PASSWORD  # noqa: E402

TODAY = dt.date(2026, 11, 22)
DAYS = (TODAY, dt.date(2019, 6, 1), dt.date(2012, 6, 1))
PEOPLE = 500
AS = "drh"


def main() -> None:
    """Measure and print a table; with --once, one call for the parent to read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--once", nargs=2, metavar=("UNIT", "DAY"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    app = create_app()
    with app.test_request_context():
        if asked.once:
            unit, on = int(asked.once[0]), dt.date.fromisoformat(asked.once[1])
            act()
            print(json.dumps(timed(lambda: situation.at(on, unit=unit))[0]))
            return
        unit = chosen_unit()
        lines = services(unit, asked.runs)
    with tempfile.TemporaryDirectory() as folder:
        lines += pages(unit, asked.runs, Path(folder))
    print("\n".join(["| what | rows | median ms | smallest–largest |", "|---|--:|--:|--:|", *lines]))


def act() -> None:
    """As the HR manager of the police, whose scope costs most."""
    with guard.unscoped("the benchmark signs in"):
        who = db.session.scalar(select(User).where(User.username == AS))
    guard.act_as(account.actor_of(who))


def chosen_unit() -> int:
    """The unit nearest to the number of people wanted; says how large the force is."""
    with guard.unscoped("the benchmark counts"):
        sizes = [db.session.scalar(select(func.count(model.id))) for model in (Officer, RankLine, Posting, PositionLine)]
        paths = dict(db.session.execute(select(Unit.id, Unit.path)).all())
    guard.act_as(guard.SYSTEM)
    found = situation.shares(situation.Asked(TODAY), "unit").of
    totals = {number: sum(found[one].total for one in found if one and paths[one].startswith(path)) for number, path in paths.items()}
    unit = min(totals, key=lambda number: abs(totals[number] - PEOPLE))
    kind, lines = db.engine.dialect.name, sum(sizes[1:])
    print(f"{kind}: {sizes[0]:,} officers, {lines:,} lines, {len(paths):,} units; unit {unit} with {totals[unit]} people today\n")
    return unit


def services(unit: int, runs: int) -> list[str]:
    """What the services cost by themselves."""
    act()
    lines = []
    for on in DAYS:
        warm = [timed(lambda: situation.at(on, unit=unit)) for _ in range(runs + 1)][1:]
        lines.append(row(f"situation.at, {on:%d/%m/%Y}, warm", [ms for ms, _ in warm], len(warm[0][1])))
    for on in DAYS[:2]:
        command = [sys.executable, __file__, "--once", str(unit), on.isoformat()]
        cold = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(5)]
        lines.append(row(f"situation.at, {on:%d/%m/%Y}, cold", cold, ""))
    for name, of in (("the unit", unit), ("the whole force", None)):
        days = [TODAY - dt.timedelta(days=number) for number in range(5)]
        counted = [timed(lambda on=on: establishment.strength(on, of)) for on in days]
        lines.append(row(f"establishment.strength, {name}, counted", [ms for ms, _ in counted], len(counted[0][1].posts)))
    return lines


def timed(call: Callable[[], object]) -> tuple[float, object]:
    """Milliseconds of a call, and what it gave; the transaction ends as it does after a request."""
    start = time.perf_counter()
    found = call()
    taken = (time.perf_counter() - start) * 1000
    db.session.rollback()
    return taken, found


def pages(unit: int, runs: int, folder: Path) -> list[str]:
    """What a visitor waits for, from a server of its own."""
    port, lines = free_port(), []
    asked = [(f"page of the situation, {on:%d/%m/%Y}", f"/admin/situation/?unit={unit}&on={on}") for on in DAYS]
    whole = {"the whole force": "/admin/situation/?on={}", "who is where": "/admin/where/?on={}", "establishment": "/admin/establishment/?on={}"}
    server = Server(web_command(port), {"PYTHONPATH": str(ROOT)}, folder / "server.log")
    try:
        server.wait_for(f"http://127.0.0.1:{port}")
        visitor = Visitor(f"http://127.0.0.1:{port}")
        visitor.sign_in(AS, PASSWORD)
        for name, path in asked:
            first, *warm = [visit(visitor, path) for _ in range(runs + 1)]
            lines += [row(f"{name}, first visit", [first], ""), row(f"{name}, warm", warm, "")]
        lines.append(row("page of the establishment of the unit", [visit(visitor, f"/admin/establishment/?unit={unit}") for _ in range(runs)], ""))
        for name, path in whole.items():
            days = [path.format(TODAY - dt.timedelta(days=400 + number)) for number in range(5)]
            lines.append(row(f"page, {name}, counted", [visit(visitor, one) for one in days], ""))
            lines.append(row(f"page, {name}, kept", [visit(visitor, one) for one in days], ""))
    finally:
        server.stop()
    return lines


def visit(visitor: Visitor, path: str) -> float:
    """Milliseconds of a page that must open."""
    answer = visitor.get(path)
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return answer.ms


def row(name: str, times: list[float], rows: object) -> str:
    """One line of the table."""
    return f"| {name} | {rows} | {statistics.median(times):.0f} | {min(times):.0f}–{max(times):.0f} |"


if __name__ == "__main__":
    main()
