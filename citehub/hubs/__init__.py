"""What is done to one hub: pages joined, papers labelled and explained, corrections. Pure."""
