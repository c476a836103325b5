"""The look and the words of Flask-Admin's screens: our own templates and French over its own."""

from __future__ import annotations

from flask_admin import babel, translations
from flask_admin.theme import Theme

# Flask-Admin reads its remaining templates from this folder of its own; ours in templates/admin come first.
theme = Theme(folder="bootstrap4", base_template="admin/base.html")


def use_own_words(folder: str) -> None:
    """Let the catalogue in `folder` win. The later one wins, and `translations_path` alone puts ours first."""
    babel.domain._translation_directories = [translations.__path__[0], folder]
