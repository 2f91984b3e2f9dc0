"""The verbs of the messages room, the only writers, a file for each part: `sending`, `receiving`, `drafting` ..."""
