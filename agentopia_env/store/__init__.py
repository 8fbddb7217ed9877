"""What is kept: the run directory, written append-only, and the checkpoints it is resumed from."""
