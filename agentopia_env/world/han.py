"""Chinese text, where no spaces part the words: names, pairs of characters, clauses."""

from __future__ import annotations

import re
from functools import lru_cache

HAN = re.compile(r"[\u3400-\u9fff]")
_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_COMPOUND = """
欧阳 司马 上官 诸葛 慕容 令狐 皇甫 尉迟 公孙 长孙 宇文 司徒 司空 夏侯 东方 南宫 西门
端木 轩辕 百里 呼延 闻人 申屠 太史 澹台 濮阳 钟离 独孤 赫连 完颜 拓跋 第五 公冶 万俟
"""
_COMPOUNDS = frozenset(_COMPOUND.split())


def is_chinese(text: str) -> bool:
    """Whether a text is mostly Chinese: more characters than words in Latin letters."""
    if text.isascii():
        return False
    return len(HAN.findall(text)) > len(_LATIN.findall(text))


@lru_cache(maxsize=4096)
def pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters: most words are two long."""
    return frozenset(run[at : at + 2] for run in _RUN.findall(text) for at in range(len(run) - 1))


@lru_cache(maxsize=16384)
def family_and_given(name: str) -> tuple[str, str] | None:
    """`林知夏` as `林` and `知夏`, `欧阳雪` as `欧阳` and `雪`; None for no Chinese name."""
    if not _NAME.fullmatch(name):
        return None
    family = name[:2] if len(name) > 2 and name[:2] in _COMPOUNDS else name[:1]
    return family, name[len(family) :]
