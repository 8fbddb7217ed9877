"""What models read: every question as messages, with its context, within a budget of characters.

`render` turns a question into messages, `quoting` keeps other people's words apart from the
prompt's own, `markup` writes values as tags, `context` gathers what a question shows, `budget`
shortens it, `templates/<language>/<kind>.md` hold the words.
"""

from agentopia_env.prompts.render import Message, answer_schema, prompt_text, render

__all__ = ["Message", "answer_schema", "prompt_text", "render"]
