"""The page of a phone in a workshop."""

from ui import phone

phone.page()
