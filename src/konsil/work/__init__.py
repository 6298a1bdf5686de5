"""Jobs, thin: promises, letters, deliveries, intake, imports, retention."""
