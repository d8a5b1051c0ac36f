-- One row: arrivals by sea in Greece and Spain over the months of the last year that has any, against the
-- same months of the year before; and the busiest month drawn. The newest month of a release may not be whole
-- yet: the finding must hold with it and without it.
with known as (
    select
        figure.*,
        left(figure.period, 4) as year,
        right(figure.period, 2) as month
    from figure
    where figure.value is not null
),

last_year as (
    select
        max(known.year) as year,
        max(right(known.period, 2)) filter (
            where known.year = (select max(any_month.year) from known as any_month)
        ) as month
    from known
),

pairs as (
    select
        now.series,
        last_year.month as last_month,
        sum(now.value) as now,
        sum(now.value) filter (where now.month < last_year.month) as now_whole,
        if(count(before.value) = count(*), sum(before.value), null) as before,
        sum(before.value) filter (where now.month < last_year.month) as before_whole
    from known as now
    inner join last_year on now.year = last_year.year
    left join known as before
        on
            now.series = before.series
            and now.month = before.month
            and cast(now.year as integer) = cast(before.year as integer) + 1
    group by now.series, last_year.month
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
                bool_and(pairs.now > pairs.before and pairs.now_whole > pairs.before_whole)
                filter (where pairs.series = 'GRC_sea')
                and bool_and(pairs.now < pairs.before and pairs.now_whole < pairs.before_whole)
                filter (where pairs.series = 'ESP_sea'),
                false
            )
        from pairs
    ) as greece_rose_spain_fell,
    busiest.value > 0 as has_busiest
from busiest
cross join last_year;
