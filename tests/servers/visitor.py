"""A test client that behaves like a browser on our pages: it keeps its session and sends the CSRF token."""

from __future__ import annotations

import re
import secrets

from flask import has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer


class Visitor(FlaskClient):
    """Posts carry the token of the session; `open(..., csrf=False)` leaves it out.

    Who is asked why he opens a file writes `purpose` and asks again, as people do; with None he is left with the question.
    """

    purpose: str | None = "Contrôle du dossier par les tests"

    def open(self, *args, csrf: bool = True, **kwargs):
        answer = self._open(*args, csrf=csrf, **kwargs)
        asked = next((each.headers["X-Purpose"] for each in (*answer.history, answer) if "X-Purpose" in each.headers), None)
        if asked and self.purpose and csrf:
            self._open(asked, method="POST", data={"purpose": self.purpose})
            answer = self._open(*args, csrf=csrf, **kwargs)
        return answer

    def _open(self, *args, csrf: bool = True, **kwargs):
        assert not has_app_context(), "a client needs its own application context: do not ask for in_app too"
        if csrf and kwargs.get("method") in ("POST", "PUT", "PATCH", "DELETE"):
            kwargs["headers"] = {**(kwargs.get("headers") or {}), "X-CSRFToken": self.csrf_token()}
        return super().open(*args, **kwargs)

    def csrf_token(self) -> str:
        """What a form of this session would carry."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        return URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw)

    def change(self, address: str, data: dict, **options):
        """Open the form of a record and post it: how the record stood when it was opened goes with it."""
        opened = re.search(r'name="_opened" value="([^"]+)"', self.get(address).get_data(as_text=True))
        return self.post(address, data=({"_opened": opened[1]} if opened else {}) | data, **options)

    def sign_in(self, username: str, password: str) -> Visitor:
        """Through the page, as people do."""
        answer = self.post("/login", data={"username": username, "password": password})
        assert answer.status_code == 302, f"{username} could not sign in: {answer.status}"
        return self
