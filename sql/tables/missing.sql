-- One row per way in which a publication writes a missing value, with the reason that it stands for.
create table missing (
    token varchar primary key,
    missing_reason varchar not null,
    name_en varchar not null,
    name_nl varchar not null
);
