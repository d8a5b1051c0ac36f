-- One row per question that several publishers answer and series that answers it, with what sets that series
-- apart; the first is the one from which the gaps are counted. `*` in measure, geo or partner adds up.
create table questions (
    question varchar not null,
    place integer not null,
    source_id varchar not null,
    measure varchar not null,
    geo varchar not null,
    partner varchar not null,
    gap_en varchar not null,
    gap_nl varchar not null,
    primary key (question, place)
);
