"""Headlight's library: metrics, leads, causes and verdicts from customer-experience data. Works without a browser."""
