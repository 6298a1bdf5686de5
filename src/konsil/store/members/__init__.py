"""Members from a payer's file: staged, checked, looked at, applied in one transaction."""
