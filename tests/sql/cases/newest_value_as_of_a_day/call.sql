-- On 2020-03-30 only the first release was public; on the day of the second both are.
select '2020-03-30' as as_of, year(period_end) as year, value from observations_as_of(date '2020-03-30')
union all
select '2020-03-31' as as_of, year(period_end) as year, value from observations_as_of(date '2020-03-31')
union all
select '2019-02-27' as as_of, year(period_end) as year, value from observations_as_of(date '2019-02-27')
order by as_of, year;
