"""What `yiwen` does, a file for a command or a few of one kind; bot/cli.py names them."""
