"""People, places and questions for the tests of policies."""

import dataclasses

from agentopia_env.clock import Moment
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.policies.heuristic.feelings import Feeling, write_note
from agentopia_env.questions.person import (
    Attend,
    Contact,
    Days,
    DaySlot,
    Discard,
    Enter,
    Exchange,
    Invitation,
    Plan,
    Purchase,
    Rate,
    Reflect,
    Review,
    SignUp,
    Solo,
    Speak,
    Wish,
    YearEnd,
)
from agentopia_env.questions.replies import SoloReply
from agentopia_env.world.economy import Offer, PriceItem
from agentopia_env.world.memory import CHARACTERS, Memory, Note
from agentopia_env.world.messages import Notice
from agentopia_env.world.persona import Assets, Face, Measure, Profile
from agentopia_env.world.places import Location
from agentopia_env.world.positions import Position
from agentopia_env.world.schedule import Engagement, PublicEvent
from agentopia_env.world.society import DayLog, Person, World
from agentopia_env.world.state import State

ADA, BRAM, ZOE = "Dr. Ada Quill", "Bram Okafor", "Zoë Marchetti"
GARDEN = Location("roof_garden", "Roof Garden", "Beds in boxes.", ("old swing", "water butt"))
INN = Location("inn", "The Ninth Step", "A warm room.", ("tiled stove",))
HOME = Location(f"home/{ADA}", "Ada's home", "Two rooms.", ("kettle",))
PAY = {"low": (40.0, 80.0), "medium": (80.0, 120.0), "high": (120.0, 200.0)}
STANDARDS = {"frugal": 100.0, "moderate": 200.0, "comfortable": 300.0, "luxurious": 500.0}
WORLD = World(
    "hand",
    "en",
    "A hill.",
    (PriceItem("Wool scarf", 20, 30, "clothes"),),
    {place.key: place for place in (GARDEN, INN, HOME)},
)
PLACES = ("roof_garden", "inn")
FACE = Face(BRAM, "male", 40, "Tall.", "Okafor Joinery/Carpenter")


def person(name=ADA, traits=None, **state) -> Person:
    profile = Profile(
        name,
        "female",
        1980,
        "Y1980-W03",
        *("",) * 6,
        "Loves burnt toast, loud songs and cold mornings. Hates soup.",
        Measure("", {}),
        Measure("", traits or {}),
        "Clinic/Physician",
        {},
        Assets(),
    )
    given = {"vitality": 65, "deposit": 600, "skills": {"medicine": 120, "drawing": 12}} | state
    fulfilment = {"mood": 55, "material": 55, "social": 50, "esteem": 50}
    fulfilment |= given.pop("fulfilment", {})
    return Person(profile, State(fulfilment=fulfilment, **given), Memory())


def remember(me: Person, other: str, affection: float, respect=50.0, met=10, last=(2020, 4)):
    content, summary = write_note("A neighbour.", (), Feeling(affection, respect, met, last), "en")
    week = f"Y{last[0]}-W{last[1]:02d}-review"
    me.memory.write(CHARACTERS + other, Note(week, content, summary))


def ask(kind, me, stage="plan", week=5, index=0, year=2020, **facts):
    when = Moment(year, week, stage, index)
    return kind(who=me.name, when=when, world=WORLD, me=me, **facts)


def contact(me, *, slot=1, week=5, people=(BRAM,), news=(), invitations=(), events=()):
    return ask(
        Contact,
        me,
        "contact",
        week,
        slot,
        slot=slot,
        slots=5,
        news=news,
        invitations=invitations,
        people=people,
        earliest=(2020, week, 1),
        places=PLACES,
        events=events,
    )


def invitation(day=2, proposer=BRAM):
    name = f"A walk in the garden {day}"
    when = f"Y2020-W05-activity-D{day}"
    return Invitation(name, proposer, "Walk with me", when, "roof_garden", ())


JOINT = Engagement("j1", "joint", "Tea", "Tea?", 2020, 5, 2, "inn", (ADA, BRAM), BRAM)
FAIR = PublicEvent("e1", "Drawing fair", "Bring paper.", 2020, 5, 3, 1, "", "inn")
POSITIONS = (
    Position("Clinic", "Physician", weekly_income=300, occupied_by=(ADA,)),
    Position("Clinic, North", "Head", weekly_income=480, min_skills={"medicine": 100}),
    Position("School", "Master", weekly_income=500, min_skills={"teaching": 50}),
)


def day(mood=3.0, others=(BRAM,), kind="joint", what="Tea (Ada, Bram)", outcome="They talked."):
    return DayLog(2020, 5, 2, kind, what, "inn", others, outcome, mood=mood, social=mood)


def speak(me, heard=(), **more):
    facts = {"engagement": JOINT, "location": INN, "others": (FACE,), "analysis": ""} | more
    turn = f"t{len(heard)}"
    return ask(Speak, me, "activity", index=2, heard=tuple(heard), turn=turn, **facts)


def every_question(me):
    slots = (DaySlot(day=1), DaySlot(day=2, engagement=JOINT, location=INN, others=(FACE,)))
    shop = (Offer("Lamp", 40), Offer("Chair", 90))
    intent = SoloReply(activity="Buying a lamp", kind="shop")
    event = dataclasses.replace(JOINT, type="public")
    here = {"engagement": JOINT, "location": INN, "others": (FACE,)}
    news = (Notice("message", BRAM, "How was your week?"),)
    company = {**here, "engagement": event}
    return [
        ask(Plan, me, standards=STANDARDS, income=300, engaged=(JOINT,), calls_left=7),
        ask(SignUp, me, "before_contact", events=(FAIR,)),
        contact(me, news=news, invitations=(invitation(),), events=(FAIR,)),
        ask(Enter, me, "activity", **here),
        speak(me),
        ask(Solo, me, "activity", index=1, day=1, places=PLACES, work_pay=PAY),
        ask(Purchase, me, "activity", day=1, intent=intent, offers=shop),
        ask(Reflect, me, "activity", log=day(), calls_left=7),
        ask(Attend, me, "activity", **company),
        ask(Exchange, me, "activity", engagement=event, others=(FACE,), deeds={BRAM: "He sang."}),
        ask(Review, me, "review", calls_left=7),
        ask(Review, me, "review", notes=True),
        ask(Discard, me, "settle", count=1),
        ask(Wish, me, "year_end", positions=POSITIONS),
        ask(Rate, me, "year_end", people=(BRAM, ZOE)),
        ask(Days, me, "activity", days=slots, places=PLACES, work_pay=PAY, shop=shop),
        ask(YearEnd, me, "year_end", people=(BRAM,), positions=POSITIONS),
    ]


def replies(question, seeds=range(40)):
    return [question.read(HeuristicPolicy(seed).answer(question)) for seed in seeds]
