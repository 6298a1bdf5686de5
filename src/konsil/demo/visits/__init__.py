"""The demo's clinics and their visits."""
