"""What a page needs of a whole run at once, so that it can move through time without asking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import orjson

from agentopia_env.viewer.opened import Opened
from agentopia_env.viewer.sources import part, same_form, text

VALUES = ("vitality", "mood", "material", "social", "esteem", "deposit", "skills")
_CROWD = 12
"""In a larger company not everybody meets everybody."""


def about(run: Opened) -> dict[str, Any]:
    """Who and what there is, and the calendar."""
    directory, checkpoint = run.directory(), run.checkpoint
    world = run.reader.object(run.path / "worldview.json")
    return {
        "name": run.title,
        "world": text(run.config.get("world")),
        "setting": text(world.get("world_setting")),
        "language": text(world.get("language")) or "en",
        "fidelity": run.fidelity,
        "layout": directory.layout,
        "seed": run.config.get("seed"),
        "finished": bool(checkpoint.get("finished")),
        "n_week": directory.n_week,
        "n_day": directory.config.time.n_day,
        "n_year": directory.config.time.n_year,
        "people": _people(run),
        "places": list(_places(run)),
        "moments": [str(moment) for moment in run.moments],
        "features": list(run.features),
        "positions": _positions(run),
        "damage": _damage(run),
        "config": run.config,
    }


def _people(run: Opened) -> list[dict[str, Any]]:
    assigned = run.reader.value(run.path / "model_assignment.json")
    policies = assigned if isinstance(assigned, dict) else {}
    found = []
    for name in run.people:
        files = sorted((run.folders[name] / "profile").glob("year=*.json"))
        first = run.reader.object(files[0]) if files else {}
        found.append(
            {
                "name": name,
                "policy": text(policies.get(name)),
                "intro": text(first.get("brief_introduction")),
                "gender": text(first.get("gender")),
                "birth_year": first.get("birth_year"),
            }
        )
    return found


def _places(run: Opened) -> Iterator[dict[str, Any]]:
    """The places that are described, and those that were only gone to."""
    known = run.reader.object(run.path / "locations.json")
    seen = set()
    for kind in ("public", "private"):
        given = known.get(kind)
        for key, place in given.items() if isinstance(given, dict) else ():
            seen.add(key)
            objects = part(place, "objects")
            yield {
                "key": key,
                "name": text(part(place, "display_name")) or key,
                "size": text(part(place, "size")),
                "home": kind == "private",
                "description": text(part(place, "description")),
                "objects": [text(one) for one in objects] if isinstance(objects, list) else [],
            }
    for row in run.index.rows("SELECT DISTINCT place FROM entry WHERE kind = 'activity'"):
        key = row["place"]
        if key and key not in seen:
            home = key.startswith("home/")
            yield {"key": key, "name": key, "size": "", "home": home, "description": ""} | {
                "objects": []
            }


def _positions(run: Opened) -> list[dict[str, Any]]:
    given = run.reader.object(run.path / "positions.json").get("positions")
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _damage(run: Opened) -> list[str]:
    lines = [
        f"{path}: {count} line{'' if count == 1 else 's'} cannot be read"
        for path, count in run.index.broken()
    ]
    for damage in run.reader.damage:
        path = damage.path
        shown = path.relative_to(run.path) if path.is_relative_to(run.path) else path.name
        lines.append(f"{shown}: {damage.reason}")
    missing = [
        name
        for name in ("config.json", "locations.json", "positions.json", "worldview.json")
        if not (run.path / name).is_file()
    ]
    return lines + [f"{name} is missing" for name in missing]


def states(run: Opened) -> dict[str, Any]:
    """Everybody's states: for each person the moments' numbers, and the values at them."""
    found: list[dict[str, list[Any]]] = [
        {"at": [], **{name: [] for name in VALUES}} for _ in run.people
    ]
    rows = run.index.rows("SELECT * FROM state ORDER BY year, week, rank, rowid")
    for row in rows:
        number = run.numbers.get(row["who"])
        if number is not None:
            mine = found[number]
            mine["at"].append(run.moment_at(row["year"], row["week"], row["rank"]))
            for name in VALUES:
                value = row[name]
                mine[name].append(None if value is None else round(value, 1))
    return {"people": found}


def days(run: Opened) -> dict[str, Any]:
    """Who was where, doing what and with whom: rows of moment, person, type, place, scene, entry.

    Everybody with the same scene number at the same moment was together.
    """
    types: dict[str, int] = {}
    places = {place["key"]: number for number, place in enumerate(_places(run))}
    scenes: dict[tuple[str, str], int] = {}
    rows = run.index.rows(
        "SELECT id, who, about, year, week, rank, time, type, place, scene FROM entry "
        "WHERE kind = 'activity' ORDER BY year, week, rank, id"
    )
    found = []
    for row in rows:
        who = run.numbers.get(row["who"])
        if who is None:
            continue
        kind = types.setdefault(row["type"], len(types))
        together = row["scene"] or (row["about"] if "\n" in row["about"] else str(row["id"]))
        scene = scenes.setdefault((row["time"], together), len(scenes))
        at = run.moment_at(row["year"], row["week"], row["rank"])
        found.append([at, who, kind, places.get(row["place"], -1), scene, row["id"]])
    return {"types": list(types), "rows": found}


def ties(run: Opened) -> dict[str, Any]:
    """Who wrote to whom and met whom in each week, and who rated whom how at each year's end."""
    number = run.numbers
    messages = [
        [row["year"], row["week"], number[row["who"]], number[row["about"]], row["n"]]
        for row in run.index.rows(
            "SELECT year, week, who, about, count(*) AS n FROM entry WHERE kind = 'message' "
            "GROUP BY year, week, who, about ORDER BY year, week"
        )
        if row["who"] in number and row["about"] in number
    ]
    ratings = [
        [row["year"], number[row["rater"]], number[row["rated"]], row["affection"], row["respect"]]
        for row in run.index.rows("SELECT * FROM rating ORDER BY year, rater, rated")
        if row["rater"] in number and row["rated"] in number
    ]
    return {"messages": messages, "meetings": _meetings(run), "ratings": ratings}


def _meetings(run: Opened) -> list[list[int]]:
    met: Counter[tuple[int, int, int, int]] = Counter()
    rows = run.index.rows(
        "SELECT year, week, time, scene, about FROM entry "
        "WHERE kind = 'activity' AND type IN ('joint', 'encounter') ORDER BY year, week"
    )
    seen = set()
    for row in rows:
        company = row["time"], row["scene"] or row["about"]
        if company in seen:
            continue
        seen.add(company)
        names = sorted(run.numbers[one] for one in row["about"].split("\n") if one in run.numbers)
        if len(names) > _CROWD:
            continue
        for a, b in combinations(names, 2):
            met[row["year"], row["week"], a, b] += 1
    return [[*key, count] for key, count in met.items()]


def rewards(run: Opened) -> dict[str, Any]:
    """What each year was worth to each, with the weights of its parts."""
    advantage = {
        (row["who"], row["year"]): row["value"] for row in run.index.rows("SELECT * FROM advantage")
    }
    settings = run.directory().config.reward
    rows = []
    for row in run.index.rows("SELECT * FROM reward ORDER BY year, who"):
        who = run.numbers.get(same_form(row["who"]))
        if who is not None:
            values = orjson.loads(row["values_"])
            worth = advantage.get((row["who"], row["year"]))
            rows.append({"year": row["year"], "who": who, "advantage": worth, **values})
    weights = [settings.social_weight, settings.subjective_weight, settings.economy_weight]
    return {"rows": rows, "weights": weights, "like": settings.like_threshold}
