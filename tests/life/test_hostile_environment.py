"""Whatever the environment model answers, the rules hold: clamps, capacities, requirements."""

from __future__ import annotations

from dataclasses import replace

import pytest
from staging import EVERYBODY, LEO, TIME, ZOE, Play, engage, hamlet, records, society

from agentopia_env.clock import Time
from agentopia_env.life.design import MAX_OBJECTS, PUBLIC_PLACES, SIZES
from agentopia_env.life.year import MAX_TEXT
from agentopia_env.world.rules import FULFILMENT
from agentopia_env.world.state import MAX_SKILL_NAME, MAX_SKILLS

LONG = "A very long tale. " * 1000
HUGE = 999_999_999
SKILLS = {f"skill {n}": HUGE for n in range(500)} | {"x" * 5000: 3, "  ": 3, "a\nb": 3}
MUCH = {
    "outcome": LONG,
    **dict.fromkeys(("vitality", "mood", "social", "esteem", "material", "money"), HUGE),
    "skills": SKILLS,
    "paid_work": True,
}
LITTLE = {name: -value if isinstance(value, int) else value for name, value in MUCH.items()}
OFFERS = [
    {"name": "House\n" + "x" * 9000, "price": -5},
    {"name": "Moon", "price": HUGE},
    {"name": "Pebble " + "x" * 9000, "price": 0, "description": LONG},
]


def hostile(extreme):
    """An environment model that takes every liberty."""
    return {
        "public_events": lambda q: {
            "events": [
                {
                    "name": f"Fair {q.when} {n}",
                    "description": LONG,
                    "day": HUGE,
                    "repeat_weeks": HUGE,
                    "people": ["Nobody", LEO],
                }
                for n in range(50)
            ]
        },
        "encounter": {"scene": LONG},
        "direct": {
            "surroundings": LONG,
            "next_speaker": "Nobody",
            "end": True,
            "verdict": {"accepted": False, "principle": "directness", "reason": LONG},
        },
        "scene_outcome": lambda q: {
            "participants": {p.name: extreme for p in q.cast} | {"Nobody": extreme}
        },
        "solo_outcome": {**extreme, "offers": OFFERS},
        "public_outcome": extreme,
        "profile_update": {
            "details": LONG,
            "brief_introduction": "Short.",
            "history": LONG,
            "talents": dict.fromkeys(("health", "beauty", "flying"), HUGE),
            "personality_traits": dict.fromkeys(("patience", "flying"), -HUGE),
        },
        "new_positions": lambda q: {
            "positions": [
                {
                    "organization": f"Guild {n}",
                    "role": "Master",
                    "description": LONG,
                    "weekly_income": HUGE,
                    "capacity": HUGE,
                    "weekly_delta_skills": SKILLS,
                    "min_skills": {"mending": HUGE},
                    "min_age": -5,
                    "max_age": HUGE,
                }
                for n in range(200)
            ]
        },
        "admit": lambda q: {"accepted": [*EVERYBODY, "Nobody"] * 3},
    }


@pytest.mark.parametrize("extreme", [MUCH, LITTLE], ids=["much", "little"])
def test_a_year_under_a_hostile_environment_model_stays_within_the_rules(extreme):
    time = Time(n_year=2, n_week=2, n_day=2, n_contact_slot=1)
    lives = society(time=time)
    before = {name: person.profile for name, person in lives.people.items()}
    play = Play(lives, world=hostile(extreme), heuristic=True)
    play.life()
    for name, person in lives.people.items():
        state, profile = person.state, person.profile
        assert 0 <= state.vitality <= 100
        assert all(0 <= state.fulfilment[each] <= 100 for each in FULFILMENT)
        assert state.deposit >= 0
        assert all(len(skill) <= MAX_SKILL_NAME for skill in state.skills)
        assert all(len(item.name) <= 120 for item in state.possessions)
        for each, value in before[name].talents.quantitative.items():
            assert abs(profile.talents.quantitative[each] - value) <= 2 * 3
        assert profile.talents.quantitative.keys() == before[name].talents.quantitative.keys()
        assert len(profile.details) <= max(MAX_TEXT, len(before[name].details))
        assert all(len(entry.content) <= MAX_TEXT for entry in person.memory.history[-2:])
    for position in lives.positions.values():
        assert len(position.occupied_by) <= position.capacity
        assert 0 <= position.weekly_income <= lives.rules.economy.max_income
    new = [p for p in lives.positions.values() if p.created_year == 2021]
    assert len(new) <= 2
    assert all(len(p.weekly_delta_skills) <= MAX_SKILLS and p.min_age == 0 for p in new)
    assert not any(p.occupied_by for p in new)  # nobody meets what they ask for
    for event in lives.events:
        assert 1 <= event.day <= time.n_day
        assert event.repeat_weeks <= lives.rules.activity.max_repeat_weeks
        assert event.people == (LEO,)


def test_no_activity_changes_more_than_its_limits():
    play = Play(society(time=TIME), world=hostile(MUCH), heuristic=True)
    play.week()
    limits = play.society.rules.state
    kinds = {"solo": limits.solo, "public": limits.public}
    for name in play.society.people:
        for line in records(play.society, f"persona/{name}/activity.jsonl"):
            outcome, allowed = line["outcome"], kinds.get(line["type"], limits.joint)
            for each in ("mood", "social", "esteem", "material"):
                low, high = getattr(allowed, each)
                assert low <= outcome["delta_fulfillment"][each] <= high, line["type"]
            assert allowed.vitality[0] <= outcome["delta_vitality"] <= allowed.vitality[1]
            assert len(outcome["delta_skills"]) <= MAX_SKILLS
            assert all(0 <= gain <= 3 for gain in outcome["delta_skills"].values())
            assert allowed.money[0] <= outcome["delta_money"] <= allowed.money[1]


def test_a_scene_in_which_everything_is_rejected_still_ends():
    lives = society(time=TIME)
    engage(lives, LEO, ZOE)
    world = hostile(MUCH)
    world["direct"] = {**world["direct"], "end": False}
    play = Play(lives, {LEO: {"speak": "Well."}, ZOE: {"speak": "Well."}}, world, heuristic=True)
    play.stage("activity", 1)
    spoken = play.questions("speak")
    assert len(spoken) == 2 * lives.rules.activity.max_turns  # each once more, and no more
    rejected = [r for r in lives.outbox if type(r).__name__ == "Rejection"]
    assert len({r.key for r in rejected if "/speak/" in r.key}) == len(spoken)


def test_a_designed_world_has_no_more_places_than_asked_for_and_only_people_s_own_homes():
    base = replace(hamlet(), locations=None, positions={}, raw_positions_given=False)
    places = [
        {
            "key": f"place {n}\n" + "x" * 500 * (n == 1),
            "size": "endless",
            "description": LONG if n < 3 else "A place.",
            "objects": ["x" * 500] * 20 if n < 3 else ["x"] * 20,
        }
        for n in range(60)
    ]
    places += [{"key": f"home/{LEO}", "description": "A loft."}, {"key": "home/../Nobody"}]
    lives = society(base=base)
    Play(lives, world={"locations": {"locations": places}}, heuristic=True).stage("begin")
    locations = lives.world.locations
    public = [place for place in locations.values() if not place.key.startswith("home/")]
    assert len(public) == PUBLIC_PLACES
    assert {place.size for place in public} <= set(SIZES)
    assert all(len(place.objects) <= MAX_OBJECTS for place in public)
    assert all(len(place.key) <= 80 and "\n" not in place.key for place in public)
    assert locations[f"home/{LEO}"].description == "A loft."
    homes = {key for key in locations if key.startswith("home/")}
    assert homes == {f"home/{name}" for name in (*lives.people, *lives.world.others)}


def test_participants_of_a_scene_are_told_by_any_clear_name():
    lives = society(time=TIME)
    engage(lives, LEO, ZOE)
    told = {"leo": {"outcome": "Won.", "mood": 2}, "Zoe": {"outcome": "Lost.", "mood": -2}}
    people = {LEO: {"speak": "Well."}, ZOE: {"speak": "Well."}}
    world = {"scene_outcome": {"participants": told}, "direct": {"end": True}}
    Play(lives, people, world).stage("activity", 1)
    assert [lives.people[name].week_log[-1].outcome for name in (LEO, ZOE)] == ["Won.", "Lost."]
