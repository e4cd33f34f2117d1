"""What a query would take, told before it runs: look, add up, compare with limits."""
