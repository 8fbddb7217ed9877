"""The names of elements, attributes and set values in a language, read back as the code's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from agentopia_env.language.answers import in_code, key_in_code

_CHOSEN = "kind effort size type keeps failed paid_work gender living_standard free"
_SET = frozenset(_CHOSEN.split())
"""Attributes whose values are of a set."""
_NAMES = frozenset(("traits", "talents"))
"""Attributes and elements that list set names with numbers."""


class Vocabulary:
    """What elements are called in one language, the other way round."""

    def __init__(
        self,
        tags: Mapping[str, str],
        attributes: Mapping[str, str],
        values: Mapping[str, str],
    ) -> None:
        self._tags = {theirs: own for own, theirs in tags.items()}
        self._attributes: dict[str, list[str]] = {}
        for own, theirs in attributes.items():
            self._attributes.setdefault(theirs, []).append(own)
        self._values = {theirs: own for own, theirs in values.items()}

    def tag(self, name: str) -> str:
        """The code's name of an element."""
        return self._tags.get(name, name)

    def attributes(self, given: dict[str, str]) -> dict[str, str]:
        """Attributes under the code's names; under each of them where several share one."""
        if not self._attributes:
            return given
        named: dict[str, str] = {}
        for theirs, value in given.items():
            for own in self._attributes.get(theirs, (theirs,)):
                named[own] = self._read(own, value)
        return named

    def _read(self, attribute: str, value: str) -> str:
        if attribute in _SET:
            return self.value(value)
        if attribute == "file":
            return str(in_code({attribute: value})[attribute])
        if attribute == "of":
            return key_in_code(value)
        return self.names(value) if attribute in _NAMES else value

    def value(self, given: str) -> str:
        """The code's name of a set value; any other text as it is."""
        return self._values.get(given, given)

    def names(self, text: str) -> str:
        """A row of names and numbers, the names as the code has them."""
        if not self._values:
            return text
        entries = (entry.rpartition(" ") for entry in text.replace("、", ", ").split(", "))
        return ", ".join(f"{self.value(name)} {number}" for name, _, number in entries)


@lru_cache(maxsize=8)
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language; that of the code where the prompts have no other."""
    try:
        words = import_module(f"agentopia_env.prompts.words_{language}")
    except ModuleNotFoundError:
        return Vocabulary({}, {}, {})
    values = import_module(f"agentopia_env.language.words_{language}").VALUES
    return Vocabulary(words.TAGS, words.ATTRIBUTES, values)
