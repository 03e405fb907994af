"""Pages of units, people, accounts and one's own sign-in. They read by scope and call acts."""
