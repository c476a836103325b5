"""Reads the project's own files for the tests of the house."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "__pycache__", "node_modules", "instance", ".pytest_cache", ".hypothesis"}


@functools.cache
def files(*endings: str, under: str = ".") -> tuple[Path, ...]:
    """Our files of these endings, as paths from the root."""
    found = sorted((ROOT / under).rglob("*"))
    paths = [path.relative_to(ROOT) for path in found if path.is_file() and path.suffix in endings]
    return tuple(path for path in paths if not NOT_OURS & set(path.parts))


def text(path: Path) -> str:
    """What stands in a file."""
    return (ROOT / path).read_text(encoding="utf-8")


@functools.cache
def tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(text(path), str(path))


def place(path: Path) -> str:
    """The first name of the path: "services", or "app" for app.py."""
    return path.parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str, str]]:
    """(line, module, name) of everything a file imports; a relative import is written in full."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(path.parts[: len(path.parts) - node.level]) if node.level else ""
            module = ".".join(filter(None, (above, node.module)))
            yield from ((node.lineno, module, alias.name) for alias in node.names)


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """(line, last name) of every call: 41, "commit" for db.session.commit()."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield node.lineno, name
