-- One row per break of a source's measure: figures from that day on do not continue those before.
create table breaks (
    source_id varchar not null,
    measure varchar not null,
    from_day date not null,
    reason_en varchar not null,
    reason_nl varchar not null,
    primary key (source_id, measure, from_day)
);
