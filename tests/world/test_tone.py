from __future__ import annotations

import pytest

from agentopia_env.world.tone import warmth


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for coming, I was glad to see you.",
        "I really enjoyed the evening with you.",
        "What a lovely cake!",
        "很高兴见到你，谢谢你的帮助。",
    ],
)
def test_kind_words_sound_warm(text: str) -> None:
    assert warmth(text) > 0.3


@pytest.mark.parametrize(
    "text",
    [
        "That was a stupid and selfish thing to do.",
        "You lied to me, and I am furious.",
        "I hate this place.",
        "你太自私了，真让人失望。",
    ],
)
def test_harsh_words_sound_cold(text: str) -> None:
    assert warmth(text) < -0.3


def test_plain_statements_are_neutral() -> None:
    assert warmth("The train leaves at five past nine from the second platform.") == 0
    assert warmth("") == 0
    assert warmth("\u2026 ?!") == 0


def test_a_negation_turns_a_word() -> None:
    assert warmth("I am happy.") > 0 > warmth("I am not happy.")
    assert warmth("That was bad.") < 0 < warmth("That was not bad.")
    assert warmth("我喜欢你") > 0 > warmth("我不喜欢你")
    assert abs(warmth("I am not happy.")) < warmth("I am happy.")


def test_a_negation_reaches_no_further_than_its_sentence() -> None:
    assert warmth("No. I love it here.") > 0.4


def test_saying_a_kind_word_again_adds_nothing() -> None:
    once = "You are a wonderful neighbour and the whole street knows it by now."
    assert warmth(f"{once} {once} {once}") == warmth(once)
    assert warmth("wonderful " * 50) <= warmth("wonderful")


def test_a_list_of_kind_words_is_worth_less_than_a_kind_sentence() -> None:
    listed = "love wonderful great dear kind thanks glad happy lovely friend brilliant sweet joy"
    sentence = (
        "Thanks for the soup, dear; I was glad you came, and it was a lovely evening for all of us"
    )
    assert warmth(listed) < warmth(sentence) <= 1


def test_every_text_stays_within_one() -> None:
    every = "stupid liar hate idiot furious vile disgusting pathetic selfish you are and were"
    assert -1 <= warmth(every) < -0.5


def test_typographic_apostrophes_and_inflections_are_understood() -> None:
    assert warmth("I don\u2019t trust you") < 0
    assert warmth("She thanked him, smiling") > 0.4


def test_a_very_long_text_is_read() -> None:
    assert warmth("not a happy day " * 20_000) < 0


def test_only_words_behind_a_negation_in_the_same_clause_are_turned() -> None:
    assert warmth("I do not hate it. Lovely") == warmth("Lovely. I do not hate it")
    assert warmth("Lovely. I do not hate it") > warmth("Not lovely. I hate it")
    assert warmth("It was lovely, dear friend") == warmth("dear friend, it was lovely")


def test_curly_quotes_and_dashes_change_nothing_in_english() -> None:
    assert warmth("She said “lovely” — thanks…") == warmth('She said "lovely" - thanks.')
