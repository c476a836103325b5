"""Evaluation that defends itself: forms, parts of several heads, drafts, a dated way, facts, severity.

Revision ID: 0012
Revises: 0011

What was submitted keeps its marks, its score and its day. What was a draft is one again, as its evaluator typed it. An
evaluation with a mark for leadership was made with the form for heads. Going back, the mark that counted stays.
"""

import datetime as dt
import re
from decimal import Decimal
from itertools import groupby

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models import search

revision = "0012"
down_revision = "0011"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
EXTRA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)
NO_PART = {"sqlite_where": sa.text("part_id IS NULL"), "postgresql_where": sa.text("part_id IS NULL")}

# Code, name, in English, of whom it asks, whether it asks for leadership.
FORMS = (
    ("AGT", "Fiche des agents", "Form for officers", "OTHERS", False),
    ("CHF", "Fiche des chefs de service", "Form for heads of a unit", "HEADS", True),
)
NEW_TABLES = (
    "evaluation_draft", "evaluation_step", "evaluation_appeal", "evaluation_fact", "mark_vote", "severity_talk",
    "evaluator_severity", "severity_fit",
)  # fmt: skip
# Name, kind, and what an old row has; None: nothing.
CYCLE = (
    ("extreme_low", sa.Numeric(6, 2), None), ("extreme_high", sa.Numeric(6, 2), None), ("least_days", sa.Integer(), "60"),
    ("notice_days", sa.Integer(), "8"), ("marks_due_on", sa.Date(), None), ("review_due_on", sa.Date(), None),
    ("reading_days", sa.Integer(), "15"), ("appeal_days", sa.Integer(), "15"),
    ("appeal_body", sa.String(160), "Commission de recours de la notation"), ("severity_years", sa.Integer(), "5"),
    ("most_correction", sa.Numeric(6, 2), "2"), ("opened_at", TIME, None), ("closed_at", TIME, None),
)  # fmt: skip
ROUND = (("mark_basis", sa.String(20), "RAW"), ("basis_decided_at", TIME, None))


def upgrade():
    _make_campaign()
    for table, columns in (("evaluation_cycle", CYCLE), ("promotion_round", ROUND)):
        for name, kind, stands in columns:
            op.add_column(table, sa.Column(name, kind, server_default=stands, nullable=stands is None))
    # A cycle that was opened goes on as it began: extreme marks without a justification are right in it.
    op.execute("UPDATE evaluation_cycle SET extreme_low = scale_max * 0.25, extreme_high = scale_max * 0.9 WHERE state = 'PREPARED'")
    _describe_levels()
    _make_forms()
    # Where a table is copied (SQLite) nothing may point to it: the marks wait aside until all stands.
    op.execute("CREATE TABLE kept_mark AS SELECT * FROM evaluation_mark")
    op.execute("CREATE INDEX kept_mark_evaluation ON kept_mark (evaluation_id)")
    op.execute("DELETE FROM evaluation_mark")
    _weigh_by_form()
    _widen_evaluation()
    _make_way()
    _make_severity()
    _widen_mark()
    _give_parts()
    _bring_marks_back()
    _turn_drafts_into_what_was_typed()
    op.drop_table("kept_mark")
    for table, column in (("evaluation", "comment"), ("evaluation", "submitted_at"), ("criterion", "is_for_leaders"), ("criterion", "anchors")):
        op.drop_column(table, column)


def downgrade():
    op.add_column("criterion", sa.Column("anchors", sa.Text()))
    op.add_column("criterion", sa.Column("is_for_leaders", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("evaluation", sa.Column("comment", sa.Text()))
    op.add_column("evaluation", sa.Column("submitted_at", TIME))
    op.execute(LEADERS_BACK)
    _write_anchors()
    op.execute(MARKS_THAT_COUNTED)
    op.execute("CREATE UNIQUE INDEX kept_mark_once ON kept_mark (evaluation_id, cycle_criterion_id)")
    _turn_what_was_typed_into_drafts()
    for statement in EVALUATIONS_BACK:
        op.execute(statement)
    op.execute("DELETE FROM evaluation_mark")
    _narrow_mark()
    for table in (*NEW_TABLES, "evaluation_part"):
        op.drop_table(table)
    _narrow_evaluation()
    _weigh_by_cycle()
    search.drop_indexes(op.get_bind(), ("evaluation_form",))
    for table in ("cycle_form", "form_criterion", "evaluation_form", "criterion_level"):
        op.drop_table(table)
    for table, columns in (("promotion_round", ROUND), ("evaluation_cycle", CYCLE)):
        for name, _kind, _stands in columns:
            op.drop_column(table, name)
    for statement in MARKS_BACK:
        op.execute(statement)
    op.drop_table("kept_mark")


def _run(statement, **values):
    return op.get_bind().execute(sa.text(statement), values)


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


def _make_campaign():
    _make(
        "criterion_level", _to("criterion", "criterion_id", index=False), _needed("from_share", sa.Integer()),
        _needed("words", sa.Text()), sa.Column("words_en", sa.Text()), sa.UniqueConstraint("criterion_id", "from_share"),
        sa.CheckConstraint("from_share >= 0 AND from_share < 100", name="share_of_scale"),
    )  # fmt: skip
    _make(
        "evaluation_form", sa.Column("code", sa.String(40), unique=True, nullable=False), _needed("name", sa.String(160)),
        sa.Column("name_en", sa.String(160)), _to("corps", "corps_id", needed=False), _needed("audience", sa.String(20)),
        sa.Column("function", sa.String(160)), _needed("is_used", sa.Boolean()), _needed("is_assumed", sa.Boolean()),
        sa.Column("source", sa.String(400)), sa.Column("search_text", WORDS, server_default="", nullable=False),
        sa.Column("extra", EXTRA, server_default="{}", nullable=False), *_sorted_by("search_text"),
    )  # fmt: skip
    _make(
        "form_criterion", _to("evaluation_form", "form_id", index=False), _to("criterion", "criterion_id"),
        _needed("weight", sa.Numeric(6, 2)), _needed("sort_order", sa.Integer()),
        sa.UniqueConstraint("form_id", "criterion_id"), sa.CheckConstraint("weight > 0", name="weighs"),
    )  # fmt: skip
    _make(
        "cycle_form", _to("evaluation_cycle", "cycle_id", index=False), _to("evaluation_form", "form_id", needed=False),
        _needed("name", sa.String(160)), _to("corps", "corps_id", needed=False), _needed("audience", sa.String(20)),
        sa.Column("function", sa.String(160)), sa.UniqueConstraint("cycle_id", "name"),
    )  # fmt: skip


def _make_way():
    _make(
        "evaluation_part", _to("evaluation", "evaluation_id"), _to("officer", "evaluator_id", needed=False),
        sa.Column("evaluator_name", sa.String(300)), _to("unit", "unit_id", needed=False), _needed("starts_on", sa.Date()),
        _needed("ends_on", sa.Date()), _needed("days", sa.Integer()), _needed("state", sa.String(20)),
        sa.Column("aside", sa.String(20)), sa.Column("ended_because", sa.String(400)), sa.Column("returned_at", TIME),
        sa.Column("returned_with", sa.Text()), sa.Column("score", sa.Numeric(6, 3)), sa.Column("comment", sa.Text()),
        sa.Column("sent_at", TIME), sa.CheckConstraint("days > 0", name="lasts"), *_sorted_by("state", "sent_at"),
    )  # fmt: skip
    _make(
        "evaluation_draft", _to("evaluation", "evaluation_id"),
        sa.Column("part_id", sa.Integer(), sa.ForeignKey("evaluation_part.id"), unique=True), _to("officer", "writer_id"),
        _needed("typed", sa.JSON()), _needed("saved_at", TIME),
        sa.Index("uq_evaluation_draft_review", "evaluation_id", "writer_id", unique=True, **NO_PART),
    )  # fmt: skip
    _make(
        "evaluation_step", _to("evaluation", "evaluation_id"), _needed("kind", sa.String(20)), _needed("at", TIME),
        sa.Column("by_name", sa.String(300)), sa.Column("words", sa.Text()),
    )  # fmt: skip
    _make(
        "evaluation_appeal", sa.Column("evaluation_id", sa.Integer(), sa.ForeignKey("evaluation.id"), unique=True, nullable=False),
        _needed("body", sa.String(160)), _needed("reason", sa.Text()), _needed("sent_at", TIME),
        _needed("score_before", sa.Numeric(6, 3)), sa.Column("verdict", sa.String(20)), sa.Column("decision", sa.Text()),
        sa.Column("decided_at", TIME), _to("account", "decided_by_id", needed=False), sa.Column("minutes", sa.String(80)),
        *_sorted_by("sent_at", "decided_at", "verdict"),
    )  # fmt: skip
    _make(
        "evaluation_fact", _to("officer", "officer_id"), _needed("happened_on", sa.Date()), _needed("tone", sa.String(20)),
        _to("criterion", "criterion_id", needed=False), _needed("words", sa.Text()), _to("account", "noted_by_id"),
        _needed("noted_by_name", sa.String(300)), _needed("is_by_officer", sa.Boolean()), _needed("noted_at", TIME),
        sa.Column("reply", sa.Text()),
        sa.Column("replied_at", TIME), sa.Column("withdrawn_at", TIME), sa.Column("withdrawn_because", sa.String(400)),
        *_sorted_by("happened_on", "noted_at", "tone"),
    )  # fmt: skip


def _make_severity():
    _make(
        "severity_fit", _to("corps", "corps_id"), _to("evaluation_cycle", "cycle_id"), _needed("years", sa.Integer()),
        _needed("fitted_at", TIME), *[_needed(name, sa.Integer()) for name in ("marks", "officers", "evaluators", "groups")],
        *[_needed(name, sa.Float()) for name in ("sd_officer", "sd_evaluator", "sd_error", "deviance", "most_points")],
    )  # fmt: skip
    _make(
        "evaluator_severity", _to("severity_fit", "fit_id", index=False), _to("officer", "evaluator_id"),
        _to("evaluation_cycle", "cycle_id"), _needed("group_number", sa.Integer()), _needed("marks", sa.Integer()),
        _needed("mean", sa.Float()), sa.Column("spread", sa.Float()), _needed("identical_share", sa.Float()),
        _needed("severity", sa.Float()), _needed("standard_error", sa.Float()), _needed("applied", sa.Float()),
        sa.Column("why_not", sa.String(40)), sa.UniqueConstraint("fit_id", "evaluator_id", "cycle_id"),
        *_sorted_by("severity", "applied", "identical_share", "mean", "marks"),
    )  # fmt: skip
    _make(
        "severity_talk", _to("officer", "evaluator_id"), _to("evaluation_cycle", "cycle_id"), _needed("words", sa.Text()),
        _to("account", "by_id", needed=False), _needed("by_name", sa.String(300)), _needed("is_of_evaluator", sa.Boolean()), _needed("at", TIME),
    )  # fmt: skip
    _make(
        "mark_vote", _to("promotion_round", "round_id", index=False), _to("account", "voter_id"), _needed("basis", sa.String(20)),
        _needed("at", TIME), sa.UniqueConstraint("round_id", "voter_id"),
    )  # fmt: skip


# --- what a criterion means, and the forms ---------------------------------------------------------

# "0–7 : Conteste les ordres. 8–11 : Respecte les ordres.", on a scale up to 20.
LEVEL = re.compile(r"(?:^|(?<=\s))(\d+)\s*[–-]\s*(\d+)\s*:\s*")


def _levels(anchors):
    """[(from % of the highest mark, words)]; a text without levels is one that holds from 0."""
    _before, *found = LEVEL.split(anchors)
    levels = [(int(first), int(last), words.strip()) for first, last, words in zip(found[::3], found[1::3], found[2::3], strict=True)]
    begins = [first for first, _last, _words in levels]
    if _before or begins != [0, *[last + 1 for _first, last, _words in levels[:-1]]] or levels[-1][1] != 20:
        return [(0, anchors)]
    return [(first * 5, words) for first, _last, words in levels]


def _anchors(levels):
    """The text again; `levels` are [(from % of the highest mark, words)] in their order."""
    if len(levels) == 1:
        return levels[0][1]
    begins = [-(-share // 5) for share, _words in levels]
    ends = [*[begin - 1 for begin in begins[1:]], 20]
    return " ".join(f"{begin}–{end} : {words}" for begin, end, (_share, words) in zip(begins, ends, levels, strict=True))


def _described():
    return op.get_bind().execute(sa.text("SELECT id, anchors FROM criterion WHERE anchors <> '' ORDER BY id")).all()


def _describe_levels():
    for criterion, anchors in _described():
        for share, words in _levels(anchors):
            _run(
                "INSERT INTO criterion_level (criterion_id, from_share, words, version) VALUES (:criterion, :share, :words, 1)",
                criterion=criterion, share=share, words=words,
            )  # fmt: skip


def _write_anchors():
    found = op.get_bind().execute(sa.text("SELECT criterion_id, from_share, words FROM criterion_level ORDER BY criterion_id, from_share"))
    for criterion, levels in groupby(found.all(), key=lambda level: level[0]):
        words = _anchors([(share, words) for _criterion, share, words in levels])
        _run("UPDATE criterion SET anchors = :words WHERE id = :criterion", words=words, criterion=criterion)


def _make_forms():
    """Where leadership was asked of nobody, one form serves everybody."""
    leads = _run("SELECT count(*) FROM criterion WHERE is_for_leaders AND weight > 0").scalar()
    for code, name, english, audience, is_for_heads in FORMS:
        if not (leads if is_for_heads else _run("SELECT count(*) FROM criterion").scalar()):
            continue
        _run(
            "INSERT INTO evaluation_form (code, name, name_en, audience, is_used, is_assumed, version)"
            " VALUES (:code, :name, :english, :audience, true, true, 1)",
            code=code, name=name, english=english, audience=audience if leads else "EVERYBODY",
        )  # fmt: skip
        _run(
            "INSERT INTO form_criterion (form_id, criterion_id, weight, sort_order, version)"
            " SELECT form.id, criterion.id, criterion.weight, criterion.sort_order, 1"
            " FROM criterion JOIN evaluation_form AS form ON form.code = :code"
            " WHERE criterion.weight > 0 AND (:all OR NOT criterion.is_for_leaders) ORDER BY criterion.sort_order, criterion.id",
            code=code, all=is_for_heads,
        )  # fmt: skip


LEADERS_BACK = """UPDATE criterion SET is_for_leaders = true WHERE id IN (
    SELECT asked.criterion_id FROM form_criterion AS asked JOIN evaluation_form AS form ON form.id = asked.form_id
    GROUP BY asked.criterion_id HAVING count(*) = sum(CASE WHEN form.audience = 'HEADS' THEN 1 ELSE 0 END))"""


# --- the weights of each cycle ---------------------------------------------------------------------

# Which form of a cycle asks for leadership.
LEADS = "EXISTS (SELECT 1 FROM cycle_criterion AS led JOIN criterion ON criterion.id = led.criterion_id AND criterion.is_for_leaders"
CYCLE_FORMS = (
    f"""INSERT INTO cycle_form (cycle_id, form_id, name, audience, version)
    SELECT cycle.id, (SELECT id FROM evaluation_form WHERE code = 'AGT'), 'Fiche des agents',
        CASE WHEN {LEADS} WHERE led.cycle_id = cycle.id) THEN 'OTHERS' ELSE 'EVERYBODY' END, 1
    FROM evaluation_cycle AS cycle
    WHERE cycle.id IN (SELECT cycle_id FROM cycle_criterion UNION SELECT cycle_id FROM evaluation) ORDER BY cycle.id""",
    f"""INSERT INTO cycle_form (cycle_id, form_id, name, audience, version)
    SELECT cycle.id, (SELECT id FROM evaluation_form WHERE code = 'CHF'), 'Fiche des chefs de service', 'HEADS', 1
    FROM evaluation_cycle AS cycle WHERE {LEADS} WHERE led.cycle_id = cycle.id) ORDER BY cycle.id""",
    """UPDATE cycle_criterion SET form_id = (SELECT form.id FROM cycle_form AS form
        WHERE form.cycle_id = cycle_criterion.cycle_id AND (form.audience = 'HEADS') = (
            SELECT criterion.is_for_leaders FROM criterion WHERE criterion.id = cycle_criterion.criterion_id))""",
    """INSERT INTO cycle_criterion (cycle_id, form_id, criterion_id, weight, sort_order, levels, version)
    SELECT asked.cycle_id, heads.id, asked.criterion_id, asked.weight, asked.sort_order, '[]', 1
    FROM cycle_criterion AS asked JOIN cycle_form AS heads ON heads.cycle_id = asked.cycle_id AND heads.audience = 'HEADS'
    WHERE asked.form_id <> heads.id ORDER BY asked.id""",
)


def _weigh_by_form():
    op.add_column("cycle_criterion", sa.Column("form_id", sa.Integer()))
    op.add_column("cycle_criterion", sa.Column("levels", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("cycle_criterion") as table:
        table.drop_constraint("uq_cycle_criterion_cycle_id_criterion_id", type_="unique")
    for statement in CYCLE_FORMS:
        op.execute(statement)
    weighed = sa.table("cycle_criterion", sa.column("criterion_id"), sa.column("levels", sa.JSON()))
    for criterion, anchors in _described():
        frozen = [[share, words, words] for share, words in _levels(anchors)]
        op.execute(sa.update(weighed).where(weighed.c.criterion_id == criterion).values(levels=frozen))
    with op.batch_alter_table("cycle_criterion") as table:
        table.alter_column("form_id", existing_type=sa.Integer(), nullable=False)
        table.create_index("ix_cycle_criterion_criterion_id", ["criterion_id"])
        table.create_unique_constraint("uq_cycle_criterion_form_id_criterion_id", ["form_id", "criterion_id"])
        table.create_foreign_key("fk_cycle_criterion_form_id", "cycle_form", ["form_id"], ["id"])
        table.drop_constraint("fk_cycle_criterion_cycle_id", type_="foreignkey")
        table.drop_column("cycle_id")


def _weigh_by_cycle():
    """Of the copies that the forms of a cycle have of a criterion the first stays: that of the officers."""
    op.add_column("cycle_criterion", sa.Column("cycle_id", sa.Integer()))
    op.execute("UPDATE cycle_criterion SET cycle_id = (SELECT form.cycle_id FROM cycle_form AS form WHERE form.id = cycle_criterion.form_id)")
    op.execute("DELETE FROM cycle_criterion WHERE id NOT IN (SELECT min(id) FROM cycle_criterion GROUP BY cycle_id, criterion_id)")
    with op.batch_alter_table("cycle_criterion") as table:
        table.drop_constraint("fk_cycle_criterion_form_id", type_="foreignkey")
        table.drop_constraint("uq_cycle_criterion_form_id_criterion_id", type_="unique")
        table.drop_index("ix_cycle_criterion_criterion_id")
        table.alter_column("cycle_id", existing_type=sa.Integer(), nullable=False)
        table.create_unique_constraint("uq_cycle_criterion_cycle_id_criterion_id", ["cycle_id", "criterion_id"])
        table.create_foreign_key("fk_cycle_criterion_cycle_id", "evaluation_cycle", ["cycle_id"], ["id"])
        table.drop_column("levels")
        table.drop_column("form_id")


# --- evaluations -----------------------------------------------------------------------------------

EVALUATION = (
    ("reviewer_id", sa.Integer()), ("reviewer_name", sa.String(300)), ("interview_told_at", TIME), ("interview_on", sa.Date()),
    ("not_interviewed", sa.String(400)), ("review_comment", sa.Text()), ("reviewed_at", TIME), ("shown_at", TIME),
    ("signature", sa.String(20)), ("signed_at", TIME), ("officer_comment", sa.Text()), ("signed_paper", sa.String(80)),
    ("appeal_until_on", sa.Date()), ("closed_at", TIME), ("excuse", sa.String(400)), ("reminded_at", TIME), ("escalated_at", TIME),
    ("review_escalated_at", TIME),
)  # fmt: skip
EVALUATION_INDEXES = {
    "ix_evaluation_form_id": ["form_id"], "ix_evaluation_reviewer_id": ["reviewer_id"], "ix_evaluation_shown_at_id": ["shown_at", "id"],
    "ix_evaluation_interview_on_id": ["interview_on", "id"], "ix_evaluation_appeal_until_on_id": ["appeal_until_on", "id"],
}  # fmt: skip
NOT_REVIEWED = "ck_evaluation_not_reviewed_by_oneself"
FORMS_OF_EVALUATIONS = (
    """UPDATE evaluation SET form_id = (SELECT form.id FROM cycle_form AS form
        WHERE form.cycle_id = evaluation.cycle_id AND form.audience <> 'HEADS')""",
    """UPDATE evaluation SET form_id = (SELECT form.id FROM cycle_form AS form
        WHERE form.cycle_id = evaluation.cycle_id AND form.audience = 'HEADS')
    WHERE id IN (SELECT kept_mark.evaluation_id FROM kept_mark
        JOIN cycle_criterion AS asked ON asked.id = kept_mark.cycle_criterion_id
        JOIN criterion ON criterion.id = asked.criterion_id AND criterion.is_for_leaders)""",
)
# What is with its officer now is so from the upgrade on: the time to sign begins then.
STATES = """UPDATE evaluation SET shown_at = CASE WHEN submitted_at IS NULL
    OR cycle_id IN (SELECT id FROM evaluation_cycle WHERE state = 'CLOSED') THEN submitted_at ELSE CURRENT_TIMESTAMP END, state = CASE WHEN state = 'DRAFT' THEN 'MARKING'
    WHEN cycle_id IN (SELECT id FROM evaluation_cycle WHERE state = 'CLOSED') THEN 'CLOSED' ELSE 'READING' END"""
# What is not with its officer yet is a draft again, of the evaluator of the longest part.
MAIN = """evaluation_part AS part WHERE part.evaluation_id = evaluation.id AND part.state <> 'ENDED'
    AND coalesce(part.evaluator_id, 0) = coalesce(evaluation.evaluator_id, 0) ORDER BY part.days DESC, part.id LIMIT 1"""
SHOWN = "('READING', 'SIGNED', 'APPEALED', 'CLOSED')"
EVALUATIONS_BACK = (
    f"""UPDATE evaluation SET state = 'SUBMITTED', submitted_at = coalesce(
        (SELECT max(part.sent_at) FROM evaluation_part AS part WHERE part.evaluation_id = evaluation.id), shown_at) WHERE state IN {SHOWN}""",
    "UPDATE evaluation SET score = NULL, evaluator_name = NULL, state = 'DRAFT' WHERE state <> 'SUBMITTED'",
    f"UPDATE evaluation SET comment = (SELECT part.comment FROM {MAIN}) WHERE comment IS NULL",
)


def _widen_evaluation():
    op.drop_index("ix_evaluation_submitted_at_id", "evaluation")
    for name, kind in (("form_id", sa.Integer()), *EVALUATION):
        op.add_column("evaluation", sa.Column(name, kind))
    for statement in (*FORMS_OF_EVALUATIONS, STATES):
        op.execute(statement)
    with op.batch_alter_table("evaluation") as table:
        table.alter_column("form_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key("fk_evaluation_form_id", "cycle_form", ["form_id"], ["id"])
        table.create_foreign_key("fk_evaluation_reviewer_id", "officer", ["reviewer_id"], ["id"])
        table.create_check_constraint(NOT_REVIEWED, "reviewer_id <> officer_id")
        for name, columns in EVALUATION_INDEXES.items():
            table.create_index(name, columns)


def _narrow_evaluation():
    with op.batch_alter_table("evaluation") as table:
        table.drop_constraint(NOT_REVIEWED, type_="check")
        table.drop_constraint("fk_evaluation_reviewer_id", type_="foreignkey")
        table.drop_constraint("fk_evaluation_form_id", type_="foreignkey")
        for name in EVALUATION_INDEXES:
            table.drop_index(name)
        for name, _kind in (*EVALUATION, ("form_id", None)):
            table.drop_column(name)
        table.create_index("ix_evaluation_submitted_at_id", ["submitted_at", "id"])


# --- parts, marks, drafts --------------------------------------------------------------------------

# Until now one evaluator had the whole year. A draft without an evaluator waits for human resources.
WHOLE_YEAR = """INSERT INTO evaluation_part (evaluation_id, evaluator_id, evaluator_name, unit_id, starts_on, ends_on, days,
        state, aside, score, comment, sent_at, version)
    SELECT id, evaluator_id, evaluator_name, unit_id, :starts_on, :ends_on, :days,
        CASE WHEN state <> 'MARKING' THEN 'SENT' WHEN evaluator_id IS NULL THEN 'SET_ASIDE' ELSE 'OPEN' END,
        CASE WHEN state = 'MARKING' AND evaluator_id IS NULL THEN 'NOBODY' END,
        score, CASE WHEN state <> 'MARKING' OR evaluator_id IS NULL THEN comment END, submitted_at, 1
    FROM evaluation WHERE cycle_id = :cycle ORDER BY id"""
SENT_STEPS = """INSERT INTO evaluation_step (evaluation_id, kind, at, by_name, version)
    SELECT id, 'SENT', submitted_at, evaluator_name, 1 FROM evaluation WHERE submitted_at IS NOT NULL ORDER BY id"""
GIVEN_STEPS = """INSERT INTO evaluation_step (evaluation_id, kind, at, by_name, version)
    SELECT id, 'GIVEN', shown_at, evaluator_name, 1 FROM evaluation WHERE shown_at IS NOT NULL ORDER BY id"""
EVALUATOR_NAMES = """UPDATE evaluation SET evaluator_name = (SELECT upper(last_name) || ' ' || first_names FROM officer
    WHERE officer.id = evaluation.evaluator_id) WHERE evaluator_name IS NULL"""
# The marks of heads count for the criteria of their own form.
MARKS_OF_HEADS = """UPDATE kept_mark SET cycle_criterion_id = (
        SELECT asked.id FROM evaluation JOIN cycle_criterion AS asked ON asked.form_id = evaluation.form_id
        JOIN cycle_criterion AS stood ON stood.criterion_id = asked.criterion_id
        WHERE evaluation.id = kept_mark.evaluation_id AND stood.id = kept_mark.cycle_criterion_id)
    WHERE evaluation_id IN (SELECT evaluation.id FROM evaluation JOIN cycle_form AS form ON form.id = evaluation.form_id
        WHERE form.audience = 'HEADS')"""
SENT_MARKS = """INSERT INTO evaluation_mark (id, evaluation_id, part_id, cycle_criterion_id, level, mark, version)
    SELECT kept_mark.id, kept_mark.evaluation_id, part.id, kept_mark.cycle_criterion_id, 'FIRST', kept_mark.mark, kept_mark.version
    FROM kept_mark JOIN evaluation_part AS part ON part.evaluation_id = kept_mark.evaluation_id AND part.state <> 'OPEN'"""
OPEN_MARKS = """SELECT part.id AS part_id, part.evaluation_id, part.evaluator_id, evaluation.comment, kept_mark.cycle_criterion_id, kept_mark.mark
    FROM evaluation_part AS part JOIN evaluation ON evaluation.id = part.evaluation_id
    LEFT JOIN kept_mark ON kept_mark.evaluation_id = evaluation.id WHERE part.state = 'OPEN' ORDER BY part.id"""
DRAFT = sa.table(
    "evaluation_draft", sa.column("evaluation_id"), sa.column("part_id"), sa.column("writer_id"), sa.column("typed", sa.JSON()),
    sa.column("saved_at", TIME), sa.column("version"),
)  # fmt: skip
BLOCK = 2000


def _widen_mark():
    with op.batch_alter_table("evaluation_mark") as table:
        table.drop_constraint("uq_evaluation_mark_evaluation_id_cycle_criterion_id", type_="unique")
        table.add_column(sa.Column("part_id", sa.Integer()))
        table.add_column(sa.Column("level", sa.String(20), nullable=False))
        table.add_column(sa.Column("justification", sa.Text()))
        table.create_foreign_key("fk_evaluation_mark_part_id", "evaluation_part", ["part_id"], ["id"])
        table.create_unique_constraint("uq_evaluation_mark_part_id_cycle_criterion_id", ["part_id", "cycle_criterion_id"])
        table.create_index("ix_evaluation_mark_evaluation_id", ["evaluation_id"])
        table.create_index("uq_evaluation_mark_above", ["evaluation_id", "level", "cycle_criterion_id"], unique=True, **NO_PART)


def _narrow_mark():
    with op.batch_alter_table("evaluation_mark") as table:
        table.drop_index("uq_evaluation_mark_above", **NO_PART)
        table.drop_index("ix_evaluation_mark_evaluation_id")
        table.drop_constraint("uq_evaluation_mark_part_id_cycle_criterion_id", type_="unique")
        table.drop_constraint("fk_evaluation_mark_part_id", type_="foreignkey")
        for name in ("justification", "level", "part_id"):
            table.drop_column(name)
        table.create_unique_constraint("uq_evaluation_mark_evaluation_id_cycle_criterion_id", ["evaluation_id", "cycle_criterion_id"])


def _give_parts():
    op.execute(EVALUATOR_NAMES)
    cycle = sa.table("evaluation_cycle", sa.column("id"), sa.column("starts_on", sa.Date()), sa.column("ends_on", sa.Date()))
    days = [sa.bindparam("starts_on", type_=sa.Date()), sa.bindparam("ends_on", type_=sa.Date())]
    for number, starts_on, ends_on in op.get_bind().execute(sa.select(cycle)).all():
        lasts = max((ends_on - starts_on).days + 1, 1)
        values = {"starts_on": starts_on, "ends_on": ends_on, "days": lasts, "cycle": number}
        op.get_bind().execute(sa.text(WHOLE_YEAR).bindparams(*days), values)
    op.execute(SENT_STEPS)
    op.execute(GIVEN_STEPS)


def _bring_marks_back():
    op.execute(MARKS_OF_HEADS)
    op.execute(SENT_MARKS)


def _turn_drafts_into_what_was_typed():
    asked = sa.text(OPEN_MARKS).columns(mark=sa.Numeric(6, 2))
    drafts, saved_at = [], dt.datetime.now(dt.UTC)
    for (part, evaluation, writer, comment), marks in groupby(op.get_bind().execute(asked).all(), key=lambda row: row[:4]):
        typed = {f"mark-{row.cycle_criterion_id}": _as_typed(row.mark) for row in marks if row.mark is not None}
        typed |= {"comment": comment} if comment else {}
        drafts.append({"evaluation_id": evaluation, "part_id": part, "writer_id": writer, "typed": typed, "saved_at": saved_at, "version": 1})
    for begin in range(0, len(drafts), BLOCK):
        op.get_bind().execute(sa.insert(DRAFT), drafts[begin : begin + BLOCK])


def _as_typed(mark):
    """14.50 is typed 14,5."""
    return f"{mark:.2f}".rstrip("0").rstrip(".").replace(".", ",")


# --- and back --------------------------------------------------------------------------------------

FIRST_COPIES = """SELECT form.cycle_id, one.criterion_id, min(one.id) AS id
    FROM cycle_criterion AS one JOIN cycle_form AS form ON form.id = one.form_id GROUP BY form.cycle_id, one.criterion_id"""
# The mark on appeal, else that of the second level, else the mean of the first by days.
MARKS_THAT_COUNTED = f"""CREATE TABLE kept_mark AS
    SELECT min(given.id) AS id, given.evaluation_id, first_copy.id AS cycle_criterion_id, round(coalesce(
        max(CASE WHEN given.level = 'APPEAL' THEN given.mark END), max(CASE WHEN given.level = 'SECOND' THEN given.mark END),
        sum(1.0 * given.mark * part.days) / sum(part.days)), 2) AS mark, min(given.version) AS version
    FROM evaluation_mark AS given JOIN cycle_criterion AS asked ON asked.id = given.cycle_criterion_id
    JOIN cycle_form AS form ON form.id = asked.form_id
    JOIN ({FIRST_COPIES}) AS first_copy ON first_copy.cycle_id = form.cycle_id AND first_copy.criterion_id = asked.criterion_id
    LEFT JOIN evaluation_part AS part ON part.id = given.part_id
    WHERE part.id IS NULL OR part.state <> 'ENDED' GROUP BY given.evaluation_id, first_copy.id"""
TYPED = f"""SELECT draft.evaluation_id, draft.typed, cycle.scale_max FROM evaluation_draft AS draft
    JOIN evaluation ON evaluation.id = draft.evaluation_id AND evaluation.state NOT IN {SHOWN}
    JOIN evaluation_part AS part ON part.id = draft.part_id AND part.state = 'OPEN' AND part.evaluator_id = evaluation.evaluator_id
    JOIN evaluation_cycle AS cycle ON cycle.id = evaluation.cycle_id"""
COPIES = f"""SELECT asked.id, first_copy.id FROM cycle_criterion AS asked JOIN cycle_form AS form ON form.id = asked.form_id
    JOIN ({FIRST_COPIES}) AS first_copy ON first_copy.cycle_id = form.cycle_id AND first_copy.criterion_id = asked.criterion_id"""
DRAFT_MARK = """INSERT INTO kept_mark (evaluation_id, cycle_criterion_id, mark, version) VALUES (:evaluation, :criterion, :mark, 1)
    ON CONFLICT (evaluation_id, cycle_criterion_id) DO UPDATE SET mark = excluded.mark"""
MARKS_BACK = (
    """INSERT INTO evaluation_mark (id, evaluation_id, cycle_criterion_id, mark, version)
    SELECT id, evaluation_id, cycle_criterion_id, mark, version FROM kept_mark WHERE id IS NOT NULL""",
    """INSERT INTO evaluation_mark (evaluation_id, cycle_criterion_id, mark, version)
    SELECT evaluation_id, cycle_criterion_id, mark, version FROM kept_mark WHERE id IS NULL""",
)
MARK = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,2})?")


def _turn_what_was_typed_into_drafts():
    """What cannot be read as a mark has no place in the old tables."""
    first_copies = {str(number): first for number, first in _run(COPIES).all()}
    asked = sa.text(TYPED).columns(typed=sa.JSON(), scale_max=sa.Numeric(6, 2))
    for evaluation, typed, scale_max in op.get_bind().execute(asked).all():
        marks = {key.removeprefix("mark-"): text.strip().replace(",", ".") for key, text in typed.items() if MARK.fullmatch(text.strip())}
        rows = [
            {"evaluation": evaluation, "criterion": first_copies[key], "mark": Decimal(mark)}
            for key, mark in marks.items()
            if key in first_copies and Decimal(mark) <= scale_max
        ]
        if rows:
            op.get_bind().execute(sa.text(DRAFT_MARK).bindparams(sa.bindparam("mark", type_=sa.Numeric(6, 2))), rows)
        if typed.get("comment"):
            _run("UPDATE evaluation SET comment = :words WHERE id = :evaluation", words=typed["comment"], evaluation=evaluation)
