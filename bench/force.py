"""A demo force for the benchmarks, without evaluations: officers, careers, units, accounts, in a fraction of the time.

    flask init && flask db upgrade
    python bench/force.py 1000000

Fills the empty database that DATABASE_URL and SIRHP_INSTANCE name. The people are those of `flask demo`: the same seed
gives the same force. Evaluations are nine tenths of the rows of a demo force, and no page measured here reads more than
one officer's; the first hundred officers therefore get theirs.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlalchemy import text  # noqa: E402

from app import create_app  # noqa: E402
from models import db  # noqa: E402
from services import demo, guard, reference  # noqa: E402
from services.demo.evaluations import Evaluators  # noqa: E402

WITH_EVALUATIONS = 100


class Force(demo._Force):
    """The demo force with evaluations of its first officers alone."""

    def _make_evaluations(self, cycles) -> None:
        evaluators = Evaluators(self.plan, self.seed)
        self._evaluate(next(self._blocks())[:WITH_EVALUATIONS], cycles, evaluators)
        self._tell(self.plan.officers, "")


def main(kind: type[Force] = Force, described: str = __doc__) -> None:
    """Fill, commit, and let the database count its rows."""
    parser = argparse.ArgumentParser(description=described, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("officers", type=int)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start = time.perf_counter()
    with create_app().app_context():
        guard.act_as(guard.SYSTEM)
        if not demo.is_empty():
            raise SystemExit("This database is not empty.")
        reference.load()
        with guard.unscoped("a force for the benchmark"):
            kind(asked.officers, asked.seed, told).make()
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    print(f"\n{asked.officers:,} officers in {time.perf_counter() - start:.0f} s, {time.process_time():.0f} s of CPU")


def told(done: int, total: int, _what: str = "") -> None:
    """A line that says how far it is."""
    print(f"\r{done:,} / {total:,}", end="", flush=True)


if __name__ == "__main__":
    main()
