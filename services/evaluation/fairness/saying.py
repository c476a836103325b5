"""The sentences of rules/evaluation/leniency.py in the reader's words."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import format_decimal, get_locale, gettext as _, ngettext

from rules.evaluation.leniency import Sentence


def told(sentence: Sentence, *, own: bool) -> str:
    """A sentence; `own`: to the officer about his own mark."""
    return _(sentence.message, **{name: _spelled(name, value, own) for name, value in sentence.values.items()})


def _spelled(name: str, value: object, own: bool) -> object:
    if name == "who":
        return _("your evaluator") if own else _("the evaluator")
    if name == "Who":
        return _("Your evaluator") if own else _("The evaluator")
    if not isinstance(value, Decimal):
        return value
    if name == "mark":
        return format_decimal(value, format="0.00")  # as every page writes a mark
    return points(value) if name in ("points", "most") else format_decimal(value, format="0.#")


def points(value: Decimal) -> str:
    """1,2 point and 2 points in French, 1.2 points in English: each language counts fractions its own way."""
    number = 1 if get_locale().plural_form(value.normalize()) == "one" else 2
    return ngettext("%(points)s point", "%(points)s points", number, points=format_decimal(value, format="0.#"))
