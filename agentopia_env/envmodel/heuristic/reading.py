"""What rules can make out in a text: the kind of day, the skill, whether it is possible."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from agentopia_env.questions.replies import SoloKind
from agentopia_env.world.han import HAN, is_chinese, pairs

LONGEST = 4000
"""Characters of a text that are read at all."""
_WORD = re.compile(r"[a-z0-9\u00c0-\u024f]+(?:'[a-z]+)?|[\u4e00-\u9fff]")
_FILLER = """
about after again also always among another around because been before being both could does down
during each every feel feels from have having here hers herself himself into just keep kept know
like likes little long love loves made make makes many more most much must never nothing often
once only other others over people quite rather same should since some someone something still
such than that their them themselves then there these they thing things this those though through
time under until very want wants week well were what when where which while with without would
your
"""
_FILLERS = frozenset(_FILLER.split())
_FUNCTION = frozenset(
    "的了是在不我你他她它这那着过和也都就很到说要会有个一得地把被从对给让与及但却又还只没无们吗呢吧啊"
    "么上下里外来去能可以为所而且或者因于并等些最更太真每各自己什怎谁哪时候后前中人"
)
"""Characters that say little of what a text is about."""
_KINDS: dict[SoloKind, re.Pattern[str]] = {
    "work": re.compile(
        r"\b(?:work(?:s|ing)?(?! (?:through|on|out)\b)|jobs?|shifts?|earn\w*|paid|wages?|"
        r"overtime|hire\w*|clients?|customers?|freelanc\w*|gigs?|deliver\w*|sell\w*)\b|工作|上班|打工|零工|挣钱|赚钱|加班|"
        r"兼职|干活|接活|顶班|跑腿|工钱|薪水|酬劳|接[了下]?一?单|[的细]活|做工|替工"
    ),
    "study": re.compile(
        r"\b(?:stud(?:y|ies|ying)|learn\w*|practi[sc]\w*|train(?:s|ing)?|rehears\w*|exercises?|"
        r"lessons?|course|textbook|improve\w*|read(?:ing)? up)\b|学习|练习|训练|复习|预习|研究|"
        r"读书|刷题|背书|做题|自习|听课|上课|补习|钻研|琢磨"
    ),
    "rest": re.compile(
        r"\b(?:rest(?:s|ing)?|sleep\w*|nap(?:s|ping)?|lie (?:down|in)|recover\w*|do nothing|"
        r"early night|stay in bed|recuperat\w*|unwind\w*)\b|休息|睡觉|睡|躺|放松|养病|"
        r"歇着|歇一|补觉|打盹|养神|养伤"
    ),
    "leisure": re.compile(
        r"\b(?:walks?|walking|stroll\w*|wander\w*|watch\w*|play(?:s|ing)?|swim\w*|picnic\w*|"
        r"relax\w*|enjoy\w*|hik(?:e|ing)|danc\w*|sit (?:in|by|on)|listen\w*|novel|movie|games?)\b|"
        r"散步|散心|玩|看电影|听音乐|游泳|跳舞|逛公园|闲逛|闲坐|消遣|享受|"
        r"犒劳|放松|打球|下棋|钓鱼|野餐|"
        r"晒太阳|爬山|轻松"
    ),
    "shop": re.compile(
        r"\b(?:buy\w*|shop(?:s|ping)?|purchas\w*|bargain\w*|pick out|order (?:a|an|some))\b|"
        r"买|购物|购买|挑一件|逛街|置办"
    ),
}
_OPENING = 40
"""Characters at the start of a text in which a single word shows what is meant."""
_IMPOSSIBLE = re.compile(
    r"\b(?:teleport\w*|time[- ]travel\w*|fly to the (?:moon|sun|stars)|to mars|walk through walls|"
    r"(?:become|make myself) (?:the )?(?:king|queen|president|emperor|immortal|invisible|god|"
    r"a (?:billionaire|millionaire))|win the (?:lottery|jackpot)|(?:print|conjure|forge) money|"
    r"rob|steal|hack|murder|kill|mind control|resurrect\w*|cast a spell|"
    r"(?:earn|get|find|gain|receive) (?:a |one |\d+ )?(?:million|billion)\w*|set my \w+ to \d+)\b|"
    r"穿越(?:到|回|时空|过去|未来)|瞬移|中彩票|飞到月球|抢银行|抢劫|长生不老|隐身(?:术|衣)|变隐形|"
    r"偷(?:东西|钱|走|窃|来)|盗窃|杀(?:人|死|了)|印(?:假)?钞|起死回生|当上?皇帝"
)
_OPENERS = re.compile(
    r"^(?:(?:today|then|so|well),? )?(?:i(?:'ll| will| want to| plan to|'m going to| am going to|"
    r"'d like to| would like to| intend to| mean to| shall| decide to)?|to|let me) ",
    re.IGNORECASE,
)
_CHINESE_OPENERS = re.compile(
    r"^(?:(?:今天|那就|然后|这天)[，,]?)?(?:我)?(?:想要|打算|准备|决定|要|想|会|就|来)?(?=[\u3400-\u9fff]{2})"
)
_CLAUSE_END = re.compile(r"[，；：]")
_AROUND = " .,;:!?-，。；：！？、…"
_FEWEST = 5
"""Characters from which a Chinese clause can stand for a sentence."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029<>\[\]{}`#*|\\\"\u201c\u201d]+|[:：]+(?=\s|$)")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])(?!$)")
_SENTENCE_END = re.compile(r"(?<=[^.!?;\s])[.!?;。！？；]")


@lru_cache(maxsize=4096)
def spoken(text: str) -> tuple[frozenset[str], int]:
    """The distinct lower-case words of a text (a Chinese character is one), and how many in all."""
    said = _WORD.findall(text[:LONGEST].lower())
    return frozenset(said), len(said)


def words(text: str) -> frozenset[str]:
    """The distinct words of a text."""
    return spoken(text)[0]


@lru_cache(maxsize=4096)
def topics(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, cut to their first six letters.

    In Chinese, pairs of neighbouring characters, without those that hold words of grammar.
    """
    if is_chinese(text):
        return frozenset(pair for pair in pairs(text) if _FUNCTION.isdisjoint(pair))
    return frozenset(
        word[:6]
        for word in words(text)
        if (len(word) > 3 and word not in _FILLERS) or "\u4e00" <= word <= "\u9fff"
    )


def about(text: str) -> frozenset[str]:
    """All words of a text and what it is about, to find what fits it."""
    return topics(text) if is_chinese(text) else words(text) | topics(text)


def variety(text: str) -> float:
    """How much of a text is not repetition, 0..1."""
    distinct, count = spoken(text)
    return len(distinct) / count if count else 0.0


@lru_cache(maxsize=4096)
def kind_of(text: str, declared: SoloKind) -> SoloKind:
    """The kind of day alone that is meant: as declared, unless the text clearly says otherwise."""
    plain = text[:LONGEST].lower()
    if _KINDS[declared].search(plain):
        return declared
    found = {kind: len(pattern.findall(plain)) for kind, pattern in _KINDS.items()}
    best = max(found, key=lambda kind: found[kind])
    if found[best] >= 2 or (found[best] and _KINDS[best].search(plain[:_OPENING])):
        return best
    return declared


@lru_cache(maxsize=4096)
def is_impossible(text: str) -> bool:
    """Whether no person could do this, or not without doing harm."""
    return _IMPOSSIBLE.search(text[:LONGEST].lower()) is not None


@lru_cache(maxsize=4096)
def _skill_roots(skill: str) -> str:
    """A regular expression for the ways to speak of a skill; empty where there are none."""
    plain = skill.lower().strip()
    if HAN.match(plain):
        return re.escape(plain) if len(plain) > 1 else ""
    roots = [re.escape(_root(word)) for word in _WORD.findall(plain) if len(word) > 3]
    return rf"\b(?:{'|'.join(roots)})" if roots else ""


@lru_cache(maxsize=4096)
def _any_of(skills: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(filter(None, map(_skill_roots, skills))) or r"(?!)")


def _root(word: str) -> str:
    for ending in ("ing", "ance", "ics", "ion", "ment", "ry", "er", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def skills_in(text: str, skills: Iterable[str]) -> list[str]:
    """Those of the skills that a text speaks of, in the order given."""
    known, plain = tuple(skills), text[:LONGEST].lower()
    if not _any_of(known).search(plain):
        return []
    return [skill for skill in known if _any_of((skill,)).search(plain)]


@lru_cache(maxsize=4096)
def in_short(text: str, most: int = 9) -> str:
    """The first words of what somebody wrote, fit to stand inside a sentence of ours.

    Line breaks, brackets, quotation marks and labels are gone, so that the words can pass for
    nothing but words.
    """
    if is_chinese(text[:300]):
        return _chinese_in_short(text[:300], 2 * most)
    plain = _UNSAFE.sub(" ", text[:300]).strip(" .,;:!?-")
    first = _SENTENCE_END.split(plain, maxsplit=1)[0]
    said = first.split()
    short = " ".join(said[:most])[:80].strip(" ,;:-")
    return short if len(said) <= most else f"{short} \u2026"


def last_sentence(text: str) -> str:
    """The last sentence of a text."""
    return _BETWEEN_SENTENCES.split(text.strip())[-1]


def _chinese_in_short(text: str, most: int) -> str:
    """The same in Chinese: the clauses of the first sentence that have so many characters."""
    plain = _UNSAFE.sub("", text).strip(_AROUND)
    first = _SENTENCE_END.split(plain, maxsplit=1)[0].strip(_AROUND)
    if len(first) <= most:
        return first
    end = max(first.rfind(mark, 0, most + 1) for mark in "，、；：")
    return first[:end] if end >= _FEWEST else f"{first[:most]}\u2026"


@lru_cache(maxsize=4096)
def heading(text: str) -> str:
    """What somebody means to do, as the head of a sentence: `Bake bread for the market`."""
    if is_chinese(text[:300]):
        short = in_short(_CHINESE_OPENERS.sub("", text.strip()), 10)
        clause = _CLAUSE_END.split(short, maxsplit=1)[0]
        return clause if len(clause) >= _FEWEST else short
    short = in_short(_OPENERS.sub("", text.strip()), 12)
    if short.endswith("\u2026"):
        short = short.partition(",")[0]
    return short[:1].upper() + short[1:]


@lru_cache(maxsize=4096)
def skill_name(text: str) -> str:
    """A skill as it is written down: one line of lower-case words, or nothing."""
    return " ".join(_UNSAFE.sub(" ", text[:60]).lower().split())[:40].strip(" .,;:")
