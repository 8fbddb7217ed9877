"""Before and after contact: public events, signing up, resolving proposals, encounters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agentopia_env.clock import Moment, parse_moment
from agentopia_env.flow import Flow
from agentopia_env.language import say
from agentopia_env.life.stage import Stage
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.environment import Encounter, NewEvents
from agentopia_env.questions.person import SignUp
from agentopia_env.questions.replies import EventReply, SceneReply, SignUpReply
from agentopia_env.steps import Step
from agentopia_env.world.messages import Notice, Proposal
from agentopia_env.world.names import resolve_name
from agentopia_env.world.places import resolve_location
from agentopia_env.world.schedule import Engagement, PublicEvent, day_key, resolve
from agentopia_env.world.society import Society, names_text

EVENTS = "public events"
"""What an announcement changes and whoever signs up looks at; nobody has this name."""
ACQUAINTED = 0.7
"""How often somebody who runs into another runs into an acquaintance, if any has the day free."""


def announce_stage(society: Society, moment: Moment) -> Stage:
    """The environment model announces this week's new public events."""
    return Stage([Step(_announce(society, moment), (EVENTS,))])


def _announce(society: Society, moment: Moment) -> Flow[None]:
    rules = society.rules
    reply = yield NewEvents(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        running=tuple(society.events),
        most=rules.activity.max_new_events,
        days=rules.time.n_day,
        population=len(society.people),
    )
    taken = {event.name for event in society.events}
    for given in reply.events[: rules.activity.max_new_events]:
        event = _event(society, given, moment)
        if event is not None and event.name not in taken:
            taken.add(event.name)
            society.events.append(event)
            society.append("public_events.jsonl", _event_record(event, moment))


def sign_up_stage(society: Society, moment: Moment) -> Stage:
    """Everybody sees the events they may come to and signs up (full fidelity)."""
    names = society.people
    return Stage([Step(_signed_up(society, name, moment), (name,), (EVENTS,)) for name in names])


def _signed_up(society: Society, name: str, moment: Moment) -> Flow[None]:
    offered = offered_events(society, name, moment)
    if offered:
        reply = yield from _ask_sign_up(society, name, moment, offered)
        sign_up(society, name, reply.events, offered, moment)


def _event(society: Society, given: EventReply, moment: Moment) -> PublicEvent | None:
    """An announced event within the rules; None where it has no name."""
    rules = society.rules
    name = " ".join(given.name.split())[:120]
    if not name:
        return None
    place = resolve_location(given.location, society.world.locations, ())
    everybody = tuple(society.people)
    invited = (resolve_name(person, everybody).name for person in given.people)
    return PublicEvent(
        id=society.new_id("event"),
        name=name,
        description=given.description,
        year=moment.year,
        week=moment.week,
        day=min(rules.time.n_day, max(1, int(given.day))),
        repeat_weeks=min(rules.activity.max_repeat_weeks, max(1, int(given.repeat_weeks))),
        eligibility=given.eligibility,
        location="" if isinstance(place, str) else place.key,
        people=tuple(dict.fromkeys(person for person in invited if person is not None)),
    )


def _event_record(event: PublicEvent, moment: Moment) -> dict[str, object]:
    return {
        "time": str(moment),
        "id": event.id,
        "name": event.name,
        "description": event.description,
        "start_day": event.day,
        "repeat_weeks": event.repeat_weeks,
        "eligibility": event.eligibility,
        "location": event.location,
        **({"people": list(event.people)} if event.people else {}),
    }


def offered_events(society: Society, name: str, moment: Moment) -> tuple[PublicEvent, ...]:
    """This week's public events on days that a person has free, as far as they may come."""
    schedule = society.people[name].schedule
    mine = (
        event
        for event in society.events
        if event.open_to(name) and schedule.free((moment.year, moment.week, event.day))
    )
    return tuple(sorted(mine, key=lambda event: (event.day, event.id)))


def _ask_sign_up(
    society: Society, name: str, moment: Moment, events: tuple[PublicEvent, ...]
) -> Flow[SignUpReply]:
    reply: SignUpReply = yield SignUp(
        who=name, when=moment, world=society.world, me=society.people[name], events=events
    )
    return reply


def sign_up(
    society: Society,
    name: str,
    wanted: Sequence[str],
    offered: Sequence[PublicEvent],
    moment: Moment,
) -> None:
    """Engage a person for the events they named; on a day that is taken the first one counts."""
    names = {" ".join(text.split()).casefold() for text in wanted}
    year, week = moment.year, moment.week
    schedule = society.people[name].schedule
    for event in offered:
        if event.name.casefold() in names and schedule.free((year, week, event.day)):
            society.engage(
                Engagement(
                    id=f"{event.id}-Y{year}W{week}",
                    type="public",
                    name=event.name,
                    text=event.description,
                    year=year,
                    week=week,
                    day=event.day,
                    location=event.location,
                    participants=(),
                ),
                (name,),
                moment,
            )


def after_contact_stage(society: Society, moment: Moment) -> Stage:
    """Proposals become activities or fall through; idle people may run into each other.

    Who meets whom is known at once. The circumstances are then asked for, those of all encounters
    at the same time, and known to the two before their next step.
    """
    _resolve(society, moment)
    met = [_run_into(society, moment, *each) for each in _pairs(society, moment)]
    scenes: dict[str, str] = {}
    asked = [
        Step(_circumstances(society, moment, each, scenes), (each.id,), each.participants)
        for each in met
    ]
    known = [
        Step(_learn(society, each, scenes), each.participants, (each.id,), span=0) for each in met
    ]
    return Stage([*asked, *known])


def _run_into(
    society: Society, moment: Moment, day: int, pair: tuple[str, str], place: str
) -> Engagement:
    """Engage two people for an encounter whose circumstances are not known yet."""
    engagement = Engagement(
        id=society.new_id("encounter"),
        type="encounter",
        name=say(
            society.world.language,
            "Encounter of {first} and {second}",
            first=pair[0],
            second=pair[1],
        ),
        text="",
        year=moment.year,
        week=moment.week,
        day=day,
        location=place,
        participants=pair,
    )
    society.engage(engagement, pair, moment)
    return engagement


def _circumstances(
    society: Society, moment: Moment, met: Engagement, scenes: dict[str, str]
) -> Flow[None]:
    reply = yield from _encounter(society, moment, met)
    scenes[met.id] = reply.scene


def _learn(society: Society, met: Engagement, scenes: dict[str, str]) -> Flow[None]:
    """Put the circumstances of an encounter into both people's days."""
    for name in met.participants:
        society.people[name].schedule.add(replace(met, text=scenes[met.id]))
    yield from ()


def _resolve(society: Society, moment: Moment) -> None:
    """Decide the proposals whose invitees have had a round to answer."""
    due = [proposal for proposal in society.proposals.values() if _due(society, proposal, moment)]
    schedules = {name: person.schedule for name, person in society.people.items()}
    for resolution in resolve(due, schedules):
        proposal = resolution.proposal
        title, language = proposal.activity_name, society.world.language
        society.close(proposal)
        if resolution.happens:
            day = (proposal.year, proposal.week, proposal.day)
            society.joint_names[proposal.key] = day_key(day)
            engagement = Engagement(
                id=society.new_id("joint"),
                type="joint",
                name=proposal.activity_name,
                text=proposal.proposal,
                year=proposal.year,
                week=proposal.week,
                day=proposal.day,
                location=proposal.location,
                participants=resolution.participants,
                proposer=proposal.proposer,
            )
            society.engage(engagement, resolution.participants, moment)
            everybody = names_text(resolution.participants)
            text = say(language, "{name} takes place with {people}.", name=title, people=everybody)
        else:
            text = say(
                language,
                "{name} does not take place: {reason}.",
                name=title,
                reason=resolution.reason,
            )
        for name in () if proposal.cancelled else proposal.people:
            if name == proposal.proposer or proposal.answers.get(name):
                notice = Notice("news", "", text, proposal.activity_name)
                society.pending.setdefault(name, []).append(notice)


def _due(society: Society, proposal: Proposal, moment: Moment) -> bool:
    """Whether a proposal has to be decided now.

    One made in the week's last round reaches people next week; it waits for their answers, unless
    it is for this week.
    """
    made = parse_moment(proposal.made)
    if proposal.cancelled or (proposal.year, proposal.week) <= (moment.year, moment.week):
        return True
    last = society.rules.time.n_contact_slot if society.fidelity == "full" else 1
    return (made.year, made.week) < (moment.year, moment.week) or made.index < last


def _pairs(society: Society, moment: Moment) -> list[tuple[int, tuple[str, str], str]]:
    """Who runs into whom on which day and where; exactly two idle people at a public place."""
    rules = society.rules
    places = [place.key for place in society.world.public_places]
    pairs: list[tuple[int, tuple[str, str], str]] = []
    for day in range(1, rules.time.n_day + 1) if places else ():
        date = (moment.year, moment.week, day)
        idle = [n for n, p in society.people.items() if p.schedule.free(date)]
        draw = society.chance(moment.week_text, "encounter", day)
        count = int(len(idle) / rules.activity.encounter_group + draw.random())
        draw.shuffle(idle)
        left = dict.fromkeys(idle)
        for first in idle:
            if count <= 0 or len(left) < 2:
                break
            if first not in left:
                continue
            del left[first]
            known = [n for n in society.people[first].memory.known if n in left]
            prefer = bool(known) and draw.random() < ACQUAINTED
            second = draw.choice(known) if prefer else _any(left, draw.random())
            del left[second]
            pairs.append((day, (first, second), draw.choice(places)))
            count -= 1
    return pairs


def _any(names: dict[str, None], share: float) -> str:
    """The name at a share of the way through; looks at few names even in a large society."""
    index = int(share * min(len(names), 64))
    for position, name in enumerate(names):
        if position == index:
            return name
    return next(iter(names))


def _encounter(society: Society, moment: Moment, met: Engagement) -> Flow[SceneReply]:
    first, second = (society.people[name] for name in met.participants)
    reply: SceneReply = yield Encounter(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        turn=f"D{met.day}/{first.name}",
        pair=(first, second),
        know=first.memory.knows(second.name),
        location=society.world.locations[met.location],
        day=met.day,
    )
    return reply
