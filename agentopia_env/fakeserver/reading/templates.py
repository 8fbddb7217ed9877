"""Templates read backwards: what facts a line of a prompt was filled in with.

A line of a template becomes a pattern: its text stays, `{{ expression }}` becomes a group named
after the expression, `{% if %}` an optional stretch, an inline `{% for %}` a list. So the words of
a template can be changed, or be those of another language, and the facts are still found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

Facts = dict[str, str]
"""Expression of a template (without filters) to the text that stands for it."""

_CODE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_INCLUDE = re.compile(r"include\s+[\"'](\w+)\.md[\"']")
_CHOICE = re.compile(r"^(\"[^\"]*\"|'[^']*') if (.+?)(?: else (\"[^\"]*\"|'[^']*'))?$")
_DEFAULT = re.compile(r"^(.*?) or (\"[^\"]*\"|'[^']*'|\d+)$")
_PATH = re.compile(r"\b[a-z_]\w*\.[\w.]+(?:\[[^\]]*\])*")
_IN_WORDS = re.compile(r"^words\.value\((.*)\)$")
_WORDS = re.compile(r",\s*words\b")
_LOOP = re.compile(r"^for (.+?) in (.+)$")


@dataclass(slots=True)
class LinePattern:
    """One line of a template, read backwards.

    Attributes:
        regex: matches the whole line.
        words: how many letters stand in it whatever the facts are.
        groups: expression behind each numbered group.
        defaults: what stands where an expression has no value.
        loops: expression to the pattern of one of its entries, and that one's expressions.
    """

    regex: re.Pattern[str]
    words: int
    groups: tuple[str, ...]
    defaults: dict[str, str]
    loops: dict[str, tuple[re.Pattern[str], tuple[str, ...]]]

    def read(self, line: str) -> Facts | None:
        """The facts in a line; None if it is not a line of this pattern."""
        found = self.regex.fullmatch(line)
        if found is None:
            return None
        facts: Facts = {}
        for name, value in zip(self.groups, found.groups(), strict=True):
            if value is not None and value != self.defaults.get(name):
                facts.setdefault(name, value)
        return facts

    def entries(self, facts: Facts, loop: str) -> list[Facts]:
        """The entries of an inline list among the facts of a line."""
        if loop not in facts or loop not in self.loops:
            return []
        regex, names = self.loops[loop]
        return [
            dict(zip(names, found.groups(), strict=True)) for found in regex.finditer(facts[loop])
        ]


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
        if included and not _CODE.sub("", line).strip():
            _add(read, language, included[1])
            continue
        tokens = [token for token in _CODE.split(line) if token]
        if not any(token.startswith("{{") or not token.startswith("{%") for token in tokens):
            continue
        if not _CODE.sub("", line).strip():
            _add_bare(read, tokens)
            continue
        pattern = _pattern(tokens)
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
        only_tags = not _CODE.sub(lambda code: "" if code[0][1] == "%" else "x", line).strip()
        if written.endswith("%}") and not only_tags:
            open_line = line
            continue
        open_line = ""
        if line.strip():
            yield line


def _add_bare(read: Template, tokens: list[str]) -> None:
    """A line that is one expression; what is written as elements is read as such."""
    expressions = [_expression(token)[0] for token in tokens if token.startswith("{{")]
    if len(expressions) == 1 and re.fullmatch(r"q\.\w+|amounts\(.*\)", expressions[0]):
        read.bare.append(expressions[0])


class _Builder:
    """Turns tokens of a line into a regular expression."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.groups: list[str] = []
        self.defaults: dict[str, str] = {}
        self.loops: dict[str, tuple[re.Pattern[str], tuple[str, ...]]] = {}

    def build(self, until: tuple[str, ...] = ()) -> str:
        """The expression up to one of the tags `until`, which is left for the caller."""
        out = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            statement = _statement(token)
            if statement is not None and statement.split(" ")[0] in until:
                break
            self.at += 1
            if statement is not None:
                out.append(self._tag(statement))
            elif token.startswith("{{"):
                out.append(self._value(token))
            else:
                out.append(re.escape(token))
        return "".join(out)

    def _value(self, token: str) -> str:
        inside = token.strip("{}").strip("-").strip()
        if choice := _CHOICE.match(inside):
            last = "loop.last" in choice[2]
            other = choice[3][1:-1] if choice[3] else ""
            return f"(?:{re.escape(choice[1][1:-1])}|{'$' if last else re.escape(other)})"
        name, default = _expression(token)
        self.groups.append(name)
        if default:
            self.defaults[name] = default
        return "(.*?)"

    def _tag(self, statement: str) -> str:
        word = statement.split(" ")[0]
        if word == "if":
            return self._choice(statement)
        if word == "for":
            return self._loop(statement)
        return ".*?" if word == "include" else ""

    def _choice(self, statement: str) -> str:
        """Branches; a group that is not None tells that the first was taken."""
        self.groups.append(statement)
        branches = ["(" + self.build(("elif", "else", "endif")) + ")"]
        alone = True
        while self.at < len(self.tokens):
            word = (_statement(self.tokens[self.at]) or "").split(" ")[0]
            self.at += 1
            if word == "endif":
                break
            alone = alone and word != "else"
            branches.append("(?:" + self.build(("elif", "else", "endif")) + ")")
        return f"(?:{'|'.join(branches)}){'?' if alone else ''}"

    def _loop(self, statement: str) -> str:
        found = _LOOP.match(statement)
        name = found[2].removesuffix(".items()") if found else statement
        name = name.split(" if ")[0].split(" | ")[0].strip()
        start = self.at
        inner = _Builder(self.tokens)
        inner.at = start
        body = inner.build(("endfor",))
        self.at = inner.at + 1
        self.groups.append(name)
        self.loops[name] = (re.compile(body), tuple(inner.groups))
        return "(.*?)"


def _pattern(tokens: list[str]) -> LinePattern:
    builder = _Builder(tokens)
    regex = builder.build()
    while builder.at < len(builder.tokens):
        builder.at += 1
        regex += builder.build()
    return LinePattern(
        re.compile(regex), _words(tokens), tuple(builder.groups), builder.defaults, builder.loops
    )


def _words(tokens: list[str]) -> int:
    """Letters that stand in a line whatever the facts are."""
    depth = words = 0
    for token in tokens:
        if statement := _statement(token):
            depth += statement.startswith(("if ", "for "))
            depth -= statement in ("endif", "endfor")
        elif not depth and not token.startswith("{{"):
            words += len(token)
    return words


def _statement(token: str) -> str | None:
    return token[2:-2].strip().strip("-").strip() if token.startswith("{%") else None


def _expression(token: str) -> tuple[str, str]:
    """An expression without its filters, and the text that stands where it is empty.

    It does not matter in which words a value is written.
    """
    inside = token[2:-2].strip().strip("-").strip()
    default = ""
    base = re.split(r"\s*\|\s*", inside)[0].strip()
    for candidate in (inside, base.strip("()") if base.startswith("(") else base):
        if found := _DEFAULT.match(candidate):
            base = re.split(r"\s*\|\s*", found[1])[0].strip()
            default = found[2].strip("\"'")
            break
    base = base.lstrip("(") if base.count("(") != base.count(")") else base
    if base[:1] in "\"'" and (path := _PATH.search(inside)):
        base = path[0]
    if found := _IN_WORDS.match(base):
        base = found[1]
    return _WORDS.sub("", base), default
