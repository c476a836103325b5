"""Brings what this machine lacks for the tests; `make test` runs it before pytest."""

from . import browser, postgres

for thing in (postgres, browser):
    thing.bring()
    if reason := thing.missing():
        print(f"The tests that need it will not run: {reason}")
