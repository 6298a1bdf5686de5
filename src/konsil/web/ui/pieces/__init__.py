"""The components, one module a part of the house; each registers its tags on `konsil.web.ui.library.register`."""
