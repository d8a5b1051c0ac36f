-- One row per composition of the European Union and country in it, by ISO code.
create table compositions (
    composition varchar not null,
    iso3 varchar not null,
    primary key (composition, iso3)
);
