"""Links, people and the log, and what an executive sees behind a link."""
