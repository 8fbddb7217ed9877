"""Reading prompts: from the text that a model is sent back to the question it was made of."""
