"""What the commands do: make a home, serve it, check it, back it up, bring it back. No Django app of its own."""
