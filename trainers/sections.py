"""Nested values, as a config file has them, made into frozen settings with all problems at once."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from agentopia_env.errors import ConfigError, UserError

T = TypeVar("T")


def settled(section: type[T], values: Mapping[str, Any]) -> T:
    """A dataclass from nested values; what is not given keeps its default.

    Fields that are dataclasses, optional ones, or tuples of them, are sections of their own.

    Raises:
        ConfigError: keys that do not exist, with the nearest one that does, and values that cannot
            be; all of them at once.
    """
    reading = _Reading()
    made = reading.section(section, values, "", None)
    if reading.problems:
        raise ConfigError("\n".join(dict.fromkeys(reading.problems)))
    return typing.cast("T", made)


def plain(value: Any) -> Any:
    """Settings as JSON has them: what a stage depends on, and what is kept of a loop."""
    return orjson.loads(orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS))


@dataclass(slots=True)
class _Reading:
    """One reading of a config and the problems met so far."""

    problems: list[str] = field(default_factory=list)

    def section(self, kind: type[Any], values: Any, place: str, default: Any) -> Any:
        """The section at a dotted place; None where something in it is wrong.

        Args:
            kind: of the section, a dataclass.
            values: the keys that are given.
            place: dotted; empty at the top.
            default: the section that the values change (None: one with its kind's defaults).
        """
        if not isinstance(values, Mapping):
            self.problems.append(f"{place} is a section with keys of its own, not {_shown(values)}")
            return None
        hints = typing.get_type_hints(kind)
        before = len(self.problems)
        made: dict[str, Any] = {}
        for key, value in values.items():
            name = f"{place}.{key}" if place else str(key)
            if key in hints:
                usual = _usual(kind, key) if default is None else getattr(default, key)
                made[key] = self._value(hints[key], value, name, usual)
            else:
                self.problems.append(_unknown(name, str(key), place, hints))
        if len(self.problems) > before:
            return None
        try:
            return kind(**made) if default is None else replace(default, **made)
        except UserError as error:
            self.problems += str(error).splitlines()
        except TypeError as error:  # a field without a default
            self.problems.append(f"{place}: {error}")
        return None

    def _value(self, hint: Any, value: Any, place: str, usual: Any) -> Any:
        kind, optional, several = _inner(hint)
        if kind is None:
            return self._plain(hint, value, place)
        if value is None and optional:
            return None
        if not several:
            return self.section(kind, value, place, usual)
        if isinstance(value, list | tuple):
            return tuple(
                self.section(kind, one, f"{place}[{i}]", None) for i, one in enumerate(value)
            )
        self.problems.append(f"{place} is a list of sections, not {_shown(value)}")
        return None

    def _plain(self, hint: Any, value: Any, place: str) -> Any:
        try:
            return TypeAdapter(hint).validate_python(value)
        except ValidationError as error:
            reasons = dict.fromkeys(problem["msg"] for problem in error.errors())
            self.problems.append(f"{place} is {_shown(value)}; {'; or: '.join(reasons)}")
            return None


def _usual(kind: Any, key: str) -> Any:
    """A field's default; None where it has none."""
    one = next(one for one in fields(kind) if one.name == key)
    if one.default_factory is not MISSING:
        return one.default_factory()
    return None if one.default is MISSING else one.default


def _inner(hint: Any) -> tuple[Any, bool, bool]:
    """The dataclass that a field holds (None: it holds none), whether None, whether several."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType) and type(None) in arguments:
        others = [one for one in arguments if one is not type(None)]
        return (others[0], True, False) if is_dataclass(others[0]) else (None, True, False)
    if origin is tuple and arguments and is_dataclass(arguments[0]):
        return arguments[0], False, True
    return (hint, False, False) if is_dataclass(hint) else (None, False, False)


def _unknown(name: str, key: str, place: str, allowed: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, allowed, 1)
    meant = f"did you mean {f'{place}.{near[0]}' if place else near[0]}? " if near else ""
    where = f"in {place}" if place else "at the top level"
    return f"there is no config key {name}; {meant}allowed {where}: {', '.join(sorted(allowed))}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
