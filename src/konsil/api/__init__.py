"""REST and FHIR: the same facts for machines."""
