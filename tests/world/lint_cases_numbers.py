"""Cases of files, references, numbers, careers and networks."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

from lint_worlds import (
    Case,
    both,
    case,
    circles,
    city,
    place,
    position,
    prices,
    profile,
    ring,
    silenced,
    strangers,
    view,
    with_positions,
    worldview,
)
from world_files import ADA, LEO, edit, put

from agentopia_env.world.lint.careers import check_careers
from agentopia_env.world.lint.network import check_network
from agentopia_env.world.lint.ranges import check_ranges
from agentopia_env.world.positions import Position


def _nothing(world: Path) -> None:
    pass


def _rename(world: Path, old: str, new: str) -> None:
    (world / old).rename(world / new)


def _append(world: Path, file: str, text: str) -> None:
    path = world / file
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


_GENERAL = "persona/Leo/memory/scratchpad/general.jsonl"
_LINE = '{"time": "Y2020-W00-begin", "content": "Find out who left me in the carriage, %s."}\n'
_MANY = [{"name": f"Walnut {number}", "description": ""} for number in range(51)]

FILES = (
    case(
        "file",
        lambda world: (world / LEO).write_text("{", encoding="utf-8"),
        lambda world: (world / LEO).write_bytes(b"\xef\xbb\xbf" + (world / LEO).read_bytes()),
    ),
    case("schema", profile("Leo", init_assets__deposit=-1), profile("Leo", init_assets__deposit=0)),
    case("name", profile("Leo", name="Leonard"), profile("Leo", name=" Leo ")),
    case(
        "nobody",
        position(7, occupied_by=["Zoe Marchetti"]),
        position(1, occupied_by=[unicodedata.normalize("NFD", "Zoë Marchetti")]),
    ),
    case(
        "twice",
        lambda world: edit(
            world, "positions.json", lambda c: c["positions"].append(dict(c["positions"][7]))
        ),
        lambda world: edit(
            world,
            "positions.json",
            lambda c: c["positions"].append({**c["positions"][7], "role": "Lift painter"}),
        ),
    ),
    case(
        "home",
        lambda world: edit(world, "locations.json", lambda c: c["private"].pop("home/Leo")),
        lambda world: (world / "locations.json").unlink(),
    ),
    case("position-holder", position(0, occupied_by=[]), position(0, capacity=2)),
    case("position-age", position(7, min_age=70, max_age=20), position(7, min_age=18, max_age=70)),
    case(
        "torn-line",
        lambda world: _append(world, _GENERAL, '{"time": "Y2020-W0'),
        lambda world: _append(world, _GENERAL, _LINE % ("and why they did; " * 10)),
    ),
    case(
        "file-name",
        both(
            lambda world: (world / "persona/Leo/memory/scratchpad/others/lift").mkdir(parents=True),
            lambda world: shutil.copy(
                world / _GENERAL, world / "persona/Leo/memory/scratchpad/others/lift/gear.jsonl"
            ),
        ),
        both(
            lambda world: (world / "persona/Leo/memory/scratchpad/others").mkdir(),
            lambda world: (world / "persona/Leo/memory/scratchpad/others/gear.jsonl").write_text(
                _LINE % "with a tin lion in a blanket", encoding="utf-8"
            ),
        ),
    ),
    case("birth", profile("Leo", birth_year=2000), profile("Leo", birthday="Y2001-W9-activity-D1")),
    case(
        "measures",
        lambda world: edit(world, LEO, lambda c: c["talents"]["quantitative"].pop("beauty")),
        lambda world: edit(
            world,
            LEO,
            lambda c: c["personality_traits"]["quantitative"].update(
                introversion=100 - c["personality_traits"]["quantitative"].pop("extraversion")
            ),
        ),
    ),
    case("prices-none", worldview(prices={}), _nothing),
    case(
        "place-empty",
        place("inn_taproom", objects=[]),
        place("inn_taproom", objects=["tap", "hearth"]),
    ),
    case(
        "home-nobody",
        lambda world: edit(
            world,
            "locations.json",
            lambda c: put(
                c,
                "private",
                "home/Nobody",
                value={**c["private"]["home/Leo"], "description": "An empty attic. " * 7},
            ),
        ),
        _nothing,
    ),
    case("position-terms", profile("Dr. Ada Quill", position__weekly_income=341), _nothing),
    case(
        "position-left",
        both(
            lambda world: (world / "checkpoint.json").write_text("{}", encoding="utf-8"),
            position(0, role="Barber"),
        ),
        lambda world: (world / "checkpoint.json").write_text("{}", encoding="utf-8"),
    ),
)

REFERENCES = (
    case(
        "tie-self",
        view("Leo", "Leo", "I talk to the boy in the mirror about brakes and walnuts. " * 5),
        _nothing,
    ),
    case(
        "tie-nobody", view("Leo", "Old Tom", "He sleeps in the boathouse and hums. " * 7), _nothing
    ),
    case(
        "tie-one-sided",
        view("Leo", "Bram Okafor", "He mends wheels, and I hold the spokes for him. " * 5),
        both(
            view("Leo", "Bram Okafor", "He mends wheels, and I hold the spokes for him. " * 5),
            view("Bram Okafor", "Leo", "A willing lad with quick hands and no patience. " * 5),
        ),
    ),
    case(
        "skill-unknown",
        position(7, min_skills={"mechanik": 30}),
        position(7, min_skills={"mechanics": 35}),
    ),
)

NUMBERS = (
    case(
        "range-age",
        profile(
            "Leo", birth_year=1911, birthday="Y1911-W03-activity-D1", brief_introduction="He " * 40
        ),
        profile("Leo", birth_year=2002, birthday="Y2002-W03-activity-D1"),
    ),
    case(
        "range-skill",
        profile("Leo", init_skills={"mechanics": 301}),
        profile("Leo", init_skills={"mechanics": 300}),
    ),
    case("range-money", profile("Leo", extra_income=501), profile("Leo", extra_income=500)),
    case(
        "range-possessions",
        profile("Leo", init_assets__possessions=_MANY),
        profile("Leo", init_assets__possessions=_MANY[:50]),
    ),
    case(
        "range-price",
        lambda world: edit(world, "worldview.json", _dear),
        lambda world: edit(world, "worldview.json", _fair),
    ),
    Case(
        "range-spread",
        lambda _: check_ranges(city(60, score=lambda number: 70 + number % 5)),
        lambda _: check_ranges(city(60, score=lambda number: 20 + number)),
    ),
    case(
        "deposit",
        profile("Leo", init_assets__deposit=9000),
        profile(
            "Leo",
            init_assets__deposit=9000,
            conflicts="He inherited nine thousand from an uncle in Wend whom he never met, and "
            "cannot say so; Cosmo would call it luck, Noor would ask to see the will.",
        ),
    ),
)


def _dear(content: dict) -> None:
    category = next(iter(content["prices"]["categories"].values()))
    high = category["typical_price_range"][1]
    next(iter(category["items"].values()))["price_range"] = [high, high + 1]


def _fair(content: dict) -> None:
    category = next(iter(content["prices"]["categories"].values()))
    next(iter(category["items"].values()))["price_range"] = category["typical_price_range"]


_STUDY = Position("School", "Pupil", "non-work", weekly_delta_skills={"flight": 2}, capacity=5)
_PILOT = Position("Airship", "Pilot", min_skills={"flight": 120})

CAREERS = (
    case("position-closed", position(7, capacity=0), position(7, capacity=2)),
    Case(
        "position-unreachable",
        lambda _: check_careers(with_positions(city(4), _PILOT)),
        lambda _: check_careers(with_positions(city(4), _PILOT, _STUDY)),
    ),
    case(
        "position-unmet",
        profile("Dr. Ada Quill", init_skills={"medicine": 99}),
        profile("Dr. Ada Quill", init_skills={"medicine": 100}),
    ),
    case("position-crowded", position(8, capacity=4), position(11, capacity=4)),
    Case(
        "position-room",
        lambda _: check_careers(with_positions(city(20), Position("Mill", "Hand", capacity=6))),
        lambda _: check_careers(
            with_positions(
                city(20), *(Position("Mill", f"Hand {number}", capacity=6) for number in range(4))
            )
        ),
    ),
)

NETWORK = (
    case(
        "network-alone",
        both(
            strangers("Noor Vandersteen", "Leo"),
            strangers("Noor Vandersteen", "Mirela Pascoe"),
        ),
        strangers("Noor Vandersteen", "Leo"),
    ),
    Case(
        "network-few",
        lambda _: check_network(city(20, ring(20, 1))),
        lambda _: check_network(city(20, ring(20, 1, 2))),
    ),
    Case(
        "network-many",
        lambda _: check_network(city(12, circles(12, 12))),
        lambda _: check_network(city(11, circles(11, 11))),
    ),
    Case(
        "network-apart",
        lambda _: check_network(
            city(10, [*circles(5, 5), *((a + 5, b + 5) for a, b in circles(5, 5))])
        ),
        lambda _: check_network(city(10, circles(10, 5))),
    ),
    Case(
        "network-random",
        lambda _: check_network(city(60, ring(60, 1, 7))),
        lambda _: check_network(city(60, circles(60, 5))),
    ),
)

_REASON = "Leo's fortune is the plot of the second year."
_RICH = profile("Leo", init_assets__deposit=9000)
SILENCES = (
    case(
        "silence",
        both(_RICH, silenced({"code": "deposit", "file": "persona/Leo/*"})),
        both(_RICH, silenced({"code": "deposit", "file": "persona/Leo/*", "reason": _REASON})),
    ),
    case(
        "silence-unused",
        silenced({"code": "deposit", "reason": _REASON}),
        both(_RICH, silenced({"code": "deposit", "reason": _REASON})),
    ),
)

CASES = (*FILES, *REFERENCES, *NUMBERS, *CAREERS, *NETWORK, *SILENCES)
__all__ = ["ADA", "CASES", "prices"]
