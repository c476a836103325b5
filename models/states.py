"""What SQLAlchemy knows of a mapped object is safe from the garbage collector of Python 3.11.

Python 3.11 keeps the attributes of an object outside a dict, and makes the dict only when it must: when a name is set
that has no place, or `__dict__` is asked. Making it may start a collection. If that collection takes a mapped object, SQLAlchemy
sets attributes on its state; when the dict in the making is that state's, there are two dicts for one set of values. They are freed
twice, and the process dies by a segmentation fault there or anywhere later. From 3.12 on Python collects only between two instructions.
"""

from __future__ import annotations

import sys

from sqlalchemy.orm.state import InstanceState

_make = InstanceState.__init__


def _make_with_dict(self, obj, manager) -> None:
    _make(self, obj, manager)
    self.__dict__  # noqa: B018  (made now, while the object is held and so cannot be taken)


if sys.version_info < (3, 12):
    InstanceState.__init__ = _make_with_dict
