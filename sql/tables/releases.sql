-- One row per release of a source, refused ones too: publication, bytes and verdict.
create table releases (
    source_id varchar not null,
    file varchar not null,
    published_on date not null,
    published varchar not null,
    published_basis varchar not null,
    title varchar not null,
    place varchar not null,
    data_as_of varchar not null,
    note varchar not null,
    layout varchar not null,
    url varchar not null,
    snapshot_sha256 varchar not null,
    bytes integer not null,
    ingested_at timestamp not null,
    rows integer not null,
    verdict varchar not null,
    primary key (source_id, file)
);
