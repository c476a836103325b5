"""The report in the reader's words: each comparison, each group, and one sentence for each row that needs no statistics."""

from __future__ import annotations

from flask_babel import format_decimal, gettext as _, lazy_gettext as _l, ngettext

from rules.promotion.fairness import Finding

LABELS = {
    "sex": _l("By sex"),
    "region": _l("By region of the unit"),
    "agency": _l("By agency of the unit"),
    "post": _l("Heads of a unit and others"),
    "entry": _l("By entry into the corps"),
    "severity": _l("By severity of the evaluators, in quarters"),
}
NAMES = {
    ("sex", "F"): _l("Women"),
    ("sex", "M"): _l("Men"),
    ("post", "head"): _l("Heads of a unit"),
    ("post", "other"): _l("Other functions"),
    ("entry", "direct"): _l("In this corps from the beginning"),
    ("entry", "corps"): _l("From another corps"),
    ("entry", "transposed"): _l("With a corps that was transposed"),
    ("entry", "exceptional"): _l("Once promoted exceptionally"),
    ("severity", 1): _l("The most severe"),
    ("severity", 2): _l("Rather severe"),
    ("severity", 3): _l("Rather lenient"),
    ("severity", 4): _l("The most lenient"),
}
UNKNOWN = {
    "sex": _l("Sex: no file of this list records it."),
    "region": _l("Region of the unit: no unit of this list has one."),
    "agency": _l("Agency of service: nobody of this list has a posting."),
    "post": _l("Heads of a unit and others: nobody of this list has a posting."),
    "severity": _l("Severity of the evaluators: it is not estimated for these candidates."),
    "recruitment_region": _l("Region of recruitment: the files do not keep it."),
    "duty": _l("Operational or support post: the files do not keep it."),
}
WORDS = {
    Finding.MEASURE: _l("The highest rate: the others are compared with it."),
    Finding.BELOW: _l("That is under 8 for 10, and chance alone does not explain it: look for the reason."),
    Finding.SMALLER: _l("That is a smaller difference, yet chance alone does not explain it."),
    Finding.TURNS: _l("That is under 8 for 10, but one person would turn it round: too few to conclude."),
    Finding.BELOW_UNSURE: _l("That is under 8 for 10, but too few to tell it from chance: nothing can be concluded from this list alone."),
    Finding.UNSURE: _l("That is not under 8 for 10, but too few to exclude a difference: nothing can be concluded from this list alone."),
    Finding.ALIKE: _l("That is about as often, and they are enough to say so."),
    Finding.ABOVE: _l("That is more often, but the group is too small to be the measure of the others."),
    Finding.ALONE: _l("There is no other group to compare with."),
    Finding.NOBODY: _l("Nobody was selected: there is nothing to compare."),
    Finding.EVERYBODY: _l("All were selected: there is nothing to compare."),
}
TELLS_MISSING = frozenset((Finding.BELOW, Finding.SMALLER))


def label(dimension: str) -> str:
    """What people are told apart by."""
    return str(LABELS[dimension])


def name_of(dimension: str, row: dict) -> str:
    """What a group is called."""
    if row["key"] is None:
        return _("Not recorded")
    return row["name"] or str(NAMES[dimension, row["key"]])


def unknown_in_words(key: str) -> str:
    """Why there is no comparison of a kind that one would look for."""
    return str(UNKNOWN[key])


def in_words(dimension: str, row: dict, measure: dict) -> str:
    """What a row says, against the row of the group with the best rate."""
    finding = Finding(row["finding"])
    sentences = [str(WORDS[finding])]
    if row["p"] is not None:
        sentences.insert(0, _for_ten(row["ratio"], name_of(dimension, measure)))
    if finding in TELLS_MISSING:
        sentences.append(_missing(row))
    return " ".join(sentences)


def _for_ten(ratio: float, measure: str) -> str:
    """A ratio as everybody counts it."""
    if not ratio:
        return _("Of equal numbers, nobody is selected here for 10 of “%(measure)s”.", measure=measure)
    here = format_decimal(round(10 * ratio, 1), "0.#")
    return _("Of equal numbers, %(here)s are selected here for 10 of “%(measure)s”.", here=here, measure=measure)


def _missing(row: dict) -> str:
    more = ngettext("%(num)s more would give the same rate", "%(num)s more would give the same rate", row["shortfall"])
    return more + ngettext(
        "; without another place, %(num)s would have to pass from one group to the other.",
        "; without another place, %(num)s would have to pass from one group to the other.",
        row["moved"],
    )  # fmt: skip
