"""Answers in the words of a world's language, and back in those of the code.

A prompt asks for fields, set values and functions by the words of its language (`words_zh` has the
Chinese ones), and an answer names them so; everything behind it knows the English ones. An answer
crosses over here and nowhere else: `in_code` when it is read, `in_words` when rules write one, and
the same for the schema that it is held to. English words are taken in a Chinese answer too.

Names that people, worlds and models made up (people, skills, days) stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from agentopia_env.language import words_zh

T = TypeVar("T")
Names = Mapping[str, str]

OF_A_SET = ("kind", "effort", "living_standard", "type", "size")
"""Fields whose texts are set values."""
SET_KEYS = ("talents", "personality_traits")
"""Fields whose keys are set values."""
FREE_KEYS = (
    *("skills", "weekly_delta_skills", "min_skills"),
    *("affection", "respect", "participants"),
)
"""Fields whose keys somebody made up."""
DEEPEST = 64
"""Levels of an answer that are renamed; no answer that is read has more."""
_FUNCTION = "name of a function"


@dataclass(frozen=True, slots=True)
class _Renaming:
    """What becomes of names in one direction.

    Attributes:
        keys: of fields and functions.
        values: of set values by field; those of `SET_KEYS` are keys.
        files: of memory files and their folders.
        code: the code's name of a key, given before and after.
    """

    keys: Names
    values: Mapping[str, Names]
    files: Names
    code: Callable[[str, str], str]


def has_words(language: str) -> bool:
    """Whether answers in a language have words of their own."""
    return language == "zh"


def in_words(value: T, language: str) -> T:
    """An answer's JSON value with the words of a language."""
    return _renamed(value, _there()) if has_words(language) else value


def in_code(value: T) -> T:
    """An answer's JSON value with the words of the code, whatever language it was given in."""
    renamed: T = _renamed(value, _back())
    return renamed


def schema_in_words(schema: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The JSON schema of an answer in the words of a language."""
    return _schema(schema, _there()) if has_words(language) else dict(schema)


def schema_in_code(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON schema of an answer in the words of the code."""
    return _schema(schema, _back())


def key_in_words(name: str, language: str) -> str:
    """A field or a function in a language, or a path of fields joined by dots."""
    if not has_words(language):
        return name
    return ".".join(_there().keys.get(part, part) for part in name.split("."))


def key_in_code(name: str) -> str:
    """The code's name of a field or function."""
    return _back().keys.get(name, name)


def value_in_words(value: str, language: str) -> str:
    """A set value in a language."""
    return words_zh.VALUES.get(value, value) if has_words(language) else value


def tag_in_words(tag: str, language: str) -> str:
    """A tag of answers in a language."""
    return words_zh.TAGS.get(tag, tag) if has_words(language) else tag


def form_in_words(kind: str, language: str) -> str:
    """What the form of the answers to a kind of question is called in a language."""
    return words_zh.FORMS.get(kind, kind) if has_words(language) else kind


def file_in_words(file: str, language: str) -> str:
    """A memory file in a language."""
    return _file(file, _there()) if has_words(language) else file


@lru_cache(maxsize=1)
def _there() -> _Renaming:
    values = dict.fromkeys((*OF_A_SET, *SET_KEYS), words_zh.VALUES) | words_zh.CHOICES
    values[_FUNCTION] = words_zh.FUNCTIONS
    keys = words_zh.KEYS | words_zh.FUNCTIONS
    return _Renaming(keys, values, words_zh.FILES, lambda old, new: old)


@lru_cache(maxsize=1)
def _back() -> _Renaming:
    there = _there()
    values = {field: _inverse(names) for field, names in there.values.items()}
    return _Renaming(_inverse(there.keys), values, _inverse(there.files), lambda old, new: new)


def _inverse(names: Names) -> Names:
    return {word: name for name, word in names.items()}


# ---------------------------------------------------------------- values


def _renamed(value: Any, to: _Renaming, field: str = "", levels: int = DEEPEST) -> Any:
    """A value under a field (by the code's name), renamed."""
    if isinstance(value, str):
        return _file(value, to) if field == "file" else _chosen(value, to, field)
    if not isinstance(value, dict | list) or not levels:
        return value
    if isinstance(value, list):
        return [_renamed(entry, to, field, levels - 1) for entry in value]
    if field in FREE_KEYS:
        return {key: _renamed(inner, to, "", levels - 1) for key, inner in value.items()}
    names = to.values[field] if field in SET_KEYS else to.keys
    renamed: dict[str, Any] = {}
    for key, inner in value.items():
        new = names.get(key.strip(), key)
        of = to.code(key, new)
        if of == "name" and ("arguments" in value or words_zh.KEYS["arguments"] in value):
            of = _FUNCTION
        renamed[new] = _renamed(inner, to, of, levels - 1)
    return renamed


def _chosen(value: str, to: _Renaming, field: str) -> str:
    names = to.values.get(field)
    return value if names is None else names.get(value.strip(), value)


def _file(file: str, to: _Renaming) -> str:
    for name, word in to.files.items():
        if file == name or (name.endswith("/") and file.startswith(name)):
            return word + file[len(name) :]
    return file


# ---------------------------------------------------------------- schemas


def _schema(node: Mapping[str, Any], to: _Renaming, field: str = "") -> dict[str, Any]:
    """A schema under a field, renamed; what it says in English is left out."""
    renamed: dict[str, Any] = {}
    for word, inner in node.items():
        match word:
            case "properties":
                renamed[word] = _properties(inner, to)
            case "required":
                renamed[word] = [to.keys.get(name, name) for name in inner]
            case "$defs":
                renamed[word] = {name: _schema(each, to) for name, each in inner.items()}
            case "enum" | "const" | "default":
                of = _FUNCTION if field == "name" else field
                renamed[word] = _renamed(inner, to, of)
            case "title" | "description":
                continue
            case _:
                renamed[word] = _branches(inner, to, field)
    return renamed


def _properties(given: Mapping[str, Any], to: _Renaming) -> dict[str, Any]:
    new = {name: to.keys.get(name, name) for name in given}
    return {new[name]: _schema(given[name], to, to.code(name, new[name])) for name in given}


def _branches(inner: Any, to: _Renaming, field: str) -> Any:
    if isinstance(inner, dict):
        return _schema(inner, to, field)
    if isinstance(inner, list):
        return [_branches(entry, to, field) for entry in inner]
    return inner
