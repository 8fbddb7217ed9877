"""Findings about files, references, numbers, careers and networks: worlds with and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from lint_cases_numbers import CASES
from lint_worlds import Case
from world_files import hamlet

__all__ = ["hamlet"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_world_with_the_fault_is_told_so(hamlet: Path, case: Case) -> None:
    findings = [one for one in case.provoked(hamlet) if one.code == case.code]
    assert findings
    assert all(one.text and one.file for one in findings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_similar_world_without_the_fault_is_spared(hamlet: Path, case: Case) -> None:
    assert [one.line for one in case.spared(hamlet) if one.code == case.code] == []
