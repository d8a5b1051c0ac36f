-- One row per way in which a document words a number: how it is read, with its tolerance in percent of the
-- number (of a value) or in points (of a change in percent).
create table wordings (
    wording varchar primary key,
    kind varchar not null,
    percent double not null,
    points double not null,
    name_en varchar not null,
    name_nl varchar not null,
    meaning_en varchar not null,
    meaning_nl varchar not null
);
