-- One row per row of a refused release and critical rule that it broke (row is null for the whole file).
create table quarantine (
    source_id varchar not null,
    file varchar not null,
    published_on date not null,
    row integer,
    rule varchar not null,
    severity varchar not null,
    reason varchar not null,
    content varchar not null,
    snapshot_sha256 varchar not null
);
