"""The mappings shown in the documentation are understood as they stand."""

import json
import re
from pathlib import Path

import pytest

from services.imports import from_json, record_type

PAGE = Path(__file__).parents[2] / "docs" / "fr" / "import.md"
EXAMPLES = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_mapping_of_the_documentation_is_understood(example):
    mapping = from_json(json.loads(example))
    fields = record_type(mapping.record).fields
    assert {use.field for use in mapping.columns.values()} <= set(fields)
    assert set(mapping.defaults) <= set(fields)
