"""How a week changes what a person feels about others, and the notes that say so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from agentopia_env.policies.heuristic.books import phrasebook
from agentopia_env.policies.heuristic.feelings import (
    PATIENCE_WEEKS,
    Feeling,
    Told,
    estimate,
    event_of,
    moved,
    taste,
    told,
    week_of,
    week_text,
    write_note,
)
from agentopia_env.policies.heuristic.mind import Mind
from agentopia_env.world.memory import CHARACTERS, OTHERS
from agentopia_env.world.society import DayLog
from agentopia_env.world.tone import warmth

MOST_UPDATES = 4
"""Notes on people one shared the week with, at most."""
MOST_FADING = 2
"""Notes on people one has lost touch with, at most."""
_MOST_A_WEEK = 8.0
"""Points that one week can move affection or respect."""
_HABIT = 14.0
"""Points of distance from one's natural liking that a shared day lessens by one."""
_GOALS_KEPT = 5


@dataclass(frozen=True, slots=True)
class Update:
    """A memory file's new text."""

    file: str
    content: str
    summary: str


@dataclass(slots=True)
class Week:
    """What a week held between two people."""

    days: list[DayLog] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    sent: int = 0
    liking: float = 0.0
    regard: float = 0.0


@dataclass(frozen=True, slots=True)
class Changes:
    """What a week changes in memory: notes on people one shared it with, on people one has lost
    touch with, and the file that lists the goals (empty: it stays as it is).
    """

    shared: dict[str, Week]
    lost: tuple[str, ...]
    goals: str

    @property
    def files(self) -> list[str]:
        """The memory files that change."""
        people = [CHARACTERS + name for name in (*self.shared, *self.lost)]
        return [*people, self.goals] if self.goals else people


def changes(mind: Mind) -> Changes:
    """Which memory files this week changes."""
    weeks = shared_weeks(mind)
    ranked = sorted(weeks, key=lambda n: (-len(weeks[n].days), -len(weeks[n].received)))
    kept = {name: weeks[name] for name in ranked[:MOST_UPDATES]}
    return Changes(kept, tuple(_lost(mind, weeks)), _goals_file(mind) * _goals_changed(mind))


def updates(mind: Mind, changes: Changes) -> list[Update]:
    """The new texts of the files that change."""
    written = [_updated(mind, name, week) for name, week in changes.shared.items()]
    written += [_faded_note(mind, name) for name in changes.lost]
    return [*written, _goals_note(mind)] if changes.goals else written


def shared_weeks(mind: Mind) -> dict[str, Week]:
    """By person, the days and messages of this week; public events only with people one knows."""
    me, memory = mind.me, mind.me.memory
    weeks: dict[str, Week] = {}
    for log in me.week_log:
        for name in log.others:
            if log.kind == "public" and not (memory.knows(name) and len(log.others) <= 4):
                continue
            weeks.setdefault(name, Week()).days.append(log)
    now, own = mind.when.week_text, mind.name
    for message in reversed(me.messages):
        if not message.time.startswith(now):
            break
        if message.sender == own:
            weeks.setdefault(message.to, Week()).sent += 1
        else:
            weeks.setdefault(message.sender, Week()).received.append(message.content)
    return weeks


def _updated(mind: Mind, name: str, week: Week) -> Update:
    """The note on somebody after a week with them."""
    felt = mind.feel(name)
    before = mind.told(name)
    about = _about(mind, name, before) if before else _introduction(mind, week)
    for log in week.days:
        _judge_day(mind, log, week)
    _judge_messages(mind, week)
    _settle(mind, name, about, felt, week)
    feeling = Feeling(
        moved(felt.affection, _bounded(week.liking)),
        moved(felt.respect, _bounded(week.regard)),
        felt.met + len(week.days),
        mind.week if week.days or week.received else felt.last,
    )
    events = before.events if before else ()
    if events and event_of(events[-1], mind.world.language).went == "wrote":
        # Weeks of mere messages must not push the days together out of the note.
        events = events[:-1]
    events = (*events, _event_line(mind, week))
    content, summary = write_note(about, events, feeling, mind.world.language)
    return Update(CHARACTERS + name, content, summary)


def _bounded(value: float) -> float:
    return min(_MOST_A_WEEK, max(-_MOST_A_WEEK, value))


def _judge_day(mind: Mind, log: DayLog, week: Week) -> None:
    """Good days warm, bad ones cool, more so for the lonely; help and skill earn respect."""
    share = 1.0 if len(log.others) == 1 else 0.6
    if log.kind == "public":
        share *= 0.4
    went = 0.32 * log.mood + 0.22 * log.social - 0.2
    if went < 0:
        went *= 1.8
    elif mind.me.state.fulfilment["social"] < 38:
        went *= 1.3
    week.liking += share * went
    skilled, careless = _credit(log.outcome, mind.world.language)
    regard = 0.4 * log.esteem + 0.1 * log.mood + 0.8 * min(2, skilled) - 1.5 * min(2, careless)
    week.regard += share * regard


@lru_cache(maxsize=4096)
def _credit(outcome: str, language: str) -> tuple[int, int]:
    """How many words of praise and of blame an outcome holds."""
    phrases, text = phrasebook(language), outcome.lower()
    skilled = sum(word in text for word in phrases.praise)
    return skilled, sum(word in text for word in phrases.blame)


def _settle(mind: Mind, name: str, about: str, felt: Feeling, week: Week) -> None:
    """Contact draws a tie toward what the two are to each other by nature and by their history.

    So some people grow on each other and others never get along, however good the days.
    """
    contacts = len(week.days) + 0.5 * bool(week.received)
    liked, valued = taste(mind.seed, mind.name, name)
    words = estimate(about, mind.world.language)
    natural = 55 + liked * (2.9 if liked < 0 else 1.8) + 0.8 * words[0]
    deserved = 50 + 1.6 * valued + 0.8 * words[1]
    week.liking -= contacts * (felt.affection - natural) / _HABIT
    week.regard -= contacts * (felt.respect - deserved) / _HABIT


def _judge_messages(mind: Mind, week: Week) -> None:
    """Kind words warm a little; a refusal or silence after writing cools a little."""
    words = 0.0
    for text in week.received[:4]:
        lowered = text.lower()
        words += 0.25 + 0.9 * warmth(text, mind.world.language)
        words -= 0.7 * any(refusal in lowered for refusal in mind.phrases.refusals)
    week.liking += min(2.0, max(-3.0, words))
    if week.sent and not week.received and not week.days:
        week.liking -= 0.5


def _event_line(mind: Mind, week: Week) -> str:
    """What the week with somebody was, as a line that is read back."""
    if not week.days:
        return _dated(mind, mind.one(mind.phrases.events["wrote"]))
    log = max(week.days, key=lambda day: abs(day.mood + day.social))
    went = log.mood + 0.7 * log.social
    kind = "good" if went >= 2 else "bad" if went <= -1.5 else "plain"
    text = mind.one(mind.phrases.events[kind]).format(what=mind.title(log))
    return _dated(mind, text)


def _dated(mind: Mind, text: str) -> str:
    """A line with the week before it."""
    return f"{week_text(mind.week)}{mind.phrases.words['colon']}{text}"


def _introduction(mind: Mind, week: Week) -> str:
    if not week.days:
        return ""
    return mind.say("met_line", {"what": mind.title(week.days[0])})


def _lost(mind: Mind, weeks: dict[str, Week]) -> list[str]:
    """People one has not heard of for long, whose notes have not been touched for long either."""
    names: list[str] = []
    for file, note in mind.me.memory.files.items():
        name = file.removeprefix(CHARACTERS)
        if name == file or name in weeks:
            continue
        # The least recently written notes come first, so a look at a few is enough.
        if mind.weeks_since(week_of(note.time)) < 2 * PATIENCE_WEEKS:
            break
        if mind.weeks_since(mind.feel(name).last) > PATIENCE_WEEKS:
            names.append(name)
        if len(names) == MOST_FADING:
            break
    return names


def _faded_note(mind: Mind, name: str) -> Update:
    """The note on somebody with the feeling as it is now."""
    note = mind.me.memory.files[CHARACTERS + name]
    before, felt = told(note.content, mind.world.language), mind.feel(name)
    last = felt.last if felt.last != (0, 0) else week_of(note.time)
    feeling = replace(felt, last=last)
    about = _about(mind, name, before)
    content, summary = write_note(about, before.events, feeling, mind.world.language)
    return Update(CHARACTERS + name, content, summary)


def _about(mind: Mind, name: str, before: Told) -> str:
    """Who somebody is, as the note said; what one calls them comes first if it has been cut off."""
    said = mind.call(name)
    if mind.call_by(name, before.about) == said:
        return before.about
    return f"{said}{mind.phrases.words['colon']}{before.about}"


def _goals_file(mind: Mind) -> str:
    """The memory file of the latest goals."""
    return OTHERS + mind.phrases.words["goals"]


def _goal_lines(mind: Mind) -> list[str]:
    note = mind.me.memory.files.get(_goals_file(mind))
    return note.content.splitlines() if note else []


def _goals_changed(mind: Mind) -> bool:
    """Whether this week's goal is not the last one of the list yet."""
    goal, lines = " ".join(mind.me.goal.split()), _goal_lines(mind)
    return bool(goal) and not (lines and lines[-1].endswith(goal))


def _goals_note(mind: Mind) -> Update:
    """The list of the latest goals."""
    goal = " ".join(mind.me.goal.split())
    kept = [*_goal_lines(mind)[-(_GOALS_KEPT - 1) :], _dated(mind, goal)]
    return Update(_goals_file(mind), "\n".join(kept), goal)
