-- One row per measure: its series, concept, unit, kind (flow, stock, cumulative) and the whole it is a
-- part of.
create table measures (
    measure varchar primary key,
    series varchar not null,
    concept varchar not null,
    unit varchar not null,
    kind varchar not null,
    part_of varchar not null,
    name_en varchar not null,
    name_nl varchar not null
);
