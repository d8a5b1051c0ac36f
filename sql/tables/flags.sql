-- One row per flag letter: Eurostat's, and q (quoted by a secondary source) and x (derived) of this project.
create table flags (
    flag varchar primary key,
    kind varchar not null,
    mark varchar not null,
    name_en varchar not null,
    name_nl varchar not null
);
