"""Who answers for a person.

`base` is the protocol, `heuristic` the embedded default, `scripted` answers for tests and replay,
`cast` gives every person a policy.
"""
