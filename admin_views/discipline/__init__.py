"""Disciplinary cases with their steps, the sanctions that they gave, and the kinds of sanction: seen by few."""

from __future__ import annotations

from models import DisciplinaryCase, Sanction, SanctionKind

from ..base import RecordView
from .cases import DisciplinaryCaseView, SanctionKindView, SanctionView


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [DisciplinaryCaseView(DisciplinaryCase), SanctionView(Sanction), SanctionKindView(SanctionKind)]
