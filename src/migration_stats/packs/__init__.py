"""Packs: charts of one as-of date as pages, tables and a manifest."""
