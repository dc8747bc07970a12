/* ---
id: FB04
title: {zh: 承包商此前查实问题数, en: Contractor's findings confirmed before}
meaning:
  zh: 评分日以前检查并查实（含部分查实）的该承包商合同数。
  en: The contractor's contracts on which a finding was confirmed, at least partly, by an inspection up to the scoring date.
lowers:
  zh: 完成整改并持续无新问题。
  en: "Complete the rectification and remain without new findings."
subject: contractor
risk: higher
unit: count
peers: []
ground: [own_practice]
needs: [inspection_results]
--- */
select
    scored.subject_id,
    scored.scored_on,
    count(distinct inspection_results.subject_id) as value
from scored
left join contracts on contracts.contractor_id = scored.subject_id
left join inspection_results
    on inspection_results.subject_id = contracts.contract_id
    and inspection_results.subject_type = 'contract'
    and inspection_results.verdict <> 'cleared'
    and inspection_results.inspected_on <= scored.scored_on
group by scored.subject_id, scored.scored_on
