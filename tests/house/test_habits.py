"""Names and habits of the code: what each module is for, no heaps, nothing left for later."""

from __future__ import annotations

import ast
import re

import pytest

from .reading import calls, files, text, tree

# The outermost lines of a process that must live on; they log the error whole.
LAST_RESORTS = {"jobs/running.py"}
HEAPS = {"utils", "util", "helpers", "helper", "common", "extensions", "constants", "misc"}
# Written in two parts, so that this file does not find itself.
LEFT_FOR_LATER = re.compile(r"\b(" + "TO" + "DO|FIX" + r"ME)\b")
# A folder of somebody's machine: the project must run anywhere.
OF_ONE_MACHINE = re.compile(r"(?<![\w.<}~])/(?:ro" + r"ot|ho" + r"me|wo" + r"rk|Us" + r"ers)/\w")
TEXTS = (".py", ".html", ".md", ".txt", ".in", ".toml", ".ini", ".cfg", ".css", ".js", ".po", ".csv", "")


def test_every_module_says_what_it_is_for():
    wrong = [
        f"{path}: begin with a docstring that says what the module is for"
        for path in files(".py")
        if tree(path).body and not ast.get_docstring(tree(path)) and "versions" not in path.parts
    ]
    assert not wrong, "\n".join(wrong)


def test_no_file_is_a_heap():
    wrong = [f"{path}: name it after what it is about" for path in files(".py", ".html", ".js") if path.stem in HEAPS]
    assert not wrong, "\n".join(wrong)


def test_no_error_is_swallowed():
    wrong = []
    for path in files(".py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler) and str(path) not in LAST_RESORTS:
                caught = node.type.id if isinstance(node.type, ast.Name) else "" if node.type else "everything"
                if caught in {"everything", "Exception", "BaseException"}:
                    wrong.append(f"{path}:{node.lineno} catches {caught}: name the errors you expect")
    assert not wrong, "\n".join(wrong)


def test_no_test_is_skipped():
    wrong = [
        f"{path}:{line} {name}: a test runs or is not there"
        for path in files(".py", under="tests")
        for line, name in calls(path)
        if name in {"skip", "skipif", "xfail", "importorskip"}
    ]
    assert not wrong, "\n".join(wrong)


def test_the_name_of_a_test_is_a_sentence():
    wrong = [
        f"{path}:{node.lineno} {node.name}: say what holds, as in test_seniority_settles_equal_marks"
        for path in files(".py", under="tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test") and node.name.count("_") < 3
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("pattern", [LEFT_FOR_LATER, OF_ONE_MACHINE], ids=["left for later", "of one machine"])
def test_nothing_is_written_that_does_not_belong_here(pattern):
    wrong = []
    for path in files(*TEXTS):
        if "vendor" not in path.parts:
            for number, line in enumerate(text(path).splitlines(), start=1):
                if found := pattern.search(line):
                    wrong.append(f"{path}:{number} {found.group()}")
    assert not wrong, "\n".join(wrong)
