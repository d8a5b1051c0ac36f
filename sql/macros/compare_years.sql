-- One row per cell, part of the year and year asked for, with the change on the nearest earlier year asked
-- for. `wanted` is a series or a measure. Only the same part of a year is compared: a year with a year, a
-- first half with a first half. The change is null where an end is missing, 0 or only a bound; its interval
-- is what rounding and qualifiers leave. `verdict` says whether the two may be compared, `reason` why not or
-- with which note: breaks and compositions come from the reference tables, the rest from the flags.
create macro compare_years(wanted, years, as_of) as table
    with figures as (
        select
            figure.source_id,
            figure.publisher,
            figure.measure,
            figure.geo,
            figure.partner,
            figure.sex,
            figure.age,
            figure.unit,
            figure.freq,
            figure.year,
            figure.period,
            figure.value,
            figure.interval_low,
            figure.interval_high,
            figure.qualifier,
            figure.obs_status,
            figure.missing_reason,
            figure.published_on,
            figure.snapshot_sha256,
            figure.snapshot_row,
            figure.geo_scheme,
            figure.period_start,
            figure.period_end,
            substr(figure.period, 6) as part_of_year
        from figures_as_of(as_of) as figure
        where
            (figure.series = wanted or figure.measure = wanted)
            and figure.freq in ('A', 'S', 'Q', 'M')
            and list_contains(years, figure.year)
    ),

    paired as (
        select
            figures.*,
            lag(figures.period) over cell as base_period,
            lag(figures.value) over cell as base_value,
            lag(figures.interval_low) over cell as base_low,
            lag(figures.interval_high) over cell as base_high,
            lag(figures.qualifier) over cell as base_qualifier,
            lag(figures.obs_status) over cell as base_obs_status,
            lag(figures.published_on) over cell as base_published_on,
            lag(figures.period_start) over cell as base_start,
            lag(figures.year) over cell as base_year
        from figures
        window cell as (
            partition by
                figures.source_id, figures.measure, figures.geo, figures.partner,
                figures.sex, figures.age, figures.unit, figures.freq, figures.part_of_year
            order by figures.year
        )
    ),

    crossed as (
        select
            paired.source_id,
            paired.measure,
            paired.period_end,
            paired.base_start,
            string_agg(distinct breaks.reason_en, '; ' order by breaks.reason_en) as reason
        from paired
        inner join breaks
            on
                paired.source_id = breaks.source_id
                and paired.measure = breaks.measure
                and paired.base_start < breaks.from_day
                and paired.period_end >= breaks.from_day
        group by all
    ),

    judged as (
        select
            paired.*,
            paired.qualifier in ('exact', 'approximate')
            and paired.base_qualifier in ('exact', 'approximate') as ends_stand,
            concat_ws(
                '; ',
                if(paired.interval_low is null or paired.base_low is null, 'no figure at one end', null),
                crossed.reason,
                if(contains(paired.obs_status, 'b'), 'break in time series', null),
                if(
                    contains(paired.obs_status, 'd') <> contains(paired.base_obs_status, 'd'),
                    'definition differs at one end',
                    null
                )
            ) as hindrance,
            concat_ws(
                '; ',
                if(contains(paired.obs_status || paired.base_obs_status, 'p'), 'provisional', null),
                if(contains(paired.obs_status || paired.base_obs_status, 'f'), 'forecast', null),
                if(regexp_matches(paired.obs_status || paired.base_obs_status, '[esu]'), 'estimated', null),
                if(
                    contains(paired.obs_status || paired.base_obs_status, 'q'),
                    'quoted by a secondary source', null
                ),
                if(contains(paired.obs_status || paired.base_obs_status, 'x'), 'derived', null),
                if(paired.year - paired.base_year > 1, 'years between are left out', null),
                if(
                    paired.base_start < cast(nullif(geographies.valid_from, '') as date)
                    or paired.period_end > cast(nullif(geographies.valid_to, '') as date),
                    'rebuilt for a composition of other years: ' || geographies.name_en, null
                )
            ) as note
        from paired
        inner join geographies
            on paired.geo_scheme = geographies.geo_scheme and paired.geo = geographies.geo
        left join crossed
            on
                paired.source_id = crossed.source_id
                and paired.measure = crossed.measure
                and paired.period_end = crossed.period_end
                and paired.base_start = crossed.base_start
    )

    select
        judged.source_id,
        judged.publisher,
        judged.measure,
        judged.geo,
        judged.partner,
        judged.unit,
        judged.freq,
        judged.period,
        judged.value,
        judged.interval_low,
        judged.interval_high,
        judged.qualifier,
        judged.obs_status,
        judged.missing_reason,
        judged.published_on,
        judged.base_period,
        judged.base_value,
        judged.base_qualifier,
        judged.base_obs_status,
        judged.base_published_on,
        judged.snapshot_sha256,
        judged.snapshot_row,
        if(judged.ends_stand, judged.value - judged.base_value, null) as change,
        if(judged.ends_stand, 100 * (judged.value / nullif(judged.base_value, 0) - 1), null)
            as change_percent,
        100 * (judged.interval_low / nullif(judged.base_high, 0) - 1) as change_percent_low,
        100 * (judged.interval_high / nullif(judged.base_low, 0) - 1) as change_percent_high,
        case
            when judged.base_period is null then null
            when judged.hindrance <> '' then 'not comparable'
            when judged.note <> '' then 'comparable with a note'
            else 'comparable'
        end as verdict,
        if(judged.base_period is null, '', if(judged.hindrance <> '', judged.hindrance, judged.note))
            as reason
    from judged
    order by judged.measure, judged.source_id, judged.geo, judged.partner, judged.freq, judged.period;
