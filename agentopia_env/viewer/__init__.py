"""A local web viewer of runs: see a society live, from its run directory alone.

`tail` reads what was added to a file, `sources` says what its lines mean to the viewer, `index`
keeps where everything is in a small database of its own, `documents` makes of both what a page
asks for, `server` hands it out and `export` writes it down as files. The pages themselves are
built from `viewer_web/` and lie in `assets/`. Nothing here writes into a run.
"""
