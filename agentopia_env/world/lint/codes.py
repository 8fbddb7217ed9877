"""Every kind of finding that `agentopia check-world` reports: its severity and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from agentopia_env.world.files import Finding, Severity


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding.

    Attributes:
        group: under which heading it is listed.
        meaning: when it is reported.
        remedy: what to do then.
    """

    severity: Severity
    group: str
    meaning: str
    remedy: str


def _codes(severity: Severity, group: str, **codes: tuple[str, str]) -> dict[str, Code]:
    return {name.replace("_", "-"): Code(severity, group, *texts) for name, texts in codes.items()}


CODES: dict[str, Code] = {
    **_codes(
        "error",
        "Files",
        file=(
            "A file or folder is missing or cannot be read.",
            "Add it, or save it as UTF-8 JSON.",
        ),
        schema=("A field is missing, of another type, or out of its range.", "Correct the field."),
        name=("A name cannot be a file's, or folder and profile differ.", "Rename the person."),
        nobody=("A list names somebody of whom there is no folder.", "Correct or remove the name."),
        twice=("Two entries have one name.", "Merge them."),
        home=("Somebody has no home, or the world no public place.", "Add the place."),
        position_holder=(
            "Profiles and `positions.json` disagree on who holds what.",
            "Make `position` and `occupied_by` say the same.",
        ),
        position_age=("A position's `min_age` is above its `max_age`.", "Correct one of them."),
    ),
    **_codes(
        "warning",
        "Files",
        torn_line=("The last line of a file was cut off.", "Complete or delete the line."),
        file_name=("A memory file is read under another name.", "Rename or move the file."),
        birth=("`birth_year` and `birthday` differ.", "Make them equal."),
        measures=("Talents or traits are missing or unknown.", "Give the nine and the ten."),
        prices_none=("There is no price list.", "Add `prices` to `worldview.json`."),
        place_empty=("A place has no objects.", "Name five or six things one can touch."),
        home_nobody=("A home belongs to nobody.", "Remove it or correct its owner."),
        position_terms=(
            "A position's terms differ between files.",
            "Copy them from `positions.json`.",
        ),
        position_left=(
            "A run's profile names a position that is gone.",
            "Nothing, or mend the run.",
        ),
    ),
    **_codes(
        "warning",
        "References",
        tie_self=("Somebody has a memory file about themselves.", "Delete it; use `general`."),
        tie_nobody=("A memory file is about nobody here.", "Correct the file's name or delete it."),
        tie_one_sided=("One knows the other, but not the reverse.", "Write the other view."),
        mention=(
            "A memory file speaks of somebody who does not exist, and no text says that they died, "
            "left or live elsewhere.",
            "Say what became of them, add the person, or take the name out.",
        ),
        mention_misspelt=("A name is one letter off a person's.", "Correct the spelling."),
        skill_unknown=("A position asks for a skill nobody has.", "Use one name for one skill."),
    ),
    **_codes(
        "note",
        "References",
        mention_perhaps=(
            "The same where the name may as well be a place's, a dog's or a feast's.",
            "Look; if it is a person's, as for `mention`.",
        ),
    ),
    **_codes(
        "warning",
        "Facts",
        fact_year=("Two views of a tie give one event different years.", "Correct one of them."),
        fact_month=("Two views of a tie give different months.", "Correct one of them."),
        fact_week=("Two views of a tie give different weeks.", "Correct one of them."),
        fact_weekday=(
            "Two views of a tie give different days of the week.",
            "Correct one of them.",
        ),
        fact_money=("Two views of a tie give different amounts of money.", "Correct one of them."),
        fact_count=(
            "Two views of a tie give different numbers of the same thing.",
            "Correct one of them.",
        ),
        told_age=(
            "A profile tells another age than its birthday.",
            "Correct the text or the year.",
        ),
        told_kin=(
            "Somebody is called a relative that gender, age or the other view excludes.",
            "Correct the word, the gender or the year of birth.",
        ),
        told_gender=(
            "A text about somebody uses only the pronouns of another gender.",
            "Correct the pronouns or `gender`.",
        ),
    ),
    **_codes(
        "warning",
        "Copies",
        copy_phrase=("Two texts share a long run of words.", "Say it in another way in one."),
        copy_sentence=("Two sentences are nearly the same.", "Rewrite one of them."),
        copy_person=("Two people's profiles are nearly the same.", "Rewrite one of them."),
        copy_numbers=("Two people's talents and traits are the same.", "Change one of them."),
        copy_name=("Two people share a given name.", "Rename one; messages to it go astray."),
    ),
    **_codes(
        "warning",
        "Numbers",
        range_age=("An age is outside 3 to 105.", "Correct `birth_year`."),
        range_skill=("A skill is above 300 or grows by more than 3 a week.", "Lower it."),
        range_money=("An income is above what the rules pay.", "Lower it."),
        range_possessions=("Somebody owns more than can be kept.", "Remove some."),
        range_price=(
            "A price is 0, outside its category's range, or the list has nothing cheap or dear.",
            "Correct it; spread prices from nearly free to luxury.",
        ),
        range_spread=(
            "In a world of fifty or more, a talent or trait is not spread as in a population.",
            "Aim at a mean of 40 to 65 and a spread of 8 to 25.",
        ),
        deposit=(
            "A deposit is above 20 weeks' income, and the profile does not say why.",
            "Lower it, or tell of the inheritance, the sale, the years of saving.",
        ),
    ),
    **_codes(
        "warning",
        "Careers",
        position_closed=("A position has capacity 0.", "Raise it or delete the position."),
        position_unreachable=(
            "Nobody can ever meet a position's requirements: neither skills at the start nor what "
            "reachable positions teach within the years of a run suffice, or no age fits.",
            "Lower `min_skills`, or let a post or course that somebody can take teach the skill.",
        ),
        position_unmet=(
            "A holder does not meet the requirements.",
            "Lower them or raise the skill.",
        ),
        position_crowded=("One work position takes more than a third.", "Lower its capacity."),
        position_room=(
            "In a world of twenty or more, the capacity is not 1 to 1.5 places a person.",
            "Add or remove positions.",
        ),
    ),
    **_codes(
        "warning",
        "Network",
        network_alone=("Somebody has no tie.", "Give them four to ten."),
        network_few=("In a world of twenty or more, somebody has fewer than 4 ties.", "Add ties."),
        network_many=("Somebody has more than 10 ties.", "Leave some out."),
        network_apart=("There are circles without a tie between them.", "Add a bridge."),
        network_random=(
            "In a world of fifty or more, friends of friends know each other hardly more often "
            "than in a random graph.",
            "Close triangles: families, rooms, shifts, classes.",
        ),
    ),
    **_codes(
        "warning",
        "Language",
        language=("Somebody's texts are in another language than the world's.", "Translate them."),
        language_mixed=(
            "A text holds a run of words of another script, names and quotes apart.",
            "Translate the words or put them in quotes.",
        ),
        punctuation=(
            "Chinese prose holds ASCII punctuation, or English prose full-width marks.",
            "Use the language's own marks.",
        ),
        spacing=("A space is missing or too much, or a word stands twice.", "Correct it."),
        length=("A text is far shorter or longer than meant.", "Extend or cut it."),
    ),
    **_codes(
        "warning",
        "Silencing",
        silence=(
            "An entry of `check.silenced` is malformed or has no reason.",
            'Write {"code": ..., "file": ..., "reason": ...}.',
        ),
    ),
    **_codes(
        "note",
        "Silencing",
        silence_unused=("An entry of `check.silenced` silences nothing.", "Delete it."),
    ),
}


def found(code: str, file: str, text: str) -> Finding:
    """A finding of a listed kind."""
    return Finding(code, CODES[code].severity, file, text)
