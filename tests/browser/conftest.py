"""A real browser, looking at the application behind a real port."""

from __future__ import annotations

import pytest

from tests.servers import browser, webserver


@pytest.fixture
def live_server(app):
    """The address of the application behind a real port."""
    with webserver.serving(app) as address:
        yield address


@pytest.fixture
def complaints():
    """What the browser complained about; the test fails if something is left in it at the end."""
    return []


@pytest.fixture
def page(running_browser, live_server, complaints):
    """A page of a real browser; `page.goto("/login")` is enough."""
    with browser.page_of(running_browser, live_server, complaints) as opened:
        yield opened
    assert complaints == []
