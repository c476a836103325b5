"""A technician follows docs/fr/technicien.md to the letter, in a copy of the project: a record type comes of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .reading import ROOT

PAGE = "docs/fr/technicien.md"
FRENCH = {
    "Vehicle": "Véhicule", "Vehicles": "Véhicules", "Number plate": "Immatriculation", "Bought on": "Acheté le",
}  # fmt: skip
FORGOTTEN = "from app import create_app; from tests.house import test_screens; test_screens.test_every_model_has_a_screen(create_app())"


class Copy:
    """A copy of the project in which commands are run as a technician types them."""

    def __init__(self, folder: Path):
        self.folder = folder
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
        for name in listed.stdout.splitlines():
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        (folder / ".venv").symlink_to(ROOT / ".venv")

    def run(self, *command: str, fails: bool = False) -> str:
        """What a command says; it must succeed, or fail where that is wanted."""
        settings = {"SIRHP_INSTANCE": str(self.folder / "instance"), "FLASK_APP": "app.py", "DATABASE_URL": "", "PYTHONPATH": str(self.folder)}
        told = {name: value for name, value in (os.environ | settings).items() if value}
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, env=told, timeout=300)
        said = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, f"{' '.join(command)}\n{said[-3000:]}"
        return said

    def python(self, *arguments: str, fails: bool = False) -> str:
        return self.run(sys.executable, *arguments, fails=fails)

    def edit(self, name: str, old: str, new: str) -> None:
        """Change one place of a file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        (self.folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def page() -> str:
    return (ROOT / PAGE).read_text(encoding="utf-8")


def step(page: str, number: int) -> str:
    """The text of a numbered step of the recipe."""
    return page.split(f"**{number}. ", 1)[1].split(f"**{number + 1}. ", 1)[0]


def code(text: str) -> str:
    """The first block of code of a text, word for word."""
    return re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]


def quoted(text: str) -> list[str]:
    """What stands in single backquotes, outside the blocks of code."""
    return re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def test_the_recipe_makes_a_record_type(page, tmp_path):
    copy = Copy(tmp_path)
    copy.python("-m", "flask", "init")
    write_the_model(copy, page)
    said = copy.python("-c", FORGOTTEN, fails=True)
    assert "write RecordView(Vehicle) in views()" in said, said[-2000:]
    write_the_view_line(copy, page)
    make_the_table(copy, page)
    write_the_french(copy, page)
    copy.python("-m", "tests.house.recipe_walk")


def write_the_model(copy: Copy, page: str) -> None:
    text = step(page, 1)
    names = quoted(text)
    file = next(name for name in names if name.startswith("models/") and name.endswith(".py"))
    line = next(name for name in names if name.startswith("from ."))
    (copy.folder / file).write_text(code(text), encoding="utf-8")
    copy.edit("models/__init__.py", "\n__all__", f"{line}\n\n__all__")


def write_the_view_line(copy: Copy, page: str) -> None:
    names = quoted(step(page, 2))
    file = next(name for name in names if name.startswith("admin_views/"))
    line = next(name for name in names if name.startswith("RecordView("))
    menu = 'in the order of the menu."""\n    return ['
    copy.edit(file, menu, f"{menu}{line}, ")
    copy.edit(file, "from models import ", "from models import Vehicle, ")


def make_the_table(copy: Copy, page: str) -> None:
    """The database stands at the last migration first, as on the machine of a technician."""
    commands = quoted(step(page, 3))
    title = re.search(r'm="(.+)"', next(one for one in commands if one.startswith("make migration")))[1]
    copy.python("-m", "flask", "db", "upgrade")
    copy.run("make", "-o", ".venv/installed", "migration", f"m={title}")
    written = next((copy.folder / "migrations/versions").glob(f"*_{title}.py")).read_text(encoding="utf-8")
    assert 'create_table("vehicle"' in written.replace("'", '"') and written.count("create_table(") == 1, written
    copy.python("-m", "flask", "db", "upgrade")


def write_the_french(copy: Copy, page: str) -> None:
    file = next(name for name in quoted(step(page, 4)) if name.endswith(".po"))
    copy.run("make", "-o", ".venv/installed", "translate")
    for english, french in FRENCH.items():
        copy.edit(file, f'msgid "{english}"\nmsgstr ""\n', f'msgid "{english}"\nmsgstr "{french}"\n')
    copy.run("make", "-o", ".venv/installed", "translate")
