from __future__ import annotations

import pytest

from agentopia_env.world.scene import Heard, Line, Part, audience, gives_away, perceived

CAST = ("Leo", "Dr. Ada Quill", "石磊")
LINE = Line(
    1,
    "Leo",
    (
        Part("Good day."),
        Part("I distrust her."),
        Part("Meet me later.", ("石磊",)),
        Part("Hm.", ()),
    ),
)


def test_everybody_hears_what_is_said_aloud_and_the_speaker_everything():
    line = Line(1, "Leo", (Part("Good day."), Part("I am tired.", ())), ("Leo leaves",))
    assert line.as_perceived_by("石磊") == Heard("Leo", "Good day.", ("Leo leaves",))
    assert line.as_perceived_by("Leo").text == "Good day. I am tired."


def test_only_the_addressed_hear_a_segment_and_others_see_that_something_passed():
    assert "Meet me later." in LINE.as_perceived_by("石磊").text
    other = LINE.as_perceived_by("Dr. Ada Quill")
    assert "Meet me later." not in other.text
    assert other.deeds == ("Leo does something in private",)


def test_a_line_that_holds_nothing_for_a_person_is_left_out():
    lines = [Line(1, "Leo", (Part("Alone at last.", ()),)), Line(2, "石磊", (Part("Well?"),))]
    assert [heard.speaker for heard in perceived(lines, "Dr. Ada Quill")] == ["石磊"]
    assert [heard.speaker for heard in perceived(lines, "Leo")] == ["Leo", "石磊"]


def test_the_full_text_tells_the_environment_model_who_perceives_what():
    assert LINE.full_text == (
        'Good day. I distrust her. <visible_to="石磊">Meet me later.</visible_to> '
        "<private>Hm.</private>"
    )


def test_an_audience_is_found_among_the_cast_and_strangers_are_left_out():
    assert audience(None, CAST) is None
    assert audience((), CAST) == ()
    assert audience(("ada", "Dr. Ada Quill", "Nobody"), CAST) == ("Dr. Ada Quill",)
    assert audience(("Nobody",), CAST) == ()


@pytest.mark.parametrize(
    ("text", "person", "given"),
    [
        ("She hears: meet  ME later!", "Dr. Ada Quill", True),
        ("She hears: meet me later!", "石磊", False),
        ("Good day. I distrust her.", "Dr. Ada Quill", False),
        ("Hm. They sit.", "石磊", False),
        ("", "石磊", False),
    ],
)
def test_a_text_that_repeats_a_hidden_segment_gives_it_away(text, person, given):
    assert gives_away(text, [LINE], person) is given
