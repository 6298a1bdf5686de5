"""The desk: coordinators, supervisors, medical officers. What is owed next, and the case it is owed in."""
