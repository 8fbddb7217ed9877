"""The heuristic policy: everyday good sense, seeded and instant, with no text generator behind it.

`policy` is the answerer; `mind` one person at the moment of one question, `temper` what they are
like, `feelings` what they feel about others and how notes carry it; `goals`, `plans`, `contact`,
`scenes`, `days`, `review`, `ties` and `year` answer the questions; `phrases` says what a phrasebook
is, `phrases_en` is one, and `books` knows them all.
"""

from agentopia_env.policies.heuristic.policy import HeuristicPolicy

__all__ = ["HeuristicPolicy"]
