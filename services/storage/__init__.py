"""Files of an installation: kept under random names outside the web root, checked by content.

Growing past one machine, this is the one place that would talk to a bucket instead of a folder.
"""

from .documents import FOLDER as DOCUMENTS, TYPES, Checked, check_document, keep_document
from .images import keep_image
from .places import folder, is_within, path, random_name
from .removing import remove_if_undone, remove_with_commit
from .tables import keep_table

__all__ = [
    "DOCUMENTS", "TYPES", "Checked", "check_document", "folder", "is_within", "keep_document", "keep_image", "keep_table", "path", "random_name",
    "remove_if_undone", "remove_with_commit",
]  # fmt: skip
