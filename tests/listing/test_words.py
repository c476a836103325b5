"""How names are written down for searching and how a search is read."""

from __future__ import annotations

import pytest

from rules.search import asked, line


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["TRAORÉ", "Aïssata"], " traore aissata "),
        (["N'Diaye", "Fatou"], " ndiaye fatou n diaye "),
        (["N’Diaye"], " ndiaye n diaye "),
        (["Ba", None, "Jean-Marie"], " ba jeanmarie jean marie "),
        (["Ɲangolo", "Ŋɔlɔ"], " gnangolo ngolo "),
        (["Œuvre", "PN-12/A"], " oeuvre pn12a pn 12 a "),
        (["  ", "-", None], ""),
        ([], ""),
    ],
)
def test_accents_case_and_signs_are_left_out_of_the_words(names, words):
    assert line(names) == words


def test_a_short_word_is_looked_for_whole():
    assert asked("BA sy Traoré") == [(" ba ",), (" sy ",), ("traore",)]


def test_a_word_with_an_apostrophe_may_be_written_in_one():
    assert asked("N'Diaye") == [("ndiaye", " n ", "diaye")]


@pytest.mark.parametrize("text", ["", "   ", "%", "_ ' \" * ( )", "\x00"])
def test_signs_alone_ask_for_nothing(text):
    assert asked(text) == []


def test_a_search_has_an_end():
    assert len(asked("mot " * 500)) <= 8
