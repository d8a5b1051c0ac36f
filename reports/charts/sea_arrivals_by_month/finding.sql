-- One row: arrivals by sea in Greece and Spain over the months of the last year that has any, against the
-- same months of the year before; and the busiest month drawn.
with known as (
    select
        figure.*,
        left(figure.period, 4) as year,
        right(figure.period, 2) as month
    from figure
    where figure.value is not null
),

last_year as (
    select max(known.year) as year from known
),

pairs as (
    select
        now.series,
        max(now.month) as last_month,
        sum(now.value) as now,
        if(count(before.value) = count(*), sum(before.value), null) as before
    from known as now
    inner join last_year on now.year = last_year.year
    left join known as before
        on
            now.series = before.series
            and now.month = before.month
            and cast(now.year as integer) = cast(before.year as integer) + 1
    group by now.series
),

busiest as (
    select * from known
    order by known.value desc
    limit 1
)

select
    busiest.name_en as busiest_en,
    busiest.name_nl as busiest_nl,
    busiest.period as busiest_month,
    busiest.value as busiest_value,
    last_year.year as last_year,
    last_year.year || '-' || (select max(pairs.last_month) from pairs) as last_month,
    cast(last_year.year as integer) - 1 as year_before,
    (
        select
            coalesce(
                bool_and(pairs.now > pairs.before) filter (where pairs.series = 'GRC_sea')
                and bool_and(pairs.now < pairs.before) filter (where pairs.series = 'ESP_sea'), false
            )
        from pairs
    ) as greece_rose_spain_fell,
    busiest.value > 0 as has_busiest
from busiest
cross join last_year;
