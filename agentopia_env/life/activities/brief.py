"""The days of a brief week: one question per person, scenes judged from what each says they do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow
from agentopia_env.life.activities.day import as_known, group_day
from agentopia_env.life.activities.deeds import Gifts, utterance
from agentopia_env.life.activities.results import (
    DayResult,
    apply_day,
    change_of,
    day_log,
)
from agentopia_env.life.activities.shared import Shared
from agentopia_env.life.activities.solo import offers_of, place_of, solo_result
from agentopia_env.life.stage import Stage
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.environment import SceneOutcome, WeekOutcome
from agentopia_env.questions.person import Days, DaySlot
from agentopia_env.questions.replies import (
    DayReply,
    DaysReply,
    SceneOutcomeReply,
    SoloOutcomeReply,
    WeekOutcomeReply,
)
from agentopia_env.steps import Step
from agentopia_env.world.economy import Offer
from agentopia_env.world.scene import perceived
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Society

_WORD = re.compile(r"\w+")
Intents = Mapping[str, Mapping[int, DayReply]]
"""Per person and day, what they mean to do."""
Results = Mapping[str, list[DayResult]]
"""Per person, what the days that are judged came to."""


def brief_activity_stage(society: Society, moment: Moment) -> Stage:
    """Everybody says what they do on each day; then the days are judged and take effect.

    A scene is judged when everybody in it has said what they do, and somebody's week takes effect
    when all of it is judged.
    """
    days = range(1, society.rules.time.n_day + 1)
    groups = {day: group_day(society, (moment.year, moment.week, day)) for day in days}
    scenes = [
        (engagement, cast)
        for gatherings, _ in groups.values()
        for engagement, cast in gatherings
        if engagement.type != "public"
    ]
    company = {(name, engagement.day): cast for engagement, cast in scenes for name in cast}
    events = _events(groups)
    intents: dict[str, dict[int, DayReply]] = {}
    results: dict[str, list[DayResult]] = {name: [] for name in society.people}
    steps = [
        Step(_days(society, name, moment, company, intents), (name, _days_of(name)))
        for name in society.people
    ]
    for engagement, cast in scenes:
        judged = _scene(society, engagement, cast, intents, results, moment)
        steps.append(Step(judged, (engagement.id,), (*cast, *map(_days_of, cast))))
    for name in society.people:
        alone = [day for day in days if (name, day) not in company]
        rest = _rest_of_week(society, name, alone, intents, results, events.get(name, {}), moment)
        steps.append(Step(rest, (_week_of(name),), (name, _days_of(name))))
    judged_for = {name: [_week_of(name)] for name in society.people}
    for engagement, cast in scenes:
        for name in cast:
            judged_for[name].append(engagement.id)
    for name, judged_parts in judged_for.items():
        lived = _take_effect(society, results[name], moment)
        steps.append(Step(lived, (name,), judged_parts, span=0))
    return Stage(steps)


def _days_of(name: str) -> str:
    """What is known when a person has said what they do."""
    return f"days of {name}"


def _week_of(name: str) -> str:
    """What is known when a person's days without company are judged."""
    return f"week of {name}"


def _take_effect(society: Society, results: list[DayResult], moment: Moment) -> Flow[None]:
    for result in sorted(results, key=lambda result: result.log.day):
        apply_day(society, result, moment)
    yield from ()


def _events(
    groups: Mapping[int, tuple[list[tuple[Engagement, tuple[str, ...]]], list[str]]],
) -> dict[str, dict[int, Engagement]]:
    """Per person, the public events of their week by day."""
    events: dict[str, dict[int, Engagement]] = {}
    for day, (gatherings, _) in groups.items():
        for engagement, cast in gatherings:
            if engagement.type == "public":
                for name in cast:
                    events.setdefault(name, {})[day] = engagement
    return events


def _days(
    society: Society,
    name: str,
    moment: Moment,
    company: Mapping[tuple[str, int], tuple[str, ...]],
    intents: dict[str, dict[int, DayReply]],
) -> Flow[None]:
    me, rules = society.people[name], society.rules
    slots = []
    for day in range(1, rules.time.n_day + 1):
        others = company.get((name, day), ())
        engagement = me.schedule.on((moment.year, moment.week, day))
        if engagement is not None and engagement.type != "public" and not others:
            society.disengage(engagement, (name,), "fell_through", moment)
            engagement = None
        slots.append(
            DaySlot(
                day=day,
                engagement=engagement,
                location=society.world.locations.get(engagement.location) if engagement else None,
                others=tuple(society.face(other) for other in others if other != name),
            )
        )
    reply: DaysReply = yield Days(
        who=name,
        when=moment,
        world=society.world,
        me=me,
        days=tuple(slots),
        places=tuple(place.key for place in society.world.public_places),
        work_pay=rules.economy.work_pay,
        shop=_shop(society, name, moment),
    )
    intents[name] = _by_day(reply, rules.time.n_day)


def _shop(society: Society, name: str, moment: Moment) -> tuple[Offer, ...]:
    """A few things from the price list that the person could buy this week."""
    prices = society.world.prices
    if not prices:
        return ()
    draw = society.chance(moment.week_text, "shop", name)
    chosen = draw.sample(range(len(prices)), min(6, len(prices)))
    items = (prices[index] for index in sorted(chosen))
    return tuple(
        Offer(item.name, round((item.low + item.high) / 2), item.category)
        for item in items
        if item.low <= society.people[name].state.deposit
    )


def _by_day(reply: DaysReply, n_day: int) -> dict[int, DayReply]:
    """The first intention for each day; a day without one is let slip by."""
    given: dict[int, DayReply] = {}
    for day in reply.days:
        given.setdefault(int(day.day), day)
    idle = DayReply(day=0, activity="", kind="leisure", effort="light")
    return {day: given.get(day, idle) for day in range(1, n_day + 1)}


def _scene(
    society: Society,
    planned: Engagement,
    cast: tuple[str, ...],
    intents: Intents,
    results: Results,
    moment: Moment,
) -> Flow[None]:
    engagement = as_known(society, planned, cast)
    gifts = Gifts(society)
    heard = (
        utterance(turn, name, intents[name][engagement.day].activity, cast, gifts)
        for turn, name in enumerate(cast, 1)
    )
    lines = tuple(line for line in heard if line is not None)
    outcome: SceneOutcomeReply = yield SceneOutcome(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        turn=engagement.id,
        engagement=engagement,
        location=society.world.locations.get(engagement.location),
        cast=tuple(society.people[name] for name in cast),
        lines=lines,
    )
    shared = Shared(society, engagement, moment, cast, lines, gifts)
    for name in cast:
        seen = perceived(lines, name, society.world.language)
        results[name].append(shared.result(name, outcome.participants[name], seen))


def _rest_of_week(
    society: Society,
    name: str,
    days: Sequence[int],
    said: Intents,
    results: Results,
    events: Mapping[int, Engagement],
    moment: Moment,
) -> Flow[None]:
    """A person's days alone and at public events, judged in one answer."""
    if not days:
        return
    me, intents = society.people[name], {day: said[name][day] for day in days}
    reply: WeekOutcomeReply = yield WeekOutcome(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        turn=name,
        person=me,
        intents={str(day): intent for day, intent in intents.items()},
        events={str(day): event for day, event in events.items()},
    )
    mine, deposit = results[name], me.state.deposit
    for day, intent in intents.items():
        outcome = reply.days.get(str(day)) or SoloOutcomeReply(outcome="")
        if day in events:
            mine.append(_public(society, name, events[day], intent, outcome, moment))
            continue
        bought = _asked_for(intent, offers_of(outcome.offers, deposit))
        place = place_of(society, name, intent)
        result = solo_result(society, me, moment, day, intent, place, outcome, bought, deposit)
        deposit += result.change.money
        mine.append(result)


def _asked_for(intent: DayReply, offers: Sequence[Offer]) -> Offer | None:
    """The offer that a person on a shopping day said they mean to buy; never another one."""
    wanted = " ".join(intent.item.split()).casefold()
    if intent.kind != "shop" or not wanted:
        return None
    words = {word for word in _WORD.findall(wanted) if len(word) > 2}

    def fit(offer: Offer) -> tuple[bool, bool, int]:
        name = offer.name.casefold()
        return name == wanted, name in wanted or wanted in name, len(words & {*_WORD.findall(name)})

    best = max(offers, key=fit, default=None)
    return best if best is not None and any(fit(best)) else None


def _public(
    society: Society,
    name: str,
    engagement: Engagement,
    intent: DayReply,
    outcome: SoloOutcomeReply,
    moment: Moment,
) -> DayResult:
    change = change_of(outcome, society.rules.state.public)
    return DayResult(
        person=name,
        log=day_log(
            moment,
            engagement.day,
            "public",
            engagement.name,
            engagement.location,
            (),
            outcome.outcome,
            change,
        ),
        change=change,
        content={"activity_id": engagement.id, "intent": intent.activity},
    )
