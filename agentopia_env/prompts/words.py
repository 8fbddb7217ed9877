"""The names of tags, attributes and set values in the language of a world.

The English ones are those that the code uses; `words_zh` and `language.words_zh` have the Chinese
ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from agentopia_env.language.answers import file_in_words, key_in_words
from agentopia_env.language.words_zh import VALUES
from agentopia_env.prompts import words_zh
from agentopia_env.prompts.quoting import number, tag


class Words:
    """What elements are called in one language; one object for each, so that it can be a key."""

    def __init__(
        self,
        language: str,
        tags: Mapping[str, str],
        attributes: Mapping[str, str],
        values: Mapping[str, str],
    ) -> None:
        self.language = language
        self._tags, self._attributes, self._values = tags, attributes, values

    def tag(self, name: str, inside: str = "", /, **attributes: object) -> str:
        """An element as `quoting.tag` makes it, in this language."""
        named = {self._attributes.get(key, key): value for key, value in attributes.items()}
        return tag(self._tags.get(name, name), inside, **named)

    def value(self, given: str) -> str:
        """A set value: a kind, a size, the name of a talent; anything else as it is."""
        return self._values.get(given, given)

    def file(self, name: str) -> str:
        """The name of a memory file."""
        return file_in_words(name, self.language)

    def function(self, name: str) -> str:
        """What a function is called."""
        return key_in_words(name, self.language)

    def part(self, some: float, every: float) -> str:
        """So many of so many."""
        of = self._values.get("{some} of {every}", "{some} of {every}")
        return of.format(some=number(some), every=number(every))

    @property
    def comma(self) -> str:
        """What stands between the entries of a list."""
        return self._values.get(", ", ", ")


@lru_cache(maxsize=8)
def words_of(language: str) -> Words:
    """The words of a language; English where there are none."""
    if language == "zh":
        return Words(language, words_zh.TAGS, words_zh.ATTRIBUTES, VALUES)
    return Words(language, {}, {}, {})
