"""Imports only point down, and the doors never import each other."""

from __future__ import annotations

import sys

from .reading import calls, files, imports, place

# place -> what it may import of ours; whoever asks for background work imports jobs. tests/ and bench/ may import
# everything, nobody may import them.
BELOW = {
    "rules": set(),
    "models": {"rules"},
    "settings": set(),
    "services": {"models", "rules"},
    "web": {"models", "rules", "services"},
    "admin_views": {"models", "rules", "services", "web", "jobs"},
    "portal": {"models", "rules", "services", "web", "jobs"},
    "jobs": {"models", "rules", "services"},
    "cli": {"models", "rules", "services", "settings", "web", "jobs"},
    "app": {"models", "rules", "services", "settings", "web", "admin_views", "portal", "jobs", "cli"},
}
OURS = BELOW.keys() | {"tests", "bench"}
OF_A_REQUEST = {"request", "flash", "render_template", "redirect", "session", "url_for", "make_response"}


def test_imports_point_down():
    wrong = []
    for path in files(".py"):
        if (here := place(path)) in BELOW:
            for line, module, _name in imports(path):
                there = module.split(".")[0]
                if there in OURS and there != here and there not in BELOW[here]:
                    wrong.append(f"{path}:{line} imports {module}: {here} may import {sorted(BELOW[here]) or 'nothing'}")
    assert not wrong, "\n".join(wrong)


def test_rules_import_the_standard_library_only():
    wrong = [
        f"{path}:{line} imports {module}: rules are plain functions, pass them plain values"
        for path in files(".py", under="rules")
        for line, module, _name in imports(path)
        if module.split(".")[0] not in sys.stdlib_module_names | {"rules"}
    ]
    assert not wrong, "\n".join(wrong)


def test_rules_know_no_clock_and_no_chance():
    wrong = [
        f"{path}:{line} calls {name}(): pass the date, or a seeded random.Random, as an argument"
        for path in files(".py", under="rules")
        for line, name in calls(path)
        if name in {"now", "today", "utcnow", "randint", "shuffle", "token_hex", "token_bytes"}
    ]
    assert not wrong, "\n".join(wrong)


def test_services_never_see_a_request():
    wrong = [
        f"{path}:{line} imports {name} of {module}: let the door pass what the service needs"
        for path in files(".py", under="services")
        for line, module, name in imports(path)
        if module.split(".")[0] in {"flask", "markupsafe", "wtforms"} and name in OF_A_REQUEST | {"Markup", ""}
    ]
    assert not wrong, "\n".join(wrong)


def test_services_never_commit():
    wrong = [
        f"{path}:{line} calls commit(): the door commits, once, last"
        for path in files(".py", under="services")
        for line, name in calls(path)
        if name == "commit"
    ]
    assert not wrong, "\n".join(wrong)
