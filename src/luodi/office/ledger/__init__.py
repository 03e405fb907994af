"""Plans, tasks, monthly reports, lights, sign-off."""
