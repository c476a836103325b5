"""Alerts: what somebody in human resources must see coming, each found by one query within the reader's scope.

A new alert is a module here and its line in asking.py; the page, the home page, the file and the weekly notice follow.
"""

from .alert import Alert, Found
from .asking import ALERTS, counts, of
from .digest import tell_week

__all__ = ["ALERTS", "Alert", "Found", "counts", "of", "tell_week"]
