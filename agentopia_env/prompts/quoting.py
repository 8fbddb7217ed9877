"""Containment: text that people, models or worlds wrote stays data wherever it is shown.

Quoted text can open or close no tag, and no line of it starts a line of the prompt: a text of
several lines is set with `> ` before each of them.
"""

from __future__ import annotations

import re

_TAG = re.compile(r"<(?![\d=-])")
"""`<` that could begin a tag; hearts and arrows (`<3`, `<-`) stay."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and marks that change the direction in which text is shown."""
_BREAK = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def escaped(text: str, most: int = 0) -> str:
    """Text that opens no tag, with plain line breaks; cut to `most` characters if given."""
    text = clipped(text, most)
    if _BREAK.search(text):
        text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if "<" in text:
        text = _TAG.sub("&lt;", text)
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    return text.strip()


def clipped(text: str, most: int) -> str:
    """A text, or the beginning of one longer than `most` characters, marked (0: no limit)."""
    return text if not most or len(text) <= most else text[:most].rstrip() + " […]"


def indented(text: str) -> str:
    """Escaped text as the inside of a tag: several lines are set off, one line stays as it is."""
    if "\n" not in text:
        return text
    return "\n> " + text.replace("\n", "\n> ") + "\n"


def contained(text: str, most: int = 0) -> str:
    """Anybody's text as the inside of a tag."""
    return indented(escaped(text, most))


def one_line(text: str, most: int = 0) -> str:
    """Anybody's text as part of a line of prose."""
    return " ".join(escaped(text, most).split())


def attribute(value: object) -> str:
    """A value of an attribute with its quotes, at most 400 characters.

    A name that holds double quotes is set in single ones, so that it can be repeated exactly.
    """
    text = one_line(number(value) if isinstance(value, float) else str(value), 400)
    if '"' not in text:
        return f'"{text}"'
    return f"'{text}'" if "'" not in text else '"' + text.replace('"', "'") + '"'


def number(value: float) -> str:
    """`70` rather than `70.0`, two places at most."""
    return str(int(value)) if value == int(value) else f"{value:.2f}".rstrip("0").rstrip(".")


def signed(value: float) -> str:
    """`+3` or `-2`."""
    return f"+{number(value)}" if value > 0 else number(value)


def tag(name: str, inside: str = "", /, **attributes: object) -> str:
    """An element around contained text; attributes without a value are left out.

    Args:
        name: the tag's name.
        inside: text that went through `contained`, or other elements.
        attributes: anything; they are escaped here. Tuples are joined with commas.
    """
    head = "".join(
        f" {key}={attribute(', '.join(value) if isinstance(value, tuple) else value)}"
        for key, value in attributes.items()
        if value not in ("", None, ())
    )
    return f"<{name}{head}>{inside}</{name}>" if inside else f"<{name}{head}/>"
