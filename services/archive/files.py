"""The stored files of the archive: each once, under a name that people can read and every system can unpack."""

from __future__ import annotations

import re
import shutil
import unicodedata
import zipfile
from pathlib import Path

from models import Record
from services import storage
from services.fields import Field

FOLDER = "documents"
LONGEST_WORDS = 70
DATES = ("dated_on", "starts_on", "issued_on", "obtained_on", "act_signed_on", "opened_on", "added_at")
# Letters of Mali's languages that have no plain letter within them.
LETTERS = str.maketrans({"ɛ": "e", "Ɛ": "e", "ɔ": "o", "Ɔ": "o", "ŋ": "ng", "Ŋ": "ng", "ɲ": "ny", "Ɲ": "ny", "œ": "oe", "Œ": "oe", "æ": "ae"})


class Files:
    """The files met so far, in the order in which they were met."""

    def __init__(self) -> None:
        self._names: dict[Path, str] = {}
        self.missing: list[str] = []

    def place(self, record: Record, field: Field) -> str | None:
        """Where the file of this field will lie in the archive; None where there is none, or where it is lost."""
        stored = field.value(record)
        if not stored:
            return None
        source = storage.path(field.column.info["file"], stored)
        if source in self._names:
            return self._names[source]
        words = _words(record, field)
        if not source.exists():
            if words not in self.missing:
                self.missing.append(words)
            return None
        name = f"{FOLDER}/{len(self._names) + 1:03}-{readable(words)}{source.suffix}"
        return self._names.setdefault(source, name)

    def write(self, archive: zipfile.ZipFile, made: tuple) -> int:
        """Copy them into the archive piece by piece, as they are: scans are compressed already. Returns how many."""
        for source, name in self._names.items():
            entry = zipfile.ZipInfo(name, date_time=made)
            with source.open("rb") as kept, archive.open(entry, "w") as out:
                shutil.copyfileobj(kept, out)
        return len(self._names)


def _words(record: Record, field: Field) -> str:
    """What the file is: the record where that is nothing but its file, else also what of it."""
    days = (getattr(record, name, None) for name in DATES)
    day = next((str(day)[:10] for day in days if day), "")
    return f"{record} {day}" if field.is_required else f"{record.__label__} {record} {day} {field.label}"


def readable(words: str) -> str:
    """Words as a file name of plain letters, figures and dashes; a word is not said twice in a row."""
    folded = unicodedata.normalize("NFKD", words.translate(LETTERS)).encode("ascii", "ignore").decode().casefold()
    parts = re.findall(r"[a-z0-9]+", folded)
    kept = [part for place, part in enumerate(parts) if not place or part != parts[place - 1]]
    return "-".join(kept)[:LONGEST_WORDS].strip("-")
