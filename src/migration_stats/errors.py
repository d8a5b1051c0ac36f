"""What can go wrong, told to a person: every message names the file, the rule and the next step."""


class MigrationStatsError(Exception):
    """Base of every error that this package raises on purpose."""


class ProjectNotFoundError(MigrationStatsError):
    """There is no checkout with data/raw, sql/ and expectations/ around."""


class CatalogueError(MigrationStatsError):
    """A file that people write (source.toml, a rule, a chart) breaks its form."""


class SnapshotError(MigrationStatsError):
    """The bytes in data/raw are not the bytes that were locked."""


class DownloadError(MigrationStatsError):
    """A live service gave no answer that can be used; the store is as it was."""


class LayoutError(MigrationStatsError):
    """A publisher's file does not have the layout that its source declares."""


class ValidationError(MigrationStatsError):
    """A rule could not be evaluated. A rule that fails is a verdict, not an error."""


class WarehouseError(MigrationStatsError):
    """The database cannot be built, checked, opened or queried."""


class ComparisonError(MigrationStatsError):
    """The comparison asked for has no meaning or no figures."""


class PackError(MigrationStatsError):
    """A chart or a pack cannot be made truthfully."""


class NoRoomError(PackError):
    """A chart has more to say than fits: the request is too wide, the chart is not wrong."""


class ClaimsDriftedError(MigrationStatsError):
    """The refresh ended well, and a claim of a document has another verdict than was agreed on."""


class RefreshFailedError(MigrationStatsError):
    """The refresh ended and at least one source has a release that was refused."""
