"""Being together: the thought before a scene, and each turn in it.

A turn answers what was just said, then brings up something of one's own: the plan for the day, a
thing that is there, the week, a goal, what the two share. Nothing that was said is said again.
"""

from __future__ import annotations

from typing import Any

from agentopia_env.language.answers import key_in_words, tag_in_words
from agentopia_env.policies.heuristic.calling import called
from agentopia_env.policies.heuristic.contact import DEAR, DISLIKED
from agentopia_env.policies.heuristic.feelings import Feeling
from agentopia_env.policies.heuristic.mind import Mind, short_title
from agentopia_env.policies.heuristic.phrases import Phrases
from agentopia_env.questions.person import Enter, Speak
from agentopia_env.world.places import home_of, owner_of
from agentopia_env.world.tone import warmth

_TOPICS = ("topic", "object", "week", "goal", "skill", "ask", "history")
_MOST_TURNS = 6
"""Turns of one's own after which one wants to come to an end."""


def enter(mind: Mind, question: Enter) -> dict[str, Any]:
    """The answer to `Enter`."""
    names = [face.name for face in question.others]
    if not names:
        return {"analysis": mind.aim()}
    closest = min(names, key=lambda name: -abs(mind.feel(name).affection - 50))
    tone = tone_toward(mind, mind.feel(closest))
    to = mind.call(closest, question.others)
    facts = {"to": to, "aim": mind.aim(closest), "doing": _doing(mind)}
    return {"analysis": mind.say(f"enter_{tone}", facts)}


def tone_toward(mind: Mind, feeling: Feeling) -> str:
    """`warm`, `plain` or `cold`: by affection, shifted by mood and temper."""
    mood = mind.me.state.fulfilment["mood"]
    shift = (mood - 50) / 12 + 10 * (mind.temper.warm - 0.5)
    if feeling.affection + shift >= DEAR:
        return "warm"
    return "cold" if feeling.affection + 0.5 * shift < DISLIKED else "plain"


class _Turn:
    """What one turn is made of: whom it is said to, what was heard, and what is left to say.

    `answered` is the situation of the answer to a question, where one was asked.
    """

    def __init__(self, mind: Mind, question: Speak) -> None:
        self.mind = mind
        self.question = question
        me = mind.name
        there = {face.name for face in question.others}
        self.mine = sum(line.speaker == me for line in question.heard)
        self.said = next(
            (line for line in reversed(question.heard) if line.speaker and line.speaker != me), None
        )
        there_first = question.others[0].name if question.others else ""
        spoke = self.said.speaker if self.said else ""
        self.other = spoke if spoke in there else there_first
        self.feeling = mind.feel(self.other)
        self.tone = tone_toward(mind, self.feeling)
        self.heat = warmth(self.said.text, mind.world.language) if self.said else 0.0
        self.before = "\n".join(line.text for line in question.heard)
        self.facts = _facts(mind, question, self.other)
        self.answered = ""

    def say(self, situation: str) -> str:
        return self.mind.say_new(situation, self.facts, self.before)


def speak(mind: Mind, question: Speak) -> str:
    """The answer to `Speak`: plain speech, with tags for what is private or done."""
    turn = _Turn(mind, question)
    leaving = _leaving(turn)
    if leaving:
        parting = turn.say(leaving) or mind.say(leaving, turn.facts)
        leave = key_in_words("exit_activity", mind.world.language)
        goes = (turn.mine >= 3 or "leave" in leaving) and not _at_own_home(turn)
        return f"{parting}\n{leave}()" if goes else parting
    parts = [_opening(turn)] if turn.mine == 0 else [_reaction(turn), _contribution(turn)]
    spoken = mind.phrases.join(parts)
    if not spoken:
        spoken = turn.say("react") or mind.say("close", turn.facts)
    return spoken + _aside(turn) + _gift(turn)


def _at_own_home(turn: _Turn) -> bool:
    location = turn.question.location
    return location is not None and location.key == home_of(turn.mind.name)


def _leaving(turn: _Turn) -> str:
    """The situation in which one goes, or nothing."""
    mind, question = turn.mind, turn.question
    if mind.me.state.vitality < 10 and turn.mine >= 2:
        return "leave_tired"
    angry = turn.tone == "cold" and turn.heat < -0.4 and turn.mine >= 2
    if angry and mind.yes(0.75 - 0.6 * mind.temper.patient):
        return "leave_angry"
    enough = turn.mine >= 3 and mind.yes((turn.mine - 2) / (_MOST_TURNS - 1))
    if enough or 0 < question.turns_left <= 2:
        return "close_warm" if turn.tone == "warm" else "close"
    return ""


def _opening(turn: _Turn) -> str:
    mind = turn.mind
    if not mind.me.memory.knows(turn.other):
        return turn.say("open_stranger")
    if turn.tone == "cold":
        mends = mind.goal.kind == "mend" and mind.goal.name == turn.other
        return turn.say("calm") if mends else turn.say("open_cold")
    opening = turn.say("open_warm" if turn.tone == "warm" else "open")
    return mind.phrases.join((opening, _contribution(turn))) if mind.yes(0.4) else opening


def _reaction(turn: _Turn) -> str:
    """What one makes of the last thing that was said."""
    if turn.said is None:
        return ""
    mind = turn.mind
    text = turn.said.text.replace("？", "?")
    if turn.heat < -0.45:
        calm = mind.temper.patient + mind.temper.warm + (turn.feeling.affection - 45) / 25
        return turn.say("calm") if mind.yes(calm / 2) else turn.say("react_cold")
    if "?" in text[-60:] and turn.tone != "cold":
        situation = _answer_to(mind.phrases, text[text.rfind("?", 0, -1) + 1 :])
        untold = situation == "answer_week" and not turn.facts["log"]
        turn.answered = "answer" if untold else situation
        return turn.say(turn.answered)
    if turn.tone == "cold":
        return turn.say("react_cold" if mind.yes(0.75) else "react")
    return turn.say("react_warm" if turn.tone == "warm" or turn.heat > 0.6 else "react")


def _answer_to(phrases: Phrases, asked: str) -> str:
    asked = asked.lower()
    for situation, words in phrases.asks:
        if any(word in asked for word in words):
            return situation
    return "answer"


def _contribution(turn: _Turn) -> str:
    """Something of one's own, a different topic each turn."""
    mind = turn.mind
    if turn.tone == "cold" and mind.yes(0.6):
        return turn.say("history_bad") if turn.facts["soured"] else ""
    start = int(mind.draw.random() * len(_TOPICS))
    for step in range(len(_TOPICS)):
        topic = _TOPICS[(start + step) % len(_TOPICS)]
        if _nothing_to_say(turn, topic):
            continue
        if topic == "history":
            topic = "history_bad" if turn.facts["soured"] else "history_good"
        if text := turn.say(topic):
            return text
    return ""


def _nothing_to_say(turn: _Turn, topic: str) -> bool:
    """Whether there is nothing real behind a topic now."""
    location = turn.question.location
    if turn.answered == f"answer_{topic}":
        return True
    match topic:
        case "topic":
            return turn.question.engagement.type == "encounter"
        case "object":
            return location is None or not location.objects
        case "week":
            return not turn.facts["log"]
        case "history":
            return not turn.facts["event"]
    return False


def _aside(turn: _Turn) -> str:
    mind = turn.mind
    if turn.tone == "plain" or not mind.yes(0.12):
        return ""
    thought = turn.say(f"private_{turn.tone}")
    tag = tag_in_words("private", mind.world.language)
    return f" <{tag}>{thought}</{tag}>" if thought else ""


def _gift(turn: _Turn) -> str:
    """Rarely, something one owns for somebody dear."""
    mind, items = turn.mind, turn.mind.me.state.possessions
    if turn.feeling.affection < 84 or len(items) < 4 or turn.mine != 1 or not mind.yes(0.06):
        return ""
    item = mind.one(items[3:]).name
    if any(mark in item + turn.other for mark in '"“”()<>\n'):
        return ""
    words = mind.say("gift", {"to": turn.facts["to"], "item": item})
    give, to, what = (key_in_words(key, mind.world.language) for key in ("gift", "to", "item"))
    return f' {words}\n{give}({to}="{turn.other}", {what}="{item}")'


def _facts(mind: Mind, question: Speak, other: str) -> dict[str, Any]:
    """What an utterance can refer to; only objects that are there."""
    objects = question.location.objects if question.location else ()
    event = mind.last_event(other)
    shared = event.what if event is not None else ""
    place = question.location.display_name if question.location else mind.phrases.words["home"]
    return {
        "to": mind.call(other, question.others) if _named(mind, question, other) else "",
        "me": mind.name,
        "object": mind.one(objects) if objects else mind.phrases.words["door"],
        # Nobody speaks to their host of the place by its name.
        "place": "" if question.location and owner_of(question.location.key) else place,
        "topic": _occasion(question),
        "aim": mind.aim(other),
        "skill": mind.skill(),
        "doing": _doing(mind),
        "log": own_day(mind),
        "event": shared,
        "soured": event is not None and event.went == "bad",
    }


def _named(mind: Mind, question: Speak, other: str) -> bool:
    """Whether one knows somebody's name: of old, or since they said it here."""
    name = called(other, mind.world.language)
    said = any(name in line.text for line in question.heard if line.speaker == other)
    return mind.me.memory.knows(other) or said


def _occasion(question: Speak) -> str:
    """What people have come together for, as a phrase; empty where it was by chance."""
    if question.engagement.type == "encounter":
        return ""
    title = short_title(question.engagement.name)
    # A title in capitals is a name; any other one goes on within the sentence.
    return title if any(map(str.isupper, title[1:])) else title[:1].lower() + title[1:]


def own_day(mind: Mind) -> str:
    """What the person last did alone this week, as a phrase; empty where there is nothing."""
    for log in reversed(mind.me.week_log):
        if log.kind == "solo" and log.what and "…" not in (what := mind.title(log)):
            return what
    return ""


def _doing(mind: Mind) -> str:
    kind = mind.one(("work", "study", "rest", "leisure"))
    liking = mind.one(mind.temper.likings)
    return mind.phrases.doing[kind].format(skill=mind.skill(), liking=liking)
