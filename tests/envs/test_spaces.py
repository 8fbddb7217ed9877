"""Spaces of text."""

import pickle

import pytest

from agentopia_env.envs.spaces import CORPUS, Utf8Text


def test_any_text_up_to_the_length_is_in_the_space():
    space = Utf8Text(10)
    assert "" in space
    assert "石磊 🎉\x00\n" in space
    assert "x" * 10 in space
    assert "x" * 11 not in space
    assert 7 not in space
    assert b"x" not in space


def test_samples_depend_on_the_seed_alone():
    one, other = Utf8Text(100), Utf8Text(100)
    one.seed(5)
    other.seed(5)
    samples = [one.sample() for _ in range(50)]
    assert samples == [other.sample() for _ in range(50)]
    other.seed(6)
    assert samples != [other.sample() for _ in range(50)]
    assert len(set(samples)) > len(CORPUS) // 2
    assert all(text in one for text in samples)


def test_a_space_survives_pickling_and_is_known_by_its_length_and_corpus():
    space = Utf8Text(100)
    assert pickle.loads(pickle.dumps(space)) == space
    assert Utf8Text(100) != Utf8Text(101)
    assert Utf8Text(100) != Utf8Text(100, corpus=["a"])
    assert hash(Utf8Text(100)) == hash(space)
    assert repr(space) == "Utf8Text(100)"


def test_masks_are_refused():
    with pytest.raises(ValueError, match="no masks"):
        Utf8Text(5).sample(mask=(1,))


def test_a_corpus_must_fit_the_space():
    with pytest.raises(ValueError, match="longer than 3"):
        Utf8Text(3, corpus=["long text"])
    with pytest.raises(ValueError, match="at least one"):
        Utf8Text(3, corpus=[])
