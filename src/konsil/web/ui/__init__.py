"""The design system: template tags, shells and drawings from which every page is made."""
