import dataclasses

from lives import ADA, BRAM, ZOE, ask, day, person, remember, replies, speak

from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.questions.person import (
    Review,
)
from agentopia_env.world.memory import DiaryEntry
from agentopia_env.world.messages import Message
from agentopia_env.world.persona import Face, Item
from agentopia_env.world.scene import Heard
from agentopia_env.world.tone import warmth


def play_scene(affection, seed, turns=12):
    policy, lines = HeuristicPolicy(seed), []
    people = [person(ADA), person(BRAM)]
    for me, other in (people, people[::-1]):
        remember(me, other.name, affection)
    for turn in range(turns):
        me, other = people if turn % 2 == 0 else people[::-1]
        face = Face(other.name, "", 40, "", "")
        text = policy.answer(speak(me, lines, others=(face,), turns_left=turns - turn))
        lines.append(Heard(me.name, text.replace("\nexit_activity()", "")))
        if "exit_activity()" in text:
            break
    return [line.text for line in lines]


def test_no_sentence_is_said_twice_in_a_scene():
    for seed in range(20):
        spoken = " ".join(play_scene(70, seed)).replace("<private>", "").replace("</private>", "")
        sentences = [part for part in spoken.replace("?", ".").split(".") if len(part.split()) > 6]
        assert len(sentences) == len(set(sentences)), spoken


def test_friends_speak_warmly_and_people_who_do_not_get_along_coldly():
    def tone(affection):
        texts = [text for seed in range(25) for text in play_scene(affection, seed)]
        return sum(map(warmth, texts)) / len(texts)

    assert tone(88) > 0.15
    assert tone(18) < -0.1


def test_only_objects_that_are_there_are_spoken_of():
    texts = " ".join(text for seed in range(30) for text in play_scene(60, seed))
    assert "tiled stove" in texts
    assert "old swing" not in texts
    assert "water butt" not in texts


def test_a_stranger_answers_what_was_asked_and_is_called_by_title():
    pupil = person("Tom Reed")
    pupil.profile = dataclasses.replace(pupil.profile, birth_year=2008)
    elder = Face("Ida Strake", "female", 50, "", "School/Rector")
    asked = Heard(elder.name, "I am Ida Strake. Do you come to The Ninth Step often?")
    heard = (Heard(pupil.name, "Good day."), asked)
    texts = [
        HeuristicPolicy(seed).answer(speak(pupil, heard, others=(elder,))) for seed in range(30)
    ]
    assert any("Rector Strake" in text for text in texts)
    assert not any("Ida" in text for text in texts)
    assert any("I like to see who comes in" in text for text in texts)


def test_nobody_tells_of_a_week_that_held_nothing():
    heard = (Heard(ADA, "Good day."), Heard(BRAM, "Tell me, how did your week begin?"))
    for seed in range(30):
        text = HeuristicPolicy(seed).answer(speak(person(), heard))
        assert ": ," not in text
        assert ": ." not in text


def test_who_is_exhausted_leaves_the_scene():
    me = person(vitality=3)
    remember(me, BRAM, 70)
    heard = [Heard(ADA, "One."), Heard(BRAM, "Two."), Heard(ADA, "Three."), Heard(BRAM, "Four.")]
    assert "exit_activity()" in HeuristicPolicy(1).answer(speak(me, heard))


def test_a_dear_friend_is_given_something_one_owns():
    me = person()
    me.state.possessions = [Item(name) for name in ("Cup", "Book", "Knife", "Blue, old vase")]
    remember(me, BRAM, 95)
    heard = [Heard(ADA, "One."), Heard(BRAM, "Two.")]
    given = {gift for reply in replies(speak(me, heard), range(120)) for gift in reply.gifts}
    assert {(gift.to, gift.item) for gift in given} == {(BRAM, "Blue, old vase")}


def test_the_diary_names_the_best_and_the_worst_day_and_who_was_there():
    me = person()
    best = day(5.0, (BRAM,), outcome="They sang.")
    me.week_log = [dataclasses.replace(best, what="Singing"), day(-5.0, (ZOE,))]
    me.messages = [Message("Y2020-W05-contact-S1", "Leo", ADA, "Hello!", 1)]
    me.memory.diary = [DiaryEntry("Y2020-W04-review", "A week.")]
    for reply in replies(ask(Review, me, "review", notes=True)):
        assert "“Singing”" in reply.summary
        assert "“Tea”" in reply.summary
        assert "Bram" in reply.summary
        assert "Leo" in reply.summary
