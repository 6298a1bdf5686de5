"""Who asks and what they may; bytes become a fact here, a refusal becomes words."""
