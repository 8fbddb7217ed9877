"""A small Chinese world as a directory: a street of tea and repairs, and eight people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agentopia_env.world.persona import TALENTS, TRAITS

SETTING = (
    "青石巷是江边老城里的一条小巷，从渡口一直爬到城墙根下，住着八户人家。巷口有一口百年老井，"
    "井水今年低了两尺，谁也说不清原因。白天大家开店、修东西、教孩子，傍晚就聚在茶馆里聊天。"
    "再过几个月，渡口要改建，有人盼着，有人舍不得。"
)
PEOPLE = (
    ("石磊", "男", 1985, "修钟表的手艺人，话不多，心很细。", "青石巷/钟表匠", "钟表修理"),
    ("林若兰", "女", 1990, "茶馆的主人，记得每个人爱喝什么。", "望江茶馆/掌柜", "泡茶"),
    ("陈大川", "男", 1978, "渡口的船工，嗓门大，爱讲从前的事。", "东门渡口/船工", "行船"),
    ("周小雨", "女", 1998, "小学里最年轻的老师，想写一本关于巷子的书。", "城墙小学/老师", "教书"),
    ("欧阳静", "女", 1969, "巷子里的老中医，给人看病也劝人早睡。", "静安堂/大夫", "医术"),
    ("赵海生", "男", 1994, "木匠，正在学做一条真正的船。", None, "木工"),
    ("苏婉", "女", 1987, "裁缝，手快，脾气也快。", "婉记裁缝铺/裁缝", "裁缝"),
    ("何文远", "男", 1955, "退休的邮递员，替人写信、读信。", None, "书法"),
)
PLACES = (
    ("tea_house", "望江茶馆", "medium", "临江的两层木楼。", ("八仙桌", "铜水壶", "说书台")),
    ("ferry", "东门渡口", "large", "石阶一直通到水边。", ("旧渡船", "系船石", "候船亭")),
    ("old_well", "老井", "small", "井沿上磨出了绳痕。", ("井轱辘", "石凳")),
    ("school_yard", "小学操场", "large", "一棵大榕树下的院子。", ("榕树", "秋千", "黑板报")),
)
PRICES = (
    ("food", "吃喝", (("龙井茶", 3, 8, "壶"), ("小笼包", 6, 12, "笼"))),
    ("clothes", "衣物", (("棉布外套", 60, 120, "件"), ("布鞋", 25, 45, "双"))),
    ("home", "家用", (("台灯", 30, 80, "盏"), ("藤椅", 80, 160, "把"))),
)


def profile(name: str, gender: str, born: int, brief: str, post: str | None, skill: str) -> Any:
    organization, _, role = (post or "").partition("/")
    number = born % 30
    return {
        "name": name,
        "gender": gender,
        "birthday": f"Y{born}-W03",
        "birth_year": born,
        "appearance_and_impression": "穿着干净的旧衣服，走路不紧不慢。",
        "brief_introduction": brief,
        "details": f"{name}在青石巷住了很多年，认得每一块石板。{brief}",
        "conflicts": "想出去看看，又放不下巷子里的人。",
        "core_motivation": "把手上的事做好，让人记得。",
        "values": "说到做到，不欠人情。",
        "preferences": "喜欢下雨天、热豆浆和老戏文。讨厌吵闹。",
        "talents": {
            "qualitative": "眼力好，手稳。",
            "quantitative": {t: 40 + (number + 7 * i) % 30 for i, t in enumerate(TALENTS)},
        },
        "personality_traits": {
            "qualitative": "温和，有主见。",
            "quantitative": {t: 35 + (number + 11 * i) % 35 for i, t in enumerate(TRAITS)},
        },
        "position": post
        and {
            "organization": organization,
            "role": role,
            "type": "work",
            "description": f"{brief}这是巷子里少不了的活。",
            "weekly_income": 150 + 5 * number,
            "weekly_delta_skills": {skill: 1},
        },
        "init_skills": {skill: 80, "做饭": 20},
        "init_assets": {"deposit": 300 + 10 * number, "possessions": [{"name": "搪瓷杯"}]},
        "extra_income": 40,
    }


def chinese_world(folder: Path) -> Path:
    """Write the world and return its directory."""
    items = {
        label: {
            "description": label,
            "typical_price_range": [1, 200],
            "items": {
                f"{key}_{n}": {"name": name, "price_range": [low, high], "unit": unit}
                for n, (name, low, high, unit) in enumerate(entries)
            },
        }
        for key, label, entries in PRICES
    }
    _write(
        folder / "worldview.json",
        {"language": "zh", "world_setting": SETTING, "prices": {"categories": items}},
    )
    places = {
        key: {"display_name": name, "size": size, "description": text, "objects": list(objects)}
        for key, name, size, text, objects in PLACES
    }
    homes = {
        f"home/{name}": {
            "display_name": f"{name}的家",
            "description": "两间小屋，一个天井。",
            "objects": ["木床", "饭桌"],
        }
        for name, *_ in PEOPLE
    }
    _write(folder / "locations.json", {"public": places, "private": homes})
    for given in PEOPLE:
        _write(folder / "persona" / given[0] / "profile" / "year=2020.json", profile(*given))
        known = folder / "persona" / given[0] / "memory" / "scratchpad" / "characters"
        for other, *_ in PEOPLE:
            if other != given[0]:
                note = {"content": f"{other}是我的邻居。", "summary": f"{other}，邻居"}
                _write(known / f"{other}.jsonl", {"time": "Y2020-W00-begin", **note})
    return folder


def _write(file: Path, content: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
