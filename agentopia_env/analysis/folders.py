"""What lies where in a run directory: years, weeks, people, as far as it is there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from agentopia_env.analysis.records import same_form
from agentopia_env.errors import RunError

_YEAR = re.compile(r"year=(\d{1,6})\Z")
YEAR_FILE = re.compile(r"year=(\d{1,6})\.json\Z")
_WEEK = re.compile(r"week=(\d{1,4})\.jsonl\Z")


def assigned_policies(value: object) -> dict[str, str]:
    """Person to policy in `model_assignment.json`: an object, or a list of names or of objects."""
    if isinstance(value, dict):
        return {same_form(name): _policy(given) for name, given in value.items()}
    found: dict[str, str] = {}
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            name = next((one[key] for key in ("agent", "agent_name", "name") if key in one), None)
            if isinstance(name, str):
                found[same_form(name)] = _policy(one)
        elif isinstance(one, str):
            found[same_form(one)] = ""
    return found


def _policy(given: object) -> str:
    if isinstance(given, dict):
        given = next((given[key] for key in ("model", "policy", "role_model") if key in given), "")
    return given if isinstance(given, str) else ""


def listing(folder: Path) -> Iterable[Path]:
    """What is in a folder, sorted; nothing where there is none."""
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise RunError(f"{folder} cannot be listed: {error.strerror}; mend its rights") from None


def folders(folder: Path) -> dict[str, Path]:
    """The folders in a folder, by name."""
    return {
        same_form(one.name): one
        for one in listing(folder)
        if one.is_dir() and not one.name.startswith(".")
    }


def years_in(folder: Path) -> set[int]:
    """The years that a folder has folders of."""
    return {int(match[1]) for one in listing(folder) if (match := _YEAR.match(one.name))}


def week_files(folder: Path, year: int) -> list[tuple[int, Path]]:
    """The week files of a year in order of time; `week=7` and `week=07` are the same week."""
    years = (one for one in listing(folder) if (m := _YEAR.match(one.name)) and int(m[1]) == year)
    return sorted(
        (int(match[1]), path)
        for one in years
        for path in listing(one)
        if (match := _WEEK.match(path.name)) and path.is_file()
    )
