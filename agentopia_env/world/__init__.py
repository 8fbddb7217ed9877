"""What exists: people, places, positions, money, memory, schedules, and the rules they obey.

Values and pure rules; nothing here reads a file except `loading` and its parts, and
nothing asks a question.
"""
