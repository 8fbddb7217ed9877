"""The report of runs: one page that needs nothing else, and its figures as files.

`figure` is what a figure is, `rewards`, `society`, `course` and `compare` are the figures, `page`
puts them together.
"""
