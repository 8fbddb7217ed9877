"""A week of two people as the reference implementation records one, in our own words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

STONE, GRANT = "石磊", "Dr. Amelia Grant"
DAY = "Y2020-W01-activity-D"
MEETING = f"encounter-{DAY}2-Dr_Amelia_Grant-石磊"
TEA = 'contact(message="Tea at four?\\nBring \\"Otto\\".", to="石磊")'
WALK = (
    'propose_joint_activity(activity_name="A walk", proposal="Along the river.", '
    'invited_persons="石磊", time="Y2020-W01-activity-D4", location="quay", message="Come!")'
)
SYSTEM = {"role": "system", "content": "You are somebody. [turn: 9, person: nobody]"}
TURNS = (
    "[turn: 1, person: Dr. Amelia Grant]\n(waves) <private>He looks tired.</private>\n“Hello.”",
    "[turn: 2, person: 石磊]\nNO_RESPONSE",
    "[turn: 3, person: 石磊]\n“Hello, doctor.”",
)


def reference_run(new_run: Callable[..., Any]) -> Path:
    """Write it, and say where it is."""
    run = new_run("school_07161448")
    run.assign(STONE, GRANT)
    (run.path / "persona/Otto").mkdir()  # known, not simulated
    reward = {"period_weeks": 1, "rft_top_fraction": 0.25, "social_weight": 0.4}
    world = {"name": "school", "time": {"n_year": 1, "n_week": 1, "n_day": 5}, "reward": reward}
    run.json("config.json", {"world": world, "role_model": "a-model"})
    run.json("checkpoint.json", {"year": 2021, "week": 0})
    for name, other in ((STONE, GRANT), (GRANT, STONE)):
        _life(run, name)
        _contacts(run, name, other)
        _scene(run, name)
    run.god("joint_activity", f"{DAY}2", "Environment: Rain.\nNext Speaker: 石磊")
    return Path(run.path)


def _life(run: Any, name: str) -> None:
    home = f"persona/{name}"
    profile = {"name": name, "position": {"weekly_income": 200}, "extra_income": 5}
    run.json(f"{home}/profile/year=2020.json", profile | {"init_assets": {"deposit": 150}})
    run.state(name, "Y2020-W00-begin", deposit=150)
    run.state(name, "Y2020-W00-begin", deposit=150)
    run.state(name, "Y2020-W01-begin", deposit=355)
    run.state(name, "Y2020-W01-plan", deposit=255)
    run.state(name, f"{DAY}1", deposit=225, mood=52.5)
    run.line(f"{home}/activity.jsonl", _shopping(name))
    run.line(f"{home}/activity.jsonl", _meeting(name))
    run.line(f"{home}/activity.jsonl", _running(name))
    run.line(f"{home}/schedule.jsonl", _walk())
    diary = {"time": "Y2020-W01-review", "content": "Summary: rain. Reflection: enough."}
    run.line(f"{home}/memory/weekly_diary.jsonl", diary)
    notes = f"{home}/memory/scratchpad"
    run.line(f"{notes}/.access_log.jsonl", {"time": f"{DAY}2", "pad": "general", "action": "read"})
    run.text(f"{notes}/working_memory.jsonl", "")
    met = {"time": f"{DAY}2", "summary": "Met in the rain.", "content": "Met in the rain."}
    run.line(f"{notes}/characters/{GRANT if name == STONE else STONE}.jsonl", met)
    known = {"time": "Y2020-W00-activity-D1", "summary": "A cousin.", "content": "A cousin."}
    run.line(f"{notes}/characters/Otto.jsonl", known)
    given = {"affection_scores": {"Otto": 70}, "respect_scores": {"Otto": 60}}
    parts = {"social": {"combined_score": 0.5}, "subjective": {"score": 50, "n_penalties": 0}}
    run.reward(name, "Y2020-W01-settle", ranking=given, total_score=0.0, **parts)
    run.rank(name, "Y2020-W01-settle", {"Otto": 70}, {"Otto": 60})


def _shopping(name: str) -> dict[str, Any]:
    offered = [{"name": "a kite", "price": 30, "description": "red"}]
    outcome = {"outcome": "The kite is in the bag.", "is_consumption_event": True}
    changes = {"delta_vitality": 0, "delta_fulfillment": {"material": 1}, "delta_money": -30}
    gained = {"delta_skills": {"kites": 0.5}, "gain_items": [{"name": "a kite"}]}
    return {
        "time": f"{DAY}1",
        "type": "solo",
        "agent_name": name,
        "content": "I look for a kite.",
        "reflection": "It is red.",
        "outcome": {**outcome, **changes, **gained},
        "consumption_options_offered": offered,
        "consumption_purchased": "a kite",
        "purchase_response": "<buy>a kite</buy>",
    }


def _meeting(name: str) -> dict[str, Any]:
    outcome = {"agent_name": name, "delta_vitality": -1, "delta_fulfillment": {"social": 2}}
    return {
        "time": f"{DAY}2",
        "type": "joint",
        "agent_name": name,
        "activity_id": MEETING,
        "activity_name": "Encounter",
        "summary": "We met in the rain.",
        "reflection": "Wet.",
        "participants": [GRANT, STONE],
        "location": "quay",
        "outcome": outcome | {"items_sent": [], "items_received": [{"name": "an umbrella"}]},
    }


def _running(name: str) -> dict[str, Any]:
    return {
        "time": f"{DAY}3",
        "type": "public",
        "agent_name": name,
        "activity_id": f"public-{DAY}3-Run",
        "activity_name": "Run",
        "event_description": "Three kilometres.",
        "participants": [name],
        "participation": "I run last.",
        "reflection": "Out of breath.",
        "outcome": None,
    }


def _walk() -> dict[str, Any]:
    return {
        "time": "Y2020-W01-after_contact",
        "activity_id": f"joint-{DAY}4-Dr_Amelia_Grant-A_walk",
        "activity_name": "A walk",
        "activity_time": f"{DAY}4",
        "participants": [GRANT, STONE],
        "type": "joint",
        "status": "created",
        "proposer": GRANT,
        "actions": {GRANT: WALK, STONE: "yes"},
    }


def _contacts(run: Any, name: str, other: str) -> None:
    for slot, content in enumerate((TEA, WALK), 1):
        sent = {"time": f"Y2020-W01-contact-S{slot}", "from": GRANT}
        run.line(f"persona/{name}/contact/{other}.jsonl", sent | {"content": content, "seq": 1})
        run.line(f"persona/{name}/contact/sig.jsonl", sent | {"to": STONE})


def _scene(run: Any, name: str) -> None:
    """Turns are asked for one by one; the last question, for a summary, holds them all."""
    heard = [text.replace(" <private>He looks tired.</private>", "") for text in TURNS]
    said = TURNS if name == GRANT else heard
    asked = f"## Your Analysis\n\nTake care.\n\nEnvironment: Rain.\n\n{said[0]}\n\n{said[1]}"
    later = f"Environment: It stops.\n\n{said[2]}\n\n## Activity Outcome\n\nSum it up."
    whole = [SYSTEM, {"role": "user", "content": asked}, {"role": "user", "content": later}]
    at = {"input_tokens": 9, "output_tokens": 1}
    if name == STONE:
        run.answer(name, f"{DAY}2", TURNS[1], inputs=whole[:2], **at)
    run.answer(name, f"{DAY}2", "Summary of the Activity:\nRain.", inputs=whole, **at)
    text = f"# ==== llm inputs ====\n{orjson.dumps(whole).decode()}\n"
    run.text(f"persona/{name}/generation/year=2020/week=1.md", text)
