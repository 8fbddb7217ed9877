"""Everything that is ever asked of a person or of the environment model, and how answers are read.

`base` says what a question is, `person` and `environment` hold one class per question, `replies`
the forms of the answers, `parsing` turns what models really write into those forms.
"""
