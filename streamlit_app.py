"""Names the pages, draws the frame around the chosen one and runs it."""

from ui import frame

GROUPS = {
    "": ["prepare/start"],
    "prepare": ["prepare/data", "prepare/metrics"],
    "see": ["see/board", "see/outlook"],
    "understand": ["understand/causes", "understand/voices"],
    "improve": ["improve/actions", "improve/review", "improve/teams", "improve/join"],
    "share": ["share/links", "share/brief"],
}

frame.run(GROUPS)
