"""A sealed round with something of everything, and both of those who check it."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from models import Education, EducationLevel, ExamMark, Officer, Override, PromotionRound, Unit, db
from rules.promotion import default_terms
from services import guard, promotion
from services.promotion import archive
from tests import force
from tests.promotion import walking
from tests.promotion.scenes import evaluate

VERIFIER = Path(__file__).parents[2] / "verifier" / "verify_round.py"
MARKS = {"Cissé": "17", "Diallo": "16", "Sidibé": "15", "Coulibaly": "15", "Touré": "15", "Maïga": "14", "Dembélé": "13", "Koné": "18"}
REASON = "A commandé seul le poste pendant l’attaque du 3 mars."


@dataclass
class Sealed:
    """A round of four places, one by seniority: three are equal in everything, one is admitted by the board, one is too new."""

    round: PromotionRound
    officers: dict[str, Officer]

    def number(self, name: str) -> int:
        return self.officers[name].id


def made(people: force.People) -> Sealed:
    with guard.unscoped("a round for tests"):
        unit = db.session.get(Unit, people.unit_id)
        officers = {name: force.officer(name, "Awa", unit, birth_year=1990) for name in MARKS}
        officers["Koné"].rank_lines[0].starts_on = walking.REFERENCE_ON.replace(year=2024)
        officers["Maïga"].rank_lines[0].starts_on = walking.REFERENCE_ON.replace(year=2010)
        for name, officer in officers.items():
            evaluate(officer, MARKS[name])
        db.session.add(Education(officer=officers["Cissé"], level=EducationLevel.SECONDARY, title="Baccalauréat"))
        rule = walking.a_rule(years_barred_second_degree=2, least_mark=10)
        round_ = walking.a_round(places=4, rule=rule)
        round_.terms = default_terms({"evaluation": 60, "exam": 10, "seniority": 15, "training": 15}, 25)
        db.session.flush()
    walking.to_listed(round_, people)
    with guard.unscoped("the examination"):
        db.session.add(ExamMark(round=round_, officer=officers["Cissé"], mark=15))
        db.session.flush()
    promotion.rank(round_, by=walking.actor(people.boubacar))
    promotion.decide(round_, officers["Dembélé"].id, Override.ADMIT, REASON, (3, 0), by=walking.actor(people.fanta))
    walking.conclude(round_, people)
    promotion.publish(round_, by=walking.actor(walking.the_manager()))
    walking.end_appeals(round_)
    walking.seal(round_, people)
    return Sealed(round_, officers)


def archived(round_: PromotionRound) -> bytes:
    """The archive as a command writes it."""
    guard.act_as(guard.SYSTEM)
    out = io.BytesIO()
    archive.write(round_, out, by=guard.SYSTEM)
    return out.getvalue()


def verdict(packed: bytes, folder: Path, *more: str) -> tuple[int, str]:
    """What the verifier says as a program of its own, in a folder where nothing of the project is: its number and its words."""
    place = folder / "archive.zip"
    place.write_bytes(packed)
    alone = folder / VERIFIER.name
    alone.write_bytes(VERIFIER.read_bytes())
    ran = subprocess.run([sys.executable, "-I", str(alone), str(place), *more], capture_output=True, text=True, cwd=folder, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def exchanged(packed: bytes, name: str, change) -> bytes:
    """The archive with one file changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(out, "w") as after:
        for each in before.namelist():
            content = before.read(each)
            after.writestr(each, change(content) if each == name else content)
    return out.getvalue()
