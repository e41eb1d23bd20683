"""Causes and Voices: why a number changed, and what customers say; the reader of comments for every page."""
