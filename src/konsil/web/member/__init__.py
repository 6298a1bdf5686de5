"""The member's home, phone first: one question at a time; and the same pages for whoever may follow a case."""
