"""A cell becomes a value or a reason."""

import datetime as dt

import pytest

from rules.importing import BadValue, birth_year_from_age, guess, lost_zeros, split_name
from rules.importing import values
from rules.importing.headers import OFFICER_HEADINGS


@pytest.mark.parametrize("cell", ["F", "Femme", "Mme", "féminin", "Female"])
def test_a_woman_is_told_by_many_words(cell):
    assert values.sex(cell) == "F"


def test_an_unknown_sex_is_refused():
    with pytest.raises(BadValue, match="X"):
        values.sex("X")


@pytest.mark.parametrize(
    "cell, names",
    [
        ("DIARRA,  AWA B", ("DIARRA", "AWA B")),
        ("DIARRA Awa", ("DIARRA", "Awa")),
        ("Awa Bintou DIARRA", ("DIARRA", "Awa Bintou")),
        ("BA N'DIAYE Awa", ("BA N'DIAYE", "Awa")),
    ],
)
def test_a_name_in_one_piece_is_split(cell, names):
    assert split_name(cell) == names


def test_a_name_that_does_not_say_which_part_is_the_last_name_is_refused():
    with pytest.raises(BadValue):
        split_name("Awa Diarra")
    assert split_name("Awa Diarra", "first last") == ("Diarra", "Awa")
    assert split_name("Diarra Awa", "last first") == ("Diarra", "Awa")


def test_a_nina_has_fourteen_digits_and_a_letter():
    assert values.nina("1 85 02 301 002 014 k") == "18502301002014K"
    with pytest.raises(BadValue):
        values.nina("1850230100201K")


def test_a_nina_that_contradicts_sex_or_year_is_only_noticed():
    assert values.disagreement("18502301002014K", "M", 1985) is None
    assert "sex" in values.disagreement("18502301002014K", "F", 1985)
    assert "year" in values.disagreement("18502301002014K", "M", 1990)


@pytest.mark.parametrize("cell, number", [(52.0, 52), ("52.0", 52), ("12 345", 12345), (7, 7)])
def test_whole_numbers_survive_programs_that_made_them_floats(cell, number):
    assert values.whole_number(cell) == number


def test_a_number_that_makes_no_sense_is_refused():
    with pytest.raises(BadValue, match="0 is not between 14 and 120"):
        values.bounded("0", 14, 120)


def test_numbers_stored_as_floats_keep_no_decimals():
    assert values.plain(18513.0) == "18513"


def test_an_age_gives_the_likelier_year_of_birth():
    assert birth_year_from_age(40, dt.date(2018, 1, 1)) == 1977
    assert birth_year_from_age(40, dt.date(2018, 12, 31)) == 1978


def test_lost_leading_zeros_are_noticed():
    lost = lost_zeros(["83008P", "14263U", "57316A", "346", "95004Y"])
    assert (lost.width, lost.shorter, lost.example) == (6, 1, "346")
    assert lost_zeros(["000346", "83008P", "57316A"]) is None
    assert values.padded("346", 6) == "000346"


def test_headings_are_recognised_in_french_and_english():
    french = guess(["Matricule", "NOM", "Prénom(s)", "Grade", "Né(e) le"], OFFICER_HEADINGS)
    assert list(french.values()) == ["service_number", "last_name", "first_names", "rank", "birth_on"]
    english = guess(["LAST_NME", "FIRST_NME", "MIDDLE_INITIAL", "SEX", "HIRE_DATE"], OFFICER_HEADINGS)
    assert english["MIDDLE_INITIAL"] == english["FIRST_NME"] == "first_names"
    assert english["HIRE_DATE"] == "entered_on"


def test_a_better_heading_further_right_is_preferred():
    assert guess(["Date naissances", "Date de naissance"], OFFICER_HEADINGS) == {"Date de naissance": "birth_on"}
