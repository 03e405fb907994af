"""The shell every page stands in: templates, components, styles, scripts, headers."""
