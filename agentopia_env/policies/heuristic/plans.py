"""The week ahead: a goal for longer, a kind of day for each day, and a standard of living."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from agentopia_env.policies.heuristic.books import phrasebook
from agentopia_env.policies.heuristic.goals import Goal, write_goal
from agentopia_env.policies.heuristic.mind import Mind
from agentopia_env.questions.person import Plan
from agentopia_env.questions.replies import SoloKind

_DAY_PAY = 70
_UPKEEP = 225
"""What a week may cost whoever has just enough."""
_SATED = 12
"""Points above enough from which nothing is bought."""
_SCHOOL_AGE, _RETIRED = 19, 67
"""Ages below which one lives for school rather than pay, and from which one looks for no post."""
_KEEP = {"work": 0.75, "study": 0.6, "rest": 0.45, "leisure": 0.5, "shop": 0.15, "together": 0.7}
"""What is left of the wish for a kind of day after one of them is planned."""
_SOLO: dict[str, SoloKind] = {
    "work": "work",
    "study": "study",
    "rest": "rest",
    "leisure": "leisure",
    "shop": "shop",
    "together": "leisure",
}


def plan(mind: Mind, question: Plan) -> dict[str, Any]:
    """The answer to `Plan`."""
    goal = next_goal(mind)
    text = mind.me.goal if goal is None else write_goal(goal, mind.temper.style, mind.phrases)
    if goal is not None:
        mind.pursue(goal)
    standard = choose_standard(mind, question.standards, question.income)
    cost = question.standards.get(standard, 0)
    taken = {e.day for e in question.engaged if (e.year, e.week) == mind.week}
    wishes = day_wishes(mind, question.income - cost)
    days = range(1, mind.calendar.n_day + 1)
    kinds = {day: allot(mind, wishes) for day in days if day not in taken}
    return {"goal": text, "plan": _plan_text(mind, kinds), "living_standard": standard}


def _plan_text(mind: Mind, kinds: dict[int, str]) -> str:
    phrases = mind.phrases
    days = phrases.words["next"].join(
        phrases.planned(day, kind, mind.skill()) for day, kind in kinds.items()
    )
    leading = max(kinds.values(), key=list(kinds.values()).count, default="together")
    facts = plan_facts(mind, leading, dearest(mind) if leading == "together" else "")
    opening = mind.say(f"plan_{leading}", facts)
    listed = f"{phrases.plan_days}{days}{phrases.words['stop']}" if days else ""
    return phrases.join((opening, listed))


def plan_facts(mind: Mind, kind: str, friend: str = "") -> dict[str, Any]:
    """What plans and diaries can refer to."""
    aim, liking = mind.aim(), mind.one(mind.temper.likings)
    doing = mind.phrases.doing[kind].format(skill=mind.skill(), liking=liking)
    return {
        "aim": aim,
        "aim_cap": aim[:1].upper() + aim[1:],
        "liking": liking,
        "liking_cap": liking[:1].upper() + liking[1:],
        "skill": mind.skill(),
        "deposit": round(mind.me.state.deposit),
        "friend": friend,
        "doing": doing,
    }


def dearest(mind: Mind) -> str:
    """Whom the person likes best of a dozen they know, by first name."""
    known = mind.me.memory.known
    if mind.goal.kind == "friend":
        return mind.call(mind.goal.name)
    best = max(known[-12:], key=lambda name: mind.feel(name).affection, default="")
    return mind.call(best) if best else mind.phrases.words["somebody"]


@lru_cache(maxsize=4096)
def planned_days(text: str, language: str) -> dict[int, str]:
    """Kind of day by day, as a plan lists them; empty for anybody else's words."""
    phrases = phrasebook(language)
    days: dict[int, str] = {}
    listed = text.rpartition(phrases.plan_days)[2].rstrip(phrases.words["stop"])
    for piece in listed.split(phrases.words["next"]):
        label, rest = phrases.planned_day(piece)
        for kind, word in phrases.kinds.items():
            if label and rest.startswith(word):
                days[label] = kind
                break
    return days


def solo_kind(kind: str) -> SoloKind:
    """The kind of a day alone; a day kept for company that stayed empty is leisure."""
    return _SOLO[kind]


# ---------------------------------------------------------------- kinds of days


def day_wishes(mind: Mind, weekly_balance: float) -> dict[str, float]:
    """How much each kind of day is wished for, at least 0.

    `weekly_balance` is the income less the cost of living.
    """
    temper, state, goal = mind.temper, mind.me.state, mind.goal.kind
    mood, social, material = (state.fulfilment[name] for name in ("mood", "social", "material"))
    cushion = 250 + 500 * temper.thrifty
    need = max(0.0, min(1.5, (cushion - state.deposit - 4 * weekly_balance) / cushion))
    ease = min(1.0, state.deposit / 8000)
    wishes = {
        "work": 0.2
        - 0.15 * ease
        + 1.6 * need
        + 0.9 * (temper.driven - 0.3)
        + 0.5 * (goal == "save"),
        "study": 0.1 + 0.8 * temper.learned + 0.5 * (goal in ("skill", "position")) - 0.4 * need,
        "rest": 0.15 + 0.5 * (temper.restful - 0.3) + max(0.0, 80 - state.vitality) / 16,
        "leisure": 0.25 + 0.3 * temper.restful + max(0.0, 58 - mood) / 40 + 0.3 * (goal == "calm"),
        "shop": _wish_to_buy(mind, enough(mind) - material, cushion),
        "together": 0.2 + 1.1 * temper.sociable + max(0.0, 55 - social) / 45 - 0.2 * need,
    }
    if mind.me.profile.age(mind.when) < _SCHOOL_AGE:
        wishes["work"] *= 0.4
        wishes["study"] += 0.35
    if state.vitality < 35:
        for tiring in ("work", "study", "together"):
            wishes[tiring] *= 0.3
    return {kind: max(0.0, wish) for kind, wish in wishes.items()}


def _wish_to_buy(mind: Mind, lack: float, cushion: float) -> float:
    """The wish to buy something: for want of comfort, and a little for the spender's pleasure."""
    state = mind.me.state
    spare = state.deposit - cushion / 2
    if spare < 30 or lack < -_SATED:
        return 0.0
    taste = 0.25 * (mind.goal.kind == "comfort") + 0.3 * (0.6 - mind.temper.thrifty)
    return min(1.0, spare / 300) * (max(0.0, lack) / 25 + taste)


def allot(mind: Mind, wishes: dict[str, float]) -> str:
    """Draw a kind of day by the wishes, and lessen the wish for another one."""
    point = mind.draw.random() * sum(wishes.values())
    chosen = "leisure"
    for kind, wish in wishes.items():
        point -= wish
        if point <= 0 and wish > 0:
            chosen = kind
            break
    wishes[chosen] *= _KEEP[chosen]
    return chosen


# ---------------------------------------------------------------- standard of living


def enough(mind: Mind) -> float:
    """The material comfort with which a person is content: less for the thrifty and the poor."""
    rich = min(14.0, mind.me.state.deposit / 600)
    return 96 - 56 * mind.temper.thrifty + rich + 5 * (mind.goal.kind == "comfort")


def choose_standard(mind: Mind, standards: dict[str, float], income: float) -> str:
    """The dearest standard within what the person is ready to spend, else the cheapest.

    Ready to spend: a share of the income and of what is saved beyond a cushion, more for the
    spender, for whoever lacks material comfort and for whoever means to work this week; but not
    more than the lack of what one calls enough is worth: the rich live modestly once they have it.
    """
    temper, state = mind.temper, mind.me.state
    cushion = 200 + 700 * temper.thrifty
    share = 1.15 - 0.55 * temper.thrifty
    ready = income * share + _DAY_PAY * 1.5 * temper.driven
    ready += max(0.0, state.deposit - cushion) * (0.2 - 0.16 * temper.thrifty)
    lack = enough(mind) - state.fulfilment["material"]
    ready += lack * 3
    ready += {"comfort": 80, "save": -100}.get(mind.goal.kind, 0)
    ready = min(ready, _UPKEEP + lack * 9) + mind.draw.uniform(-50, 50)
    if state.deposit < 150:
        ready = min(ready, income * 0.8)
    within = [name for name, cost in standards.items() if cost <= ready]
    if within:
        return max(within, key=standards.__getitem__)
    return min(standards, key=standards.__getitem__)


# ---------------------------------------------------------------- goals


def next_goal(mind: Mind) -> Goal | None:
    """A new goal where the old one is reached, out of date or missing; else None."""
    if mind.me.goal and mind.when.week > 1 and not _done(mind):
        return None
    wishes = _goal_wishes(mind)
    point = mind.draw.random() * sum(weight for weight, _ in wishes)
    for weight, goal in wishes:
        point -= weight
        if point <= 0:
            return goal
    return Goal("calm")


def _done(mind: Mind) -> bool:
    goal, state = mind.goal, mind.me.state
    mood, social = state.fulfilment["mood"], state.fulfilment["social"]
    match goal.kind:
        case "skill":
            return state.skills.get(goal.skill, 0) >= goal.number
        case "position":
            return mind.me.profile.position is not None
        case "save":
            return state.deposit >= goal.number
        case "friend":
            return not 45 <= mind.feel(goal.name).affection < 82
        case "mend":
            return mind.feel(goal.name).affection >= 52
        case "company":
            return social >= 72
        case "calm":
            return mood >= 72 and state.vitality >= 70
        case "comfort":
            return state.fulfilment["material"] >= 78
    return False


def _goal_wishes(mind: Mind) -> list[tuple[float, Goal]]:
    """Possible goals and how much each is wished for."""
    temper, state = mind.temper, mind.me.state
    skill = goal_skill(mind)
    points = int(state.skills.get(skill, 0))
    growth = points + 12 + 2 * round(6 * temper.driven)
    saved = 50 * round((state.deposit + 250 + 450 * temper.thrifty) / 50)
    wishes = [
        (0.3 + 0.9 * temper.learned, Goal("skill", skill, growth)),
        (0.2 + 0.7 * temper.thrifty + (state.deposit < 250) * 0.6, Goal("save", number=saved)),
        (
            0.2 + 0.5 * temper.sociable + max(0, 50 - state.fulfilment["social"]) / 40,
            Goal("company"),
        ),
        (0.15 + 0.4 * temper.restful + max(0, 45 - state.vitality) / 30, Goal("calm")),
        (0.1 + 0.5 * (1 - temper.thrifty), Goal("comfort")),
    ]
    if mind.me.profile.position is None and mind.me.profile.age(mind.when) < _RETIRED:
        wishes.append((1.5, Goal("position", skill, growth)))
    known = mind.me.memory.known
    liked = [name for name in known if 55 <= mind.feel(name).affection < 75]
    if liked:
        wishes.append((0.3 + 0.6 * temper.deep, Goal("friend", name=mind.one(liked))))
    strained = [name for name in known if mind.feel(name).affection < 40]
    if strained:
        wishes.append((0.1 + 0.5 * temper.warm, Goal("mend", name=mind.one(strained))))
    return wishes


def goal_skill(mind: Mind) -> str:
    """A skill worth a year: one of the three best, or one the position teaches little of."""
    skills = sorted(mind.me.state.skills.items(), key=lambda item: -item[1])[:4]
    if not skills:
        return mind.phrases.words["craft"]
    chosen: str = mind.one(skills)[0]
    return chosen
