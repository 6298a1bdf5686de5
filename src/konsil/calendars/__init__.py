"""Public holidays as data: one folder a country, one file a year. `reading` reads them."""
