"""Promotion rounds: collect the dossiers, rank them, seal the list, check it again."""

from .dossiers import dossiers
from .rounds import Difference, rank, seal, verify

__all__ = ["Difference", "dossiers", "rank", "seal", "verify"]
