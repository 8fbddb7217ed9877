"""Checks of a world beyond its files' form: what its people, texts and numbers say together.

Each module yields findings; `codes` lists their kinds, `agentopia_env.world.checking` runs them.
"""
