"""Documents, their findings, and the desk where the office reviews them."""
