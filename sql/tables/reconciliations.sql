-- One row per pair of series, of two sources, that count the same: their figures may be compared, with the
-- note.
create table reconciliations (
    source_id varchar not null,
    measure varchar not null,
    other_source_id varchar not null,
    other_measure varchar not null,
    note_en varchar not null,
    note_nl varchar not null,
    primary key (source_id, measure, other_source_id, other_measure)
);
