"""The import of files: read a table, map its columns, plan what each row does, load, report what was refused."""

from .loading import Cancelled, load
from .mapping import Mapping, from_file, from_json, guessed, remember, remembered
from .planning import Plan, plan
from .reading import Table, read
from .records import record_type
from .reporting import reason_text, summary, write_report
from .running import Outcome, run_file

__all__ = [
    "Cancelled",
    "Mapping",
    "Outcome",
    "Plan",
    "Table",
    "from_file",
    "from_json",
    "guessed",
    "load",
    "plan",
    "read",
    "reason_text",
    "record_type",
    "remember",
    "remembered",
    "run_file",
    "summary",
    "write_report",
]
