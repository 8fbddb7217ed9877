import json
from collections import Counter
from random import Random

import pytest

from agentopia_env.config import make_config
from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.cast import Cast
from agentopia_env.policies.heuristic.feelings import told
from agentopia_env.policies.heuristic.plans import planned_days
from agentopia_env.simulation import live, new_society, open_world
from agentopia_env.world.tone import warmth
from trainers import teacher_phrases as phrases
from trainers.lessons import Lives, lesson_book, lessons
from trainers.teacher import Teacher
from trainers.ways import FOCUSES, TALKS, TONES, Way, draw_way, read_way

STANDARDS = ("frugal", "moderate", "comfortable", "luxurious")
TWO_YEARS = {"n_year": 2, "n_week": 9}


class Lived:
    """Two years of the teacher's, as they were answered."""

    def __init__(self, seed=5):
        config = make_config(
            {"world": "hamlet", "seed": seed, "fidelity": "brief", "time": TWO_YEARS}
        )
        self.society = new_society(config, open_world(config)[1])
        self.answers, self.refused = [], []
        answering = Answering(Cast(Teacher(seed), HeuristicEnvironment(seed)), self._keep)
        live(self.society, answering, self._stage_end)
        self.bad = answering.refused

    def _keep(self, attempt):
        question = attempt.question
        if question.who in self.society.people:
            self.answers.append((question.kind, question.who, question.when, attempt.text))

    def _stage_end(self, _):
        for notices in self.society.pending.values():
            self.refused += [n.text for n in notices if n.kind == "refused"]

    def of(self, kind):
        return [(who, when, json.loads(text)) for k, who, when, text in self.answers if k == kind]


@pytest.fixture(scope="module")
def lived():
    return Lived()


def test_every_answer_is_understood_and_every_action_takes_place(lived):
    assert len(lived.answers) == 8 * 2 * (9 * 4 + 1)
    assert lived.bad == 0
    assert lived.refused == []


def test_the_goal_of_the_first_week_still_shows_in_the_ninth(lived):
    goals = {(who, when.year, when.week): answer["goal"] for who, when, answer in lived.of("plan")}
    for (who, year, week), goal in goals.items():
        assert goal == goals[who, year, 1], (who, year, week)
        assert read_way(goal, STANDARDS) is not None


def test_ways_differ_between_people_and_from_year_to_year(lived):
    goals = {(who, when.year): answer["goal"] for who, when, answer in lived.of("plan")}
    assert len(set(goals.values())) > len(goals) / 2
    assert any(goals[who, 2020] != goals[who, 2021] for who, _ in goals)


def test_a_way_shows_in_the_life_that_is_lived(lived):
    standards = Counter(
        answer["living_standard"] == answer["goal"].split("; ")[1]
        for _, when, answer in lived.of("plan")
    )
    assert standards[True] > 0.7 * standards.total()
    days = Counter()
    for _, _, answer in lived.of("plan"):
        focus = answer["goal"].split("; ")[0]
        days.update((focus, kind) for kind in planned_days(answer["plan"], "en").values())
    for focus, weights in FOCUSES.items():
        kinds = {kind: count for (f, kind), count in days.items() if f == focus}
        if sum(kinds.values()) > 60:
            favourite = max(weights, key=weights.get).replace("company", "together")
            assert kinds[favourite] > 0.3 * sum(kinds.values())


def test_every_word_of_a_way_is_equally_likely():
    drawn = Counter(
        word for n in range(6000) for word in draw_way(Random(n), STANDARDS).goal.split("; ")
    )
    for words in (list(FOCUSES), STANDARDS, TONES, TALKS):
        for word in words:
            assert drawn[word] == pytest.approx(6000 / len(words), rel=0.08)


@pytest.mark.parametrize("goal", ["", "My goal: sleep", "friends; frugal; warm", "a; b; c; d"])
def test_no_way_is_read_from_other_goals(goal):
    assert read_way(goal, STANDARDS) is None
    assert read_way("fun; frugal; cold; quiet", STANDARDS) == Way("fun", "frugal", "cold", "quiet")


def test_notes_end_with_a_line_that_the_heuristic_policy_reads(lived):
    notes = [note for _, _, answer in lived.of("review") for note in answer["notes"]]
    assert len(notes) > 100
    for note in notes:
        feeling = told(note["content"], "en").feeling
        assert feeling is not None
        assert feeling.affection % 5 == feeling.respect % 5 == 0
    assert len({note["content"].split(";")[0] for note in notes}) > 10


def test_the_tones_of_the_phrases_are_heard_as_they_are_meant():
    said = [(tone, text) for (tone, _), texts in phrases.COMPANY.items() for text in texts]
    for book in (phrases.MESSAGES, phrases.INVITATIONS, phrases.EVENT):
        said += [(tone, text) for tone, texts in book.items() for text in texts]
    for tone, text in said:
        heard = warmth(text)
        low, high = {"warm": (0.4, 1), "plain": (-0.1, 0.25), "cold": (-1, -0.35)}[tone]
        assert low <= heard <= high, text


def test_answers_are_the_same_for_the_same_seed_only(lived):
    assert Lived().answers == lived.answers
    assert Lived(6).answers != lived.answers


def test_lessons_are_drawn_in_the_numbers_wanted_and_the_same_each_time():
    counts = {"plan": 5, "days": 7, "year_end": 3}
    plan = [Lives("hamlet", weeks=2), Lives("hamlet", weeks=2, heuristic=0.5)]
    book = lesson_book(plan, counts, seed=1)
    assert Counter(lesson.kind for lesson in book) == counts
    assert book == lesson_book(plan, counts, seed=1)
    assert book != lesson_book(plan, counts, seed=2)


def test_too_few_lives_for_the_lessons_wanted_are_an_error():
    with pytest.raises(ValueError, match="8 lessons of kind year_end; 9 are wanted"):
        lesson_book([Lives("hamlet", weeks=1)], {"year_end": 9}, seed=1)


def test_nothing_of_the_heuristic_people_is_a_lesson():
    everybody = lessons(Lives("hamlet", weeks=1), seed=1)
    assert len(everybody) == 8 * 5
    assert lessons(Lives("hamlet", weeks=1, heuristic=1.0), seed=1) == []
    some = lessons(Lives("hamlet", weeks=2, heuristic=0.5), seed=1)
    assert 0 < len(some) < 8 * 9
