-- One row per figure (flag x) and figure from which it was derived, added (1) or taken away (-1).
create table derivations (
    source_id varchar not null,
    measure varchar not null,
    geo varchar not null,
    partner varchar not null,
    period varchar not null,
    sign integer not null,
    from_source_id varchar not null,
    from_measure varchar not null,
    from_geo varchar not null,
    from_partner varchar not null,
    from_period varchar not null,
    primary key (
        source_id, measure, geo, partner, period,
        from_source_id, from_measure, from_geo, from_partner, from_period
    )
);
