"""Prints how many bytes a signed status list has, by how many cards and papers in it are not valid.

    python bench/status_lists.py
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from flask import Flask

from rules import badge as rules
from services.badge import keys, status

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ADDRESS = "https://v.police.gov.ml/status.cwt"
CARDS = 50_000
SHARES = (0, 0.1, 0.5, 1, 2, 3, 5, 10)  # percent


def main() -> None:
    """A line for each share; the slots are drawn at random, as those of cards are."""
    with tempfile.TemporaryDirectory() as folder, Flask("lists", instance_path=folder).app_context() as context:
        context.app.config["BADGE_PASSPHRASE"] = b"bench only"
        keys.new_key()
        print(f"| of {CARDS:,} cards not valid | set bits of {rules.SLOTS:,} | bytes, signed |")
        print("|--:|--:|--:|")
        for share in SHARES:
            count = round(CARDS * share / 100)
            slots = random.Random(1).sample(range(rules.SLOTS), count)
            print(f"| {share} % | {count:,} | {len(status.make(slots, ADDRESS, AT, keys.current_key(keys.LIST), keys.sign)):,} |")


if __name__ == "__main__":
    main()
