"""What the society itself says to people, in the language of their world.

A sentence is written once, in English, with its facts named in braces; `chinese` holds the same
sentences in Chinese. A `Phrase` is the English text, and can still be said in another language.
"""

from __future__ import annotations

from collections.abc import Mapping

from agentopia_env.language.chinese import SENTENCES

ENGLISH = "en"
_CATALOGUES: dict[str, Mapping[str, str]] = {"zh": SENTENCES}


class Phrase(str):
    """A sentence of the society's own: English as a text, sayable in other languages.

    Attributes:
        template: the sentence with its facts named in braces.
        facts: what stands in the braces; a fact may be a phrase too.
    """

    __slots__ = ("facts", "template")

    template: str
    facts: dict[str, object]

    def __new__(cls, template: str, **facts: object) -> Phrase:
        """The English text of a template filled in with its facts."""
        phrase = super().__new__(cls, template.format(**facts) if facts else template)
        phrase.template = template
        phrase.facts = facts
        return phrase


def say(language: str, template: str, /, **facts: object) -> str:
    """A sentence in a language, as plain text; in English where the language lacks it."""
    known = _CATALOGUES.get(language, {}).get(template, template)
    if not facts:
        return str(known)
    return known.format(**{name: translated(fact, language) for name, fact in facts.items()})


def translated(value: object, language: str) -> object:
    """A phrase in a language; anything else as it is."""
    if isinstance(value, Phrase):
        return say(language, value.template, **value.facts)
    return value


def said(text: str, language: str) -> str:
    """A text in a language if it is a phrase, else the text."""
    return str(translated(text, language))
