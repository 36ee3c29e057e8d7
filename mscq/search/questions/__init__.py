"""Questions in plain words: what is asked, and the command that answers it."""
