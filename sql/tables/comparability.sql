-- One row per reason for which two figures cannot be compared (hinders) or only with a note, in order of
-- weight.
create table comparability (
    place integer not null,
    code varchar primary key,
    hinders boolean not null,
    is_break boolean not null,
    name_en varchar not null,
    name_nl varchar not null
);
