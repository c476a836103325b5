"""Which column of a file is which field: guessed from the heading, shown to the user, never binding."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

# Headings found in rosters, French and English, in the form `normalised` gives them.
OFFICER_HEADINGS: dict[str, tuple[str, ...]] = {
    "service_number": (
        "matricule", "numero matricule", "no matricule", "n matricule", "mle", "service number", "badge number",
        "employee number", "employee id", "star no", "unique internal identifier", "staff number",
    ),
    "name": ("name", "full name", "nom et prenom", "nom et prenoms", "noms et prenoms", "nom complet", "nom prenom"),
    "last_name": (
        "nom", "nom usuel", "nom de famille", "nom patronymique", "last name", "last nme", "surname", "family name",
    ),
    "first_names": (
        "prenom", "prenoms", "prenom usuel", "prenom s", "first name", "first names", "first nme", "given name",
        "given names", "forename", "middle name", "middle initial", "autres prenoms",
    ),
    "sex": ("sexe", "sex", "gender", "genre", "civilite", "qualite", "sex code cd"),
    "birth_on": ("date de naissance", "date naissance", "ne le", "nee le", "ne e le", "birth date", "date of birth", "dob", "birthdate"),
    "birth_year": ("annee de naissance", "annee naissance", "birth year", "year of birth"),
    "age": ("age",),
    "birth_place": ("lieu de naissance", "place of birth", "birth place", "ne a"),
    "entered_on": (
        "date d entree", "date entree", "date d entree en service", "entree en service", "date d incorporation",
        "incorporation", "date de recrutement", "date d engagement", "date de prise de service", "entry date",
        "hire date", "employment date", "appointed date", "appointment date", "date of entry", "date embauche",
    ),
    "unit": (
        "unite", "service", "unite d affectation", "service d affectation", "affectation", "direction", "code unite",
        "code service", "unit", "unit code", "unit name", "department", "cpd unit assigned no", "poste",
    ),
    "rank": (
        "grade", "rank", "code grade", "rank code", "title", "job title", "employee position cd", "libelle grade",
    ),
    "step": ("echelon", "step", "grade step"),
    "position": ("position", "position administrative", "situation administrative", "administrative position", "etat"),
    "phone": ("telephone", "tel", "numero de telephone", "phone", "phone number", "mobile", "portable", "contact"),
    "nina": ("nina", "numero nina", "n nina", "no nina"),
    "email": ("courriel", "courrier electronique", "e mail", "email", "mail", "adresse electronique"),
    "address": ("adresse", "address", "domicile", "adresse du domicile"),
    "home_agency": ("agence", "agency", "corps d origine", "agence d origine", "home agency"),
    "rank_since": ("date de nomination", "date du grade", "date de grade", "grade depuis", "rank since", "date de promotion"),
    "unit_since": ("date d affectation", "affecte le", "unit since", "date affectation"),
    "position_since": ("date de position", "position since"),
}
# A field that several columns may fill together, joined by a space.
JOINED = {"first_names", "address"}
CLOSE_ENOUGH = 0.88


@lru_cache(maxsize=20_000)
def normalised(text: str) -> str:
    """Lower case, no accents, words separated by one space: what two spellings are compared by."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("°", " "))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def guess(header: Sequence[str], headings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The field that each column most likely holds; a field is given once, unless columns may be joined.

    Exact headings are served first, so that `Nom` cannot take the place of `Nom usuel` further right.
    """
    offers = sorted(
        (-_likeness(column, heading), place, rank, column, field)
        for place, column in enumerate(header)
        for field, known in headings.items()
        for rank, heading in enumerate(known)
        if _likeness(column, heading) >= CLOSE_ENOUGH
    )
    guessed: dict[str, str] = {}
    for _, _, _, column, field in offers:
        if column not in guessed and (field in JOINED or field not in guessed.values()):
            guessed[column] = field
    return {column: guessed[column] for column in header if column in guessed}


def known_headings(header: Sequence[str], headings: Mapping[str, Sequence[str]]) -> int:
    """How many cells of a row are headings we know: tells the header from a title or a data row."""
    known = {normalised(heading) for group in headings.values() for heading in group}
    return sum(normalised(cell) in known for cell in header if cell)


def _likeness(column: str, heading: str) -> float:
    one, other = normalised(column), normalised(heading)
    if one == other:
        return 1.0
    if abs(len(one) - len(other)) > 3 or min(len(one), len(other)) < 5:
        return 0.0
    return difflib.SequenceMatcher(None, one, other).ratio() - 0.01


def nearest(value: str, known: Sequence[str]) -> str | None:
    """The known name closest to an unknown one, if any is close."""
    by_form = {normalised(name): name for name in known}
    found = difflib.get_close_matches(normalised(value), by_form, n=1, cutoff=0.75)
    return by_form[found[0]] if found else None
