"""Statements of a document as tests: what each claims, which cells decide it, and what they say."""
