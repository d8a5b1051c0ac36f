"""What each command does. Heavy imports stand in the function that needs them."""
