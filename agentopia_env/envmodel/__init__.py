"""Who answers for the world.

An environment model is an `Answerer` of the questions in `questions.environment`: what comes of an
activity, who speaks next, which events and positions there are, how a year changes somebody.
`heuristic` answers by rules, at once and without a text generator; a language model can take its
place behind the same protocol.
"""
