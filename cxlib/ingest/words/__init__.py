"""Vocabularies of the languages files come in: months, eras, missing marks, yes and no, scales, currencies, roles."""
