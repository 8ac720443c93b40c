"""What goes round beside the server, each at its own pace."""
