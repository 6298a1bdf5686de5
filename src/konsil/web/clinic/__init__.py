"""The two seats of a clinic: reception, with its day and its scanner, and the doctor between two patients."""
