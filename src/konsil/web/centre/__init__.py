"""The pages of an expert centre: its desk, with or without an account, and the experts who read the file."""
