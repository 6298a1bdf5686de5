"""A month's statement of a clinic: what was done and signed, at the price of its day, and what is held back and why."""
