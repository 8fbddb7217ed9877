"""The plan stage: goals, the weekly plan, and a living standard that is paid once."""

from __future__ import annotations

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow
from agentopia_env.language import Phrase, say
from agentopia_env.language.answers import value_in_words
from agentopia_env.life.asking import Considered, consider, keep
from agentopia_env.life.settlement import record_state, weekly_income
from agentopia_env.life.stage import Stage
from agentopia_env.questions.person import Plan
from agentopia_env.steps import Step
from agentopia_env.world.economy import affordable, cheapest_standard
from agentopia_env.world.messages import Notice
from agentopia_env.world.society import Person, Society
from agentopia_env.world.state import Change


def plan_stage(society: Society, moment: Moment) -> Stage:
    """Everybody plans; what somebody decided is kept and paid at once."""
    return Stage([Step(_planned(society, name, moment), (name,)) for name in society.people])


def _planned(society: Society, name: str, moment: Moment) -> Flow[None]:
    considered = yield from _plan(society, name, moment)
    _apply(society, name, considered, moment)


def _plan(society: Society, name: str, moment: Moment) -> Flow[Considered]:
    person = society.people[name]
    question = Plan(
        who=name,
        when=moment,
        world=society.world,
        me=person,
        standards=affordable(person.state.deposit, society.rules.economy),
        engaged=tuple(person.schedule.days.values()),
        income=weekly_income(society, person),
    )
    if society.fidelity == "full":
        return (yield from consider(question, society))
    _, reply = yield question
    return Considered(reply, {})


def _apply(society: Society, name: str, considered: Considered, moment: Moment) -> None:
    person, reply = society.people[name], considered.reply
    keep(society, name, considered.updates)
    person.goal = reply.goal or person.goal
    person.plan = reply.plan
    _pay_living(society, person, reply.living_standard)
    record_state(society, name, moment)
    society.append(
        f"persona/{name}/plan.jsonl",
        {
            "time": str(moment),
            "goal": person.goal,
            "plan": person.plan,
            "living_standard": person.state.living_standard,
        },
    )


def _pay_living(society: Society, person: Person, wanted: str) -> None:
    """Pay the chosen standard, or the cheapest where that one is refused."""
    rules = society.rules.economy
    payable = affordable(person.state.deposit, rules)
    standard, language = wanted.strip().casefold(), society.world.language
    if standard not in payable:
        known = standard in rules.living_standards
        standard = cheapest_standard(rules)
        reason = (
            Phrase("you cannot pay it")
            if known
            else Phrase(
                "choose from {names}",
                names=", ".join(value_in_words(name, language) for name in payable),
            )
        )
        text = say(
            language,
            "You live {standard} this week: {wanted!r} was refused, {reason}.",
            standard=value_in_words(standard, language),
            wanted=value_in_words(wanted, language)[:40],
            reason=reason,
        )
        society.pending.setdefault(person.name, []).append(Notice("refused", "", text))
    cost, material = rules.living_standards[standard]
    person.state.living_standard = standard
    person.count("spent", min(cost, person.state.deposit))
    person.state.pay(min(cost, person.state.deposit))
    person.state.apply(Change(material=material))
