"""Cards end to end: signed, coded, photographed, drawn on both sides as a PDF, and every code read back; in cards a second of one core.

    python bench/cards.py [--cards 1000] [--runs 3] [--sheet A4] [--memory]

Makes a folder of its own with keys; the portraits are those of the demonstration, drawn and of nobody. `--memory` prints as many cards in
parts in a child process instead, and says how much memory that took at most.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import io
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import pypdfium2  # noqa: E402
import zxingcpp  # noqa: E402
from flask import Flask  # noqa: E402
from flask_babel import Babel  # noqa: E402

from models import BadgeKind, CardLanguage  # noqa: E402
from rules import badge as rules  # noqa: E402
from services.badge import keys, token  # noqa: E402
from services.badge.printing import cr80, sheets  # noqa: E402
from services.badge.printing.batches import A_PART  # noqa: E402
from services.badge.printing.faces import CardFace  # noqa: E402
from services.badge.printing.looks import Look  # noqa: E402
from services.demo import portraits  # noqa: E402

ADDRESS, EXPIRES_ON, SEED = "https://v.police.gov.ml/", dt.date(2028, 11, 20), 20261122
SHEETS = {"A4": sheets.print_cards, "CR80": cr80.print_cards}
NAMES = (("Traoré", "Daouda", "Sergent-chef"), ("SIDI BABA-CISSÉ", "Abdoulaye Ag Mohamed El-Moctar dit Bazoumana", "Commissaire divisionnaire de classe exceptionnelle"))
WORDS = "Le titulaire appartient à l’institution nommée ci-dessus et agit en son nom."
NOTES = {"statement": WORDS, "finder_note": "Carte trouvée : prière de la remettre à tout commissariat.", "legal_note": "Cette carte appartient à l’État."}
LOOKS = [
    Look(kind, CardLanguage.FR, stripes="#14b53a,#fcd116,#ce1126", state_name="RÉPUBLIQUE DU MALI", title=title, **NOTES)
    for kind, title in ((BadgeKind.IDENTITY, "CARTE PROFESSIONNELLE"), (BadgeKind.FIELD, "BADGE DE TERRAIN"))
]


def main() -> None:
    """Measure, and print the lines of a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sheet", choices=sorted(SHEETS), default="A4")
    parser.add_argument("--memory", action="store_true", help="the most memory held while printing, and nothing else")
    asked = parser.parse_args()
    for cards in () if asked.memory else (1000, 5000):  # first: a child counts what its parent holds
        command = [sys.executable, __file__, "--memory", "--cards", str(cards), "--sheet", asked.sheet]
        print(f"| {cards:,} cards, most memory | {subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()} MB |")
    with tempfile.TemporaryDirectory() as place, _signer(place).app_context():
        keys.new_key()
        if asked.memory:
            print(_most_memory(asked.cards, asked.sheet))
            return
        speeds = [_speed(asked.cards, asked.sheet) for _run in range(asked.runs)]
        print(f"| {asked.sheet}, {asked.cards:,} cards | {statistics.median(speeds):.0f} ({min(speeds):.0f}–{max(speeds):.0f}) cards/s |")
        for dpi in (300, 150):
            print(f"| read back at {dpi} dpi | {_read_back(asked.cards, asked.sheet, dpi)} of {asked.cards:,} |")


def _signer(place: str) -> Flask:
    app = Flask("signer", instance_path=place)
    app.config.update(BADGE_PASSPHRASE=b"bench only", VERIFY_URL=ADDRESS, BABEL_DEFAULT_LOCALE="fr")
    Babel(app)
    return app


def _faces(first: int, count: int) -> Iterator[CardFace]:
    """Cards of both kinds, each with a token and a photo of its own."""
    for number in range(first, first + count):
        chance = random.Random(SEED + number)
        cti = rules.make_cti(chance.randrange(rules.SLOTS), chance.randbytes(13))
        name = rules.make_number(chance.randrange)
        claims = token.Claims(keys.current_key(), name, cti, rules.expiry_moment(EXPIRES_ON))
        address = f"{ADDRESS}#{rules.to_digits(token.make(claims, keys.sign))}"
        last_name, first_names, rank = NAMES[number % 7 == 0]
        look = LOOKS[number % 2]
        yield CardFace("Police nationale", name, rank, EXPIRES_ON, address, last_name, first_names, _portrait(number), look)


_PORTRAITS: dict[int, bytes] = {}


def _portrait(number: int) -> bytes:
    """One of fifty drawn portraits, made unlike all others by a comment of its own."""
    made = _PORTRAITS.get(number % 50) or _PORTRAITS.setdefault(number % 50, portraits.portrait(SEED, number % 50, "MF"[number % 2], 20 + number % 40))
    said = str(number).encode()
    return made[:2] + b"\xff\xfe" + (len(said) + 2).to_bytes(2, "big") + said + made[2:]


def _speed(cards: int, sheet: str) -> float:
    """Cards a second of processor time: signing, code, photo, both sides, in parts as a print run does it."""
    for number in range(50):
        _portrait(number)
    started = time.process_time()
    for first in range(0, cards, A_PART):
        with tempfile.TemporaryFile() as out:
            SHEETS[sheet](_faces(first, min(A_PART, cards - first)), out)
        gc.collect()  # as a print run does
    return cards / (time.process_time() - started)


def _read_back(cards: int, sheet: str, dpi: int) -> int:
    """How many codes an independent reader gives back as they were."""
    found, per_page = 0, sheets.A_SHEET if sheet == "A4" else 1
    for first in range(0, cards, 100):
        faces, out = list(_faces(first, min(100, cards - first))), io.BytesIO()
        SHEETS[sheet](faces, out)
        document = pypdfium2.PdfDocument(out.getvalue())
        for page in range(0, len(document), 2):
            wanted = {face.address for face in faces[page // 2 * per_page :][:per_page]}
            found += len(wanted & {code.text for code in zxingcpp.read_barcodes(document[page].render(scale=dpi / 72).to_pil())})
        document.close()
    return found


def _most_memory(cards: int, sheet: str) -> str:
    _speed(cards, sheet)
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"


if __name__ == "__main__":
    main()
