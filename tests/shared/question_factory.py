"""A small society and one question of every kind, built by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agentopia_env.clock import Moment, Stage
from agentopia_env.questions import environment as env
from agentopia_env.questions import person as own
from agentopia_env.questions.base import ENVIRONMENT, Question
from agentopia_env.questions.design import DesignPlaces, DesignPositions
from agentopia_env.questions.replies import DayReply, IntentReply, SoloReply
from agentopia_env.world.economy import Offer, PriceItem
from agentopia_env.world.memory import (
    Call,
    CallResult,
    DiaryEntry,
    HistoryEntry,
    Memory,
    Note,
)
from agentopia_env.world.messages import Message, Notice
from agentopia_env.world.persona import TALENTS, TRAITS, Assets, Face, Item, Measure, Profile
from agentopia_env.world.places import Location
from agentopia_env.world.positions import Position
from agentopia_env.world.rules import Rules
from agentopia_env.world.scene import Heard, Line, Part, perceived
from agentopia_env.world.schedule import Engagement, PublicEvent
from agentopia_env.world.society import DayLog, Person, World
from agentopia_env.world.state import State

ADA, BO, CY = "Ada Byron", "Bo", "石磊"
MILL = Location("mill", "Old Mill", "A mill without a wheel.", ("millstone", "bench"), "small")
SQUARE = Location("square", "Market Square", "Cobbles and pigeons.", ("fountain",), "large")
WORLD = World(
    name="testing",
    language="en",
    setting="Reed is a village of three people.",
    prices=(PriceItem("tea", 2, 4, "food", "cup"), PriceItem("lute", 120, 120, "music")),
    locations={
        "mill": MILL,
        "square": SQUARE,
        f"home/{ADA}": Location(f"home/{ADA}", "Ada's home", "A room.", ("bed",)),
    },
    rules=Rules(),
)


def at(stage: Stage, index: int = 0, year: int = 2021, week: int = 3) -> Moment:
    return Moment(year, week, stage, index)


def make_profile(name: str, **changes: Any) -> Profile:
    profile = Profile(
        name=name,
        gender="female",
        birth_year=1990,
        birthday="Y1990-W05",
        appearance_and_impression=f"{name} is tall.",
        brief_introduction=f"{name} mends clocks.",
        details=f"{name} came here ten years ago.\nNobody knows why.",
        conflicts="Wants to stay and to leave.",
        core_motivation="To be needed.",
        values="Keep your word.",
        preferences="Tea, rain.",
        talents=Measure("Quick hands.", dict.fromkeys(TALENTS, 50)),
        personality_traits=Measure("Calm.", dict.fromkeys(TRAITS, 45)),
        position="Clock/Works, Reed/Mender",
        init_skills={"mending": 80},
        init_assets=Assets(100),
    )
    return replace(profile, **changes)


def make_person(name: str) -> Person:
    others = [other for other in (ADA, BO, CY) if other != name]
    memory = Memory(
        diary=[
            DiaryEntry("Y2021-W01-review", "It snowed.", "I liked it."),
            DiaryEntry("Y2021-W02-review", "It thawed."),
        ],
        history=[HistoryEntry("Y2020-W10-settle", "The year the bridge fell.")],
        files={
            "general": Note("Y2020-W00-begin", "Save for a lute.", "Lute."),
            "others/bridge": Note("Y2021-W01-review", "It will be rebuilt.", "The bridge."),
            **{
                f"characters/{other}": Note(
                    "Y2021-W02-review", f"{other} owes me a cup of tea.", f"{other}: tea."
                )
                for other in others
            },
        },
    )
    state = State(
        vitality=70,
        fulfilment={"mood": 51, "material": 52, "social": 53, "esteem": 54},
        skills={"mending": 80, "singing": 12.5},
        deposit=340,
        possessions=[Item("Brass watch", "stopped at noon"), Item("Teapot")],
    )
    return Person(
        profile=make_profile(name),
        state=state,
        memory=memory,
        goal="Own a shop.",
        plan="Work twice, rest once.",
        messages=[
            Message("Y2020-W01-contact-S1", others[0], name, "Long ago.", 1),
            Message("Y2021-W02-contact-S1", others[0], name, "Is the watch ready?", 2),
            Message("Y2021-W03-contact-S1", name, others[0], "Tomorrow.", 3),
        ],
        week_log=[
            DayLog(2021, 3, 1, "joint", "Tea", "mill", (others[0],), "You laughed.", mood=2),
        ],
        year_log={"solo_days": 12, "people_met": 2},
    )


def make_face(name: str) -> Face:
    return Face(name, "female", 31, f"{name} is tall.", "Clock/Works, Reed/Mender")


TEA = Engagement("joint-1", "joint", "Tea", "We talk.", 2021, 3, 2, "mill", (ADA, BO), BO)
FAIR = PublicEvent("event-1", "Spring fair", "Stalls.", 2021, 3, 4, 2, "everybody", "square")
AT_FAIR = Engagement("event-1-x", "public", "Spring fair", "Stalls.", 2021, 3, 4, "square", ())
SECRET = "I sold the watch"
LINES = (
    Line(1, "", (Part("The kettle sings."),)),
    Line(2, BO, (Part("Is it ready?"), Part(SECRET, ()), Part("Psst.", (ADA,)))),
    Line(3, ADA, (Part("Soon."),), ("gives Bo the Teapot",)),
)
JOBS = (
    Position("Inn, The", "Cook", "work", "Cooks.", 150, {"cooking": 1}, 2, (BO,)),
    Position("Reed/Mill", "Miller", "work", "Mills.", 200, {}, 1, (), 18, 60, {"milling": 30}),
)
PAY = {"low": (40, 80), "high": (120, 200)}
SOLO = SoloReply(activity="I mend the church clock.", kind="work", effort="hard")
OFFERS = (Offer("Lute", 120, "six strings"), Offer("Soup", 4, "", False))


def person_questions(me: Person | None = None, world: World = WORLD) -> list[Question[Any]]:
    """One question of every kind that people are asked, in the order of the week."""
    me = me or make_person(ADA)
    everyone = {"who": me.name, "world": world, "me": me}
    bo = make_face(BO)
    scene = {"engagement": TEA, "location": MILL, "others": (bo,)}
    heard = perceived(LINES, me.name)
    log = me.week_log[0] if me.week_log else make_person(ADA).week_log[0]
    read = CallResult(Call("read_file", "characters/Bo"), "Bo owes me a cup of tea.")
    days = (own.DaySlot(day=1), own.DaySlot(day=2, engagement=TEA, location=MILL, others=(bo,)))
    slot, day, end = at("contact", 2), at("activity", 2), at("year_end", week=10)
    news = (
        Notice("message", BO, "Thursday?"),
        Notice("refused", "", "Not done: contact Zed: nobody is called 'Zed'"),
    )
    invitation = own.Invitation("Sledging", BO, "Downhill.", day.week_text, "mill", (CY,))
    return [
        own.Plan(
            **everyone,
            when=at("plan"),
            standards={"frugal": 100.0, "moderate": 200.0},
            engaged=(TEA,),
            income=150,
            results=(read,),
            calls_left=6,
        ),
        own.SignUp(**everyone, when=at("before_contact"), events=(FAIR,)),
        own.Contact(
            **everyone,
            when=slot,
            slot=2,
            slots=5,
            news=news,
            invitations=(invitation,),
            people=(BO, CY),
            engaged=(TEA,),
            earliest=(2021, 3, 1),
            places=("mill", "square"),
            events=(FAIR,),
        ),
        own.Enter(**everyone, when=day, **scene),
        own.Speak(
            **everyone,
            when=day,
            **scene,
            analysis="He wants the watch.",
            heard=heard,
            surroundings="The light goes.",
            turns_left=4,
        ),
        own.Solo(**everyone, when=day, day=2, places=("mill",), work_pay=PAY),
        own.Purchase(**everyone, when=day, day=2, intent=SOLO, offers=OFFERS),
        own.Reflect(**everyone, when=day, log=log, heard=heard, calls_left=7),
        own.Attend(**everyone, when=day, engagement=AT_FAIR, location=SQUARE, others=(bo,)),
        own.Exchange(
            **everyone, when=day, engagement=AT_FAIR, others=(bo,), deeds={BO: "Sings loudly."}
        ),
        own.Review(**everyone, when=at("review"), notes=True),
        own.Discard(**everyone, when=at("settle"), count=1),
        own.Wish(**everyone, when=end, positions=JOBS),
        own.Rate(**everyone, when=end, people=(BO, CY)),
        own.Days(
            **everyone,
            when=at("activity"),
            days=days,
            places=("mill",),
            work_pay=PAY,
            shop=OFFERS,
        ),
        own.YearEnd(**everyone, when=end, people=(BO, CY), positions=JOBS),
    ]


def environment_questions(world: World = WORLD) -> list[Question[Any]]:
    """One question of every kind that the environment model is asked."""
    ada, bo = make_person(ADA), make_person(BO)
    asked = {"who": ENVIRONMENT, "world": world}
    day, begin, end = at("activity", 2), at("begin"), at("year_profile", week=10)
    scene = {"engagement": TEA, "location": MILL, "cast": (ada, bo), "lines": LINES}
    applicant = env.Applicant(BO, 30, {"cooking": 40}, {"health": 50}, {"patience": 40}, "Cooks.")
    return [
        env.NewEvents(
            **asked, when=at("before_contact"), running=(FAIR,), most=10, days=5, population=3
        ),
        env.Encounter(
            **asked, when=at("after_contact"), pair=(ada, bo), know=True, location=MILL, day=2
        ),
        env.Direct(**asked, when=day, **scene, present=(ADA, BO), last=LINES[-1], may_end=False),
        env.SceneOutcome(**asked, when=day, **scene),
        env.SoloOutcome(**asked, when=day, person=ada, day=2, intent=SOLO, location=MILL),
        env.WeekOutcome(
            **asked,
            when=at("activity"),
            person=ada,
            intents={
                "1": DayReply(day=1, activity="I rest."),
                "4": DayReply(day=4, activity="I sing."),
            },
            events={"4": AT_FAIR},
        ),
        env.PublicOutcome(
            **asked,
            when=day,
            person=ada,
            engagement=AT_FAIR,
            location=SQUARE,
            intent=IntentReply(activity="I sell tea."),
            others=(make_face(BO),),
        ),
        env.UpdateProfile(**asked, when=end, person=ada, max_talent=3, max_trait=5),
        DesignPositions(
            **asked,
            when=begin,
            existing=JOBS,
            count=2,
            capacity=(2, 4),
            max_capacity=2,
            best_skills={"mending": 80},
            demanding=True,
        ),
        env.Admit(**asked, when=end, position=JOBS[0], applicants=(applicant,), free=1),
        DesignPlaces(**asked, when=begin, public=30, homes=(make_face(ADA),)),
    ]


def all_questions() -> list[Question[Any]]:
    return person_questions() + environment_questions()


def question_of(kind: str, me: Person | None = None, world: World = WORLD) -> Any:
    """The question of one kind."""
    asked = [*person_questions(me, world), *environment_questions(world)]
    return next(question for question in asked if question.kind == kind)


__all__ = ["Heard", "all_questions", "environment_questions", "person_questions", "question_of"]
