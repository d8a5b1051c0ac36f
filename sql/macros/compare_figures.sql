-- One row per cell and year or period asked for, with the change on the one before it. `wanted` is a series
-- or a measure; `rebuild` adds an EU composition summed from its countries. The change is null where an end
-- is missing, 0 or only a bound; its interval is what rounding and qualifiers leave. `verdict` says whether
-- the two may be compared, reason_en and reason_nl why not or with which note; see reasons_between and
-- judgement.
create macro compare_figures(wanted, years, periods, as_of, rebuild, across_breaks) as table
    with figures as (
        select figure.*
        from figures_as_of(as_of) as figure
        union all by name
        select rebuilt.*
        from rebuilt_as_of(rebuild, as_of) as rebuilt
    ),

    asked as (
        select
            figures.*,
            -- years pair with years, first halves with first halves; periods as they were asked for
            if(len(periods) > 0, '', figures.freq || substr(figures.period, 5)) as pairs_with
        from figures
        where
            (figures.series = wanted or figures.measure = wanted)
            and (
                list_contains(periods, figures.period)
                or (figures.freq in ('A', 'S', 'Q', 'M') and list_contains(years, figures.year))
            )
    ),

    ordered as (
        select
            asked.*,
            row_number() over (
                partition by
                    asked.source_id, asked.measure, asked.geo_scheme, asked.geo, asked.geo_en,
                    asked.partner_kind, asked.partner, asked.sex, asked.age, asked.unit, asked.pairs_with
                order by asked.period_start, asked.period_end
            ) as nth
        from asked
    ),

    paired as (
        select
            cell.*,
            base.period as base_period,
            base.value as base_value,
            base.interval_low as base_low,
            base.interval_high as base_high,
            base.qualifier as base_qualifier,
            base.obs_status as base_obs_status,
            base.published_on as base_published_on,
            cell.qualifier in ('exact', 'approximate')
            and base.qualifier in ('exact', 'approximate') as ends_stand,
            reasons_between(cell, base) as reasons
        from ordered as cell
        left join ordered as base
            on
                cell.source_id = base.source_id
                and cell.measure = base.measure
                and cell.geo_scheme = base.geo_scheme
                and cell.geo = base.geo
                and cell.geo_en = base.geo_en
                and cell.partner_kind = base.partner_kind
                and cell.partner = base.partner
                and cell.sex = base.sex
                and cell.age = base.age
                and cell.unit = base.unit
                and cell.pairs_with = base.pairs_with
                and cell.nth = base.nth + 1
    ),

    judged as (
        select
            paired.*,
            if(paired.base_period is null, null, judgement(paired.reasons, across_breaks)) as judged
        from paired
    )

    select
        judged.source_id,
        judged.publisher,
        judged.measure,
        judged.geo,
        judged.geo_en,
        judged.geo_nl,
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
        judged.interval_low - judged.base_high as change_low,
        judged.interval_high - judged.base_low as change_high,
        if(judged.ends_stand, percent_change(judged.value, judged.base_value), null) as change_percent,
        percent_change(judged.interval_low, judged.base_high) as change_percent_low,
        percent_change(judged.interval_high, judged.base_low) as change_percent_high,
        judged.judged['verdict'] as verdict,
        coalesce(judged.judged['reason_en'], '') as reason_en,
        coalesce(judged.judged['reason_nl'], '') as reason_nl
    from judged
    order by judged.measure, judged.source_id, judged.geo_en, judged.partner, judged.freq, judged.period;
