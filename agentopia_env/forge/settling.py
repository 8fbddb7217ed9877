"""Answers made to fit what is there already, or refused with a reason the author can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from agentopia_env.errors import ReplyError
from agentopia_env.forge.forms import (
    PersonForm,
    PlaceForm,
    PlacesForm,
    PositionsForm,
    PricesForm,
    SettingForm,
    StoryForm,
    TieForm,
    TiesForm,
    ViewsForm,
)
from agentopia_env.forge.reasons import refusal
from agentopia_env.language import said
from agentopia_env.world.memory import CHARACTERS, file_problem
from agentopia_env.world.names import resolve_name
from agentopia_env.world.naming import NameParts

_SHORTEST = {"en": 400, "zh": 150}
"""Letters of a setting and of a story at least."""
_FEWEST_ITEMS = 12
_FEWEST_OBJECTS = 3
_CHEAP, _DEAR = 10, 150
Key = tuple[str, str]
"""Organization and role of a position."""


def setting(answer: SettingForm, language: str) -> SettingForm:
    """A setting that says something."""
    _long_enough("world_setting", answer.world_setting, language)
    return answer.model_copy(update={"notes": [note for note in answer.notes if note]})


def prices(answer: PricesForm, language: str) -> PricesForm:
    """A price list from nearly free to luxury, every range from its low end to its high one."""
    categories = []
    for category in answer.categories:
        items = [
            item.model_copy(update={"low": min(item.low, item.high), "high": high})
            for item in category.items
            if (high := max(item.low, item.high)) > 0
        ]
        if items:
            categories.append(category.model_copy(update={"items": items}))
    items = [item for category in categories for item in category.items]
    if len(items) < _FEWEST_ITEMS:
        raise refusal(language, "few", field="items", count=len(items), wanted=_FEWEST_ITEMS)
    low, high = min(item.low for item in items), max(item.high for item in items)
    if low >= _CHEAP or high <= _DEAR:
        raise refusal(language, "prices", low=low, high=high)
    return answer.model_copy(update={"categories": categories})


def places(
    answer: PlacesForm, wanted: Mapping[str, int], earlier: Collection[str], language: str
) -> PlacesForm:
    """As many new places of each size as are wanted; any that are too many are left out."""
    there = {name.casefold() for name in earlier}
    kept: list[PlaceForm] = []
    left = dict(wanted)
    for place in answer.places:
        if place.name.casefold() in there:
            raise refusal(language, "place_there", name=place.name)
        if len(place.objects) < _FEWEST_OBJECTS:
            count = len(place.objects)
            raise refusal(language, "few", field=f"{place.name}: objects", count=count, wanted=5)
        there.add(place.name.casefold())
        if left.get(place.size, 0) > 0:
            left[place.size] -= 1
            kept.append(place)
    for size, missing in left.items():
        if missing:
            given = wanted[size] - missing
            raise refusal(language, "sizes", size=size, given=given, wanted=wanted[size])
    return PlacesForm(places=kept)


def story(answer: StoryForm, people: int, taken: Collection[str], language: str) -> StoryForm:
    """A story with its circle, everybody under a name of their own."""
    _long_enough("story", answer.story, language)
    if len(answer.people) != people:
        count = len(answer.people)
        raise refusal(language, "few", field="people", count=count, wanted=people)
    there = {name.casefold() for name in taken}
    given = {called(name) for name in taken}
    for one in answer.people:
        if problem := file_problem(CHARACTERS + one.name):
            raise refusal(language, "name_bad", name=one.name, reason=said(problem, language))
        if one.name.casefold() in there or called(one.name) in given:
            raise refusal(language, "name_taken", name=one.name)
        there.add(one.name.casefold())
        given.add(called(one.name))
    return answer


def called(name: str) -> str:
    """By what a person is called: no two are called the same."""
    return NameParts.of(name).given.casefold()


def person(
    answer: PersonForm,
    own: Sequence[str],
    outside: Sequence[str],
    least: int,
    me: str,
    language: str,
) -> PersonForm:
    """A person whose ties lead to people who are there, enough of them and everybody once."""
    ties: dict[str, TieForm] = {}
    for tie in answer.ties:
        name = _named(tie.name, (*own, *outside), me, language)
        if name in outside or len(ties.keys() - set(outside)) <= least - len(outside):
            ties.setdefault(name, tie.model_copy(update={"name": name}))
    for name in outside:
        if name not in ties:
            raise refusal(language, "outsider", name=name)
    if len(ties) < least:
        raise refusal(language, "few", field="ties", count=len(ties), wanted=least)
    organization = answer.organization if answer.role else ""
    return answer.model_copy(update={"ties": list(ties.values()), "organization": organization})


def ties(answer: TiesForm, names: Sequence[str], language: str) -> TiesForm:
    """Both views of every tie that was asked about, in that order."""
    views: dict[str, ViewsForm] = {}
    for view in answer.ties:
        name = _named(view.name, names, "", language)
        views.setdefault(name, view.model_copy(update={"name": name}))
    if len(views) < len(names):
        raise refusal(language, "few", field="ties", count=len(views), wanted=len(names))
    return TiesForm(ties=[views[name] for name in names])


def positions(
    answer: PositionsForm, held: Sequence[Key], extra: int, there: Collection[Key], language: str
) -> PositionsForm:
    """The terms of every held position, spelt as its holders have it, and open ones beside."""
    given = {_folded((one.organization, one.role)): one for one in answer.positions}
    kept = []
    for organization, role in held:
        found = given.pop(_folded((organization, role)), None)
        if found is None:
            raise refusal(language, "not_held", name=f"{organization}/{role}")
        kept.append(found.model_copy(update={"organization": organization, "role": role}))
    taken = Counter(map(_folded, there))
    fresh = [one for key, one in given.items() if not taken[key]]
    if len(fresh) < extra:
        count = len(kept) + len(fresh)
        raise refusal(language, "few", field="positions", count=count, wanted=len(held) + extra)
    return PositionsForm(positions=[*kept, *fresh[:extra]])


def _folded(key: Key) -> str:
    return f"{key[0]}/{key[1]}".casefold()


def _named(text: str, names: Sequence[str], me: str, language: str) -> str:
    """Whom a name means.

    Raises:
        ReplyError: nobody among `names`.
    """
    found = resolve_name(text, tuple(names), me)
    if found.name is None:
        problem = said(found.problem, language).replace("{", "(").replace("}", ")")
        raise ReplyError(problem or f"{text[:60]}?")
    return found.name


def _long_enough(field: str, text: str, language: str) -> None:
    least = _SHORTEST[language]
    if len(text) < least:
        raise refusal(language, "short", field=field, count=len(text), least=least)
