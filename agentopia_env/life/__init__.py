"""What happens: flows that ask questions over a society and apply the answers stage by stage.

`week` is the table of contents. Nothing here touches disk, awaits, or knows who answers.
"""
