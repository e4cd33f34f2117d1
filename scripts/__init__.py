"""What `make` runs: finding servers, starting them, showing the service at work."""
