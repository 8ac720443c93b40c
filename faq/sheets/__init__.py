"""Spreadsheets: what bureaus keep their answers in, and what section chiefs sign."""
