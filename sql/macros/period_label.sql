-- A period as the publications write it: 2018, 2019-H1, 2019-Q2, 2019-07, 2019-12-31 or from/to.
create macro period_label(freq, period_start, period_end) as
case freq
    when 'A' then strftime(period_start, '%Y')
    when 'S' then strftime(period_start, '%Y') || if(month(period_start) = 1, '-H1', '-H2')
    when 'Q' then strftime(period_start, '%Y') || '-Q' || quarter(period_start)
    when 'M' then strftime(period_start, '%Y-%m')
    when 'D' then strftime(period_start, '%Y-%m-%d')
    else strftime(period_start, '%Y-%m-%d') || '/' || strftime(period_end, '%Y-%m-%d')
end;
