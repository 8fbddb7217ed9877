"""A question: who is asked, when, about what, and how to read the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from agentopia_env.clock import Moment
from agentopia_env.errors import ReplyError
from agentopia_env.language import ENGLISH, Phrase
from agentopia_env.language.answers import has_words, in_code, key_in_words, value_in_words
from agentopia_env.questions.exact import exact
from agentopia_env.questions.parsing import parse_object
from agentopia_env.world.memory import Call, CallResult
from agentopia_env.world.society import Person, World

ENVIRONMENT = "environment"
"""Who is asked when the world has to answer."""
MAX_ANSWER = 100_000
"""Longest answer that is read, in characters."""
_NOTHING = re.compile(r"(?:\A|[\"'“=>])\s*NO_RESPONSE[\s.]*(?:[\"'”<)]|\Z)")
"""What some clients put in the place of an answer that failed: all of an answer, or of a field."""


class Reply(BaseModel):
    """An answer, read. Unknown fields are ignored, values are coerced where that is safe."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


R = TypeVar("R", bound=Reply)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[R]):
    """One decision that somebody has to make.

    Subclasses add the facts the decision is made from as fields. Facts are references to live
    values: render or answer a question before its stage ends, and never change them.

    Attributes:
        who: a person's name, or `ENVIRONMENT`.
        when: the stage.
        turn: tells apart questions of one kind put to one person in one stage.
        refused: why the last answer to this question could not be used, if it was refused.
    """

    kind: ClassVar[str]
    """Name of the question and of its template."""
    reply_type: ClassVar[type[Reply]]

    who: str
    when: Moment
    world: World
    turn: str = ""
    refused: str = ""

    @property
    def key(self) -> str:
        """Unique in the run, and the same in every run of the same society."""
        return f"{self.when}/{self.kind}/{self.who}/{self.turn}"

    def read(self, text: str) -> R:
        """The reply that a text gives.

        Raises:
            ReplyError: the text is no answer to this question; the reason is meant to be read by
                whoever gave it.
        """
        text = within(text)
        return self.check(self._exact(text) or self._validated(parse_object(text)))

    def _exact(self, text: str) -> R | None:
        """The reply that a text is word for word; None too where words have to be renamed."""
        if has_words(self.world.language):
            return None
        return cast(R | None, exact(self.reply_type, text))

    def _validated(self, content: dict[str, Any]) -> R:
        return cast(R, validated(self.reply_type, in_code(content), self.world.language))

    def check(self, reply: R) -> R:
        """The reply if it fits the facts of the question, possibly mended.

        Raises:
            ReplyError: it does not fit.
        """
        return reply

    def default(self) -> R:
        """What counts as the reply when no usable answer can be had; never a good choice."""
        raise NotImplementedError

    def receive(self, text: str) -> object:
        """What the flow is sent for a text: the reply, and function calls where they are allowed.

        Raises:
            ReplyError: as `read`, with the reason in the world's language.
        """
        try:
            return self.taken(text)
        except ReplyError as error:
            language = self.world.language
            if language == ENGLISH:
                raise
            raise ReplyError(error.said(language)) from error

    def taken(self, text: str) -> object:
        """As `receive`, with the reason of a refusal as a phrase."""
        return self.read(text)

    def fallback(self) -> object:
        """What the flow is sent when no usable answer can be had."""
        return self.default()

    def again(self, reason: str) -> Self:
        """The same question, told why the last answer was refused."""
        return replace(self, refused=reason)

    @property
    def feature(self) -> str:
        """Folder of the environment model's traces (`god/<feature>/`)."""
        return self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonQuestion(Question[R]):
    """A question to a person, who has their own life before them.

    Attributes:
        me: the person asked.
    """

    me: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryQuestion(PersonQuestion[R]):
    """A question that may be answered with function calls on one's memory first.

    Attributes:
        results: what the calls of this invocation gave back so far.
        calls_left: rounds of function calls still allowed; at 0 a text answer is forced.
    """

    results: tuple[CallResult, ...] = ()
    calls_left: int = 0

    def read_turn(self, text: str) -> tuple[tuple[Call, ...], R | None]:
        """Function calls and, unless the calls ask for something to be read first, the reply.

        Raises:
            ReplyError: the text is neither.
        """
        text = within(text)
        # An escape could spell the key in another way.
        if '"calls"' not in text and "\\u" not in text:
            reply = self._exact(text)
            if reply is not None:
                return (), self.check(reply)
        content = in_code(parse_object(text))
        calls = read_calls(content)
        if not self.calls_left:
            calls = ()
        if any(call.name != "update_file" for call in calls):
            return calls, None
        try:
            return calls, self.check(self._validated(content))
        except ReplyError:
            if calls:
                return calls, None
            raise

    def taken(self, text: str) -> object:
        """A pair of function calls and reply (or None)."""
        return self.read_turn(text)

    def fallback(self) -> object:
        """No calls, and the default."""
        return (), self.default()


def within(text: str) -> str:
    """The answer without lone surrogates; refuses an empty or endless one."""
    if not text.strip() or ("NO_RESPONSE" in text and _NOTHING.search(text)):
        raise ReplyError("the answer is empty")
    if len(text) > MAX_ANSWER:
        raise ReplyError("the answer is longer than {most} characters", most=MAX_ANSWER)
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def validated(reply_type: type[Reply], content: dict[str, Any], language: str = ENGLISH) -> Reply:
    """A dictionary as a reply.

    Raises:
        ReplyError: naming the first fields that do not fit, in the words of the language.
    """
    try:
        return reply_type.model_validate(content)
    except ValidationError as error:
        problems = error.errors()
        raise ReplyError(
            _joined([_reason(problem, language) for problem in problems[:3]])
        ) from error


_KNOWN = {
    str(phrase): phrase
    for phrase in (
        Phrase("Field required"),
        Phrase("Input should be a valid string"),
        Phrase("Input should be a valid boolean"),
        Phrase("Input should be a valid boolean, unable to interpret input"),
        Phrase("Input should be a valid number"),
        Phrase("Input should be a valid number, unable to parse string as a number"),
        Phrase("Input should be a valid integer"),
        Phrase("Input should be a valid integer, unable to parse string as an integer"),
        Phrase("Input should be a valid tuple"),
        Phrase("Input should be a valid list"),
        Phrase("Input should be a valid dictionary"),
        Phrase("Input should be an object"),
    )
}
"""Messages of the validation that can be said in other languages."""


def _reason(problem: Any, language: str) -> Phrase:
    """Why one field does not fit."""
    path, message = ".".join(map(str, problem["loc"])), problem["msg"]
    field = key_in_words(path, language) or Phrase("answer")
    if problem["type"] == "literal_error":
        names = problem["ctx"]["expected"]
        if has_words(language):
            values = re.findall("'([^']*)'", names)
            names = ", ".join(value_in_words(value, language) for value in values)
        why = Phrase("Input should be {names}", names=names)
    else:
        why = _KNOWN.get(message) or Phrase("{problem}", problem=message)
    return Phrase("{field}: {problem}", field=field, problem=why)


def _joined(reasons: list[Phrase]) -> Phrase:
    """Several reasons as one."""
    first, *others = reasons
    for reason in others:
        first = Phrase("{first}; {second}", first=first, second=reason)
    return first


def read_calls(content: dict[str, Any]) -> tuple[Call, ...]:
    """The function calls of an answer, exact repeats dropped."""
    calls: dict[Call, None] = {}
    given = content.get("calls")
    for entry in given if isinstance(given, list) else []:
        if not isinstance(entry, dict):
            continue
        arguments = entry.get("arguments", entry)
        if not isinstance(arguments, dict):
            continue
        text = {name: str(arguments.get(name) or "") for name in ("file", "content", "summary")}
        calls[Call(str(entry.get("name", "")), **text)] = None
    return tuple(calls)
