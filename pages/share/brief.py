"""What a link shows: one minute, phone first, read only."""

from ui import brief

brief.page()
