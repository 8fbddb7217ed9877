"""The functions that a question offers a model, under their own names.

Names of functions and of their parameters are the code's in every language: servers take only ASCII
letters, digits, `_` and `-` there. The descriptions are in the world's language, and open with what
the prompt calls the function, whose words are taken as well.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from agentopia_env.language.answers import key_in_words
from agentopia_env.policies.chat.wire import Tool
from agentopia_env.questions.base import MemoryQuestion, Question
from agentopia_env.questions.person import Contact, Speak

_TEXT = {"type": "string"}
_PEOPLE = {"type": "array", "items": {"type": "string"}}
_MEMORY = ("list_files", "read_file", "update_file")
_ACTIONS = (
    "contact",
    "propose_joint_activity",
    "respond_invitation",
    "cancel_joint_activity",
)
_DEEDS = ("gift", "exit_activity")
_PARAMETERS: dict[str, dict[str, Any]] = {
    "list_files": {},
    "read_file": {"file": _TEXT},
    "update_file": {"file": _TEXT, "content": _TEXT, "summary": _TEXT},
    "contact": {"to": _TEXT, "message": _TEXT},
    "propose_joint_activity": {
        "activity_name": _TEXT,
        "proposal": _TEXT,
        "invited_persons": _PEOPLE,
        "time": _TEXT,
        "location": _TEXT,
        "required_participants": _PEOPLE,
        "message": _TEXT,
    },
    "respond_invitation": {
        "activity_name": _TEXT,
        "to": _TEXT,
        "decision": {"type": "string", "enum": ["yes", "no"]},
        "message": _TEXT,
    },
    "cancel_joint_activity": {"activity_name": _TEXT, "message": _TEXT},
    "gift": {"to": _TEXT, "item": _TEXT},
    "exit_activity": {},
}
_OPTIONAL = ("required_participants", "summary", "message")
_NEEDS_MESSAGE = ("contact",)
_DESCRIPTIONS: dict[str, dict[str, str]] = {
    "en": {
        "list_files": "The names of all your memory files.",
        "read_file": "The whole text of one of your memory files: general, characters/<person> or "
        "others/<topic>.",
        "update_file": "Write a memory file: content takes the place of its whole text, summary is "
        "the line you will have before you later on. Read a file that exists first.",
        "contact": "Write a message to somebody.",
        "propose_joint_activity": "Invite people to do something together at a time like "
        "Y2020-W05-activity-D2 and a place.",
        "respond_invitation": "Answer an invitation.",
        "cancel_joint_activity": "Call off what you proposed or agreed to.",
        "gift": "Hand one of your possessions to somebody who is here.",
        "exit_activity": "Leave for good, after what you say.",
    },
    "zh": {
        "list_files": "列出你全部记忆文件的名称。",
        "read_file": "读取你的一个记忆文件的全文：总记、人物/<人名> 或 其他/<主题>。",
        "update_file": "写入一个记忆文件：内容取代其全文，摘要是你以后看到的一行。"
        "已有的文件须先读取。",
        "contact": "给某人发一条消息。",
        "propose_joint_activity": "邀请他人在某时（如 Y2020-W05-activity-D2）某地一起做某事。",
        "respond_invitation": "答复一个邀请。",
        "cancel_joint_activity": "取消你提议或答应过的活动。",
        "gift": "把你的一件物品交给在场的某人。",
        "exit_activity": "说完之后离开，不再回来。",
    },
}


def tools_of(question: Question[Any]) -> tuple[Tool, ...]:
    """The functions that may be called in answer to a question."""
    names: tuple[str, ...] = ()
    if isinstance(question, MemoryQuestion) and question.calls_left:
        names = _MEMORY
    elif isinstance(question, Contact):
        names = _ACTIONS
    elif isinstance(question, Speak):
        names = _DEEDS
    return _tools(names, question.world.language)


@lru_cache(maxsize=32)
def _tools(names: tuple[str, ...], language: str) -> tuple[Tool, ...]:
    words = _DESCRIPTIONS.get(language, _DESCRIPTIONS["en"])
    return tuple(Tool(name, _told(name, words[name], language), parameters(name)) for name in names)


def _told(name: str, description: str, language: str) -> str:
    """What a model is told of a function: in another language first what the prompt calls it."""
    called = key_in_words(name, language)
    if called == name:
        return description
    given = "、".join(key_in_words(each, language) for each in _PARAMETERS[name])
    return f"{called}（{given}）：{description}" if given else f"{called}：{description}"


@lru_cache(maxsize=32)
def parameters(name: str) -> dict[str, Any]:
    """JSON schema of a function's arguments; shared, not to be changed."""
    given = _PARAMETERS[name]
    optional = () if name in _NEEDS_MESSAGE else _OPTIONAL
    return {
        "type": "object",
        "properties": given,
        "required": [key for key in given if key not in optional],
        "additionalProperties": False,
    }
