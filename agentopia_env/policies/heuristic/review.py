"""Looking back: a thought after each day, the diary, and the notes in which feelings live on.

In full fidelity notes change through function calls, and a file has to be read first, so a review
is answered twice: which files to read, then everything. In the brief week all is one answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from agentopia_env.policies.heuristic.feelings import shortened
from agentopia_env.policies.heuristic.mind import Mind
from agentopia_env.policies.heuristic.plans import dearest, plan_facts
from agentopia_env.policies.heuristic.ties import Update, changes, updates
from agentopia_env.questions.person import Reflect, Review
from agentopia_env.world.society import DayLog

_OTHER = r"[A-ZÀ-Ý][\w.'-]*(?: [A-ZÀ-Ý][\w.'-]*)*"
_QUOTED = re.compile(r"(“[^”]*”)")
_DID = (
    r"(?:\w+ed|had|was|were|did|got|read|made|came|went|slept|felt|lost|found|sat|spent|lay|left|"
    r"kept|fell|could|would|will|understood|took|said|saw|stood|knew|gave|told|brought|hardly|never|"
    r"do|does|is|has|goes|hopes|knows)"
)
"""What stands behind a name in an English outcome where the person is the one who acts."""


def reflect(mind: Mind, question: Reflect) -> dict[str, Any]:
    """The answer to `Reflect`: a sentence on how it went, with whom, by its effect on mood."""
    log = question.log
    went = log.mood + 0.5 * log.social + 0.5 * log.esteem
    what = mind.title(log)
    facts = {"what_cap": what[:1].upper() + what[1:], "to": ""}
    situation = "reflect_good" if went >= 1.5 else "reflect_bad" if went <= -1 else "reflect_plain"
    if log.others and log.kind != "public" and situation != "reflect_plain":
        nearest = _nearest(mind, log.others)
        facts["to"] = mind.call(nearest) if mind.me.memory.knows(nearest) else nearest
        own = mind.say(situation, facts) if mind.yes(0.4) else ""
        about = mind.say(f"{situation}_with", facts)
        return {"reflection": mind.phrases.join((about, own))}
    return {"reflection": mind.say(situation, facts)}


def _nearest(mind: Mind, others: Sequence[str]) -> str:
    return max(others[:6], key=lambda name: abs(mind.feel(name).affection - 50))


# ---------------------------------------------------------------- the week


def review(mind: Mind, question: Review) -> dict[str, Any]:
    """The answer to `Review`."""
    if not question.notes and question.calls_left == 0:
        return _diary(mind)
    changed = changes(mind)
    known = mind.me.memory.files.keys() - _read(question)
    unread = [file for file in changed.files if file in known]
    if unread and not question.notes:
        return {"calls": [{"name": "read_file", "arguments": {"file": file}} for file in unread]}
    written = [_arguments(update) for update in updates(mind, changed)]
    if question.notes:
        return {**_diary(mind), "notes": written}
    calls = [{"name": "update_file", "arguments": arguments} for arguments in written]
    return {"calls": calls, **_diary(mind)}


def _read(question: Review) -> set[str]:
    """The files that were read to answer the question."""
    results = question.results
    return {given.call.file for given in results if given.ok and given.call.name == "read_file"}


def _arguments(update: Update) -> dict[str, str]:
    return {"file": update.file, "content": update.content, "summary": update.summary}


def _diary(mind: Mind) -> dict[str, str]:
    """What happened this week, its best and its worst day, and what one makes of it."""
    logs = mind.me.week_log
    total = sum(log.mood + 0.5 * log.social for log in logs)
    tone = "good" if total >= 4 else "bad" if total <= -3 else "plain"
    parts = [mind.say(f"week_{tone}", {})]
    told: list[DayLog] = []
    if logs:
        best = max(logs, key=lambda log: log.mood + 0.7 * log.social)
        worst = min(logs, key=lambda log: log.mood + 0.7 * log.social)
        for situation, log in (("best_day", best), ("worst_day", worst)):
            if (log.mood > 0) == (situation == "best_day") and log not in told:
                parts.append(mind.say(situation, _day_facts(mind, log)))
                told.append(log)
    rest = [mind.title(log) for log in logs if log not in told]
    if rest:
        days = mind.phrases.words["next"].join(
            dict.fromkeys(shortened(text, 60) for text in rest[:3])
        )
        parts.append(mind.say("other_days", {"days": days}))
    parts += _facts_of_the_week(mind)
    return {"summary": mind.phrases.join(parts), "reflection": _closing_thought(mind)}


def _day_facts(mind: Mind, log: DayLog) -> dict[str, Any]:
    names = mind.phrases.words["and"].join(mind.call(name) for name in log.others[:2])
    company = mind.phrases.words["with"].format(names=names) if names else ""
    outcome = shortened(_as_own(mind, log), 110)
    title = mind.title(log)
    return {
        "what": title,
        "day": log.day,
        "weekday": mind.phrases.day(log.day),
        "company": company,
        "outcome": outcome,
    }


def _as_own(mind: Mind, log: DayLog) -> str:
    """What a day came to, as one tells it of oneself."""
    me = re.escape(mind.name)
    outcome = " ".join(log.outcome.split())
    text = re.sub(rf" ?[(（][^()（）]*{me}[^()（）]*[)）]", "", outcome)
    if mind.world.language == "zh":
        return "".join(_as_own_chinese(mind, log, part) for part in _QUOTED.split(text))
    text = re.sub(rf"(?:(?<=\. )|^){me}'s", "My", text)
    text = re.sub(rf"{me}'s", "my", text)
    text = re.sub(rf"{me} and ({_OTHER})", rf"\1 and {mind.name}", text)
    text = re.sub(rf"{me}(?= {_DID}\b)|(?<=[Nn]either ){me}|(?<=so was ){me}", "I", text)
    return re.sub(me, "me", text)


def _as_own_chinese(mind: Mind, log: DayLog, part: str) -> str:
    """Part of what a day came to; what is quoted stays as it was said."""
    if part.startswith("“"):
        return part
    for name in log.others:
        part = part.replace(name, mind.call(name))
    return part.replace(mind.name, "我")


def _facts_of_the_week(mind: Mind) -> list[str]:
    """Money earned, and who wrote."""
    parts = []
    earned = sum(log.money for log in mind.me.week_log if log.paid_work)
    if earned > 0:
        parts.append(mind.say("earned", {"money": round(earned)}))
    week = mind.when.week_text
    senders = dict.fromkeys(
        message.sender
        for message in mind.me.messages
        if message.time.startswith(week) and message.sender != mind.name
    )
    if senders:
        names = mind.phrases.words["and"].join(mind.call(name) for name in list(senders)[:2])
        parts.append(mind.say("wrote_with", {"names": names}))
    return parts


def _closing_thought(mind: Mind) -> str:
    state = mind.me.state
    if mind.low():
        situation = "weekly_low"
    elif state.fulfilment["social"] < 38:
        situation = "weekly_lonely"
    elif state.fulfilment["mood"] > 66 and mind.yes(0.5):
        situation = "weekly_well"
    else:
        situation = "look_ahead"
    friend = dearest(mind) if situation in ("weekly_lonely", "weekly_well") else ""
    return mind.say(situation, plan_facts(mind, "", friend))
