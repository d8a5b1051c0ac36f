-- One row per line of a snapshot that is no observation, with the reason; nothing is left out otherwise.
create table exclusions (
    source_id varchar not null,
    file varchar not null,
    published_on date not null,
    snapshot_sha256 varchar not null,
    snapshot_row integer not null,
    reason varchar not null
);
