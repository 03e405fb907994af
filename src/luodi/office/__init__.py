"""The office: one Django site that keeps state, people and permissions, and calls the engine."""
