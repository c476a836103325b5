"""The two pages in both languages, and our scripts and styles without what only their readers need: the first visit must stay small."""

from __future__ import annotations

import re

from flask import current_app
from flask_babel import force_locale, gettext

from rules.refused import N_

from .files import INSPECTOR_POLICY, POLICY

LANGUAGES = ("fr", "en")
_COMMENT_LINES = re.compile(r"^\s*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/)\s*$", re.MULTILINE)
# A text in quotes, which stays; or signs that need no space around them.
_SCRIPT_SPACES = re.compile(r"""('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`[^`]*`)| *([=*<>?:&|,;(){}]+) *""")
_STYLE_SPACES = re.compile(r"""("[^"\n]*")| *([{};,]) *|(:) +""")


def page() -> bytes:
    """The page of everybody, with both languages in it: it must work without a server."""
    return _short(_rendered("index.html", answers=_answers(), policy=POLICY))


def inspector_page() -> bytes:
    """The page of inspectors: the same answers, and a camera."""
    return _short(_rendered("inspector.html", answers=_answers(), policy=INSPECTOR_POLICY, said=_said, N_=N_))


def short_script(source: bytes) -> bytes:
    """A script without the lines that are comments, indentation and spaces around signs; its regular expressions say \\s for a space."""
    return _short(_SCRIPT_SPACES.sub(lambda found: found[1] or found[2], _COMMENT_LINES.sub("", source.decode())))


def short_style(source: bytes) -> bytes:
    """A style in the same way."""
    return _short(_STYLE_SPACES.sub(lambda found: found[1] or found[2] or found[3], _COMMENT_LINES.sub("", source.decode())))


def _short(text: str) -> bytes:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()).encode()


def _rendered(name: str, **values) -> str:
    return current_app.jinja_env.get_template(f"portal/verify/{name}").render(**values)


def _answers() -> dict[str, str]:
    """{language: the words of all answers}, which both pages show."""
    made = {}
    for language in LANGUAGES:
        with force_locale(language):
            made[language] = _rendered("answers.html", language=language)
    return made


def _said(msgid: str, language: str) -> str:
    with force_locale(language):
        return gettext(msgid)
