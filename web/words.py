"""Translation at the price of a page that asks two hundred times: the catalogue is looked up once for each change of language.

Flask-Babel finds context, language and catalogue anew for every word. Here the catalogue last used stands beside the
language it was found for; as soon as that is another one (a new request, `force_locale`, `refresh`) it is found anew.
"""

from __future__ import annotations

from flask import Flask, g
from flask_babel import Babel, Domain, get_babel
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


class Words(Domain):
    """The catalogue of the application."""

    def get_translations(self):
        """The catalogue of the language that is spoken now."""
        state = g.get("_flask_babel") if g else None  # where Flask-Babel keeps what a request speaks
        found = getattr(state, "house_words", None)
        if found is None or found[0] is not getattr(state, "babel_locale", None):
            translations = super().get_translations()
            if state is None:
                return translations
            found = state.house_words = (state.babel_locale, translations)
        return found[1]


def init_app(app: Flask, babel: Babel) -> None:
    """Put it under `gettext` of Python and of the templates."""
    with app.app_context():
        babel.domain_instance = Words(domain=get_babel().default_domain)
    translations = babel.domain_instance.get_translations

    @pass_eval_context
    def translated(evaluated: EvalContext, /, text: str, **values) -> str:
        words = translations().ugettext(text)
        if evaluated.autoescape:
            words = Markup(words)
        return words % values if values or "%" in words else words

    # Jinja's own goes through three functions for a word, and each looks at the whole context.
    app.jinja_env.globals["gettext"] = app.jinja_env.globals["_"] = translated
