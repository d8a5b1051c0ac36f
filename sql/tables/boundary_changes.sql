-- One row per old and new municipality of a boundary change: merged whole, or divided over several.
create table boundary_changes (
    effective_on date not null,
    old_geo varchar not null,
    new_geo varchar not null,
    kind varchar not null,
    source varchar not null,
    primary key (effective_on, old_geo, new_geo)
);
