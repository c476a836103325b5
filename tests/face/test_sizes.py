"""The size of a document is written as the reader writes numbers."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from web import documents


@pytest.mark.parametrize(("language", "number"), [("fr", "1,6"), ("en", "1.6")])
def test_megabytes_have_the_decimal_sign_of_the_reader(app, tmp_path, language, number):
    place = tmp_path / "scan.pdf"
    place.write_bytes(bytes(1_650_000))
    with app.test_request_context(), force_locale(language):
        assert documents.size(place).startswith(number)
