"""What all homes share of drawing a case: its words, its history, its line of time, its forms, its why."""
