"""The talking side; composes everything."""
