"""Templates read backwards: what facts a line of a prompt was filled in with.

The lines of a template become patterns. So its words can be changed, or be those of another
language, and the facts are still found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from agentopia_env.fakeserver.reading.patterns import (
    CODE,
    Facts,
    LinePattern,
    expression,
    line_pattern,
)

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_BARE = r"q\.\w+|s\.known|amounts\(.*\)"
"""Expressions that can be a whole line and are no element."""
_INCLUDE = re.compile(r"include\s+[\"'](\w+)\.md[\"']")


@dataclass(slots=True)
class Template:
    """A template's lines as patterns, those of what it includes among them.

    Attributes:
        heading: pattern of the line that opens it.
        literal: lines without any fact.
        bare: expressions that are a whole line.
    """

    name: str
    heading: LinePattern | None = None
    literal: set[str] = field(default_factory=set)
    patterns: list[LinePattern] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)

    def read(self, line: str) -> tuple[Facts, LinePattern | None]:
        """The facts in a line, and the pattern that knows its lists."""
        if line in self.literal:
            return {}, None
        for pattern in self.patterns:
            if (facts := pattern.read(line)) is not None:
                return facts, pattern
        return {self.bare[0]: line} if self.bare else {}, None


@lru_cache(maxsize=256)
def template(language: str, name: str) -> Template:
    """A template of a language, read backwards."""
    read = Template(name)
    _add(read, language, name, top=True)
    # What is said in many words is known for sure; a line of hardly any could be any line.
    read.patterns.sort(key=lambda pattern: -pattern.words)
    return read


@lru_cache(maxsize=4)
def headings(language: str) -> tuple[dict[str, list[str]], list[tuple[LinePattern, str]]]:
    """The lines that open the templates of a language: fixed ones, and those with facts."""
    fixed: dict[str, list[str]] = {}
    varied: list[tuple[LinePattern, str]] = []
    for name in names():
        heading = template(language, name).heading
        if heading is not None and heading.groups:
            varied.append((heading, name))
        elif heading is not None:
            fixed.setdefault(_unescaped(heading.regex.pattern), []).append(name)
    return fixed, varied


def languages() -> tuple[str, ...]:
    """Languages that have templates, English last, where the others fall back to it."""
    folder = files("agentopia_env.prompts") / "templates"
    found = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
    return tuple(sorted(found, key=lambda language: language == "en"))


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Names of all templates."""
    folder = files("agentopia_env.prompts") / "templates" / "en"
    return tuple(sorted(entry.name.removesuffix(".md") for entry in folder.iterdir()))


def _template_source(language: str, name: str) -> str:
    """The text of a template, in English where a language has none."""
    folder = files("agentopia_env.prompts") / "templates"
    for choice in (language, "en"):
        source = folder / choice / f"{name}.md"
        if source.is_file():
            return source.read_text("utf-8")
    return ""


def _unescaped(regex: str) -> str:
    return re.sub(r"\\(.)", r"\1", regex)


# ---------------------------------------------------------------- from source to patterns


def _add(read: Template, language: str, name: str, top: bool = False) -> None:
    source = _COMMENT.sub("", _template_source(language, name))
    for line in _logical_lines(source):
        included = _INCLUDE.search(line)
        if included and not CODE.sub("", line).strip():
            _add(read, language, included[1])
            continue
        tokens = [token for token in CODE.split(line) if token]
        if not any(token.startswith("{{") or not token.startswith("{%") for token in tokens):
            continue
        if not CODE.sub("", line).strip():
            _add_bare(read, tokens)
            continue
        pattern = line_pattern(tokens)
        if top and read.heading is None and line.startswith("#"):
            read.heading = pattern
        if pattern.groups:
            read.patterns.append(pattern)
        else:
            read.literal.add(_unescaped(pattern.regex.pattern))


def _logical_lines(source: str) -> Iterator[str]:
    """Lines as they come out: a tag at a line's end swallows the line break behind it."""
    open_line = ""
    for written in source.split("\n"):
        line = open_line + written
        only_tags = not CODE.sub(lambda code: "" if code[0][1] == "%" else "x", line).strip()
        if written.endswith("%}") and not only_tags:
            open_line = line
            continue
        open_line = ""
        if line.strip():
            yield line


def _add_bare(read: Template, tokens: list[str]) -> None:
    """A line that is one expression; what is written as elements is read as such."""
    expressions = [expression(token)[0] for token in tokens if token.startswith("{{")]
    if len(expressions) == 1 and re.fullmatch(_BARE, expressions[0]):
        read.bare.append(expressions[0])
