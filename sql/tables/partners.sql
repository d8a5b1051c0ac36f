-- One row per partner of a kind (route, origin, destination); an aggregate is never summed with its parts.
create table partners (
    partner_kind varchar not null,
    partner varchar not null,
    aggregate boolean not null,
    name_en varchar not null,
    name_nl varchar not null,
    primary key (partner_kind, partner)
);
