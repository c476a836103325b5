"""No write without the token of the session, on any route."""

from __future__ import annotations

from .reading import calls, files

METHODS = ("POST", "PUT", "PATCH", "DELETE")


def test_no_route_is_exempt_from_the_token():
    wrong = [
        f"{path}:{line} exempts a route from the CSRF token: send the token instead"
        for path in files(".py")
        for line, name in calls(path)
        if name == "exempt"
    ]
    assert not wrong, "\n".join(wrong)


def test_every_write_without_a_token_is_refused(app, signed_in):
    """As the one who may do most: were it not for the token, these writes would be let through."""
    aminata = signed_in("aminata")
    for rule in app.url_map.iter_rules():
        for method in rule.methods.intersection(METHODS):
            path = address(app, rule)
            answer = aminata.open(path, method=method, csrf=False)
            assert answer.status_code == 400, f"{method} {path} answered {answer.status} without a token"


def address(app, rule) -> str:
    """The rule with 1 or "x" for whatever it asks."""
    values = {name: 1 if type(part).__name__ == "IntegerConverter" else "x" for name, part in rule._converters.items()}
    with app.test_request_context():
        return app.url_map.bind("").build(rule.endpoint, values, method=next(iter(rule.methods)))
