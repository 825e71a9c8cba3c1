"""Measured figures: nothing is asserted here, ratios are taken within one run (`make bench`)."""
