"""Small invented files, and who loads them."""

import io
import json

import pytest

from models import Agency, db
from rules.access import Actor
from services import guard, imports
from tests.force import of_code

ACT = {"kind": "Décision", "reference": "D-1/2024", "signed_on": "2024-03-01"}
ROSTER = {
    "record": "officer",
    "columns": {
        "Matricule": "service_number", "Nom": "last_name", "Prénoms": "first_names", "Sexe": "sex",
        "Entrée": {"field": "entered_on", "dates": "jj/mm/aaaa"}, "Grade": "rank", "Unité": "unit",
    },
    "defaults": {"home_agency": "PN", "position": "ACT"},
    "create": ["unit"],
    "act": ACT,
}  # fmt: skip
HEADER = "Matricule;Nom;Prénoms;Sexe;Entrée;Grade;Unité"
AWA = "0101;Diarra;Awa;F;01/10/2015;Sergent-chef;CA-1"
ALI = "0102;Coulibaly;Ali;M;02/10/2016;SGT;CA-1"


class Loader:
    """Writes files and loads them, as an administrator unless told otherwise."""

    def __init__(self, folder):
        self.folder = folder
        self.by = Actor(name="Aminata", role="administrator", door="command")

    def as_clerk(self) -> None:
        """Go on as Boubacar, HR clerk of the police."""
        self.by = Actor(name="Boubacar", role="hr_clerk", door="admin", agency_id=of_code(Agency, "PN").id)

    def file(self, *lines: str, name: str = "roster.csv"):
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def __call__(self, *lines: str, mapping: dict = ROSTER, record: str = "officer", **options):
        guard.act_as(self.by)
        outcome = imports.run_file(self.file(*lines), record, json.loads(json.dumps(mapping)), by=self.by, **options)
        db.session.flush()
        return outcome


@pytest.fixture
def load(in_app, tmp_path):
    """load(line, line, …, mapping=…): the outcome of loading an invented file."""
    yield Loader(tmp_path)
    db.session.rollback()


@pytest.fixture
def send(app, signed_in):
    """send(client, *lines): the number of the run of a file that somebody sent."""

    def sent(client, *lines: str, name: str = "effectifs.csv", record: str = "officer") -> int:
        file = (io.BytesIO("\n".join(lines).encode()), name)
        answer = client.post("/admin/import-run/new/", data={"file": file, "record": record})
        assert answer.status_code == 302, answer.text
        return int(answer.location.partition("id=")[2])

    return sent
