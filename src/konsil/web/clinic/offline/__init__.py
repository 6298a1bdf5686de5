"""Reception without a line: a page that stays in the browser, judges papers and reconciles afterwards (Y33)."""
