-- The greatest value that a figure may stand for; null for a lower bound, which has none.
create macro interval_high(value, value_high, qualifier, rounding) as
case qualifier
    when 'range' then value_high
    when 'lower_bound' then null
    else value + case when qualifier = 'upper_bound' then 0 else floor(rounding / 2) end
end;
