"""Cases of facts, mentions, copies and language."""

from __future__ import annotations

from pathlib import Path

from chinese_hamlet import chinese, say
from lint_worlds import Case, both, case, checked, place, profile, tie, view
from world_files import edit


def _tie_case(code: str, mine: str, theirs: str, agreed: str) -> Case:
    """Two views of Leo and Noor, who carries her tripod, that differ or agree in a fact."""
    return case(
        code,
        both(tie("Leo", "Noor Vandersteen", mine), tie("Noor Vandersteen", "Leo", theirs)),
        both(tie("Leo", "Noor Vandersteen", mine), tie("Noor Vandersteen", "Leo", agreed)),
    )


_CHINESE_AGE = "四十九岁"

FACTS = (
    _tie_case(
        "fact-year",
        "In 2016 I repaired her brass theodolite with a hairpin on the ferry landing.",
        "It was in 2017 that he repaired my brass theodolite with a hairpin, on the ferry landing.",
        "It was in 2016 that he repaired my brass theodolite with a hairpin, on the ferry landing.",
    ),
    _tie_case(
        "fact-month",
        "In October I dropped her lantern into the culvert and swam for it.",
        "He dropped my lantern into the culvert in November, and swam for it.",
        "He dropped my lantern into the culvert one October, and swam for it.",
    ),
    _tie_case(
        "fact-week",
        "In the ninth week of 2019 I lost her theodolite at the regatta.",
        "In week eight of 2019 he lost my theodolite at the regatta.",
        "In week nine of 2019 he lost my theodolite at the regatta, in his first week as porter.",
    ),
    _tie_case(
        "fact-weekday",
        "On Fridays we share smoked eel and gossip on the landing steps.",
        "On Mondays we share smoked eel and gossip, on the landing steps.",
        "Each Friday we share smoked eel and gossip, on the landing steps.",
    ),
    _tie_case(
        "fact-money",
        "She lent me 150 coins for a velvet waistcoat and has not asked for it.",
        "I lent him 120 coins for a velvet waistcoat, and shall not ask for it.",
        "I lent him a hundred and fifty coins for a velvet waistcoat, and shall not ask for it.",
    ),
    _tie_case(
        "fact-count",
        "She marked twelve culverts on a parchment map and made me kiss it.",
        "I marked nine culverts on a parchment map and made him kiss it.",
        "I marked a dozen culverts on a parchment map and made him kiss it.",
    ),
    case(
        "told-age",
        profile("Leo", appearance_and_impression="Forty-four, thin, quick and freckled. " * 8),
        profile("Leo", appearance_and_impression="Eighteen, thin, quick and freckled. " * 8),
    ),
    case(
        "told-kin",
        tie("Leo", "Noor Vandersteen", "", summary="My little brother, who measures the spring."),
        tie("Leo", "Noor Vandersteen", "", summary="My brother officer, who measures the spring."),
    ),
    case(
        "told-gender",
        view("Noor Vandersteen", "Leo", "She laughs at me, and I like her laugh, and her. " * 4),
        view(
            "Noor Vandersteen", "Leo", "She said so, of him: he laughs, and I like his laugh. " * 4
        ),
    ),
)

MENTIONS = (
    case(
        "mention",
        tie("Leo", "Cosmo Tarrant", "My uncle Barnabas says the gear is sound."),
        tie("Leo", "Cosmo Tarrant", "My uncle Barnabas said so. Barnabas died that winter."),
    ),
    case(
        "mention-perhaps",
        tie("Leo", "Cosmo Tarrant", "We keep the spare cable for Barnabas till spring."),
        tie("Leo", "Cosmo Tarrant", "We keep the spare cable of Barnabas, who died, till spring."),
    ),
    Case(
        "mention-misspelt",
        checked(chinese, say("他说，林知下，你来开门。")),
        checked(chinese, say("他说，林知夏，你来开门。")),
    ),
)

_LONG = (
    "The spring rises under the third arch and runs cold past the mill, whatever the wardens "
    "have written in the book."
)

COPIES = (
    case(
        "copy-phrase",
        both(tie("Leo", "", _LONG), tie("Bram Okafor", "", f"I think so. {_LONG} So it is.")),
        both(tie("Leo", "", f'"{_LONG}"'), tie("Bram Okafor", "", f'He says: "{_LONG}"')),
    ),
    case(
        "copy-sentence",
        both(
            tie("Leo", "", "The spring rises under the third arch and runs past the mill."),
            tie(
                "Bram Okafor", "", "The spring rises under the fourth arch and runs past the mill."
            ),
        ),
        both(
            tie("Leo", "", "The spring rises under the third arch and runs past the mill."),
            tie("Bram Okafor", "", "A spring comes up below the arches, and the mill gets none."),
        ),
    ),
    case("copy-person", lambda world: _copy_texts(world, 7), lambda world: _copy_texts(world, 1)),
    case(
        "copy-numbers",
        lambda world: _copy_numbers(world, 1),
        lambda world: _copy_numbers(world, 2),
    ),
    case(
        "copy-name", lambda world: _rename(world, "Leo Brook"), lambda world: _rename(world, "Lea")
    ),
)


def _copy_texts(world: Path, fields: int) -> None:
    """Leo's texts, some of them, in Bram's profile."""
    names = (
        "details",
        "appearance_and_impression",
        "brief_introduction",
        "conflicts",
        "preferences",
        "values",
        "core_motivation",
    )[:fields]
    texts: dict[str, str] = {}
    edit(
        world,
        "persona/Leo/profile/year=2020.json",
        lambda c: texts.update({n: c[n] for n in names}),
    )
    swapped = {name: text.replace("Leo", "Bram") for name, text in texts.items()}
    if fields == 1:
        swapped = {"values": texts["details"][:120]}
    edit(world, "persona/Bram Okafor/profile/year=2020.json", lambda c: c.update(swapped))


def _copy_numbers(world: Path, off: int) -> None:
    """Leo's talents and traits in Bram's profile, each so many points off."""
    numbers: dict[str, dict[str, int]] = {}
    keys = ("talents", "personality_traits")

    def take(content: dict) -> None:
        numbers.update({key: content[key]["quantitative"] for key in keys})

    def give(content: dict) -> None:
        for key in keys:
            values = numbers[key].items()
            content[key]["quantitative"] = {name: value + off for name, value in values}

    edit(world, "persona/Leo/profile/year=2020.json", take)
    edit(world, "persona/Bram Okafor/profile/year=2020.json", give)


def _rename(world: Path, name: str) -> None:
    """A person more, who knows nobody."""
    path = world / "persona" / name / "profile" / "year=2020.json"
    path.parent.mkdir(parents=True)
    path.write_text((world / "persona/Leo/profile/year=2020.json").read_text(encoding="utf-8"))
    edit(world, str(path.relative_to(world)), lambda content: content.update(name=name))
    edit(
        world,
        "locations.json",
        lambda c: c["private"].update({f"home/{name}": c["private"]["home/Leo"]}),
    )


_HAN = "他从小在小客栈的阁楼里长大，最喜欢修理旧机器。"
_TEXTS = (
    "appearance_and_impression",
    "brief_introduction",
    "details",
    "conflicts",
    "core_motivation",
    "values",
    "preferences",
)

LANGUAGE = (
    case(
        "language",
        profile("Leo", **dict.fromkeys(_TEXTS, _HAN)),
        profile("Leo", values='Loyalty, nerve, "三思而后行", and three tries for a broken thing.'),
    ),
    case(
        "language-mixed",
        tie("Leo", "", "The lift is 非常 broken."),
        tie("Leo", "", "The lift is “非常” broken, says Étienne Sorrel."),
    ),
    Case(
        "punctuation",
        checked(chinese, say("他说,你来开门。")),
        checked(chinese, say("他说，你来开门。")),
    ),
    case(
        "spacing",
        tie("Leo", "", "The lift broke.Then the bell."),
        tie("Leo", "", "The lift broke at 4 a.m. Then the bell."),
    ),
    case(
        "length",
        place("inn_taproom", description="A room."),
        place("inn_taproom", description="A low room with a long table, a hearth and a tap. " * 4),
    ),
)

CASES = (*FACTS, *MENTIONS, *COPIES, *LANGUAGE)
