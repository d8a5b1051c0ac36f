-- One row per line of a snapshot that states a level: the value as printed and its place in the publication.
create table cells (
    source_id varchar not null,
    published_on date not null,
    snapshot_sha256 varchar not null,
    snapshot_row integer not null,
    printed varchar not null,
    place varchar not null
);
