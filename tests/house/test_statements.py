"""The guard and the audit trail stand in the session. What goes past the session lives in one module."""

from __future__ import annotations

import ast

from .reading import files, imports, place, tree

# Who may go past the session, and why.
MAY = {
    "services/bulk": "exports and bulk writes; it applies scope and writes the audit itself",
    "services/guard": "is the guard, which must not guard itself",
    "services/arrival": "finds, before anybody acts, the one session whose token was shown",
    "services/audit": "writes events inside the flush of others",
    "services/submissions": "writes the key of a sent form inside the flush of its act",
    "models/engine": "opens the database",
    "models/search": "declares the search indexes and makes them after a migration",
    "services/promotion/keeping": "asks, within the flush of others, which state a round has in the database",
    "services/listing": "walks the indexes of bare tables; every statement begins with what the guard lets one see",
    "services/demo/store": "fills an empty database through services/bulk",
    "jobs": "makes the schema in which the queue keeps its own tables",
}
# `text` and the like make statements that neither the guard nor the audit trail sees.
CORE = {"insert", "update", "delete", "text", "literal_column", "Table", "table", "create_engine"}
PAST_THE_SESSION = {
    "engine", "connection", "get_bind", "exec_driver_sql", "bulk_save_objects", "bulk_insert_mappings",
    "bulk_update_mappings", "__table__", "raw_connection", "get_engine", "from_statement",
}  # fmt: skip
# Looking at a model's columns is no statement.
LOOKS = {"columns", "constraints", "name", "info", "dialect"}
PLACES = {"web", "admin_views", "portal", "cli", "jobs", "services", "rules", "models"}


def guarded_files():
    for path in files(".py"):
        if place(path) in PLACES and not any(str(path).startswith(allowed) for allowed in MAY):
            yield path


def test_statements_go_through_the_session():
    wrong = []
    for path in guarded_files():
        for line, module, name in imports(path):
            if module.startswith("sqlalchemy") and name in CORE:
                wrong.append(f"{path}:{line} imports {name}: query models through db.session, or use services/bulk.py")
    assert not wrong, "\n".join(wrong)


def test_an_existence_is_asked_of_a_select():
    """Of a table that stands in nothing but the condition of a bare exists(), the guard adds no scope."""
    wrong = []
    for path in guarded_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "exists":
                wrong.append(f"{path}:{node.lineno} calls exists(): write select(Model.id).where(…).exists()")
    assert not wrong, "\n".join(wrong)


def test_nobody_reaches_past_the_session():
    wrong = []
    for path in guarded_files():
        attributes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)]
        looked_at = {id(node.value) for node in attributes if node.attr in LOOKS}
        for node in attributes:
            if node.attr in PAST_THE_SESSION and id(node) not in looked_at:
                wrong.append(f"{path}:{node.lineno} uses .{node.attr}: go through db.session, or use services/bulk.py")
    assert not wrong, "\n".join(wrong)
