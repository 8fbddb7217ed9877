"""A line of a template as a pattern that finds the facts it was filled in with.

Text stays, `{{ expression }}` becomes a group named after the expression, `{% if %}` an optional
stretch, an inline `{% for %}` a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Facts = dict[str, str]
"""Expression of a template (without filters) to the text that stands for it."""

CODE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_CHOICE = re.compile(r"^(\"[^\"]*\"|'[^']*') if (.+?)(?: else (\"[^\"]*\"|'[^']*'))?$")
_DEFAULT = re.compile(r"^(.*?) or (\"[^\"]*\"|'[^']*'|\d+)$")
_PATH = re.compile(r"\b[a-z_]\w*\.[\w.]+(?:\[[^\]]*\])*")
_IN_WORDS = re.compile(r"^words\.value\((.*)\)$")
_WORDS = re.compile(r",\s*words\b")
_SLICE = re.compile(r"\[:[^\]]*\]$")
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


# ---------------------------------------------------------------- from source to patterns


def line_pattern(tokens: list[str]) -> LinePattern:
    """The pattern of a line, given its text and its code in turn."""
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
        name, default = expression(token)
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


def _statement(token: str) -> str | None:
    return token[2:-2].strip().strip("-").strip() if token.startswith("{%") else None


def expression(token: str) -> tuple[str, str]:
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
    base = _SLICE.sub("", base)
    return _WORDS.sub("", base), default
