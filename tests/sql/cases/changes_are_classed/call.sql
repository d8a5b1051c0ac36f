-- Austria 100 to 90 is a revision and 2019 a new period; Belgium 98-102 and 102 may be one number, only less
-- rounded; Bulgaria loses its p; Switzerland has a break; Cyprus is filled; Czechia is left out of the second
-- table and Germany blank in it; Denmark is new; Spain is the same; Estonia is only "about" 9 now.
select geo, period, change, kind
from changed_cells(date '2019-06-01', date '2020-06-01')
order by geo, period;
