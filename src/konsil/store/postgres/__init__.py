"""The backend that `settings.DATABASES` names: see `base`."""
