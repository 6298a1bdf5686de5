"""Writing an opinion into fields: by the experts who gave it, or from their letter (A28, A30, Y18)."""
