"""Papers, families, education and languages of the demo force, as rows. All of it is invented."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from models import EducationLevel, Kinship, LanguageLevel, PaperKind

from .lists import REFERENCE_ON, Weighted, lists
from .people import Person

VALID_YEARS = {PaperKind.ID_CARD: 5, PaperKind.PASSPORT: 5, PaperKind.SERVICE_PASSPORT: 5, PaperKind.DRIVING_LICENCE: 10}
SHARE = {PaperKind.ID_CARD: 0.85, PaperKind.PASSPORT: 0.15, PaperKind.SERVICE_PASSPORT: 0.04, PaperKind.DRIVING_LICENCE: 0.35}
ISSUERS = {
    PaperKind.ID_CARD: "Centre de traitement des données de l'état civil",
    PaperKind.PASSPORT: "Direction de la police des frontières",
    PaperKind.SERVICE_PASSPORT: "Ministère des Affaires étrangères",
    PaperKind.DRIVING_LICENCE: "Direction nationale des transports",
}
LEVELS = {
    "commissaire": [(EducationLevel.MASTER, "Maîtrise en droit", "Faculté de droit de Bamako"), (EducationLevel.BACHELOR, "Licence en droit privé", "Université de Ségou")],
    "": [
        (EducationLevel.LOWER, "DEF", "École fondamentale de {place}"),
        (EducationLevel.SECONDARY, "Baccalauréat, série lettres", "Lycée de {place}"),
        (EducationLevel.SECONDARY, "Baccalauréat, série sciences", "Lycée de {place}"),
        (EducationLevel.VOCATIONAL, "CAP, mécanique automobile", "Institut de formation professionnelle de {place}"),
        (EducationLevel.VOCATIONAL, "BT, comptabilité", "Institut de formation professionnelle de {place}"),
        (EducationLevel.BACHELOR, "Licence en administration", "Université de Bamako"),
    ],
}  # fmt: skip
MOTHER_TONGUES = Weighted([
    ("BAM", 46), ("FUL", 10), ("SON", 8), ("SGH", 7), ("MAM", 6), ("SYE", 5), ("MAN", 5), ("DOG", 4), ("TAM", 3),
    ("BOM", 2), ("KHA", 2), ("HAS", 1), ("BOZ", 1),
])  # fmt: skip
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Filed:
    """A person of the force with the number of the officer, and a source of chance for each kind of record."""

    person: Person
    seed: int
    officer_id: int

    def chance(self, kind: str) -> random.Random:
        """A source that depends on nothing but the person and the kind."""
        return random.Random(f"{self.seed}/{self.person.number}/file/{kind}")

    @property
    def serves(self) -> bool:
        """Whether the person is still in a unit."""
        return self.person.postings[-1].ends_on is None

    @property
    def age(self) -> int:
        """Years on the reference day."""
        return (REFERENCE_ON - self.person.birth_on) // YEAR


def identity_papers(filed: Filed) -> list[dict]:
    """A card for most, of which about one in fifteen is over or soon will be."""
    rng, rows = filed.chance("papers"), []
    for kind, share in SHARE.items():
        if rng.random() >= share:
            continue
        days = 365 * VALID_YEARS[kind]
        issued_on = REFERENCE_ON - dt.timedelta(days=rng.randint(20, days + 60))
        rows.append({
            "officer_id": filed.officer_id, "kind": kind, "number": f"{rng.choice('ABCDEFGH')}{rng.randint(10**7, 10**8 - 1)}",
            "issued_on": issued_on, "issued_by": ISSUERS[kind], "expires_on": issued_on + dt.timedelta(days=days),
        })  # fmt: skip
    return rows


def contacts(filed: Filed) -> list[dict]:
    """Whom to call, for four in five."""
    rng = filed.chance("contacts")
    if rng.random() > 0.8:
        return []
    kinship, sex = rng.choice([(Kinship.SPOUSE, "M" if filed.person.sex == "F" else "F"), (Kinship.SIBLING, "M"), (Kinship.PARENT, "F")])
    family = filed.person.last_name if kinship is Kinship.SIBLING else lists().family_names[sex].pick(rng)
    return [{
        "officer_id": filed.officer_id, "name": f"{family.upper()} {lists().given_names[sex].pick(rng)}", "kinship": kinship,
        "phone": f"+223 {rng.choice((66, 70, 76, 79, 90))} {rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)}",
        "is_first": True,
    }]  # fmt: skip


def family(filed: Filed) -> list[dict]:
    """A spouse and children for most of those over 27."""
    rng = filed.chance("family")
    if filed.age < 27 or rng.random() > 0.75:
        return []
    sex = "M" if filed.person.sex == "F" else "F"
    married_on = filed.person.birth_on + dt.timedelta(days=rng.randint(24 * 365, min(filed.age, 34) * 365))
    spouse = _relative(filed, Kinship.SPOUSE, sex, rng) | {
        "birth_on": filed.person.birth_on + dt.timedelta(days=rng.randint(0, 6 * 365)),
        "starts_on": married_on, "proof": f"Acte de mariage n° {rng.randint(1, 900)}/{married_on.year}",
    }  # fmt: skip
    rows, born_on = [spouse], married_on
    for _child in range(rng.randint(0, 5)):
        born_on += dt.timedelta(days=rng.randint(400, 1500))
        if born_on < REFERENCE_ON:
            rows.append(_child_of(filed, born_on, rng))
    return rows


def _child_of(filed: Filed, born_on: dt.date, rng: random.Random) -> dict:
    child = _relative(filed, Kinship.CHILD, rng.choice("FM"), rng)
    proof = f"Acte de naissance n° {rng.randint(1, 4000)}/{born_on.year}"
    name = filed.person.last_name if filed.person.sex == "M" else child["last_name"]
    is_minor = (REFERENCE_ON - born_on) // YEAR < 21
    return child | {"last_name": name, "birth_on": born_on, "starts_on": None, "proof": proof, "is_entitled": is_minor}


def _relative(filed: Filed, kinship: Kinship, sex: str, rng: random.Random) -> dict:
    names = {"last_name": lists().family_names[sex].pick(rng), "first_names": lists().given_names[sex].pick(rng)}
    return {"officer_id": filed.officer_id, "kinship": kinship, "is_entitled": True} | names


def education(filed: Filed) -> list[dict]:
    """The last diploma before the service, for four in five."""
    rng = filed.chance("education")
    if rng.random() > 0.8:
        return []
    is_chief = lists().rank_levels[filed.person.rank] >= 150
    level, title, school = rng.choice(LEVELS["commissaire" if is_chief else ""])
    obtained_on = dt.date(filed.person.career.entered_on.year - rng.randint(0, 3), 7, rng.randint(1, 28))
    place = filed.person.birth_place
    return [{"officer_id": filed.officer_id, "level": level, "title": title, "school": school.format(place=place)[:200], "obtained_on": min(obtained_on, filed.person.career.entered_on)}]  # fmt: skip


def languages(filed: Filed) -> list[dict]:
    """French, one's own language, and Bamanankan for most."""
    rng = filed.chance("languages")
    mother = MOTHER_TONGUES.pick(rng)
    spoken = {"FRA": LanguageLevel.FLUENT if rng.random() < 0.6 else LanguageLevel.WORKING, mother: LanguageLevel.FLUENT}
    if rng.random() < 0.85:
        spoken.setdefault("BAM", LanguageLevel.WORKING)
    if rng.random() < 0.12:
        spoken.setdefault(rng.choice(["ENG", "ARA"]), LanguageLevel.BASIC)
    written = {"FRA": LanguageLevel.WORKING, "ENG": LanguageLevel.BASIC, "ARA": LanguageLevel.BASIC}
    return [
        {"officer_id": filed.officer_id, "language_id": code, "spoken": level, "written": written.get(code, LanguageLevel.NONE)}
        for code, level in spoken.items()
    ]
