"""What a plan says of one row, in plain objects that planning fills and loading reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from models import Record

CREATED, CHANGED, UNCHANGED, REFUSED = "created", "changed", "unchanged", "refused"


@dataclass(slots=True)
class Opening:
    """A dated line to write for the officer of the row."""

    model: type[Record]
    values: dict


@dataclass(slots=True)
class Amendment:
    """A change to a record beside that of the row: a line to close, an officer's present unit."""

    model: type[Record]
    id: int
    changes: dict[str, tuple]


@dataclass(slots=True)
class RowPlan:
    """One row: its number in the file, what comes of it, and the column values to write.

    `known` is the record as it stands, `changes` holds {column: (before, after)} of it.
    """

    number: int
    outcome: str
    values: dict
    id: int | None = None
    known: dict = field(default_factory=dict)
    changes: dict[str, tuple] = field(default_factory=dict)
    openings: list[Opening] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)

    @property
    def does_something(self) -> bool:
        """Whether loading the row writes anything."""
        return bool(self.id is None or self.changes or self.openings or self.amendments)
