-- One row per series and period of an EU composition (EU27_2020), as of a day: the sum of its countries'
-- figures, with the columns of figures_as_of that are left when countries are added up. Derived (x). Where
-- a country has no figure there is no sum, and missing_reason says how many have none.
create macro rebuilt_as_of(wanted, as_of) as table
    select
        figure.source_id,
        figure.publisher,
        figure.series,
        figure.measure,
        figure.measure_en,
        figure.measure_nl,
        figure.concept,
        figure.kind,
        figure.partner_kind,
        figure.partner,
        figure.partner_en,
        figure.partner_nl,
        figure.sex,
        figure.age,
        figure.unit,
        figure.freq,
        figure.year,
        figure.period,
        figure.period_start,
        figure.period_end,
        composition.geo_scheme,
        composition.geo,
        composition.kind as geo_kind,
        composition.iso3,
        -- the same countries in every year: there is no year in which this sum has another composition
        '' as geo_valid_from,
        '' as geo_valid_to,
        composition.name_en || ', rebuilt from its countries' as geo_en,
        composition.name_nl || ', opgeteld uit de landen' as geo_nl,
        if(count(figure.interval_low) = any_value(members.countries), sum(figure.value), null) as value,
        if(count(figure.interval_low) = any_value(members.countries), sum(figure.interval_low), null)
            as interval_low,
        if(count(figure.interval_high) = any_value(members.countries), sum(figure.interval_high), null)
            as interval_high,
        if(bool_and(figure.qualifier = 'exact'), 'exact', 'approximate') as qualifier,
        array_to_string(
            list_sort(list_distinct(string_split(string_agg(figure.obs_status, '') || 'x', ''))), ''
        )
            as obs_status,
        if(
            count(figure.interval_low) = any_value(members.countries), '',
            (any_value(members.countries) - count(figure.interval_low)) || ' countries without a figure'
        ) as missing_reason,
        max(figure.published_on) as published_on,
        cast(null as varchar) as snapshot_sha256,
        cast(null as integer) as snapshot_row
    from figures_as_of(as_of) as figure
    inner join compositions as member on member.composition = wanted and figure.iso3 = member.iso3
    inner join geographies as composition
        on composition.geo_scheme = 'eurostat' and composition.geo = wanted
    cross join (
        select count(*) as countries
        from compositions
        where compositions.composition = wanted
    ) as members
    where figure.geo_kind = 'country'
    group by all;
