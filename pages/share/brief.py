"""What a link shows: one minute, phone first, read only."""

from ui.share import brief

brief.page()
