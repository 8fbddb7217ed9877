"""A scene is laid together from what each participant perceived."""

from agentopia_env.viewer.scenes import Said, together


def test_words_that_did_not_reach_somebody_are_marked_as_hidden_from_them():
    lines = together(
        {
            "Ada": [Said("Ada", "Good morning. He must not know. Shall we walk?")],
            "Ben": [Said("Ada", "Good morning. Shall we walk?")],
        }
    )
    assert [line["segments"] for line in lines] == [
        [
            {"text": "Good morning.", "hidden": []},
            {"text": "He must not know.", "hidden": ["Ben"]},
            {"text": "Shall we walk?", "hidden": []},
        ]
    ]


def test_a_whisper_is_hidden_from_those_it_is_not_for():
    whole, rest = "Look there. Meet me at nine.", "Look there."
    lines = together(
        {
            "Ada": [Said("Ada", whole)],
            "Ben": [Said("Ada", whole)],
            "Cem": [Said("Ada", rest, ("Ada does something in private",))],
        }
    )
    assert len(lines) == 1
    assert lines[0]["segments"][1] == {"text": "Meet me at nine.", "hidden": ["Cem"]}


def test_a_thought_that_reached_nobody_stands_at_its_place():
    lines = together(
        {
            "Ada": [
                Said("Ada", "Hello."),
                Said("Ada", "I dislike this."),
                Said("Ben", "Hello, Ada."),
            ],
            "Ben": [Said("Ada", "Hello."), Said("Ben", "Hello, Ada.")],
        }
    )
    said = [(line["speaker"], line["segments"][0]["hidden"]) for line in lines]
    assert said == [("Ada", []), ("Ada", ["Ben"]), ("Ben", [])]


def test_a_word_on_both_sides_of_what_is_hidden_does_not_tear_it():
    lines = together(
        {
            "Ada": [Said("Ada", "I see. I will not tell. I see you.")],
            "Ben": [Said("Ada", "I see. I see you.")],
        }
    )
    assert [s["text"] for s in lines[0]["segments"] if s["hidden"]] == ["I will not tell."]


def test_a_scene_of_which_only_one_view_is_left_is_shown_as_that_one_perceived_it():
    lines = together({"Ada": [Said("", "It rains."), Said("Ben", "Hello.", ("Ben leaves",))]})
    assert [line["speaker"] for line in lines] == ["", "Ben"]
    assert lines[1]["deeds"] == ["Ben leaves"]
