-- One row per municipality: the province in which it lies, and the publication that says so.
create table provinces (
    geo varchar primary key,
    province varchar not null,
    source varchar not null
);
