"""The commands of `luodi`: thin doors onto the engine, one module for each concern."""
