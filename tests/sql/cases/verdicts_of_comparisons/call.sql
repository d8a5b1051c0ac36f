-- Reasons come from the reference tables (breaks, compositions with dates) and from the flags. The break of
-- March 2014 lies between 2013 and 2014 and also within 2014, so 2015 does not continue 2014 either. EU28 ended
-- on 2020-01-31: its figure of 2020 was rebuilt.
select geo, period, base_period, verdict, reason_en as reason
from compare_years('arrival', [2013, 2014, 2015, 2018, 2019, 2020, 2021], date '2030-01-01')
where base_period is not null
order by geo, period;
