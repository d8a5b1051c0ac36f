-- The change from `base` in percent of it; null where the base is 0 or missing.
create macro percent_change(value, base) as 100 * (value / nullif(base, 0) - 1);
