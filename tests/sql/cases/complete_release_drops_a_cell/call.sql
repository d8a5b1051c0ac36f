-- The second release is the whole table and has no Belgium: as of then there is no figure for it.
select '2023-04-27' as as_of, geo, value from observations_as_of(date '2023-04-27')
union all
select '2023-08-15' as as_of, geo, value from observations_as_of(date '2023-08-15')
order by as_of, geo;
