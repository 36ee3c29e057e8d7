"""The shapes of the JSON that commands answer with, as models that a JSON Schema is made of.

No command that answers from the base imports them: tests hold every answer against them. A field that is not said to be
optional is always there. A finding stands as its record stores it, fields without a value left out (``mscq schema``).
"""
