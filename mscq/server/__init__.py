"""The server of the Model Context Protocol: what an assistant asks of the base, and what it is told beside.

It asks commands through a function that it is given, so that its answers are theirs. Only ``serve`` needs the SDK.
"""
