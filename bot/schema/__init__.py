"""The database as a whole: all tables, and how an older one is brought to the present shape."""
