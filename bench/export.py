"""The list of all officers as a CSV file: seconds, CPU and memory, by the service that the screen and the worker use.

    python bench/export.py [--kind csv]

Reads the database that DATABASE_URL and SIRHP_INSTANCE name. The file is made in a temporary folder and removed.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from flask_babel import force_locale  # noqa: E402

from app import create_app  # noqa: E402
from models import Officer, db  # noqa: E402
from services import export, guard  # noqa: E402
from services.listing import Asked  # noqa: E402

COLUMNS = ("last_name", "first_names", "service_number", "sex", "rank", "unit", "position", "entered_on")


def main() -> None:
    """Export and print one line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=sorted(export.KINDS), default="csv")
    asked = parser.parse_args()
    with create_app().app_context(), force_locale("fr"), tempfile.TemporaryFile() as file:
        guard.act_as(guard.SYSTEM)
        before, start, used = peak_mb(), time.perf_counter(), time.process_time()
        wanted = export.Wanted(Officer, Asked(sort="last_name"), COLUMNS, asked.kind)
        rows = export.make(wanted, export.count(wanted), file)
        seconds, used = time.perf_counter() - start, time.process_time() - used
        size = file.seek(0, 2) / 2**20
        db.session.rollback()
    print(f"{rows:,} rows, {size:.0f} MB: {seconds:.1f} s, {used:.1f} s of CPU; {before:.0f} MB before, {peak_mb():.0f} MB at most")


def peak_mb() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
