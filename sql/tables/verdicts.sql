-- One row per release and rule: how many things were checked, how many failed, and the reasons.
create table verdicts (
    source_id varchar not null,
    file varchar not null,
    rule varchar not null,
    severity varchar not null,
    success boolean not null,
    checked integer not null,
    failed integer not null,
    reasons varchar[] not null
);
