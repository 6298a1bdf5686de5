"""Invented people and centres, and the page of the mail sink."""
