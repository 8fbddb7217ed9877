from __future__ import annotations

from dataclasses import replace
from random import Random
from statistics import mean
from typing import Any

import pytest
from heuristic_world import (
    ADA,
    BRAM,
    ENV,
    PARK,
    WHEN,
    WORLD,
    engagement,
    person,
)

from agentopia_env.clock import Moment
from agentopia_env.envmodel.heuristic.phrases import say_at
from agentopia_env.questions import environment as asked
from agentopia_env.questions.design import DesignPlaces, DesignPositions
from agentopia_env.questions.replies import (
    IntentReply,
)
from agentopia_env.world.memory import DiaryEntry
from agentopia_env.world.persona import Face, Measure
from agentopia_env.world.places import Location
from agentopia_env.world.positions import Position
from agentopia_env.world.schedule import PublicEvent
from agentopia_env.world.society import Person


def test_new_events_grow_with_the_population_and_repeat_none_that_runs() -> None:
    running = PublicEvent("p1", "Book Circle", "", 2020, 2, 1, 4)
    counts = {}
    for population in (8, 100):
        weeks = []
        for week in range(1, 41):
            question = asked.NewEvents(
                who="environment",
                when=Moment(2020, week, "before_contact"),
                world=WORLD,
                running=(running,),
                most=10,
                days=5,
                population=population,
            )
            events = question.read(ENV.answer(question)).events
            weeks.append(len(events))
            names = [event.name for event in events]
            assert "Book Circle" not in names
            assert len(set(names)) == len(names)
            assert all(1 <= e.day <= 5 and 1 <= e.repeat_weeks <= 5 for e in events)
            assert all(event.location in WORLD.locations for event in events)
        counts[population] = weeks
    assert 0.4 < mean(counts[8]) < 1
    assert max(counts[8]) == 1
    assert 8 <= mean(counts[100]) <= 9


def test_a_world_without_film_has_no_film_night() -> None:
    def names(setting: str) -> set[str]:
        question = asked.NewEvents(
            who="environment",
            when=Moment(2020, 1, "before_contact"),
            world=replace(WORLD, setting=setting),
            running=(),
            most=60,
            days=5,
            population=720,
        )
        return {event.name for event in question.read(ENV.answer(question)).events}

    assert names("A town with a telephone.") - names("A town.") >= {"Film Night", "Photo Walk"}


def test_an_encounter_is_circumstances_at_the_place() -> None:
    scenes = set()
    for turn in range(60):
        question = asked.Encounter(
            who="environment",
            when=WHEN,
            world=WORLD,
            turn=str(turn),
            pair=(ADA, BRAM),
            know=True,
            location=PARK,
            day=3,
        )
        text = question.read(ENV.answer(question)).scene
        assert "Ada Quill" in text
        assert "Bram" in text
        scenes.add(text)
    assert len(scenes) > 20


def test_skill_and_effort_make_the_better_appearance_in_public() -> None:
    def shown(activity: str, points: int) -> tuple[float, float]:
        singer = person("Ada")
        singer.state.skills["singing"] = points
        replies = []
        for turn in range(40):
            question = asked.PublicOutcome(
                who="environment",
                when=WHEN,
                world=WORLD,
                turn=str(turn),
                person=singer,
                engagement=engagement("public", singer),
                location=PARK,
                intent=IntentReply(activity=activity),
                others=(Face("Leo", "male", 30, "", ""),),
            )
            replies.append(question.read(ENV.answer(question)))
        return mean(r.esteem for r in replies), mean(r.social for r in replies)

    good, bad, idle = shown("Sing a song", 180), shown("Sing a song", 1), shown("", 180)
    assert good[0] > bad[0] + 0.5
    assert good[1] > bad[1] > idle[1]
    assert idle[0] < 0


def year(who: Person, **log: float) -> Any:
    who.year_log.update(log)
    question = asked.UpdateProfile(
        who="environment", when=WHEN, world=WORLD, person=who, max_talent=3, max_trait=5
    )
    return question.read(ENV.answer(question))


def test_a_year_changes_people_by_how_it_was_lived() -> None:
    social, lonely = person("Ada", vitality=80), person("Ada", vitality=5)
    lonely.memory.diary.append(DiaryEntry("Y2020-W10", "Counted the windows across the street."))
    company = year(social, joint_days=30, solo_days=10, good_days=30, bad_days=2, new_people=5)
    alone = year(lonely, solo_days=50, bad_days=30, work_days=40, earned=3210)
    traits = company.personality_traits, alone.personality_traits
    assert traits[0]["extraversion"] > 0 > traits[1]["extraversion"]
    assert traits[0]["confidence"] > 0 > traits[1]["confidence"]
    assert company.talents.get("health", 0) >= 0 > alone.talents["health"]
    for reply in (company, alone):
        assert all(abs(points) <= 5 for points in reply.personality_traits.values())
        assert all(abs(points) <= 3 for points in reply.talents.values())
    assert "3210" in alone.history
    assert "400" in alone.history


def test_traits_change_by_the_pole_that_the_profile_is_written_in() -> None:
    loner = person("Ada")
    values = {"introversion": 60, "confidence": 50}
    loner.profile = replace(loner.profile, personality_traits=Measure("", values))
    reply = year(loner, solo_days=50)
    assert reply.personality_traits["introversion"] > 0
    assert "extraversion" not in reply.personality_traits


def positions(demanding: bool, **facts: Any) -> Any:
    question = DesignPositions(
        who="environment",
        when=WHEN,
        world=WORLD,
        existing=(Position("Inn", "Cook", weekly_delta_skills={"cooking": 1}),),
        count=facts.get("count", 12),
        capacity=facts.get("capacity", (24, 36)),
        max_capacity=facts.get("max_capacity", 8),
        best_skills={"cooking": 190, "law": 260, "singing": 45, "beekeeping": 0},
        demanding=demanding,
    )
    return question, question.read(ENV.answer(question)).positions


def test_positions_keep_to_the_capacities_and_have_names_of_their_own() -> None:
    question, designed = positions(demanding=False)
    names = {f"{p.organization}/{p.role}" for p in designed}
    assert len(names | {"Inn/Cook"}) == len(designed) + 1 == 13
    assert 24 <= sum(p.capacity for p in designed) <= 36
    assert all(1 <= p.capacity <= 8 and 0 <= p.weekly_income <= 500 for p in designed)
    assert all(
        least <= question.best_skills.get(skill, 0)
        for p in designed
        for skill, least in p.min_skills.items()
    )
    asks = sorted(
        (sum(p.min_skills.values()), p.weekly_income) for p in designed if p.type == "work"
    )
    assert asks[-1][1] > asks[0][1]


def test_demanding_positions_ask_for_more_than_anybody_has() -> None:
    question, designed = positions(demanding=True, count=4, capacity=(4, 8), max_capacity=2)
    assert len(designed) == 4
    for position in designed:
        assert position.min_skills
        assert position.weekly_income <= 500
        for skill, least in position.min_skills.items():
            assert least > question.best_skills.get(skill, 0)


def test_the_most_suitable_applicants_are_admitted_up_to_the_free_places() -> None:
    def applicant(name: str, points: float, trust: int) -> asked.Applicant:
        return asked.Applicant(name, 30, {"law": points}, {"trustworthiness": trust}, {}, "")

    question = asked.Admit(
        who="environment",
        when=WHEN,
        world=WORLD,
        position=Position("Court", "Clerk", min_skills={"law": 20}),
        applicants=(applicant("A", 25, 20), applicant("B", 140, 80), applicant("C", 70, 50)),
        free=2,
    )
    assert question.read(ENV.answer(question)).accepted == ("B", "C")


@pytest.mark.parametrize("public", [1, 30, 90])
def test_places_are_as_many_as_asked_and_furnished(public: int) -> None:
    homes = tuple(Face(name, "", 30, "", "") for name in ("Dr. Ada Quill", "石磊"))
    question = DesignPlaces(who="environment", when=WHEN, world=WORLD, public=public, homes=homes)
    places = question.read(ENV.answer(question)).locations
    keys = [place.key for place in places]
    assert len(set(keys)) == len(keys) == public + 2
    assert keys[-2:] == ["home/Dr. Ada Quill", "home/石磊"]
    assert all(5 <= len(place.objects) <= 6 for place in places)
    assert all(4 <= place.description.count(".") <= 8 for place in places)
    sizes = [place.size for place in places[:-2]]
    assert abs(sizes.count("small") - public / 2) <= 1


def test_an_event_takes_place_where_it_fits_or_gives_way_to_one_that_does() -> None:
    found = set()
    for week in range(1, 61):
        question = asked.NewEvents(
            who="environment",
            when=Moment(2020, week, "before_contact"),
            world=WORLD,
            running=(),
            most=4,
            days=5,
            population=40,
        )
        events = question.read(ENV.answer(question)).events
        found |= {(event.name, event.location) for event in events}
    assert ("Morning Run", "park") in found
    assert ("Morning Run", "cafe") not in found
    assert not any(name == "First Aid Course" for name, _ in found)


def test_at_home_no_strangers_pass() -> None:
    home = Location("home/Bram", "Bram's home", "Two rooms.", ("stove",))
    told = set()
    for turn in range(200):
        told.add(say_at(Random(turn), "en", "surroundings", home, {"thing": "the stove"}))
    assert len(told) > 5
    assert not any("strangers" in text or "child" in text for text in told)
