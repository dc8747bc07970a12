/* ---
id: FC13
title: {zh: 规则疑点数, en: Rule hits}
meaning:
  zh: >-
    评分日以前发生的规则疑点数，只计当日事实已能定论的：CT23 待方案答复后、PF03 和 PF09 待验收后计入；
    PF10、PF11 未了结时按数据截止日判断，CT28、IM11 与全体比较、随以后的合同变动，均不计入。
  en: >-
    Hits that happened by the scoring date, where the facts of that day settle them: CT23 counts from the plan
    reply on, PF03 and PF09 from the acceptance on. PF10 and PF11 judge what is still open by the day that data
    go to, and CT28 and IM11 compare with contracts that later ones join; these are not counted.
lowers:
  zh: 逐条核实疑点，补齐依据；规则所列的无害情形成立的，予以排除。
  en: "Verify each hit and produce its ground; exclude those whose innocent explanation holds."
subject: contract
risk: higher
unit: count
peers: []
models: [finding]
ground: [own_practice]
needs: [contracts]
--- */
select
    scored.subject_id,
    scored.scored_on,
    count(red_flags.rule_id) as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
left join projects on projects.project_id = contracts.project_id
left join red_flags
    on red_flags.subject_id = scored.subject_id
    and red_flags.subject_type = 'contract'
    and red_flags.happened_on <= scored.scored_on
    and red_flags.rule_id not in ('CT28', 'IM11', 'PF10', 'PF11')
    and (red_flags.rule_id <> 'CT23' or cast(projects.plan_replied_at as date) <= scored.scored_on)
    and (red_flags.rule_id not in ('PF03', 'PF09') or contracts.accepted_on <= scored.scored_on)
group by scored.subject_id, scored.scored_on
