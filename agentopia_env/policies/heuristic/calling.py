"""What one calls somebody: by the first name, by the given name, or as one's notes do."""

from __future__ import annotations

import re
from functools import lru_cache

from agentopia_env.world.han import family_and_given

_TITLES = (
    "老师|校长|主任|院长|馆长|站长|教练|医生|大夫|护士长|护士|警官|师傅|老板娘|老板|经理|律师|记者|教授|博士|"
    "阿姨|叔叔|伯伯|伯母|大爷|大妈|爷爷|奶奶|先生|女士|太太|学长|学姐|叔|姨|婶|姐|哥"
)
_KIN = {
    **dict.fromkeys(("妈", "妈妈", "母亲"), "妈"),
    **dict.fromkeys(("爸", "爸爸", "父亲"), "爸"),
    **dict.fromkeys(("姐", "姐姐"), "姐"),
    **dict.fromkeys(("哥", "哥哥"), "哥"),
    **{word: word for word in ("外婆", "外公", "姥姥", "姥爷", "爷爷", "奶奶", "舅舅", "姑姑")},
}
_NEXT = r"(?=[，。；！、,\s]|$)"


@lru_cache(maxsize=8192)
def called(name: str, language: str = "en", note: str = "") -> str:
    """How somebody is called.

    Args:
        name: their whole name.
        language: of the world.
        note: what one remembers of them; it may say `林老师`, `小林` or `她是我妈`.
    """
    if language == "zh" and (parts := family_and_given(name)):
        return _in_note(name, parts, note) or (name if len(name) < 3 else parts[1])
    first = name.split(" ", 1)[0]
    return name if first.endswith(".") else first


def _in_note(name: str, parts: tuple[str, str], note: str) -> str:
    """The form of address that a note uses; empty where it uses none.

    A family name with a title can mean somebody else of the family, so it has to open the note.
    """
    family, given = (re.escape(part) for part in parts)
    whole = re.escape(name)
    kin = "|".join(sorted(_KIN, key=len, reverse=True))
    if found := re.match(rf"(?:{whole})?[，,、]?(?:她|他)?是?我的?({kin}){_NEXT}", note):
        return _KIN[found[1]]
    if found := re.search(rf"{whole}({_TITLES})", note):
        return parts[0] + found[1]
    found = re.match(rf"(?:{family}|{given})(?:{_TITLES})|(?:小|老|阿){family}(?!{given})", note)
    return found[0] if found else ""
