"""What one calls somebody: as one's notes do, by title and surname, or by the first name."""

from __future__ import annotations

import re
from functools import lru_cache

from agentopia_env.policies.heuristic.manners import Speaker, formally, seen_in
from agentopia_env.world.han import family_and_given

_TITLES = (
    "老师|老先生|校长|主任|院长|馆长|站长|总教练|教练|医生|大夫|护士长|护士|警官|师傅|老板娘|老板|经理|律师|记者|教授|博士|"
    "阿姨|叔叔|伯伯|伯母|大爷|大妈|爷爷|奶奶|婆婆|科长|先生|女士|太太|学长|学姐|大哥|大姐|叔|姨|婶|姐|哥"
)
_ENGLISH_TITLES = (
    r"(?:Dr|Mr|Mrs|Ms)\.?|Miss|Mistress|Master|[A-Z]\w+master|Rector|Proctor|Inspector|Madam|Madame|"
    r"Professor|Captain|Coach|Chef|Pastor|Mother|"
    r"Uncle|Auntie|Don|Doña|Señor|Señora|Signora|Monsieur"
)
_ENGLISH_KIN = (
    "Ma|Mama|Mamá|Mami|Mom|Mam|Mother|Dad|Daddy|Da|Papa|Papá|Papi|Baba|Father|Grandfather|"
    "Granda|Grandma|Grandmother|Appa|Marraine|Uncle|Aunt|Auntie|Tita"
)
_KIN = {
    **dict.fromkeys(("妈", "妈妈", "母亲"), "妈"),
    **dict.fromkeys(("爸", "爸爸", "父亲"), "爸"),
    **dict.fromkeys(("姐", "姐姐"), "姐"),
    **dict.fromkeys(("哥", "哥哥"), "哥"),
    **{
        word: word
        for word in ("娘", "爹", "外婆", "外公", "姥姥", "姥爷", "爷爷", "奶奶", "舅舅", "姑姑")
    },
}
_NEXT = r"(?=[，。；！、,\s]|$)"
_HOUSES = "书店|面馆|饭馆|茶馆|小卖部|文印社|理发店|[店铺]"
"""What a given name can stand before without meaning the person."""
_CHINESE_OFFICES = (
    ("校长", "校长"),
    ("主任", "主任"),
    ("教练", "教练"),
    ("教师|教授|馆员", "老师"),
    ("校医|医师|医生", "医生"),
    ("护士", "护士"),
    ("民警|警察|警官", "警官"),
    ("科长", "科长"),
    ("记者", "记者"),
    ("经理", "经理"),
    ("老板|店主|掌柜", "老板"),
    ("厨师|司机|门卫|快递|管理员|[瓦木车电修织]工|工匠|匠人?$", "师傅"),
)
"""What holders of a position are called, the first that fits."""


@lru_cache(maxsize=8192)
def called(name: str, language: str = "en", note: str = "", speaker: Speaker | None = None) -> str:
    """How somebody is called.

    Args:
        name: their whole name.
        language: of the world.
        note: what one remembers of them; it may say `林老师`, `小林` or `她是我妈`.
        speaker: who calls them; the young call new acquaintances by their titles.
    """
    if language == "zh" and (parts := family_and_given(name)):
        known = bool(note) and len(parts[1]) > 1
        return _in_note(name, parts, note) or (parts[1] if known else name)
    first = name.split(" ", 1)[0]
    if first.endswith("."):
        return name
    if speaker and (face := seen_in(note, name)):
        return formally(face, speaker) or first
    return (_in_english_note(name, note) if note else "") or first


def _in_english_note(name: str, note: str) -> str:
    """What a note that never says the first name alone says instead.

    `Ma` or the bare surname where the note opens with it, `Mr. Mabry` wherever it stands.
    """
    if found := re.match(rf"(?:My )?({_ENGLISH_KIN})[,.:;]", note, re.IGNORECASE):
        return found[1][:1].upper() + found[1][1:]
    first, _, last = name.partition(" ")
    own = "|".join(re.escape(part) for part in (first, last) if part)
    found = re.search(rf"\b(?:{_ENGLISH_TITLES}) (?:{own})(?: {re.escape(last)})?\b", note)
    if found is None and last:
        found = re.match(rf"{re.escape(last)}\b(?!['’-])", note)
    rest = note.replace(found[0], "") if found else note
    return found[0] if found and not re.search(rf"\b{re.escape(first)}\b", rest) else ""


def _in_note(name: str, parts: tuple[str, str], note: str) -> str:
    """The form of address that a note uses; empty where it uses none.

    A family name with a title can mean somebody else of the family, so it has to open the note, or
    the note must not say the given name. Somebody named in full only is called so.
    """
    family, given = (re.escape(part) for part in parts)
    whole = re.escape(name)
    kin = "|".join(sorted(_KIN, key=len, reverse=True))
    if found := re.match(rf"(?:{whole})?[，,、]?(?:她|他)?是?(?:我的?)?({kin}){_NEXT}", note):
        return _KIN[found[1]]
    if found := re.search(rf"{whole}({_TITLES})", note):
        return parts[0] + found[1]
    if title := _office_in(whole, note):
        return parts[0] + title
    found = re.match(rf"(?:{family}|{given})(?:{_TITLES})|(?:小|老|阿){family}(?!{given})", note)
    if found is None and not _says_given(parts[1], note) and name not in note:
        found = re.search(rf"{family}(?:{_TITLES})|(?:小|老){family}(?!{given})", note)
    if found is None and name in note and not _says_given(parts[1], note.replace(name, "")):
        return name
    return found[0] if found else ""


def _says_given(given: str, note: str) -> bool:
    """Whether a note calls somebody by the given name, not merely a house called after them."""
    return len(given) > 1 and re.search(rf"{re.escape(given)}(?!{_HOUSES})", note) is not None


def _office_in(whole: str, note: str) -> str:
    """The title that goes with the position which a note on a new acquaintance opens with."""
    seen = re.match(rf"{whole}（[^（）]*，([^，（）]+)）", note)
    if seen is None:
        return ""
    fits = (title for held, title in _CHINESE_OFFICES if re.search(held, seen[1]))
    return next(fits, "")
