"""Promotion that anyone can check: terms of a round, its steps, its board, appeals, simulations, exceptional promotions.

Revision ID: 0014
Revises: 0013

A route that was a text becomes one of the four; a round takes the terms over that its rule had. Going back, a round is prepared,
ranked or sealed again, and what has no room goes: boards, steps, appeals, simulations, exceptional promotions.
"""

import json

import sqlalchemy as sa
from alembic import op

from models import search

revision = "0014"
down_revision = "0013"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)
NEW_TABLES = (
    "exceptional_promotion", "simulation", "round_step", "promotion_appeal", "exam_mark", "board_decision", "board_member",
)  # fmt: skip
# Written as text, which both databases add to a table that others point to, without copying it.
COLUMNS = (
    ("places_reason", "VARCHAR(400)"),
    ("appeal_days", "INTEGER DEFAULT 10 NOT NULL CONSTRAINT ck_promotion_round_appeal_days_plausible CHECK (appeal_days BETWEEN 1 AND 90)"),
    ("answer_days", "INTEGER DEFAULT 30 NOT NULL CONSTRAINT ck_promotion_round_answer_days_plausible CHECK (answer_days BETWEEN 1 AND 180)"),
    ("terms", "JSON DEFAULT '{}' NOT NULL"), ("draw_seed", "VARCHAR(80)"), ("draw_words", "TEXT"), ("fairness", "JSON"),
    ("fairness_conclusion", "TEXT"), ("minutes", "VARCHAR(80)"), ("appeals_until_on", "DATE"), ("code_version", "VARCHAR(80)"),
    ("signature", "VARCHAR(400)"),
    ("replaces_id", "INTEGER CONSTRAINT fk_promotion_round_replaces_id REFERENCES promotion_round (id)"),
    ("collective_act_id", "INTEGER CONSTRAINT fk_promotion_round_collective_act_id REFERENCES collective_act (id)"),
)  # fmt: skip
LINKS = ("replaces_id", "collective_act_id")
INDEXES = {
    "ix_promotion_candidate_eligible": ["round_id", "is_eligible", "officer_id"],
    "ix_promotion_candidate_admitted": ["round_id", "admitted_by", "place"],
}  # fmt: skip
RANKS_GIVEN = (("collective_row", "rank"), ("promotion_candidate", "rank_line"))
# What a route was called, and what it is; anything else is by choice.
ROUTES = {"EXAMINATION": ("concours", "examen"), "SENIORITY": ("ancienneté", "anciennete"), "EXCEPTIONAL": ("exceptionnel", "exceptionnelle")}
ROUTES_BACK = {"CHOICE": "tableau", "EXAMINATION": "concours", "SENIORITY": "ancienneté", "EXCEPTIONAL": "exceptionnel"}
STATES_BACK = {
    "PREPARED": ("FROZEN", "LISTED"), "RANKED": ("EXAMINED", "PROVISIONAL"), "SEALED": ("APPOINTED",),
}  # fmt: skip
TERMS = {
    "seniority_percent": 0, "most_for_seniority": 20, "seniority_full_at_years": 10, "marks_counted": 3, "trainings_full_at": 3,
    "posts_full_at_years": 5, "distinctions_full_at": 3, "sanction_first": 1, "sanction_second": 2, "sanction_floor": 10,
    "sanction_years": 5, "tie_breakers": ["time_in_rank", "service", "exam", "age"],
}  # fmt: skip
BEFORE, AFTER = "years_without_second_degree_sanction", "years_barred_second_degree"
UNIQUE_BEFORE, UNIQUE = ["from_rank_id", "to_rank_id", "starts_on"], ["from_rank_id", "to_rank_id", "route", "starts_on"]
RULE = sa.table("promotion_rule", sa.column("id"), sa.column("conditions", sa.JSON()), sa.column("weights", sa.JSON()))
ROUND = sa.table("promotion_round", sa.column("id"), sa.column("rule_id"), sa.column("terms", sa.JSON()))
# On SQLite a table is copied, and nothing may point to it meanwhile.
ASIDE = ("promotion_candidate", "mark_vote", "promotion_round")


def upgrade():
    _put_aside()
    _widen_rule()
    _bring_back()
    for name, kind in COLUMNS:
        op.execute(f"ALTER TABLE promotion_round ADD COLUMN {name} {kind}")
    for name in LINKS:
        op.create_index(f"ix_promotion_round_{name}", "promotion_round", [name])
    _give_terms()
    op.add_column("promotion_candidate", sa.Column("admitted_by", sa.String(20)))
    for table, name in RANKS_GIVEN:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name}_id INTEGER CONSTRAINT fk_{table}_{name}_id REFERENCES {name} (id)")
    op.create_index("ix_promotion_candidate_rank_line_id", "promotion_candidate", ["rank_line_id"])
    op.execute("UPDATE promotion_candidate SET admitted_by = 'CHOICE' WHERE is_admitted")
    for name, columns in INDEXES.items():
        op.create_index(name, "promotion_candidate", columns)
    _make_board()
    _make_way()
    _make_exceptional()
    op.execute("INSERT INTO round_step (round_id, act, at, version) SELECT id, 'rank', ranked_at, 1 FROM promotion_round WHERE ranked_at IS NOT NULL")


def downgrade():
    op.execute("DELETE FROM proposal_decision WHERE proposal_id IN (SELECT id FROM proposal WHERE kind LIKE 'promotion.%' AND kind <> 'promotion.seal')")
    op.execute("DELETE FROM proposal WHERE kind LIKE 'promotion.%' AND kind <> 'promotion.seal'")
    op.execute("DELETE FROM notice WHERE event LIKE 'promotion.%' AND event <> 'promotion.sealed'")
    search.drop_indexes(op.get_bind(), ("exceptional_promotion",))
    for name in NEW_TABLES:
        op.drop_table(name)
    for name in INDEXES:
        op.drop_index(name, "promotion_candidate")
    op.drop_index("ix_promotion_candidate_rank_line_id", "promotion_candidate")
    for table, name in RANKS_GIVEN:
        op.drop_column(table, f"{name}_id")
    op.drop_column("promotion_candidate", "admitted_by")
    op.execute("UPDATE collective_act SET purpose = 'STEP' WHERE purpose = 'PROMOTION'")
    for before, states in STATES_BACK.items():
        op.execute(f"UPDATE promotion_round SET state = '{before}' WHERE state IN ({', '.join(repr(state) for state in states)})")
    op.execute("UPDATE promotion_round SET state = CASE WHEN ranked_at IS NULL THEN 'PREPARED' ELSE 'RANKED' END WHERE state = 'ABANDONED'")
    for name in LINKS:
        op.drop_index(f"ix_promotion_round_{name}", "promotion_round")
    for name, _kind in reversed(COLUMNS):
        op.execute(f"ALTER TABLE promotion_round DROP COLUMN {name}")
    _put_aside()
    _narrow_rule()
    _bring_back()


def _run(statement, **values):
    return op.get_bind().execute(sa.text(statement), values)


# --- rules and rounds of before ----------------------------------------------------------------------


def _put_aside():
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("CREATE TABLE kept_signed_paper AS SELECT id, round_id FROM signed_paper WHERE round_id IS NOT NULL")
    op.execute("UPDATE signed_paper SET round_id = NULL WHERE round_id IS NOT NULL")
    for name in ASIDE:
        op.execute(f"CREATE TABLE kept_{name} AS SELECT * FROM {name}")
        op.execute(f"DELETE FROM {name}")


def _bring_back():
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in reversed(ASIDE):
        op.execute(f"INSERT INTO {name} SELECT * FROM kept_{name}")
        op.execute(f"DROP TABLE kept_{name}")
    op.execute(
        "UPDATE signed_paper SET round_id = (SELECT kept.round_id FROM kept_signed_paper AS kept WHERE kept.id = signed_paper.id)"
        " WHERE id IN (SELECT id FROM kept_signed_paper)"
    )
    op.execute("DROP TABLE kept_signed_paper")


def _widen_rule():
    for route, words in ROUTES.items():
        for word in words:
            _run("UPDATE promotion_rule SET route = :route WHERE lower(route) = :word", route=route, word=word)
    op.execute("UPDATE promotion_rule SET route = 'CHOICE' WHERE route NOT IN ('EXAMINATION', 'SENIORITY', 'EXCEPTIONAL')")
    _rename_condition(BEFORE, AFTER)
    with op.batch_alter_table("promotion_rule") as table:
        table.add_column(sa.Column("seniority_percent", sa.Integer(), server_default="0", nullable=False))
        table.alter_column("route", existing_type=sa.String(40), type_=sa.String(20), existing_nullable=False)
        table.drop_constraint("uq_promotion_rule_from_rank_id_to_rank_id_starts_on", type_="unique")
        table.create_unique_constraint("uq_promotion_rule_from_rank_id_to_rank_id_route_starts_on", UNIQUE)
        table.create_check_constraint(op.f("ck_promotion_rule_seniority_percent_plausible"), "seniority_percent BETWEEN 0 AND 100")


def _narrow_rule():
    """Of several routes from rank to rank on one day only the first had room: the others begin a day later each."""
    _begin_apart()
    with op.batch_alter_table("promotion_rule") as table:
        table.drop_constraint(op.f("ck_promotion_rule_seniority_percent_plausible"), type_="check")
        table.drop_constraint("uq_promotion_rule_from_rank_id_to_rank_id_route_starts_on", type_="unique")
        table.create_unique_constraint("uq_promotion_rule_from_rank_id_to_rank_id_starts_on", UNIQUE_BEFORE)
        table.alter_column("route", existing_type=sa.String(20), type_=sa.String(40), existing_nullable=False)
        table.drop_column("seniority_percent")
    for route, word in ROUTES_BACK.items():
        _run("UPDATE promotion_rule SET route = :word WHERE route = :route", route=route, word=word)
    _rename_condition(AFTER, BEFORE)


def _begin_apart():
    dated = sa.table("promotion_rule", sa.column("id"), sa.column("from_rank_id"), sa.column("to_rank_id"), sa.column("starts_on", sa.Date()))
    taken = set()
    for rule in op.get_bind().execute(sa.select(dated).order_by(dated.c.id)).all():
        day = rule.starts_on
        while (rule.from_rank_id, rule.to_rank_id, day) in taken:
            day = day.fromordinal(day.toordinal() + 1)
        taken.add((rule.from_rank_id, rule.to_rank_id, day))
        if day != rule.starts_on:
            op.execute(sa.update(dated).where(dated.c.id == rule.id).values(starts_on=day))


def _rename_condition(old, new):
    for rule in op.get_bind().execute(sa.select(RULE.c.id, RULE.c.conditions)).all():
        if old in (rule.conditions or {}):
            conditions = {new if name == old else name: asked for name, asked in rule.conditions.items()}
            op.execute(sa.update(RULE).where(RULE.c.id == rule.id).values(conditions=conditions))


def _give_terms():
    found = sa.select(ROUND.c.id, RULE.c.weights, RULE.c.conditions).join(RULE, RULE.c.id == ROUND.c.rule_id)
    for round_, weights, conditions in op.get_bind().execute(found).all():
        full = (conditions or {}).get("seniority_full_at_years") or TERMS["seniority_full_at_years"]
        terms = TERMS | {"weights": weights or {}, "seniority_full_at_years": full}
        _run("UPDATE promotion_round SET terms = :terms WHERE id = :round", terms=json.dumps(terms), round=round_)


# --- new tables ------------------------------------------------------------------------------------


def _make(name, *columns):
    """A table of records; the convention of the models names its constraints and indexes."""
    number = sa.Column("id", sa.Integer(), primary_key=True)
    op.create_table(name, number, *columns, sa.Column("version", sa.Integer(), nullable=False))


def _to(table, column, *, needed=True, index=True):
    return sa.Column(column, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=not needed, index=index)


def _needed(name, kind):
    return sa.Column(name, kind, nullable=False)


def _sorted_by(*columns):
    return [sa.Index(None, column, "id") for column in columns]


def _make_board():
    _make(
        "board_member", _to("promotion_round", "round_id", index=False), _to("account", "member_id"), _needed("function", sa.String(20)),
        sa.UniqueConstraint("round_id", "member_id"),
    )  # fmt: skip
    _make(
        "board_decision", _to("promotion_round", "round_id", index=False), _to("officer", "officer_id"), _needed("kind", sa.String(20)),
        _needed("reason", sa.Text()), _needed("votes_for", sa.Integer()), _needed("votes_against", sa.Integer()), _needed("at", TIME),
        _to("account", "by_id"), sa.UniqueConstraint("round_id", "officer_id"),
        sa.CheckConstraint("votes_for > votes_against AND votes_against >= 0", name="majority"),
    )  # fmt: skip
    _make(
        "exam_mark", _to("promotion_round", "round_id", index=False), _to("officer", "officer_id"), _needed("mark", sa.Numeric(5, 2)),
        sa.UniqueConstraint("round_id", "officer_id"), sa.CheckConstraint("mark BETWEEN 0 AND 20", name="mark_of_twenty"),
    )  # fmt: skip


def _make_way():
    _make(
        "promotion_appeal", _to("officer", "officer_id"), _to("promotion_round", "round_id", index=False), _needed("reason", sa.Text()),
        _needed("sent_at", TIME), _needed("answer_by_on", sa.Date()), sa.Column("place_before", sa.Integer()),
        sa.Column("outcome", sa.String(20)), sa.Column("answer", sa.Text()),
        sa.Column("letter", sa.String(80)), sa.Column("effect", sa.JSON()), sa.Column("answered_at", TIME),
        _to("account", "answered_by_id", needed=False), sa.UniqueConstraint("round_id", "officer_id"),
        *_sorted_by("sent_at", "answer_by_on", "outcome", "answered_at"),
    )  # fmt: skip
    _make(
        "round_step", _to("promotion_round", "round_id"), _needed("act", sa.String(40)), _needed("at", TIME),
        sa.Column("by_name", sa.String(300)), sa.Column("words", sa.Text()),
    )  # fmt: skip
    _make(
        "simulation", _to("promotion_round", "round_id"), _to("account", "by_id"), _needed("at", TIME), _needed("reference_on", sa.Date()),
        _needed("places", sa.Integer()), _needed("terms", sa.JSON()), _needed("result", sa.JSON()), *_sorted_by("at"),
    )  # fmt: skip


def _make_exceptional():
    _make(
        "exceptional_promotion", _to("officer", "officer_id"), _to("promotion_rule", "rule_id"), _needed("ground", sa.String(20)),
        _needed("legal_text", sa.String(400)), _needed("happened_on", sa.Date()), _needed("facts", sa.Text()),
        _needed("evidence", sa.String(80)), _needed("state", sa.String(20)), _needed("proposed_at", TIME), sa.Column("signed_at", TIME),
        _to("rank_line", "rank_line_id", needed=False), sa.Column("search_text", TEXT, server_default="", nullable=False),
        *_sorted_by("happened_on", "proposed_at", "state", "search_text"),
    )  # fmt: skip
