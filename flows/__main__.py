"""`python flows`: refresh, then the pack 2018-2020, as `make pack` runs them."""

from __future__ import annotations

import sys

from chart_pack import chart_pack
from migration_stats.errors import ClaimsDriftedError, MigrationStatsError, RefreshFailedError
from refresh import refresh


def main() -> int:
    """Exit code 0, or 1 when something failed; refused releases do not keep the pack from being made."""
    code = 0
    try:
        done = refresh()
        print(f"database: {done['database']}")
    except (RefreshFailedError, ClaimsDriftedError) as error:
        print(f"refresh: {error}", file=sys.stderr)
        code = 1
    pack = chart_pack()
    print(f"pack 2018-2020, as of {pack['as_of']}:")
    for page in pack["pages"]:
        print(f"  {page}")
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MigrationStatsError as error:
        sys.exit(f"migration-stats: {error}")
