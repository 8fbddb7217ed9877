"""The end of a week: the diary, memory updates, and giving away what is too much."""

from __future__ import annotations

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow
from agentopia_env.life.asking import Considered, consider, keep, memory_session
from agentopia_env.life.settlement import record_state
from agentopia_env.life.stage import Stage
from agentopia_env.questions.person import Discard, Review
from agentopia_env.questions.replies import DiscardReply, ReviewReply
from agentopia_env.steps import Step
from agentopia_env.world.memory import (
    CHARACTERS,
    Call,
    DiaryEntry,
    Note,
    normal_file,
)
from agentopia_env.world.society import Society


def review_stage(society: Society, moment: Moment) -> Stage:
    """Everybody looks back on the week and updates their memory."""
    span = 2 if society.fidelity == "full" else 1
    names = society.people
    return Stage([Step(_reviewed(society, name, moment), (name,), span=span) for name in names])


def _reviewed(society: Society, name: str, moment: Moment) -> Flow[None]:
    considered = yield from _review(society, name, moment)
    keep(society, name, considered.updates)
    reply = considered.reply
    if not reply.summary.strip() and not reply.reflection.strip():
        return
    entry = DiaryEntry(str(moment), reply.summary, reply.reflection)
    society.people[name].memory.add_diary(entry, society.rules.memory)
    society.append(
        f"persona/{name}/memory/weekly_diary.jsonl",
        {"time": entry.time, "summary": entry.summary, "reflection": entry.reflection},
    )


def _review(society: Society, name: str, moment: Moment) -> Flow[Considered]:
    question = Review(
        who=name,
        when=moment,
        world=society.world,
        me=society.people[name],
        notes=society.fidelity == "brief",
    )
    if society.fidelity == "full":
        return (yield from consider(question, society))
    _, reply = yield question
    return Considered(reply, _notes(society, name, reply, moment))


def _notes(society: Society, name: str, reply: ReviewReply, moment: Moment) -> dict[str, Note]:
    """The memory updates of a brief review; the current texts stood in its question."""
    me = society.people[name]
    memory, session = me.memory, memory_session(society, me, str(moment))
    for note in reply.notes:
        file = normal_file(note.file)
        if file.startswith(CHARACTERS) or file in memory.files:
            session.execute(Call("read_file", file))
        session.execute(Call("update_file", file, note.content, note.summary))
    return session.updates


def settle_stage(society: Society, moment: Moment) -> Stage:
    """Possessions above the limit are given away, by the person's choice."""
    return Stage(
        [Step(_settled(society, name, moment), (name,), span=0) for name in society.people]
    )


def _settled(society: Society, name: str, moment: Moment) -> Flow[None]:
    most = society.rules.economy.max_possessions
    if len(society.people[name].state.possessions) > most:
        reply = yield from _discard(society, name, moment)
        _give_away(society, name, reply, most)
        record_state(society, name, moment)


def _discard(society: Society, name: str, moment: Moment) -> Flow[DiscardReply]:
    me = society.people[name]
    reply: DiscardReply = yield Discard(
        who=name,
        when=moment,
        world=society.world,
        me=me,
        count=len(me.state.possessions) - society.rules.economy.max_possessions,
    )
    return reply


def _give_away(society: Society, name: str, reply: DiscardReply, most: int) -> None:
    """Drop what was named, then the oldest until the limit is kept."""
    owned = society.people[name].state.possessions
    excess = len(owned) - most
    for wanted in reply.discard:
        index = next((i for i, item in enumerate(owned) if item.name == wanted.strip()), None)
        if index is not None and excess > 0:
            del owned[index]
            excess -= 1
    del owned[: max(0, excess)]
