-- One row per area code of a scheme: country, aggregate (never summed with its parts) or municipality.
create table geographies (
    geo_scheme varchar not null,
    geo varchar not null,
    kind varchar not null,
    iso3 varchar not null,
    valid_from varchar not null,
    valid_to varchar not null,
    name_en varchar not null,
    name_nl varchar not null,
    primary key (geo_scheme, geo)
);
