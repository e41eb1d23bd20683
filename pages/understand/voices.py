"""What customers say in their own words: themes and what they move, who says what, and the comments themselves."""

from ui.understand import voices

voices.page()
