"""What `yiwen check` looks for: small functions over the shelf, a file for each kind of mistake."""
