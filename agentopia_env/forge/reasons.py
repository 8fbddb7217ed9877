"""Why an answer of a forge's author is refused, in the language of the world."""

from __future__ import annotations

from agentopia_env.errors import ReplyError

_REASONS: dict[str, dict[str, str]] = {
    "en": {
        "short": "{field} has {count} letters; write at least {least}",
        "few": "{field} has {count} entries; write {wanted}",
        "prices": "the prices run from {low} to {high}; have things below 10 and things above 150",
        "place_there": "there is a place called {name} already; choose another",
        "sizes": "there are {given} places of size {size}; write exactly {wanted}",
        "name_taken": "the name {name}, or its given name, is taken or there twice; give another",
        "name_bad": "{name} cannot be a name: {reason}",
        "stranger": "ties: {reason}",
        "outsider": "ties lack {name}, who is named outside the circle",
        "not_held": "the held position {name} is missing; write its terms too",
        "taken_position": "{name} is there already; the open positions are others",
        "another": "{name} is not among those asked about",
    },
    "zh": {
        "short": "{field} 只有 {count} 个字；至少写 {least} 个",
        "few": "{field} 有 {count} 项；请写 {wanted} 项",
        "prices": "价格从 {low} 到 {high}；要有 10 以下的，也要有 150 以上的",
        "place_there": "已经有叫{name}的地方；请换一个",
        "sizes": "大小为 {size} 的有 {given} 处；请写恰好 {wanted} 处",
        "name_taken": "名字{name}（或其中的名）已有人用，或出现了两次；请另起一个",
        "name_bad": "{name}不能作名字：{reason}",
        "stranger": "ties：{reason}",
        "outsider": "ties 里缺少圈子外点名的{name}",
        "not_held": "缺少有人担任的职位{name}；也要写出它的条件",
        "taken_position": "{name}已经有了；空缺要另写",
        "another": "{name}不在所问的人里",
    },
}


def refusal(language: str, reason: str, /, **facts: object) -> ReplyError:
    """The error that tells an author what to do otherwise."""
    text = _REASONS[language][reason].format(**facts)
    return ReplyError(text.replace("{", "(").replace("}", ")"))
