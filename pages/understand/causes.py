"""Why a number changed, which segments stand behind it, what recurring issues cost, and what customers say."""

from ui import causes

causes.page()
