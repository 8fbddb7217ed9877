"""The contact rounds: everybody reads what arrived and acts, at once, round after round."""

from __future__ import annotations

from collections.abc import Sequence

from agentopia_env.clock import Moment, parse_moment
from agentopia_env.errors import ReplyError
from agentopia_env.flow import Flow
from agentopia_env.language import Phrase, say
from agentopia_env.language.answers import key_in_words
from agentopia_env.life.events import EVENTS, offered_events, sign_up
from agentopia_env.life.stage import Stage
from agentopia_env.questions.person import Contact, Invitation
from agentopia_env.questions.replies import ContactReply
from agentopia_env.steps import Step
from agentopia_env.world.lists import rejoined
from agentopia_env.world.messages import Action, Message, Notice, Proposal, fold
from agentopia_env.world.names import ONESELF, resolve_name
from agentopia_env.world.places import owner_of, resolve_location
from agentopia_env.world.society import Person, Society


def contact_stage(society: Society, moment: Moment) -> Stage:
    """One round: everybody answers on what they know; then every action takes effect."""
    places = tuple(place.key for place in society.world.public_places)
    asked = [
        Step(_ask(society, name, moment, places), sees=(name, EVENTS)) for name in society.people
    ]

    def take_effect(answers: Sequence[_Answer]) -> None:
        society.pending = {}
        for question, reply in answers:
            _act(society, question, reply, moment)
            sign_up(society, question.who, reply.events, question.events, moment)

    return Stage(asked, take_effect)


_Answer = tuple[Contact, ContactReply]


def _ask(society: Society, name: str, moment: Moment, places: tuple[str, ...]) -> Flow[_Answer]:
    question = _question(society, name, moment, places)
    reply: ContactReply = yield question
    return question, reply


def _question(society: Society, name: str, moment: Moment, places: tuple[str, ...]) -> Contact:
    me = society.people[name]
    rules = society.rules
    return Contact(
        who=name,
        when=moment,
        world=society.world,
        me=me,
        slot=moment.index,
        slots=rules.time.n_contact_slot if society.fidelity == "full" else 1,
        news=tuple(society.pending.get(name, ())),
        invitations=_invitations(society, name),
        people=tuple(other for other in me.memory.known if other in society.people),
        engaged=tuple(me.schedule.days.values()),
        earliest=earliest_date(society, moment),
        places=places,
        events=offered_events(society, name, moment) if society.fidelity == "brief" else (),
    )


def earliest_date(society: Society, moment: Moment) -> tuple[int, int, int]:
    """The first day for which a joint activity may be proposed.

    In the brief week an invitation is answered a week after it was made, so next week's first.
    """
    ahead = 0 if society.fidelity == "full" else 1
    return (*society.rules.time.week_after(moment, ahead), 1)


def _invitations(society: Society, name: str) -> tuple[Invitation, ...]:
    return tuple(
        Invitation(
            activity_name=proposal.activity_name,
            proposer=proposal.proposer,
            proposal=proposal.proposal,
            when=_when(proposal),
            location=proposal.location,
            others=tuple(other for other in proposal.invited if other != name),
        )
        for proposal in society.invited(name)
    )


def _when(proposal: Proposal) -> str:
    return f"Y{proposal.year}-W{proposal.week:02d}-activity-D{proposal.day}"


def _act(society: Society, question: Contact, reply: ContactReply, moment: Moment) -> None:
    """Let a person's actions take effect in order; the invalid ones come back with a reason.

    From an answer of which nothing could be done nothing is to be learned.
    """
    most, language = society.rules.contact.max_actions, society.world.language
    name = question.who
    actions = list(dict.fromkeys(reply.actions))
    refused = []
    for action in actions[:most]:
        try:
            _do(society, society.people[name], action, moment)
        except ReplyError as problem:
            refused.append(f"{_named(action, language)}: {problem.said(language)}")
    if beyond := actions[most:]:
        named = [_named(action, language) for action in beyond[:most]]
        listed = ", ".join(named) + (", …" if len(beyond) > most else "")
        refused.append(
            say(language, "{actions}: at most {most} actions a round", actions=listed, most=most)
        )
    if refused and len(refused) == len(actions) and not reply.events:
        society.reject(question.key, "; ".join(refused))
    for what in refused:
        notice = Notice("refused", "", say(language, "Not done: {what}", what=what))
        society.pending.setdefault(name, []).append(notice)


def _named(action: Action, language: str) -> str:
    """An action in a few words."""
    name = key_in_words(action.name, language)
    return f"{name} {action.to or action.activity_name}".strip()[:120]


def _do(society: Society, me: Person, action: Action, moment: Moment) -> None:
    if max(len(action.message), len(action.proposal)) > society.rules.contact.max_message:
        raise ReplyError(
            "messages have at most {most} characters", most=society.rules.contact.max_message
        )
    match action.name:
        case "contact":
            _send(society, me, action, moment)
        case "propose_joint_activity":
            _propose(society, me, action, moment)
        case "respond_invitation":
            _respond(society, me, action, moment)
        case "cancel_joint_activity":
            _cancel(society, me, action, moment)


def reachable(society: Society, me: Person, name: str) -> str:
    """The person meant by a name, if I can write to them.

    Raises:
        ReplyError: why not, with a suggestion.
    """
    if name in society.people and name != me.name and me.memory.knows(name):
        return name
    found = resolve_name(name, tuple(me.memory.known), me.name)
    if found.name is None:
        raise ReplyError(found.problem)
    if found.name not in society.people:
        raise ReplyError("{name} cannot be reached at present", name=found.name)
    return str(found.name)


def _send(society: Society, me: Person, action: Action, moment: Moment) -> None:
    to = reachable(society, me, action.to)
    if not action.message.strip():
        raise ReplyError("the message is empty")
    _deliver(society, me, to, action.message, moment, Notice("message", me.name, action.message))


def _deliver(
    society: Society, me: Person, to: str, content: str, moment: Moment, notice: Notice
) -> None:
    """Put a message before its receiver and into both people's records."""
    message = Message(str(moment), me.name, to, content, society.next_seq())
    me.messages.append(message)
    me.count("messages_sent")
    me.tie(to, 1)
    receiver = society.people[to]
    receiver.messages.append(message)
    receiver.tie(me.name, 1)
    receiver.count("messages_received")
    society.pending.setdefault(to, []).append(notice)
    society.introduce(
        to, me.name, str(moment), say(society.world.language, "{name} wrote to me.", name=me.name)
    )
    line = {"time": message.time, "from": me.name, "content": content, "seq": message.seq}
    society.append(f"persona/{me.name}/contact/{to}.jsonl", line)
    society.append(f"persona/{to}/contact/{me.name}.jsonl", line)


def _propose(society: Society, me: Person, action: Action, moment: Moment) -> None:
    invited = _people(society, me, action.invited_persons)
    if not invited:
        raise ReplyError("invite somebody other than yourself")
    most = society.rules.contact.max_participants - 1
    if len(invited) > most:
        raise ReplyError("invite at most {most} people", most=most)
    required = _people(society, me, action.required_participants)
    for name in required:
        if name not in invited:
            raise ReplyError("{name} is required but not invited", name=name)
    year, week, day = _date(society, action.time, moment)
    engagement = me.schedule.on((year, week, day))
    if engagement is not None and engagement.type == "joint":
        raise ReplyError("you have {name} on that day", name=engagement.name)
    place = resolve_location(action.location, society.world.locations, (me.name, *invited))
    if isinstance(place, str):
        raise ReplyError(place)
    host = owner_of(place.key)
    if host in invited and host not in required:
        required = (*required, host)
    title = _title(action)
    if not title:
        raise ReplyError("give the activity a name")
    if fold(title) in society.proposals or fold(title) in society.joint_names:
        raise ReplyError(
            "there is an activity called {title!r} already; choose another name", title=title
        )
    proposal = Proposal(
        activity_name=title,
        proposer=me.name,
        proposal=action.proposal or action.message,
        invited=invited,
        required=required,
        year=year,
        week=week,
        day=day,
        location=place.key,
        made=str(moment),
    )
    society.propose(proposal)
    text = action.message or action.proposal
    for name in invited:
        notice = Notice("invitation", me.name, text, title, _when(proposal), place.key)
        _deliver(society, me, name, text or f"({title})", moment, notice)


def _people(society: Society, me: Person, given: tuple[str, ...]) -> tuple[str, ...]:
    """The people meant by names, oneself left out: whoever invites takes part anyway.

    Raises:
        ReplyError: somebody among them cannot be reached.
    """
    people: dict[str, None] = {}
    for name in rejoined(given, (*me.memory.known, me.name)):
        try:
            people[reachable(society, me, name)] = None
        except ReplyError:
            if resolve_name(name, (me.name,)).name is None:
                raise
    return tuple(people)


def _title(action: Action) -> str:
    """The name of an activity as the society keeps it: one line, at most 120 characters."""
    return " ".join(action.activity_name.split())[:120].rstrip()


def _date(society: Society, text: str, moment: Moment) -> tuple[int, int, int]:
    """The day named by a time string.

    Raises:
        ReplyError: the time does not exist, has passed, or lies too far ahead.
    """
    try:
        time = parse_moment(text)
    except ValueError as error:
        raise ReplyError(
            "{time!r} is not a time like {example}", time=text[:40], example=_example(moment)
        ) from error
    rules = society.rules
    if time.stage != "activity" or not 1 <= time.index <= rules.time.n_day:
        raise ReplyError(
            "name a day like {example}, D1 to D{days}",
            example=_example(moment),
            days=rules.time.n_day,
        )
    if not 1 <= time.week <= rules.time.n_week:
        raise ReplyError(
            "{time}: a year has the weeks 1 to {weeks}", time=text[:40], weeks=rules.time.n_week
        )
    date = (time.year, time.week, time.index)
    if date < earliest_date(society, moment):
        raise ReplyError("{time} is too early", time=text[:40])
    if rules.time.weeks_between(moment, time) > rules.contact.weeks_ahead:
        raise ReplyError("propose at most {weeks} weeks ahead", weeks=rules.contact.weeks_ahead)
    if time.year > rules.time.end_year:
        raise ReplyError("{time} lies after the end of this life", time=text[:40])
    return date


def _example(moment: Moment) -> str:
    return f"{moment.week_text}-activity-D1"


def _respond(society: Society, me: Person, action: Action, moment: Moment) -> None:
    proposal = society.proposals.get(fold(_title(action)))
    if proposal is None or me.name not in proposal.invited:
        waiting = ", ".join(p.activity_name for p in society.invited(me.name))
        hint = Phrase("; open are {names}", names=waiting) if waiting else ""
        raise ReplyError(
            "you have no invitation to {title!r}{hint}", title=action.activity_name[:80], hint=hint
        )
    if proposal.cancelled:
        raise ReplyError(
            "{name} has called {title!r} off", name=proposal.proposer, title=proposal.activity_name
        )
    _require_known(society, me, action.to)
    decision = action.decision.strip().casefold()
    if decision not in ("yes", "no"):
        raise ReplyError("decision must be yes or no")
    society.answer(proposal, me.name, decision == "yes")
    word = say(society.world.language, decision)
    text = action.message or word
    notice = Notice("answer", me.name, f"{word}: {text}", proposal.activity_name)
    _deliver(society, me, proposal.proposer, text, moment, notice)


def _require_known(society: Society, me: Person, name: str) -> None:
    """Refuse an answer to somebody who does not exist, although its title says which it answers.

    Raises:
        ReplyError: nobody is called so.
    """
    everybody = (*society.people, *society.world.others)
    found = resolve_name(name, everybody, me.name) if name.strip() else None
    if found is not None and found.name is None and found.problem != ONESELF:
        raise ReplyError(found.problem)


def _cancel(society: Society, me: Person, action: Action, moment: Moment) -> None:
    proposal = society.proposals.get(fold(_title(action)))
    if proposal is not None and proposal.proposer == me.name and not proposal.cancelled:
        title, told = proposal.activity_name, proposal.invited
        society.cancel(proposal)
    else:
        title, told = _call_off(society, me, _title(action), moment)
    off = say(society.world.language, "({title} is called off)", title=title)
    for name in told:
        notice = Notice("cancellation", me.name, action.message, title)
        _deliver(society, me, name, action.message or off, moment, notice)


def _call_off(
    society: Society, me: Person, title: str, moment: Moment
) -> tuple[str, tuple[str, ...]]:
    """Leave an agreed activity: its name, and the others who still meant to come.

    Without its proposer, the owner of the home it takes place in, or two people it is off.
    """
    agreed = {fold(e.name): e for e in me.schedule.days.values() if e.type == "joint"}
    engagement = agreed.get(fold(title))
    if engagement is None:
        raise ReplyError(
            "you have proposed or agreed no activity called {title!r}", title=title[:80]
        )
    others = tuple(
        other
        for other in engagement.participants
        if other != me.name and society.people[other].schedule.on(engagement.date) == engagement
    )
    if me.name in (engagement.proposer, owner_of(engagement.location)) or len(others) < 2:
        society.disengage(engagement, (me.name, *others), "cancelled", moment)
        society.joint_names.pop(fold(engagement.name), None)
    else:
        society.disengage(engagement, (me.name,), "left", moment)
    return engagement.name, others
