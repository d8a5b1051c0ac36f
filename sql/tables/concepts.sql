-- One row per concept: what a measure of it counts.
create table concepts (
    concept varchar primary key,
    definition_en varchar not null,
    definition_nl varchar not null
);
