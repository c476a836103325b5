"""The last day of a campaign of evaluation: every head at his screen at once, and nothing that was acknowledged may be lost.

    python bench/rush.py --supervisors 1000 --on postgresql
    python bench/rush.py --supervisors 100 --on sqlite

Each supervisor opens his grid, saves what he typed in a row (ten fields, one request) every fifteen seconds, and sends five
forms in ten minutes. It makes an installation of its own in a temporary folder, starts a PostgreSQL as the tests do, but
one that survives a power cut, and serves with `flask serve`. At the end every acknowledged field and every form sent are
looked for in the database. The process that drives takes part of the machine; what it took is said.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psycopg

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench.driving import Server  # noqa: E402
from bench.installed import database, installation, plain  # noqa: E402
from bench.rushing import force, kept  # noqa: E402
from bench.rushing.supervisors import Rush, drive  # noqa: E402
from bench.screens import free_port, parent  # noqa: E402

LONGEST_P95 = 500  # ms


def main() -> None:
    """Prepare, drive, compare, print; ends with 1 where something is wrong."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="rush-") as name, database(asked.on) as address:
        folder = Path(name)
        app = installation(name, address)
        start = time.perf_counter()
        supervisors = force.make(app, asked.supervisors, asked.seed)
        people = sum(len(one.forms) for one in supervisors)
        print(f"{asked.on}: {asked.supervisors:,} supervisors with {people:,} people, made in {time.perf_counter() - start:.0f} s.", flush=True)
        rush = Rush(free_port(), asked.seconds, asked.every, asked.sends, asked.arriving)
        before = _refused_by(address)
        memories, costs = _served(rush, supervisors, asked.seed, folder / "server.log", address)
        found, wrong = kept.compare(app, supervisors, memories)
        wrong += [f"{what}: {number}" for what, number in rush.troubles.items()]
        wrong += _said_by(folder / "server.log", before, _refused_by(address))
        if asked.log:
            asked.log.write_bytes((folder / "server.log").read_bytes())
    wrong += report(rush, costs, found)
    print("\n".join(["", *wrong[:40]]) if wrong else "\nNothing is lost, nothing doubled, nothing refused.")
    sys.exit(bool(wrong))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--supervisors", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--every", type=float, default=15, help="seconds between two saves of one supervisor")
    parser.add_argument("--sends", type=float, default=5, help="forms that each sends in ten minutes")
    parser.add_argument("--arriving", type=float, default=60, help="seconds over which they open their grids")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, help="also keep the log of the server here")
    return parser.parse_args()


# --- the installation ----------------------------------------------------------------------------


def _served(rush: Rush, supervisors: list, seed: int, log: Path, address: str | None) -> tuple[list, dict[str, float]]:
    """Drive the rush against `flask serve`; what each browser remembers, and what it cost."""
    server = Server([sys.executable, "-m", "flask", "serve", "--port", str(rush.port)], {}, log)
    try:
        server.wait_for(f"http://127.0.0.1:{rush.port}")
        server.postgres = _postgres_process(address)
        began, used, own = time.perf_counter(), server.cpu_ms(), time.process_time()
        memories = asyncio.run(drive(rush, supervisors, seed))
        lasted = time.perf_counter() - began
        costs = {"cores of the server": (server.cpu_ms() - used) / 1000 / lasted, "cores of the driver": (time.process_time() - own) / lasted}
        return memories, costs | {"memory of a web process, MB": server.memory_mb()}
    finally:
        server.stop()


# --- PostgreSQL ----------------------------------------------------------------------------------


def _asked(address: str | None, question: str) -> int | None:
    if address is None:
        return None
    with psycopg.connect(plain(address)) as connection:
        return connection.execute(question).fetchone()[0]


def _postgres_process(address: str | None) -> int | None:
    """The number of its first process, the parent of all that serve."""
    if address is None:
        return None
    with psycopg.connect(plain(address)) as connection:  # a server process lives as long as its connection
        return parent(connection.info.backend_pid)


def _refused_by(address: str | None) -> int:
    """How many deadlocks PostgreSQL has counted."""
    return _asked(address, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") or 0


def _said_by(log: Path, before: int, after: int) -> list[str]:
    text = log.read_text(errors="replace")
    found = {word: text.count(word) for word in ("Traceback", "deadlock", "database is locked") if word in text}
    return [f"{number} times in the log: {word}" for word, number in found.items()] + ([f"{after - before} deadlocks"] if after > before else [])


# --- the figures ---------------------------------------------------------------------------------


def report(rush: Rush, costs: dict[str, float], found: dict[str, int]) -> list[str]:
    """Print the tables; says which requests were too slow."""
    print("\n| request | number | p50 ms | p95 ms | p99 ms | longest ms |\n|---|--:|--:|--:|--:|--:|")
    slow, everything = [], sorted(ms for times in rush.times.values() for ms in times)
    for what, times in [*sorted(rush.times.items()), ("all", everything)]:
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
        print(f"| {what} | {len(times):,} | {cuts[49]:.0f} | {cuts[94]:.0f} | {cuts[98]:.0f} | {max(times):.0f} |")
        slow += [f"{what}: p95 is {cuts[94]:.0f} ms"] if cuts[94] > LONGEST_P95 else []
    print("\np95 by minute, ms: " + " · ".join(f"{_p95(times):.0f}" for _minute, times in sorted(rush.by_minute.items())))
    print(f"\n{len(everything) / rush.seconds:.0f} requests a second over {rush.seconds:.0f} s.")
    print("; ".join(f"{what}: {number:.2f}" for what, number in costs.items()) + ".")
    print("; ".join(f"{what}: {number:,}" for what, number in found.items()) + ".")
    return slow


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[94] if len(times) > 1 else times[0]


if __name__ == "__main__":
    main()
