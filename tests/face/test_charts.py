"""Charts: the same drawing for the same numbers, from zero, readable without seeing it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from web import charts

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {
    "bars": lambda: charts.bars([("Sergent", 1200), ("Major <b>", 30)], "Par grade"),
    "columns": lambda: charts.columns([("0–2", 0), ("2–4", 7)], "Notes"),
    "lines": lambda: charts.lines(["2024", "2025"], [("Entrées", [3, 9]), ("Départs", [1, 0])], "Mouvements"),
    "pyramid": lambda: charts.pyramid([("20–24", 1, 2), ("25–29", 3, 4)], ("Femmes", "Hommes"), "Âges"),
    "stack": lambda: charts.stack([("Envoyées", 3), ("Commencées", 1), ("Pas commencées", 4)], "Notations"),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_a_chart_is_well_formed_and_says_what_it_shows(kind):
    drawing = ElementTree.fromstring(str(DRAWN[kind]()).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))
    assert drawing.get("role") == "img"
    assert drawing.find(f"{SVG}title").text and drawing.find(f"{SVG}desc").text


@pytest.mark.parametrize("kind", DRAWN)
def test_the_same_numbers_give_the_same_drawing(kind):
    assert DRAWN[kind]() == DRAWN[kind]()


def test_bars_begin_at_zero_and_are_as_long_as_their_numbers():
    drawing = ElementTree.fromstring(charts.bars([("a", 200), ("b", 100)], "t"))
    first, second = drawing.findall("rect")
    assert first.get("x") == second.get("x")
    assert float(first.get("width")) == pytest.approx(2 * float(second.get("width")), abs=0.2)


def test_words_in_a_chart_are_never_read_as_markup():
    assert "<b>" not in charts.bars([("Major <b>", 30)], "<script>")
    assert "<script>" not in charts.bars([("Major <b>", 30)], "<script>")


def test_nothing_is_drawn_for_nothing():
    drawing = ElementTree.fromstring(charts.columns([("a", 0), ("b", 3)], "t"))
    assert len(drawing.findall("rect")) == 1


def test_a_chart_without_numbers_is_empty_and_no_error():
    for empty in (charts.bars([], "t"), charts.columns([], "t"), charts.stack([], "t"), charts.pyramid([], ("a", "b"), "t")):
        assert not ElementTree.fromstring(empty).findall("rect")


def test_thousands_stand_apart():
    assert charts.whole(12450) == "12\u202f450"


def test_two_names_at_the_end_of_two_lines_do_not_lie_on_each_other():
    drawing = ElementTree.fromstring(charts.lines(["2024", "2025"], [("Entrées", [9, 5]), ("Départs", [1, 5])], "t"))
    names = [float(text.get("y")) for text in drawing.findall("text") if "chart-name" in text.get("class")]
    assert abs(names[0] - names[1]) >= 14
