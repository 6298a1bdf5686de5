"""How each language writes days, clocks and numbers in forms and templates; 24 hours in all of them."""
