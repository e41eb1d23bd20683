"""The page of a phone in a workshop."""

from ui.improve import phone

phone.page()
