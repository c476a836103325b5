"""Every record type has a screen, which opens for the administrator and sends a stranger to sign in."""

from __future__ import annotations

from flask_admin.contrib.sqla import ModelView

from models import db

# Record types without a screen of their own, and where they are seen.
SEEN_ELSEWHERE = {
    "correction_decision": "on the page of its request",
    "correction_piece": "on the page of its request",
    "correction_step": "on the page of its request, as its story",
    "failed_try": "only the pause that it causes",
    "installation": "the band of a demonstration",
    "evaluation_mark": "on the page of its evaluation",
    "evaluation_step": "on the page of its evaluation, as its story",
    "evaluation_draft": "in the form of whoever typed it",
    "severity_talk": "on the page of the evaluator",
    "mark_vote": "on the page of its round",
    "board_member": "on the page of its round",
    "board_decision": "on the page of its round, and of the candidate",
    "round_step": "on the page of its round, as its story",
    "promotion_candidate": "in the order of merit of its round",
    "draft": "offered at the form to whoever typed it",
    "submission": "by its effect: a form sent twice makes one record",
    "mail_choice": "on the page of one's notices, /my/notices/",
    "notice": "on the page of one's notices, /my/notices/",
    "proposal_decision": "on the page of its proposal",
    "import_mapping": "proposed when a file with the same header comes again",
    "saved_view": "the tabs over its list",
    "chosen_columns": "the columns of its list",
    "exported_file": "in who looked at one's file, /my/looks/",
}
# Rules of Flask-Admin that serve its own scripts and styles.
ASSETS = "static"


def screens(app):
    return [view for view in app.extensions["admin_views"] if isinstance(view, ModelView)]


def routes(app, method):
    """The pages under /admin/, without those that belong to one record."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin") and not rule.endpoint.endswith(ASSETS) and method in rule.methods:
            if not rule.arguments:
                yield rule.rule


def test_every_model_has_a_screen(app):
    shown = {view.model.__tablename__ for view in screens(app)}
    names = {mapper.class_.__tablename__: mapper.class_.__name__ for mapper in db.Model.registry.mappers}
    missing = [
        f"write RecordView({names[table]}) in views() of admin_views/, or say in SEEN_ELSEWHERE where {table} is seen"
        for table in names
        if table not in shown and table not in SEEN_ELSEWHERE
    ]
    assert not missing, "\n".join(missing)


def test_every_screen_opens_for_the_administrator(app, signed_in):
    aminata = signed_in("aminata")
    for path in routes(app, "GET"):
        answer = aminata.get(path)
        assert answer.status_code in (200, 302, 403, 404), f"{path} answered {answer.status}"
    for view in screens(app):
        path = f"/admin/{view.url.rpartition('/')[2]}/"
        assert aminata.get(path).status_code == 200, f"{path} does not open"


def test_every_screen_sends_a_stranger_to_sign_in(app, client):
    for method in ("GET", "POST"):
        for path in routes(app, method):
            answer = client.open(path, method=method)
            assert answer.status_code == 302, f"{method} {path} answered {answer.status} to a stranger"
            assert answer.location.startswith("/login"), f"{method} {path} sends a stranger to {answer.location}"
