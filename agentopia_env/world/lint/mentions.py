"""Whom texts speak of who is nobody in the world: people write letters to ghosts.

A name is taken for a person's only where the words around it say so: a title, a kinship, a verb of
speech. It is nobody's if none of the people is called so, and no text says that its bearer died,
left, or lives elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from agentopia_env.world.han import family_and_given
from agentopia_env.world.lint.texts import Passage, sentences

_NAME = r"[A-Z\u00c0-\u00de][a-z\u00df-\u024f]+(?:[-'’][A-Z\u00c0-\u00de][a-z\u00df-\u024f]+)*"
_KIN = (
    "brother sister son daughter father mother wife husband uncle aunt cousin nephew niece fiancé "
    "fiancée girlfriend boyfriend grandmother grandfather grandson granddaughter stepson "
    "stepdaughter godson goddaughter widow roommate landlord landlady"
)
_TITLES = "Mr Mrs Ms Miss Dr Professor Madame Monsieur Señora Señor Signora Uncle Aunt Auntie"
_TELLING = (
    "says said tells told asks asked answers answered wrote writes laughs laughed whispers "
    "whispered shouted shouts smiled smiles nodded nods knows knew thinks thought wants wanted"
)
_SPEAKS_OF = (
    re.compile(rf"\b(?:{'|'.join(_KIN.split())}),? ({_NAME})"),
    re.compile(rf"\b(?:{'|'.join(_TITLES.split())})\.? ({_NAME})"),
    re.compile(
        rf"({_NAME})[’']s (?:late |little |older |younger |elder )?(?:{'|'.join(_KIN.split())})\b"
    ),
    re.compile(rf"\b({_NAME}) (?:{'|'.join(_TELLING.split())})\b"),
    re.compile(rf"\b(?:married|told|asked|widow of|son of|daughter of) ({_NAME})"),
)
_GONE = re.compile(
    r"\b(?:died|dead|death|dying|late|killed|drowned|buried|bury|funeral|widow(?:er|ed)?|grave|stone|"
    r"gone|left|leaving|lost|moved|emigrated|went|departed|returned|ashes|abroad|overseas|away|"
    r"ghost|memory of|lives in|living in|lived|is in|now in|from|back to|post in|takes? a post|over the|sent down|"
    r"stayed (?:on )?in|remained in|wrote|writes|letters?|telephones?|calls|photographs?|divorced?|ended)\b",
    re.IGNORECASE,
)
_DECLARED = re.compile(
    rf"(?:known (?:\w+ ){{0,3}}as|nicknamed|answers to|goes by|signs (?:as|herself|himself)?|"
    rf"named|called|calls? (?:me|him|her|it|them)|under the name(?: of)?|for short) [“\"']?({_NAME})"
)
_GONE_ZH = re.compile(
    "去世|过世|走了|不在了|死|没了|亡|故|生前|遗|葬|坟|离开|搬走|搬去|调走|调去|回了|去了|在外|外地|远|退休|毕业|嫁|"
    "出国|国外|失踪|牺牲|以前|从前|当年|电话|信"
)
_HONORIFIC_ZH = "老师|师傅|校长|主任|医生|大夫|警官|老板|阿姨|大爷|大妈|大姐|大哥|叔|婶|姨|伯|教练|经理|总|科长|同学|先生|女士|记者|编辑"
_TITLES_ZH = frozenset(_HONORIFIC_ZH.split("|"))
_CALLED_ZH = re.compile(rf"([\u3400-\u9fff])({_HONORIFIC_ZH})")
_DECLARED_ZH = re.compile(r"(?:名叫|名字叫|叫做|叫作|取名|名唤|人称)[“「]?([\u3400-\u9fff]{2,4})")
_AFTER_NAME_ZH = re.compile(
    r"$|[，。、：；！？”’）]|[说问讲笑的在把给对没有和跟同与也又就来去从被叫帮替]"
)
_BEFORE_TITLE_ZH = frozenset("语谢")
"""Characters that make another word of what looks like a family name: `语文老师`, `谢谢大夫`."""
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody whom a text speaks of and of whom there is no more.

    Attributes:
        near: a person whose name is almost the same.
        misspelt: whether the name is hardly anything else than a slip for `near`.
    """

    name: str
    sentence: str
    passage: Passage
    near: str = ""
    misspelt: bool = False


def strangers(
    passages: Iterable[Passage], people: Collection[str], language: str
) -> Iterator[Stranger]:
    """Everybody whom memory files speak of without there being, or having been, such a person."""
    texts = tuple(passages)
    if language == "zh":
        yield from _chinese(texts, people)
    else:
        yield from _english(texts, people)


def _english(texts: tuple[Passage, ...], people: Collection[str]) -> Iterator[Stranger]:
    called = {_plain(word) for name in people for word in re.split(r"[ -]", name)}
    said, common = _said_of_names(texts)
    seen: set[str] = set()
    for passage in texts:
        if not passage.about and not passage.file.endswith("general.jsonl"):
            continue
        for sentence in sentences(passage.text):
            for name in _spoken_of(sentence):
                word = _plain(name)
                if word in seen or word in common or _is_called(word, called):
                    continue
                if _GONE.search(" ".join(said[name])) or _declared(name, said[name]):
                    continue
                seen.add(word)
                near = get_close_matches(word, called, n=1, cutoff=0.8)
                yield Stranger(name, sentence, passage, _bearer(near, people))


def _spoken_of(sentence: str) -> Iterator[str]:
    for pattern in _SPEAKS_OF:
        for found in pattern.finditer(sentence):
            if found.start(1) > 0 or pattern in _SPEAKS_OF[:3]:
                yield found[1]


def _said_of_names(texts: Iterable[Passage]) -> tuple[dict[str, list[str]], set[str]]:
    """Per capitalised word the sentences that hold it, with the next; and all uncapitalised words."""
    said: dict[str, list[str]] = defaultdict(list)
    common: set[str] = set()
    for passage in texts:
        parts = sentences(passage.text)
        for at, sentence in enumerate(parts):
            around = " ".join(parts[at : at + 2])
            for name in set(re.findall(_NAME, sentence)):
                said[name].append(around)
            common |= {_plain(word) for word in re.findall(r"\b[a-z\u00df-\u024f]+\b", sentence)}
    return said, common


def _is_called(word: str, called: Collection[str]) -> bool:
    """Whether a word is one of the people's names, or short for one."""
    if word in called:
        return True
    base = word.removesuffix("ie").removesuffix("y").removesuffix("s")
    return len(base) >= 3 and any(name.startswith(base) or name.endswith(word) for name in called)


def _declared(name: str, said: Iterable[str]) -> bool:
    """Whether some text introduces the name as somebody's other one."""
    return any(found[1] == name for text in said for found in _DECLARED.finditer(text))


def _bearer(near: list[str], people: Collection[str]) -> str:
    for name in people:
        if near and near[0] in {_plain(word) for word in re.split(r"[ -]", name)}:
            return name
    return ""


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in decomposed if char.isalpha())


def _chinese(texts: tuple[Passage, ...], people: Collection[str]) -> Iterator[Stranger]:
    families = {name[0] for name in people} | {name[:2] for name in people}
    said: dict[str, list[str]] = defaultdict(list)
    where: dict[str, tuple[str, Passage]] = {}
    declared = {found[1] for passage in texts for found in _DECLARED_ZH.finditer(passage.text)}
    for passage in texts:
        for sentence in sentences(passage.text):
            for name, family in _called_zh(sentence):
                said[name].append(sentence)
                if family not in families and (passage.about or "general" in passage.file):
                    where.setdefault(name, (sentence, passage))
    for name, (sentence, passage) in where.items():
        if name not in declared and not any(_GONE_ZH.search(one) for one in said[name]):
            yield Stranger(name, sentence, passage)
    yield from _misspelt_zh(texts, people)


def _called_zh(sentence: str) -> Iterator[tuple[str, str]]:
    """Names such as `王老师`, with the family name."""
    for found in _CALLED_ZH.finditer(sentence):
        before = sentence[found.start() - 1 : found.start()]
        if found[1] in _SURNAMES and before not in _BEFORE_TITLE_ZH:
            yield found.group(), found[1]


def _misspelt_zh(texts: Iterable[Passage], people: Collection[str]) -> Iterator[Stranger]:
    """Names of three characters of which one is wrong: `林知下` for `林知夏`."""
    patterns = []
    for name in people:
        parts = family_and_given(name)
        if parts is None or len(name) != 3 or len(parts[0]) != 1:
            continue
        patterns.append(
            (name, re.compile(f"{name[0]}(?:{name[1]}[\u3400-\u9fff]|[\u3400-\u9fff]{name[2]})"))
        )
    seen: set[str] = set()
    for passage in texts:
        for name, pattern in patterns:
            for found in pattern.finditer(passage.text):
                word, after = found.group(), passage.text[found.end() :]
                if word in people or word in seen or word[1:] in _TITLES_ZH:
                    continue
                if word[0] in word[1:] or not _AFTER_NAME_ZH.match(after):
                    continue
                seen.add(word)
                around = passage.text[max(0, found.start() - 15) : found.end() + 15]
                yield Stranger(word, around, passage, name, misspelt=True)
