-- One row per source: what its source.toml declares.
create table sources (
    source_id varchar primary key,
    title_en varchar not null,
    title_nl varchar not null,
    publisher varchar not null,
    url varchar not null,
    licence_en varchar not null,
    licence_nl varchar not null,
    licence_url varchar not null,
    citation varchar not null,
    cadence varchar not null,
    layout varchar not null,
    scope varchar not null
);
