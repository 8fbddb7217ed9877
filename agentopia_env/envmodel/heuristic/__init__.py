"""The embedded environment model: a world that answers by rules, at once, the same every time.

It **is** a small, balanced set of rules: pay follows skill, vitality and effort; study has
diminishing returns; rest restores; people get along or do not by temperament, shared interests and
chemistry, by what they say to each other and how tired they are; loneliness and overwork wear
down; some weeks are better than others. Its text is short and put together from phrases and facts
that really occur: the place, an object there, the people, a skill, an amount, a few words that were
said aloud. An answer is a pure function of the run's seed and the question.

It **is not** a language model and understands no language: it knows what an activity is from a few
words, hears tone from a word list (`world.tone`), sees of the 16 principles only what rules can see
(parroting, assistant talk, speaking for others, monologues), and remembers nothing beyond what a
question holds. Lives under it show the direction of choices (company, rest, work, whom one invests
in), not their depth. For that, ask a language model; for tests, baselines, fast rollouts and
reproducible experiments, ask this one.
"""

from agentopia_env.envmodel.heuristic.model import HeuristicEnvironment

__all__ = ["HeuristicEnvironment"]
