"""What the clock does when something is due: one small file per group of kinds."""
