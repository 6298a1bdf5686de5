"""The call centre's half of a day without a line: the sealed sheet of reserved numbers (Y33)."""
