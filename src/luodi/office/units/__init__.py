"""Units, people, roles and scope: who there is and who sees what."""
