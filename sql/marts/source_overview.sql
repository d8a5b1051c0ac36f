-- One row per source: its releases, the newest good one, the verdict over all, warnings and observations.
create table source_overview as
with counted as (
    select
        releases.source_id,
        count(*) as releases,
        count(*) filter (where releases.verdict = 'refused') as refused,
        max(releases.published_on) filter (where releases.verdict <> 'refused') as newest,
        sum(releases.rows) filter (where releases.verdict <> 'refused') as observations
    from releases
    group by releases.source_id
),

warned as (
    select
        verdicts.source_id,
        sum(verdicts.failed) as warnings
    from verdicts
    where verdicts.severity = 'warning'
    group by verdicts.source_id
)

select
    sources.source_id,
    sources.publisher,
    sources.cadence,
    sources.title_en,
    cast(coalesce(counted.releases, 0) as integer) as releases,
    cast(coalesce(counted.refused, 0) as integer) as refused,
    counted.newest,
    cast(coalesce(counted.observations, 0) as integer) as observations,
    cast(coalesce(warned.warnings, 0) as integer) as warnings,
    case
        when counted.releases is null then 'none'
        when counted.refused > 0 then 'refused'
        when warned.warnings > 0 then 'warning'
        else 'passed'
    end as verdict
from sources
left join counted on sources.source_id = counted.source_id
left join warned on sources.source_id = warned.source_id;
