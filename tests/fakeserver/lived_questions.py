"""Questions of real lives, collected once."""

from functools import lru_cache

from agentopia_env.config import make_config
from agentopia_env.flow import play
from agentopia_env.life.week import life
from agentopia_env.policies.answering import Answering
from agentopia_env.prompts.render import render
from agentopia_env.simulation import cast_of, new_society, open_world

KEPT = 12
"""Questions of a kind that are kept."""


@lru_cache(maxsize=4)
def lived(fidelity, language="en"):
    """Questions of each kind, with their messages and the answers they got, of two short years."""
    config = make_config(
        {
            "world": "hamlet",
            "language": language,
            "seed": 5,
            "fidelity": fidelity,
            "time": {"n_year": 2, "n_week": 2 if fidelity == "full" else 4, "n_day": 3},
        }
    )
    society, cast, kept = new_society(config, open_world(config)[1]), cast_of(config), {}
    answering = Answering(cast)

    def reply(question):
        entries = kept.setdefault(question.kind, [])
        if (len(entries) < KEPT and not getattr(question, "results", ())) or (
            getattr(question, "results", ()) and len(entries) < 2 * KEPT
        ):
            entries.append((question, render(question), cast.of(question.who).answer(question)))
        return answering.reply(question)

    play(life(society), reply)
    return kept
