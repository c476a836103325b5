"""Every page stays on its own host: it must work without the internet, and tell nobody who reads it."""

from __future__ import annotations

import re

from .reading import files, text

# What a browser would load by itself; a link that a reader may follow (<a href>) is something else.
LOADS = re.compile(
    r"""(?:\b(?:src|srcset|action|data|poster|formaction)\s*=\s*["']?|<link[^>]*\bhref\s*=\s*["']?|<use[^>]*href\s*=\s*["']?"""
    r"""|url\(\s*["']?|@import\s+["']?|\bimport\s*\(?\s*["']|\bfrom\s+["']|\b(?:fetch|open|WebSocket|EventSource|Worker)\(\s*[^)]*?["'`])"""
    r"""((?:https?:|wss?:)?//[^\s"')>]+)""",
    re.IGNORECASE,
)
COMMENTS = re.compile(r"/\*.*?\*/|\{#.*?#\}|<!--.*?-->", re.DOTALL)


def test_pages_load_nothing_from_another_host():
    wrong = []
    for path in files(".html", ".css", ".js", ".svg", ".txt", under="templates") + files(
        ".html", ".css", ".js", ".svg", ".json", under="static"
    ):
        for address in LOADS.findall(COMMENTS.sub("", text(path))):
            wrong.append(f"{path} loads {address}: put the file into static/")
    assert not wrong, "\n".join(wrong)
