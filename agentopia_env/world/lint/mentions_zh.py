"""Names of people in Chinese prose: family names with a title, and full names with a slip."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from agentopia_env.world.han import family_and_given
from agentopia_env.world.lint.texts import Passage, sentences

_HAN = "[\u3400-\u9fff]"
_TITLES = (
    "老师|师傅|校长|主任|医生|大夫|警官|老板|阿姨|大爷|大妈|大姐|大哥|叔|婶|姨|伯|教练|经理|总|科长|"
    "同学|先生|女士|记者|编辑"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武"
    "乔贺赖龚文"
)
_CALLED = re.compile(rf"({_HAN})({_TITLES})")
_BEFORE = frozenset("语谢")
"""Characters that make another word of what looks like a family name: `语文老师`, `谢谢大夫`."""
_DECLARED = re.compile(rf"(?:名叫|名字叫|叫做|叫作|取名|名唤|人称)[“「]?({_HAN}{{2,4}})")
_GONE = re.compile(
    "去世|过世|走了|不在了|死|没了|亡|故|生前|遗|葬|坟|离开|搬走|搬去|调走|调去|回了|去了|在外|外地|远|"
    "退休|毕业|嫁|出国|国外|失踪|牺牲|以前|从前|当年|电话|信"
)
"""Words that say where somebody is who cannot be met: dead, gone, or only in letters."""
_AFTER_NAME = re.compile(
    "$|[，。、：；！？”’）]|[说问讲笑的在把给对没有和跟同与也又就来去从被叫帮替]"
)

Mention = tuple[str, str, Passage]
"""A name, its sentence and the text."""


def chinese_mentions(texts: Iterable[Passage], people: Collection[str]) -> Iterator[Mention]:
    """Each name such as `王老师` of a family that nobody belongs to, once."""
    texts = tuple(texts)
    families = {name[0] for name in people}
    declared = {found[1] for passage in texts for found in _DECLARED.finditer(passage.text)}
    around: dict[str, list[str]] = defaultdict(list)
    first: dict[str, tuple[str, Passage]] = {}
    for passage in texts:
        for sentence in sentences(passage.text):
            for name in _called(sentence):
                around[name].append(sentence)
                if name[0] not in families and passage.remembered:
                    first.setdefault(name, (sentence, passage))
    for name, (sentence, passage) in first.items():
        if name not in declared and not _GONE.search(" ".join(around[name])):
            yield name, sentence, passage


def _called(sentence: str) -> Iterator[str]:
    for found in _CALLED.finditer(sentence):
        before = sentence[found.start() - 1 : found.start()]
        if found[1] in _SURNAMES and before not in _BEFORE:
            yield found.group()


def misspelt_names(
    texts: Iterable[Passage], people: Collection[str]
) -> Iterator[tuple[str, str, Passage, str]]:
    """Each name of three characters of which one is wrong, `林知下` for `林知夏`, once."""
    patterns = {name: _slip(name) for name in people if _has_three(name)}
    titles, seen = frozenset(_TITLES.split("|")), set(people)
    for passage in texts:
        for name, pattern in patterns.items():
            for found in pattern.finditer(passage.text):
                word, after = found.group(), passage.text[found.end() :]
                repeated = word[0] in word[1:] or word[1:] in titles
                if word not in seen and not repeated and _AFTER_NAME.match(after):
                    seen.add(word)
                    start, end = max(0, found.start() - 15), found.end() + 15
                    yield word, passage.text[start:end], passage, name


def _has_three(name: str) -> bool:
    parts = family_and_given(name)
    return parts is not None and tuple(map(len, parts)) == (1, 2)


def _slip(name: str) -> re.Pattern[str]:
    family, first, second = tuple(name)
    return re.compile(f"{family}(?:{first}{_HAN}|{_HAN}{second})")
