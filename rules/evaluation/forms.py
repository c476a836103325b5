"""Which form asks about whom: of those that fit, the narrowest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """A form with those it is meant for; None for whom it does not narrow. `audience` is "everybody", "heads" or "others"."""

    key: int
    corps: int | None = None
    audience: str = "everybody"
    function: str | None = None


def narrowest(forms: Sequence[Form], *, corps: int | None, is_head: bool, function: str | None) -> Form | None:
    """The form that serves: by function before heads before corps, the first of equals; None where none fits."""
    fitting = [one for one in forms if _fits(one, corps, is_head, function)]
    return max(fitting, key=_narrowness, default=None)


def _fits(form: Form, corps: int | None, is_head: bool, function: str | None) -> bool:
    is_asked = form.audience == "everybody" or (form.audience == "heads") == is_head
    return is_asked and form.corps in (None, corps) and (form.function is None or _same(form.function, function))


def _same(wanted: str, held: str | None) -> bool:
    return wanted.strip().casefold() == (held or "").strip().casefold()


def _narrowness(form: Form) -> tuple[bool, bool, bool]:
    return form.function is not None, form.audience != "everybody", form.corps is not None
