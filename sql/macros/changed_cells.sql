-- One row per cell that is not the same as of two days: value and status before and after, and what happened.
-- new_period: the source had no figure of that measure for the period. new_area: it had none of that area or
-- partner. filled: a cell among known ones that was missing. disappeared: no figure any more. definition: a
-- break, another definition or qualifier. status: the same value with other flags. rounding: both values may
-- be roundings of one number. revision: another value.
create macro changed_cells(
    day_before, day_after, without_before := cast([] as varchar[]), without_after := cast([] as varchar[])
) as table
    with old as (
        select figure.*
        from figures_as_of(day_before, without := without_before) as figure
    ),

    new as (
        select figure.*
        from figures_as_of(day_after, without := without_after) as figure
    ),

    old_periods as (
        select distinct
            old.source_id,
            old.measure,
            old.period
        from old
    ),

    old_areas as (
        select distinct
            old.source_id,
            old.measure,
            old.geo_scheme,
            old.geo,
            old.partner_kind,
            old.partner
        from old
    ),

    paired as (
        select
            coalesce(new.source_id, old.source_id) as source_id,
            coalesce(new.series, old.series) as series,
            coalesce(new.measure, old.measure) as measure,
            coalesce(new.measure_en, old.measure_en) as measure_en,
            coalesce(new.measure_nl, old.measure_nl) as measure_nl,
            coalesce(new.geo_scheme, old.geo_scheme) as geo_scheme,
            coalesce(new.geo, old.geo) as geo,
            coalesce(new.geo_en, old.geo_en) as geo_en,
            coalesce(new.geo_nl, old.geo_nl) as geo_nl,
            coalesce(new.partner_kind, old.partner_kind) as partner_kind,
            coalesce(new.partner, old.partner) as partner,
            coalesce(new.partner_en, old.partner_en) as partner_en,
            coalesce(new.partner_nl, old.partner_nl) as partner_nl,
            coalesce(new.freq, old.freq) as freq,
            coalesce(new.period, old.period) as period,
            old.value as value_before,
            new.value as value_after,
            old.interval_low as low_before,
            old.interval_high as high_before,
            new.interval_low as low_after,
            new.interval_high as high_after,
            old.qualifier as qualifier_before,
            new.qualifier as qualifier_after,
            old.obs_status as obs_status_before,
            new.obs_status as obs_status_after,
            old.published_on as published_before,
            new.published_on as published_after,
            old.snapshot_sha256 as sha256_before,
            new.snapshot_sha256 as sha256_after
        from old
        full outer join new
            on
                old.source_id = new.source_id
                and old.measure = new.measure
                and old.freq = new.freq
                and old.period_start = new.period_start
                and old.period_end = new.period_end
                and old.geo_scheme = new.geo_scheme
                and old.geo = new.geo
                and old.partner_kind = new.partner_kind
                and old.partner = new.partner
                and old.sex = new.sex
                and old.age = new.age
    )

    select
        paired.*,
        paired.value_after - paired.value_before as change,
        case
            when paired.published_after is null then 'disappeared'
            when paired.published_before is null and old_periods.period is null then 'new_period'
            when paired.published_before is null and old_areas.geo is null then 'new_area'
            when paired.published_before is null then 'filled'
            when paired.high_before is null and paired.value_before is null then 'filled'
            when paired.high_after is null and paired.value_after is null then 'disappeared'
            when
                paired.qualifier_before <> paired.qualifier_after
                or regexp_matches(paired.obs_status_before || paired.obs_status_after, '[bd]')
                then 'definition'
            when paired.value_before = paired.value_after then 'status'
            when
                paired.low_before <= paired.high_after and paired.low_after <= paired.high_before
                then 'rounding'
            else 'revision'
        end as kind
    from paired
    left join old_periods
        on
            paired.source_id = old_periods.source_id
            and paired.measure = old_periods.measure
            and paired.period = old_periods.period
    left join old_areas
        on
            paired.source_id = old_areas.source_id
            and paired.measure = old_areas.measure
            and paired.geo_scheme = old_areas.geo_scheme
            and paired.geo = old_areas.geo
            and paired.partner_kind = old_areas.partner_kind
            and paired.partner = old_areas.partner
    where
        paired.value_before is distinct from paired.value_after
        or paired.low_before is distinct from paired.low_after
        or paired.high_before is distinct from paired.high_after
        or paired.qualifier_before is distinct from paired.qualifier_after
        or paired.obs_status_before is distinct from paired.obs_status_after
        or paired.published_before is null
        or paired.published_after is null
    order by paired.source_id, paired.measure, paired.geo, paired.partner, paired.period;
