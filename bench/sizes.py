"""Prints how long functions and files are, and how many arguments functions take: guidance, never a failing test.

In code that engineers admire the median function has 4 to 11 lines. Run it with `make sizes`.
"""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
PLACES = ("*.py", "admin_views", "cli", "jobs", "models", "portal", "rules", "services", "web", "tests", "bench")
LONG_FUNCTION, LONG_FILE, MANY_ARGUMENTS = 30, 250, 4


def files() -> dict[str, list[Path]]:
    """{place: its Python files}."""
    found = {"*.py": sorted(ROOT.glob("*.py"))}
    return found | {place: sorted((ROOT / place).rglob("*.py")) for place in PLACES[1:] if (ROOT / place).is_dir()}


def functions(path: Path) -> list[tuple[str, int, int]]:
    """(where, lines, arguments) of each function of a file; self and cls do not count, nor does the docstring."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            said = node.body[0] if ast.get_docstring(node) else None
            lines = node.end_lineno - node.lineno + 1 - (said.end_lineno - said.lineno + 1 if said else 0)
            names = [argument.arg for argument in node.args.posonlyargs + node.args.args + node.args.kwonlyargs]
            count = len([name for name in names if name not in ("self", "cls")])
            found.append((f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines, count))
    return found


def show(title: str, rows: list[tuple[int, str]]) -> None:
    """A short table, the largest last, where the eye is."""
    if rows:
        print(f"\n{title}")
        for size, where in sorted(rows):
            print(f"{size:6}  {where}")


def main() -> None:
    """A line for each place, then what deserves another look."""
    print(f"{'place':14}{'files':>7}{'lines':>8}{'median file':>13}{'functions':>11}{'median':>8}{'longest':>9}")
    every_file, every_function = [], []
    for place, paths in files().items():
        lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in paths]
        inside = [found for path in paths for found in functions(path)]
        sizes = [lines for _where, lines, _count in inside]
        print(
            f"{place:14}{len(paths):7}{sum(lengths):8}{median(lengths or [0]):13.0f}"
            f"{len(inside):11}{median(sizes or [0]):8.0f}{max(sizes, default=0):9}"
        )
        every_file += [(length, str(path.relative_to(ROOT))) for length, path in zip(lengths, paths, strict=True)]
        every_function += inside
    show(f"Functions over {LONG_FUNCTION} lines", [(n, where) for where, n, _count in every_function if n > LONG_FUNCTION])
    show(f"More than {MANY_ARGUMENTS} arguments", [(n, where) for where, _lines, n in every_function if n > MANY_ARGUMENTS])
    show(f"Files over {LONG_FILE} lines", [row for row in every_file if row[0] > LONG_FILE])


if __name__ == "__main__":
    main()
