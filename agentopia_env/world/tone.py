"""How warm or cold a text sounds, from a small list of words; a judge that rules can afford.

It counts distinct words of warmth and coldness, English and some Chinese, and turns the sign
behind a negation. It hears no irony. Repeating a word adds nothing, and a text that is little
but such words is worth less than a sentence that holds a few.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import tanh

_WARM = """
admire adore affection affectionate agree amazing appreciate apologise apologize apology bless
beautiful brave bravo brilliant calm care caring cheer cheerful cheers comfort congratulations
cosy cozy delight delighted delightful dear dearest encourage enjoy excellent excited fabulous
fantastic fascinating favourite favorite fond forgive friend friendly friendship fun generous
gentle gift glad good gorgeous grateful great happy help helpful hope hug impressive inspired
inspiring interesting invite join joy joyful kind kindness kiss laugh laughed lovely love marvelous
marvellous nice patient peace perfect pleasant please pleased pleasure precious pretty proud
relieved respect safe share smile smiled smiling sorry splendid super support sweet sweetheart
tender terrific thank thankful thanks thoughtful together touched trust understand warm warmly
warmth welcome well wonderful yay yes
"""
_COLD = """
accuse afraid alone angry annoy annoyed annoying argue arrogant ashamed awful bad bastard bitter
blame bored boring bother childish complain contempt cruel cry damn danger despise disagree
disappoint disappointed disappointing disappointment disgust disgusting dislike distrust dreadful
dull dumb enemy envy excuse fail failure fake fault fight fool foolish furious greedy hate hateful
hopeless horrible hostile hurt idiot ignore incompetent insult insulting irritate irritated
irritating jealous lazy liar lied lonely loser lousy mad miserable mistake nasty nonsense offended
outrageous pathetic petty pointless quarrel regret reject resent resentful ridiculous rude selfish
shame shameful shout shut sick stupid stubborn suspicious terrible threat threaten tired ugly
unacceptable unbearable unfair ungrateful unhappy unkind upset useless vile warn waste weak worse
worst worthless wrong
"""
_STRONG = "adore despise disgust furious hate idiot love stupid vile wonderful"
_FAINT = """
alone calm care disagree excuse good help hope interesting join kind mistake nice please pretty
safe share shut sick tired together well wrong yes
"""
_NEGATION = """
not no never neither nor without hardly barely cannot can't don't doesn't didn't won't isn't
aren't wasn't weren't wouldn't couldn't shouldn't haven't hasn't hadn't ain't dont cant isnt wont
didnt nothing nobody
"""
_NEGATIONS = frozenset(_NEGATION.split())
_WARM_ZH = """
喜欢 感谢 谢谢 开心 高兴 快乐 朋友 温暖 欣赏 佩服 支持 帮忙 帮助 关心 信任 可爱 漂亮 美好 太好 真好
很好 棒 加油 欢迎 抱歉 对不起 原谅 祝贺 恭喜 幸福 爱 亲爱 一起 理解 尊重 放心 温柔 舒服 有趣
"""
_COLD_ZH = """
讨厌 恨 生气 愤怒 烦 恶心 糟糕 失望 难过 无聊 愚蠢 笨蛋 白痴 滚 闭嘴 自私 骗子 撒谎 浪费 没用
可恶 丢脸 吵架 嫉妒 冷漠 嘲笑 废物 害怕 孤独 累 差劲 荒唐 无耻 威胁 怪你
"""
_LEXICON = dict.fromkeys(_WARM.split(), 1.0) | dict.fromkeys(_COLD.split(), -1.0)
_LEXICON |= {word: 1.5 * _LEXICON[word] for word in _STRONG.split()}
_LEXICON |= {word: 0.5 * _LEXICON[word] for word in _FAINT.split()}
_LEXICON_ZH = dict.fromkeys(_WARM_ZH.split(), 1.0) | dict.fromkeys(_COLD_ZH.split(), -1.0)
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[.!?;,]")
_STOPS = frozenset(".!?;,")
_CHINESE = re.compile("|".join(sorted(_LEXICON_ZH, key=len, reverse=True)))
_HAN = re.compile("[\u4e00-\u9fff]")
_NEGATION_ZH = re.compile(r"[不没别未无勿]\w{0,2}$")
_NEGATED = -0.6
"""What is left of a word behind a negation: "not bad" is faint praise, "not happy" a complaint."""
_REACH = 3
"""How many words after a negation are turned."""
_SPAN = 2.2
"""Sum of weights at which a text sounds about three quarters as warm as any text can."""
_MOST_SHARE = 0.5
"""Share of the words beyond which a text is a list of such words rather than speech."""
_LONGEST = 8000


@lru_cache(maxsize=4096)
def warmth(text: str, language: str = "en") -> float:
    """How warm (up to 1) or cold (down to −1) a text sounds; 0 is neutral or unknown.

    Only the first 8000 characters count. Time grows linearly with the text.

    Args:
        text: what somebody wrote or said.
        language: `en` or `zh`; Chinese words are also heard in a text that merely holds some.
    """
    heard: dict[tuple[str, bool], float] = {}
    plain = text[:_LONGEST].lower().replace("\u2019", "'")
    words = _hear_english(plain, heard)
    if language == "zh" or not plain.isascii():
        words += _hear_chinese(plain, heard)
    if not heard:
        return 0.0
    tone = tanh(sum(heard.values()) / _SPAN)
    share = len(heard) / max(1, words)
    if words >= 5 and share > _MOST_SHARE:
        tone *= _MOST_SHARE / share
    return round(tone, 4)


def _hear_english(text: str, heard: dict[tuple[str, bool], float]) -> int:
    tokens = _TOKEN.findall(text)
    if _NEGATIONS.isdisjoint(tokens):
        return _hear_plain(tokens, heard)
    words = turned = 0
    for token in tokens:
        if token in _STOPS:
            turned = 0
            continue
        words += 1
        if token in _NEGATIONS:
            turned = _REACH
            continue
        entry = _entry(token)
        if entry:
            root, weight = entry
            heard[root, turned > 0] = weight * (_NEGATED if turned else 1)
        if turned:
            turned -= 1
    return words


def _hear_plain(tokens: list[str], heard: dict[tuple[str, bool], float]) -> int:
    """The same for a text that negates nothing, where the order of words does not matter."""
    for entry in filter(None, map(_entry, dict.fromkeys(tokens))):
        heard[entry[0], False] = entry[1]
    return len(tokens) - sum(map(tokens.count, _STOPS))


def _hear_chinese(text: str, heard: dict[tuple[str, bool], float]) -> int:
    if not _HAN.search(text):
        return 0
    for found in _CHINESE.finditer(text):
        word = found.group()
        before = text[max(0, found.start() - 3) : found.start()]
        turned = _NEGATION_ZH.search(before) is not None
        heard[word, turned] = _LEXICON_ZH[word] * (_NEGATED if turned else 1)
    return len(_HAN.findall(text)) // 2


@lru_cache(maxsize=8192)
def _entry(token: str) -> tuple[str, float] | None:
    """The listed word that a token is a form of, and its weight."""
    for ending, instead in _ENDINGS:
        if token.endswith(ending):
            root = token[: len(token) - len(ending)] + instead
            if root in _LEXICON:
                return root, _LEXICON[root]
    return None


_ENDINGS = (
    ("", ""),
    ("s", ""),
    ("es", ""),
    ("ed", ""),
    ("ed", "e"),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("ies", "y"),
    ("ied", "y"),
)
