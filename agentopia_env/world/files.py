"""Reading a world's files: JSON and JSON lines, with every problem located and none fatal.

A reader never stops at the first mistake. It notes what is wrong in `Findings`, one line each that
names the file and the field, and goes on, so that a world with ten mistakes reports ten.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

Form = TypeVar("Form", bound=BaseModel)

_NEEDED = {
    "string_type": "text is needed",
    "dict_type": "an object is needed",
    "model_type": "an object is needed",
    "list_type": "a list is needed",
    "bool_type": "true or false is needed",
}
_UNSHOWN = {"quantitative", "root"}
"""Steps of a field's place that only the file's form knows."""


Severity = Literal["error", "warning", "note"]
"""An error keeps a world from being used, a warning is probably not meant, a note may be."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a world that is not as it should be.

    Attributes:
        code: what kind of thing it is; `agentopia_env.world.lint.codes` lists them.
        file: relative to the world, with forward slashes.
        text: what is wrong there and what to do.
    """

    code: str
    severity: Severity
    file: str
    text: str

    @property
    def line(self) -> str:
        """File and text in one line."""
        return f"{self.file}: {self.text}"


@dataclass(slots=True)
class Findings:
    """What is wrong with a world so far.

    Attributes:
        root: the world's directory; files are named relative to it.
        found: everything, in the order in which it was met.
    """

    root: Path
    found: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        """What keeps the world from being used, one line each."""
        return [finding.line for finding in self.found if finding.severity == "error"]

    @property
    def warnings(self) -> list[str]:
        """What is probably not meant, one line each."""
        return [finding.line for finding in self.found if finding.severity == "warning"]

    def error(self, where: Path | str, what: str, code: str = "schema") -> None:
        """Note an error in a file."""
        self.found.append(Finding(code, "error", self.shown(where), what))

    def warn(self, where: Path | str, what: str, code: str) -> None:
        """Note something that is probably not meant."""
        self.found.append(Finding(code, "warning", self.shown(where), what))

    def shown(self, where: Path | str) -> str:
        """A file as messages name it: relative to the world, with forward slashes."""
        if isinstance(where, Path):
            where = where.relative_to(self.root).as_posix() if where != self.root else "."
        return composed(where)


def composed(text: str) -> str:
    """Text in composed Unicode (NFC), trimmed: two spellings of one name become equal."""
    return unicodedata.normalize("NFC", text).strip()


def read_json(path: Path, findings: Findings) -> Any | None:
    """The content of a JSON file, or None (with an error noted) if there is none to be had."""
    content = _content(path, findings)
    if content is None:
        return None
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        findings.error(path, f"is not valid JSON: {error}", "file")
        return None
    if value is None:
        findings.error(path, "holds null; an object is needed", "file")
    return value


def read_form(path: Path, form: type[Form], findings: Findings) -> Form | None:
    """A JSON file read as a form, or None with every problem of the file noted."""
    value = read_json(path, findings)
    return None if value is None else fit(value, form, path, findings)


def fit(
    value: Any, form: type[Form], where: Path | str, findings: Findings, place: str = ""
) -> Form | None:
    """A JSON value as a form, or None with every problem noted.

    Args:
        value: what a file holds at `place`.
        form: what it should be.
        where: the file.
        findings: takes every problem.
        place: the value's place in its file, e.g. `positions[3]`; empty for the whole file.
    """
    try:
        return form.model_validate(value)
    except ValidationError as error:
        for line in problem_lines(error, place):
            findings.error(where, line)
        return None


def read_lines(path: Path, findings: Findings) -> Iterator[tuple[int, Any]]:
    """Line number and value of each line of a JSON Lines file; broken lines are noted.

    A last line without its line feed that cannot be read was torn by a crash: it is left out with
    a warning.
    """
    content = _content(path, findings)
    lines = (content or b"").split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            if number == len(lines) and number > 1:
                findings.warn(path, f"line {number} is torn and left out", "torn-line")
            else:
                findings.error(path, f"line {number} is not valid JSON: {error}", "file")
            continue
        yield number, value


def _content(path: Path, findings: Findings) -> bytes | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        findings.error(path, "is missing", "file")
        return None
    except OSError as error:
        findings.error(path, f"cannot be read: {error.strerror}", "file")
        return None
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        findings.error(path, f"is not UTF-8 (byte {error.start}); save it as UTF-8", "file")
        return None
    return content


def problem_lines(error: ValidationError, place: str = "") -> Iterator[str]:
    """One line per problem of a value that does not fit its form."""
    for problem in error.errors(include_url=False):
        where = _place(place, problem["loc"]) or "the file"
        kind, message = problem["type"], problem["msg"]
        if kind == "missing":
            yield f"{where} is missing"
        elif kind == "rule":
            yield f"{where}: {message}"
        elif kind == "literal_error":
            allowed = str(problem.get("ctx", {}).get("expected", "")).replace("'", "")
            yield f"{where} is {_short(problem['input'])}; allowed are {allowed}"
        else:
            yield f"{where} is {_short(problem['input'])}; {_NEEDED.get(kind, message)}"


def _place(start: str, steps: tuple[int | str, ...]) -> str:
    place = start
    for step in steps:
        if isinstance(step, int):
            place += f"[{step}]"
        elif step not in _UNSHOWN:
            place += f".{step}" if place else step
    return place


def _short(value: object) -> str:
    try:
        text = orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
