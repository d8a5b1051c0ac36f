-- One row per year and series that answers a question (asylum_nl), as of a day: the figure, its gap with
-- the question's first series, and what sets the series apart. Months are added up only where all twelve
-- are there.
create macro side_by_side(wanted, as_of) as table
    with cells as (
        select
            questions.place as answer,
            questions.measure as asked,
            questions.gap_en,
            questions.gap_nl,
            figure.*
        from questions
        inner join figures_as_of(as_of) as figure
            on
                questions.source_id = figure.source_id
                and figure.measure glob questions.measure
                and figure.geo glob questions.geo
                and figure.partner glob questions.partner
                and (questions.partner = figure.partner or not figure.partner_aggregate)
        where questions.question = wanted and figure.freq in ('A', 'M')
    ),

    yearly as (
        select
            cells.answer,
            cells.source_id,
            cells.publisher,
            cells.asked as measure,
            cells.gap_en,
            cells.gap_nl,
            cells.year,
            any_value(cells.measure_en) as measure_en,
            any_value(cells.measure_nl) as measure_nl,
            count(distinct cells.period) in (1, 12)
            and (count(distinct cells.period) = 12 or any_value(cells.freq) = 'A')
            and count(cells.interval_low) = count(*) as complete,
            count(distinct cells.period) as periods,
            count(*) as cells,
            count(*) - count(cells.interval_low) as gaps,
            sum(cells.value) as value,
            sum(cells.interval_low) as interval_low,
            sum(cells.interval_high) as interval_high,
            array_to_string(
                list_sort(
                    list_distinct(
                        string_split(string_agg(cells.obs_status, '') || if(count(*) > 1, 'x', ''), '')
                    )
                ), ''
            ) as obs_status,
            max(cells.published_on) as published_on
        from cells
        group by all
    )

    select
        yearly.year,
        yearly.answer,
        yearly.source_id,
        yearly.publisher,
        yearly.measure,
        yearly.measure_en,
        yearly.measure_nl,
        yearly.obs_status,
        yearly.published_on,
        yearly.cells,
        if(yearly.complete, yearly.value, null) as value,
        -- what is there is the least that it can be: figures that are missing are not below 0
        yearly.interval_low,
        if(yearly.complete, yearly.interval_high, null) as interval_high,
        if(
            yearly.complete, '',
            if(
                yearly.periods in (1, 12), yearly.gaps || ' of ' || yearly.cells || ' cells without a figure',
                yearly.periods || ' of 12 months'
            )
        ) as missing_reason,
        if(yearly.complete, yearly.value, null) - first_one.value as gap,
        100 * (if(yearly.complete, yearly.value, null) - first_one.value) / nullif(first_one.value, 0)
            as gap_percent,
        yearly.gap_en,
        yearly.gap_nl
    from yearly
    left join yearly as first_one
        on first_one.answer = 1 and first_one.complete and yearly.year = first_one.year
    order by yearly.year, yearly.answer;
