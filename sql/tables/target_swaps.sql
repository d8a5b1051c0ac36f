-- One row per agreed swap between two municipalities (Huisvestingswet 2014, article 29.2): the first houses
-- so many fewer, the second so many more.
create table target_swaps (
    half_year varchar not null,
    from_geo varchar not null,
    to_geo varchar not null,
    persons integer not null,
    source varchar not null,
    primary key (half_year, from_geo, to_geo)
);
