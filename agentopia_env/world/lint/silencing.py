"""Findings that a world's makers have looked at and let stand, each with the reason.

They stand in `worldview.json`: `"check": {"silenced": [{"code": "deposit", "file":
"persona/Ada Quill/*", "reason": "..."}]}`. `file` and `text` are optional patterns (`*` for
anything) for the finding's file and words; the reason is not. Errors cannot be silenced.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import orjson

from agentopia_env.world.files import Finding, composed
from agentopia_env.world.lint.codes import CODES, found

_FILE = "worldview.json"
_SHORTEST_REASON = 8
"""Characters of a reason that can say something, also in Chinese."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What need not be told any more, and why."""

    code: str
    reason: str
    file: str = "*"
    text: str = "*"

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is meant."""
        return (
            finding.code == self.code
            and finding.severity != "error"
            and fnmatchcase(finding.file, self.file)
            and fnmatchcase(finding.text, self.text)
        )


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that is not told, with the reason."""

    finding: Finding
    reason: str


def read_silences(world: Path) -> tuple[list[Silence], list[Finding]]:
    """The silences of a world, and what is wrong with them."""
    try:
        view = orjson.loads((world / _FILE).read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (OSError, orjson.JSONDecodeError):
        return [], []  # told as an error of the file
    check = view.get("check", {}) if isinstance(view, dict) else {}
    entries = check.get("silenced", []) if isinstance(check, dict) else None
    if not isinstance(entries, list):
        text = 'check.silenced is no list; write {"silenced": [{"code": ..., "reason": ...}]}'
        return [], [found("silence", _FILE, text)]
    silences: list[Silence] = []
    problems: list[Finding] = []
    for number, entry in enumerate(entries):
        problem = _problem(entry)
        if problem:
            problems.append(found("silence", _FILE, f"check.silenced[{number}] {problem}"))
        else:
            silences.append(Silence(**{key: composed(value) for key, value in entry.items()}))
    return silences, problems


def _problem(entry: object) -> str | None:
    """What is wrong with an entry of `check.silenced`."""
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        return 'is no object of texts; write {"code": ..., "file": ..., "reason": ...}'
    if unknown := sorted(entry.keys() - {"code", "file", "text", "reason"}):
        return f"has {', '.join(unknown)}; allowed are code, file, text and reason"
    code = CODES.get(entry.get("code", ""))
    if code is None:
        return f"silences {entry.get('code', 'no code')!r}; see agentopia check-world --codes"
    if code.severity == "error":
        return f"silences {entry['code']}, which is an error; correct the world instead"
    if len(entry.get("reason", "").strip()) < _SHORTEST_REASON:
        return f"silences {entry['code']} without a reason; add one that a reader understands"
    return None


def silence(
    findings: Iterable[Finding], silences: Iterable[Silence]
) -> tuple[list[Finding], list[Silenced]]:
    """What is still to be told, and what is not; silences that cover nothing are told."""
    told: list[Finding] = []
    kept: list[Silenced] = []
    silences = list(silences)
    used: set[int] = set()
    for finding in findings:
        covering = next((i for i, one in enumerate(silences) if one.covers(finding)), None)
        if covering is None:
            told.append(finding)
        else:
            used.add(covering)
            kept.append(Silenced(finding, silences[covering].reason))
    told += [
        found("silence-unused", _FILE, f"check.silenced: {one.code} in {one.file} is nowhere found")
        for number, one in enumerate(silences)
        if number not in used
    ]
    return told, kept
