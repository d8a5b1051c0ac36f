-- One row per cell, with the contract's columns: the newest value published on or before the day `as_of`.
-- Releases whose snapshot is in `without` are left out: what a pack that was made before they came had. A
-- source whose releases are complete tables shows its newest release only: a cell left out there is gone.
create macro observations_as_of(as_of, without := cast([] as varchar[])) as table
    with public as (
        select observations.*
        from observations
        where observations.published_on <= as_of and not list_contains(without, observations.snapshot_sha256)
    ),

    newest as (
        select public.*
        from public
        qualify row_number() over (
            partition by
                public.source_id, public.measure, public.freq, public.period_start, public.period_end,
                public.geo_scheme, public.geo, public.partner_kind, public.partner,
                public.sex, public.age, public.unit
            order by public.published_on desc
        ) = 1
    ),

    latest_release as (
        select
            public.source_id,
            max(public.published_on) as published_on
        from public
        group by public.source_id
    )

    select newest.*
    from newest
    inner join latest_release on newest.source_id = latest_release.source_id
    inner join sources on newest.source_id = sources.source_id
    where sources.scope <> 'complete' or newest.published_on = latest_release.published_on;
