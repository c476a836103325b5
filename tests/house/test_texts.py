"""Every text of the interface has its French, and the French is written as the language wants it.

`make translate` collects new texts into translations/fr/LC_MESSAGES/messages.po; write their msgstr there.
"""

from __future__ import annotations

import functools
import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.pofile import read_po

from .reading import ROOT, files

FRENCH = sorted((ROOT / "translations" / "fr" / "LC_MESSAGES").glob("*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


@functools.cache
def french(name: str) -> Catalog:
    with (ROOT / "translations" / "fr" / "LC_MESSAGES" / name).open("rb") as stream:
        return read_po(stream, locale="fr")


@functools.cache
def texts() -> dict[str, str]:
    """{msgid: file} of every text in the code, found as `make translate` finds them."""
    words = re.findall(r"-k (\S+)", (ROOT / "Makefile").read_text())
    with (ROOT / "babel.cfg").open() as stream:
        methods, options = parse_mapping_cfg(stream)
    keywords = DEFAULT_KEYWORDS | parse_keywords(words)
    found = extract_from_dir(str(ROOT), methods, options, keywords)
    return {text[0] if isinstance(text, tuple) else text: file for file, _line, text, _comments, _context in found}


def test_every_text_has_its_french():
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in french("messages.po")}
    missing = [f'{file}: msgid "{text}"' for text, file in texts().items() if text not in known]
    assert not missing, "run `make translate`, then write the French of\n" + "\n".join(missing)


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.name)
def test_no_translation_is_empty_or_fuzzy(path):
    wrong = [message.id for message in french(path.name) if message.id and not all(strings(message))]
    wrong += [message.id for message in french(path.name) if message.id and message.fuzzy]
    assert not wrong, f"{path.name}: write the French of\n" + "\n".join(map(str, wrong))


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.name)
def test_a_translation_has_the_placeholders_of_its_text(path):
    wrong = []
    for message in french(path.name):
        wanted = set(PLACEHOLDER.findall(message.id[-1] if isinstance(message.id, tuple) else message.id))
        for written in filter(None, strings(message) if message.id else ()):
            used = set(PLACEHOLDER.findall(written))
            # A form for one may leave the number out: "La fiche est supprimée."
            if used - wanted or (wanted - used and not message.pluralizable):
                wrong.append(f"{message.id!r} → {written!r}")
    assert not wrong, f"{path.name}: the placeholders differ in\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.name)
def test_a_non_breaking_space_stands_before_french_double_signs(path):
    wrong = [
        f"{written!r}"
        for message in french(path.name)
        if message.id
        for written in strings(message)
        if re.search(r" [:;?!»]|« |\w[?!]", written or "")
    ]
    assert not wrong, f"{path.name}: a non-breaking space belongs there\n" + "\n".join(wrong)


def test_code_holds_no_french():
    """French interface texts live in translations/ only: msgids are English."""
    accents = re.compile(r"[éèêàùçôîûœÉÀ]")
    wrong = [f'{file}: "{text}"' for text, file in texts().items() if accents.search(text)]
    assert not wrong, "\n".join(wrong)


def test_every_template_that_speaks_is_collected():
    """A template with another ending would speak English for ever, unseen."""
    assert {path.suffix for path in files(*[".html", ".txt", ".xml", ".svg", ".j2"], under="templates")} <= {".html", ".txt"}


def strings(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)
