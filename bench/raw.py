"""The floor under the screens: the bare queries of the pages of bench/screens.py, fetched and thrown away.

    python bench/raw.py [-n 200] [--json FILE]

Reads the database that DATABASE_URL and SIRHP_INSTANCE name. The file is one for `bench/screens.py --beside raw=FILE`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlalchemy import Select, func, or_, select, tuple_  # noqa: E402

from app import create_app  # noqa: E402
from models import Officer, Position, Rank, Unit, db  # noqa: E402

officer, rank, unit, position = (model.__table__ for model in (Officer, Rank, Unit, Position))
BY_NAME = (officer.c.last_name, officer.c.first_names, officer.c.id)
PAGE = (
    select(officer.c.id, officer.c.last_name, officer.c.first_names, officer.c.service_number, officer.c.entered_on)
    .add_columns(rank.c.name.label("rank"), unit.c.name.label("unit"), position.c.name.label("position"))
    .outerjoin(rank, rank.c.id == officer.c.rank_id)
    .outerjoin(unit, unit.c.id == officer.c.unit_id)
    .outerjoin(position, position.c.id == officer.c.position_id)
    .limit(50)
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=200)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with create_app().app_context(), db.engine.connect() as connection:
        found = [cost(name, connection, query, asked.n) for name, query in queries(connection).items()]
    print("| query | p50 ms | CPU of this process ms |\n|---|--:|--:|")
    for one in found:
        print(f"| {one['name']} | {one['p50']:.2f} | {one['cpu']:.2f} |")
    if asked.json:
        asked.json.write_text("\n".join(map(json.dumps, found)))


def queries(connection) -> dict[str, Select]:
    """The query of each page, by the page's name."""
    count = connection.scalar(select(func.count()).select_from(officer))
    middle = connection.execute(select(officer).order_by(officer.c.id).offset(count // 2).limit(1)).mappings().one()
    past = tuple_(*BY_NAME) > tuple_(middle["last_name"], middle["first_names"], middle["id"])
    holds = or_(*(column.contains("zzzqqx") for column in (officer.c.last_name, officer.c.first_names, officer.c.service_number)))
    return {
        "first page": PAGE.order_by(*BY_NAME),
        "deep page": PAGE.where(past).order_by(*BY_NAME),
        "deep page by OFFSET": PAGE.order_by(*BY_NAME).offset(count // 2),
        "search a service number": PAGE.where(officer.c.service_number == middle["service_number"]),
        "search, no match": PAGE.where(holds),
        "filter by rank and sex": PAGE.where(officer.c.rank_id == middle["rank_id"], officer.c.sex == middle["sex"]).order_by(*BY_NAME),
        "details": select(officer).where(officer.c.id == middle["id"]),
        "count": select(func.count()).select_from(officer),
    }


def cost(name: str, connection, query: Select, times: int) -> dict:
    """The median of so many times, fewer when it is slow."""
    taken, used, start = [], time.process_time(), time.perf_counter()
    while len(taken) < times and (len(taken) < 3 or time.perf_counter() - start < 10):
        began = time.perf_counter()
        connection.execute(query).all()
        taken.append((time.perf_counter() - began) * 1000)
    return {"name": name, "p50": statistics.median(taken), "cpu": (time.process_time() - used) * 1000 / len(taken)}


if __name__ == "__main__":
    main()
