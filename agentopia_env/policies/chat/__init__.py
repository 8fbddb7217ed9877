"""Language models as answerers.

`settings` says where a model is, `keys` where its key comes from. `policy` makes a request of a
question and an answer of what comes back: `forms` (JSON schemas), `tools` (function calls) and
`soundness` (what is no answer) help it. `model` sends requests through one of the `backends`, under
the eyes of `gate` (how many at once, and whether the server is there).
"""
