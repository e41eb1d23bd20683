"""Why a number changed, which segments stand behind it, what recurring issues cost, and what customers say."""

from ui.understand import causes

causes.page()
