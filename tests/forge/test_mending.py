"""What a check finds is asked about again, until it is gone or it is said that it is left."""

from __future__ import annotations

import asyncio

import orjson
import pytest
from forge_worlds import settings_of

from agentopia_env.forge.asking import Asker
from agentopia_env.forge.authors import EmbeddedAuthor
from agentopia_env.forge.draft import Draft
from agentopia_env.forge.forging import forge
from agentopia_env.forge.making import make
from agentopia_env.forge.mending import pieces_of
from agentopia_env.forge.numbers import MEAN, SPREAD, spread
from agentopia_env.policies.base import Answer
from agentopia_env.store.journal import Journal


class Hoarding:
    """Gives the first person it is asked about sixty things, and mends it when told; or never."""

    name = "hoarding"

    def __init__(self, mends):
        self._mends, self._inner = mends, EmbeddedAuthor()
        self.hoarder, self.told = "", []

    async def write(self, request, language):
        answer = await self._inner.write(request, language)
        prompt = request.messages[-1]["content"]
        if "`forge_numbers`" not in prompt:
            return answer
        who = orjson.loads(prompt.split("<me>")[1].split("</me>")[0])["name"]
        self.hoarder = self.hoarder or who
        told = "possessions are more than 50" in prompt
        if told:
            self.told.append((who, prompt))
        if who != self.hoarder or (self._mends and told):
            return answer
        content = orjson.loads(answer.text)
        content["possessions"] = [{"name": f"Box {n}", "description": "Full."} for n in range(60)]
        return Answer(orjson.dumps(content).decode(), answer.meta)

    async def aclose(self):
        pass


def hoards(done):
    return [line for line in done.checked.report.warnings if "possessions are more than" in line]


def test_a_finding_is_asked_about_and_goes(tmp_path):
    author = Hoarding(mends=True)
    done = forge(settings_of(people=6, places=4), tmp_path / "town", author)
    assert [who for who, _ in author.told] == [author.hoarder]
    assert "<answered>" in author.told[0][1]
    assert done.checked.rounds >= 1
    assert done.checked.mended >= 1
    assert hoards(done) == []


def test_a_finding_that_stays_is_asked_about_once_and_told_in_the_end(tmp_path):
    author = Hoarding(mends=False)
    done = forge(settings_of(people=6, places=4), tmp_path / "town", author)
    assert len(author.told) == 1
    [left] = hoards(done)
    assert author.hoarder in left
    assert left in (tmp_path / "town" / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    """A finished draft, read back from its journal."""
    out = tmp_path_factory.mktemp("mending") / "town"
    settings = settings_of()
    forge(settings, out, EmbeddedAuthor())
    return answered(out, settings)


def answered(out, settings):
    journal = Journal(out / "forge")
    asker = Asker(Draft(settings), EmbeddedAuthor(), None, journal, lambda step: None)
    asyncio.run(make(asker, out / "forge" / "again", "town"))
    return asker.draft


def test_every_finding_finds_the_answer_it_came_from(draft):
    one, two = next((tie.one, tie.other) for tie in draft.ties())
    file = f"persona/{one}/profile/year=2020.json"
    place = draft.places[1].places[0].name
    held = draft.positions[0]
    expected = {
        "worldview.json: prices are all the same": ("prices/world",),
        "worldview.json: the setting is long": ("setting/world",),
        f"{file}: init_assets.deposit is 41 weeks of income": (f"numbers/{one}",),
        f"{file}: details: 300 words, about 130 are meant": (f"person/{one}",),
        f"persona/{one}: the texts look like zh, the world's are en": (f"person/{one}",),
        f"locations.json: {place} has no objects": ("places/1",),
        f"locations.json: home/{one} has no objects": (f"numbers/{one}",),
        f"positions.json: {held.organization}/{held.role}: teaches 9 points": ("positions/0",),
        "the network falls into two circles": (),
    }
    for finding, keys in expected.items():
        assert pieces_of(draft, finding) == keys, finding
    tied = f"persona/{one}/memory/scratchpad/characters/{two}.jsonl: 200 words, 75 are meant"
    assert f"ties/{one}" in pieces_of(draft, tied)


def test_a_talent_is_moved_to_the_mean_and_spread_of_a_population():
    given = dict(zip("abcdefgh", (70, 72, 74, 76, 78, 80, 82, 84), strict=True))
    moved = spread(given)  # mean 77, spread sqrt(21) = 4.5826
    assert moved["a"] == round(MEAN - 7 * SPREAD / 21**0.5) == 28
    assert moved["h"] == 74
    assert sorted(moved.values()) == list(moved.values())


def test_a_talent_that_is_spread_already_is_left_alone():
    given = dict(zip("abcdefgh", (30, 38, 45, 50, 52, 57, 64, 72), strict=True))
    assert spread(given) == given
