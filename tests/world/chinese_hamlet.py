"""A world of two people in Chinese, for the checks that are Chinese alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agentopia_env.world.persona import TALENTS, TRAITS

_PEOPLE = {"林知夏": "女", "赵一帆": "男"}
_TEXTS = (
    "appearance_and_impression",
    "brief_introduction",
    "details",
    "conflicts",
    "core_motivation",
    "values",
    "preferences",
)


def chinese(world: Path) -> None:
    """Put a Chinese world in the place of the one that is there."""
    shutil.rmtree(world)
    _write(world / "worldview.json", {"language": "zh", "world_setting": "江边的小城，人人相识。"})
    for number, (name, gender) in enumerate(_PEOPLE.items()):
        _write(world / f"persona/{name}/profile/year=2020.json", _profile(number, name, gender))
        (other,) = _PEOPLE.keys() - {name}
        _remember(world, name, other, "一起长大的朋友。")


def say(sentence: str) -> Callable[[Path], None]:
    """What 赵一帆 remembers of 林知夏."""
    return lambda world: _remember(world, "赵一帆", "林知夏", sentence)


def _remember(world: Path, owner: str, about: str, content: str) -> None:
    line = {"time": "Y2020-W00-begin", "content": content, "summary": "从小认识。"}
    _write(world / f"persona/{owner}/memory/scratchpad/characters/{about}.jsonl", line)


def _profile(number: int, name: str, gender: str) -> dict[str, Any]:
    return {
        "name": name,
        "gender": gender,
        "birthday": "Y2003-W04-activity-D2",
        **dict.fromkeys(_TEXTS, "江边人家的孩子。" if number else "面馆里长大，爱唱歌。"),
        "talents": {"quantitative": dict.fromkeys(TALENTS, 40 + 20 * number)},
        "personality_traits": {"quantitative": dict.fromkeys(TRAITS, 60 - 20 * number)},
        "init_skills": {},
        "init_assets": {"deposit": 0},
    }


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
