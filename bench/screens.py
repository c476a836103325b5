"""What the screens cost, on a demo force of any size: time, CPU, statements, kilobytes, memory, requests a second.

    flask demo --officers 100000
    python bench/screens.py [-n 50] [--seconds 8] [--only REGEX] [--json FILE] [--beside django=FILE ...]

Run by hand on the database that DATABASE_URL and SIRHP_INSTANCE name, which must hold a demo force: it starts a web
process of its own, signs in as `admin`, drives the pages one after the other, and prints the tables of
docs/performance.md. It adds the officers that it creates. `--beside` puts the figures of other programs, measured in the
same run (bench/peers/README.md), in columns beside ours.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select, text  # noqa: E402

from app import create_app  # noqa: E402
from bench.driving import Answer, Cost, Server, Visitor, hidden, measure, per_second  # noqa: E402
from models import Evaluation, Officer, Rank, db  # noqa: E402
from services import demo  # noqa: E402

LIST = "/admin/officer/"
FRAGMENT = {"X-Fragment": "list"}
CLIENTS, LOAD_SECONDS, ROUNDS = 4, 5, 3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=50, help="visits of each page")
    parser.add_argument("--seconds", type=float, default=8, help="at most so long for each page")
    parser.add_argument("--only", default="", help="only pages whose name matches")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--beside", action="append", default=[], metavar="NAME=FILE", help="figures of another program")
    parser.add_argument("--no-load", action="store_true", help="leave out requests a second")
    asked = parser.parse_args()
    facts, postgres = facts_of_database()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = Server(web_command(port), {"PYTHONPATH": str(ROOT)}, Path(folder) / "server.log")
        try:
            start = server.wait_for(f"http://127.0.0.1:{port}")
            server.postgres = postgres
            report(asked, server, Visitor(f"http://127.0.0.1:{port}"), facts, start)
        finally:
            server.stop()
        print(f"\nIdle worker: {worker_memory(Path(folder)):.0f} MB.")


def report(asked: argparse.Namespace, server: Server, visitor: Visitor, facts: dict, start: float) -> None:
    """The tables."""
    first = server.memory_mb()
    visitor.sign_in("admin", demo.PASSWORD)
    kind = "PostgreSQL" if server.postgres else "SQLite"
    print(f"{facts['officers']:,} officers, {kind}, {time.strftime('%d/%m/%Y')}: one web process started in {start:.1f} s.")
    costs = [
        measure(name, server, visit, visits=asked.n, seconds=asked.seconds)
        for name, visit in pages(visitor, facts, asked.n).items()
        if re.search(asked.only, name)
    ]
    print("\n" + table(costs, [read(one) for one in asked.beside]))
    if not asked.no_load:
        for name, headers in (("full page", {}), ("fragment", FRAGMENT)):
            rounds = sorted(per_second(visitor, LIST, headers, clients=CLIENTS, seconds=LOAD_SECONDS) for _ in range(ROUNDS))
            print(f"\nList, {name}, {CLIENTS} visitors: {rounds[ROUNDS // 2]:.0f} a second ({rounds[0]:.0f}–{rounds[-1]:.0f}).")
    print(f"\nMemory of the web process: {first:.0f} MB at first, {server.memory_mb():.0f} MB after.")
    if asked.json:
        asked.json.write_text(json.dumps([asdict(cost) for cost in costs], indent=1))


# --- what is visited -----------------------------------------------------------------------------


def facts_of_database() -> tuple[dict, int | None]:
    """What the addresses need to know of the force, and the process of its PostgreSQL."""
    app = create_app()
    with app.app_context(), db.engine.connect() as connection:
        officers = Officer.__table__
        count = connection.scalar(select(func.count()).select_from(officers))
        middle = connection.execute(select(officers).order_by(officers.c.id).offset(count // 2).limit(1)).mappings().one()
        names = select(officers.c.last_name, func.count().label("number")).group_by(officers.c.last_name).order_by(text("number"))
        by_number = connection.execute(names).all()
        facts = {
            "officers": count,
            "id": middle["id"],
            "number": middle["service_number"],
            "both": f"{middle['last_name']} {middle['first_names'].split()[0]}",
            "common": by_number[-1].last_name,
            "rare": by_number[0].last_name,
            "rank": connection.scalar(select(Rank.__table__.c.id).order_by(Rank.__table__.c.level).limit(1)),
            "evaluation": connection.scalar(select(func.max(Evaluation.__table__.c.id))),
            "agency": middle["home_agency_id"],
        }
        postgres = connection.scalar(text("SELECT pg_backend_pid()")) if db.engine.dialect.name == "postgresql" else None
        return facts, parent(postgres) if postgres else None


def pages(visitor: Visitor, facts: dict, visits: int) -> dict:
    """Each page by its name: a function that visits it once, with more headers."""

    def of(path: str, usual: dict | None = None, **query):
        address = f"{path}?{urlencode(query)}" if query else path
        return lambda headers: visitor.get(address, (usual or {}) | headers)

    deep = next_page(visitor, f"{LIST}?{urlencode({'jump': 'M'})}")
    return {
        "first page": of(LIST),
        "first page, fragment": of(LIST, FRAGMENT),
        "deep page": of(deep),
        "deep page, fragment": of(deep, FRAGMENT),
        "sort by name": of(LIST, sort="last_name", desc="1"),
        "sort by service number": of(LIST, sort="service_number"),
        "sort by date, descending": of(LIST, sort="entered_on", desc="1"),
        "search a common name": of(LIST, search=facts["common"]),
        "search part of a name": of(LIST, search=facts["common"][:3]),
        "search a rare name": of(LIST, search=facts["rare"]),
        "search two words": of(LIST, search=facts["both"]),
        "search a service number": of(LIST, search=facts["number"]),
        "search, no match": of(LIST, search="zzzqqx"),
        "filter by rank and sex": of(LIST, rank=facts["rank"], sex="M"),
        "details": of(f"{LIST}details/", id=facts["id"]),
        "edit form": of(f"{LIST}edit/", id=facts["id"]),
        "lookup of an officer": of("/admin/evaluation/ajax/lookup/", name="officer", query=facts["common"][:4]),
        "create": creating(visitor, facts, visits + 3),
    }


def next_page(visitor: Visitor, address: str) -> str:
    """The address behind the link to the page after this one."""
    links = re.findall(r'href="([^"]*[?&;]after=[^"]*)"', visitor.get(address).text)
    if not links:
        raise SystemExit(f"{address} has no next page")
    return links[0].replace("&amp;", "&")


def creating(visitor: Visitor, facts: dict, visits: int):
    """Send the form of a new officer. So many forms are opened beforehand, each with its key against double sending."""
    page, numbers = f"{LIST}new/", iter(range(int(time.time()) % 10**8 * 1000, 10**12))

    forms = [hidden(visitor.get(page).text) for _ in range(visits)]

    def create(headers: dict) -> Answer:
        values = forms.pop() | {
            "service_number": f"B{next(numbers)}", "last_name": "Essai", "first_names": "Banc", "sex": "M",
            "birth_on": "01/01/1990", "entered_on": "01/01/2020", "home_agency": str(facts["agency"]),
        }  # fmt: skip
        answer = visitor.post(page, values, headers)
        if answer.status != 302:
            raise SystemExit(f"the officer was not created: {answer.status}")
        return answer

    return create


# --- the processes -------------------------------------------------------------------------------


def web_command(port: int) -> list[str]:
    """One web process, as `flask serve` starts it on SQLite."""
    gunicorn = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4", "--workers", "1"]
    return [*gunicorn, "--no-control-socket", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}", "bench.counted:application()"]


def worker_memory(folder: Path) -> float:
    """Memory of a worker that has nothing to do, some seconds after its start."""
    worker = Server([sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), "worker"], {}, folder / "worker.log")
    time.sleep(8)
    try:
        return worker.memory_mb()
    finally:
        worker.stop()


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def parent(number: int) -> int:
    """The process that started this one."""
    return int(Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[1])


# --- the table -----------------------------------------------------------------------------------


def read(beside: str) -> tuple[str, dict[str, dict]]:
    """NAME=FILE: the figures of another program, by the name of the page."""
    name, _, file = beside.partition("=")
    lines = [json.loads(line) for line in Path(file).read_text().splitlines() if line.strip()]
    return name, {line["name"]: line for line in lines}


def table(costs: list[Cost], others: list[tuple[str, dict[str, dict]]]) -> str:
    """Markdown: our columns, and of each other program p50 and CPU."""
    head = ["page", "p50 ms", "p95 ms", "CPU ms", "statements", "kB", *(f"{name} p50 (CPU)" for name, _ in others)]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    for cost in costs:
        cells = [cost.name, f"{cost.p50:.1f}", f"{cost.p95:.1f}", f"{cost.cpu:.1f}", str(cost.statements or "–"), f"{cost.kb:.0f}"]
        cells += [beside(figures.get(cost.name)) for _, figures in others]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def beside(figures: dict | None) -> str:
    """p50 (CPU) of another program; a dash where it has no such page."""
    return f"{figures['p50']:.1f} ({figures['cpu']:.1f})" if figures else "–"


if __name__ == "__main__":
    main()
