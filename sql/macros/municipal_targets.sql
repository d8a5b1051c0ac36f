-- One row per municipality of a half-year (2020-H2), as of a day: its share of the national housing target by
-- the formula of article 29 of the Huisvestingswet 2014, with each rounding, and what swaps moved.
-- target x inhabitants / inhabitants of the Netherlands, both on 1 January of the year before; the law rounds
-- up. Municipalities merged since then count together. One that was divided since then keeps a row of its
-- own: the province divides its people (article 30) by figures that are not in the store; `note` says so.
create macro municipal_targets(wanted, as_of) as table
    with national as (
        select
            any_value(figure.value) as target,
            any_value(figure.obs_status) as target_obs_status,
            any_value(figure.published_on) as target_published_on
        from figures_as_of(as_of) as figure
        where
            figure.source_id = 'nl_housing_targets'
            and figure.measure = 'housing_target'
            and figure.period = wanted
            and figure.value is not null
        having count(*) = 1
    ),

    changes as (
        select boundary_changes.*
        from boundary_changes
        where
            boundary_changes.effective_on > make_date(cast(left(wanted, 4) as integer) - 1, 1, 1)
            and boundary_changes.effective_on <= make_date(cast(left(wanted, 4) as integer), 1, 1)
    ),

    merged as (
        select *
        from changes
        where changes.kind = 'merged'
    ),

    divided as (
        select
            changes.old_geo,
            'divided over ' || string_agg(new_one.name_nl, ', ' order by new_one.name_nl) as note
        from changes
        inner join geographies as new_one on new_one.geo_scheme = 'cbs' and changes.new_geo = new_one.geo
        where changes.kind = 'divided'
        group by changes.old_geo
    ),

    receivers as (
        select
            changes.new_geo,
            'without its part of ' || string_agg(old_one.name_nl, ', ' order by old_one.name_nl)
            || ' (article 30 figure not in the store)' as note
        from changes
        inner join geographies as old_one on old_one.geo_scheme = 'cbs' and changes.old_geo = old_one.geo
        where changes.kind = 'divided'
        group by changes.new_geo
    ),

    inhabitants as (
        select
            coalesce(merged.new_geo, observation.geo) as geo,
            sum(observation.value) as inhabitants,
            sum(sum(observation.value)) over () as inhabitants_nl
        from observations_as_of(as_of) as observation
        left join merged on observation.geo = merged.old_geo
        where
            observation.measure = 'population'
            and observation.period_start = make_date(cast(left(wanted, 4) as integer) - 1, 1, 1)
        group by coalesce(merged.new_geo, observation.geo)
    ),

    shares as (
        select
            inhabitants.*,
            national.*,
            -- whole numbers below 2^53: the product is exact, so that no share is rounded before its time
            national.target * inhabitants.inhabitants / inhabitants.inhabitants_nl as quotient
        from inhabitants
        cross join national
    ),

    ranked as (
        select
            shares.*,
            row_number() over (order by shares.quotient - floor(shares.quotient) desc, shares.geo asc)
                as remainder_rank,
            shares.target - sum(floor(shares.quotient)) over () as remainders_left
        from shares
    ),

    moves as (
        select
            target_swaps.from_geo as geo,
            -target_swaps.persons as persons
        from target_swaps
        where target_swaps.half_year = wanted
        union all
        select
            target_swaps.to_geo as geo,
            target_swaps.persons
        from target_swaps
        where target_swaps.half_year = wanted
    ),

    swapped as (
        select
            moves.geo,
            sum(moves.persons) as persons
        from moves
        group by moves.geo
    )

    select
        wanted as half_year,
        ranked.geo,
        geographies.name_nl as municipality,
        ranked.inhabitants,
        ranked.inhabitants_nl,
        ranked.target as national_target,
        ranked.target_obs_status,
        ranked.target_published_on,
        ranked.quotient,
        ceil(ranked.quotient) as law,
        floor(ranked.quotient + 0.5) as nearest,
        floor(ranked.quotient) + if(ranked.remainder_rank <= ranked.remainders_left, 1, 0)
            as largest_remainder,
        coalesce(swapped.persons, 0) as swapped,
        coalesce(divided.note, receivers.note, '') as note
    from ranked
    inner join geographies on geographies.geo_scheme = 'cbs' and ranked.geo = geographies.geo
    left join swapped on ranked.geo = swapped.geo
    left join divided on ranked.geo = divided.old_geo
    left join receivers on ranked.geo = receivers.new_geo
    order by ranked.geo;
