"""The insurer's call centre: its agents, its supervisor, and the medical reviewer."""
