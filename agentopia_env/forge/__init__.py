"""A forge of worlds: from a setting to a society that can be lived in, written by a language model.

Reference stories come first, then people one at a time with their ties, then their numbers; what
`check-world` finds is asked about again. Every answer is kept, so that nothing is asked twice.
"""
