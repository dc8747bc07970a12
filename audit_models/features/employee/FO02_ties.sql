/* ---
id: FO02
title: {zh: 经办人在册关联关系数, en: Officer's known ties to contractors}
meaning:
  zh: 评分日有效的该人员与承包商的关联关系数。
  en: Ties of the officer to contractors in force on the scoring date.
lowers:
  zh: 申报并执行回避。
  en: "Declare the tie and step back from the case."
subject: employee
risk: higher
unit: count
peers: []
ground: [own_practice]
needs: [relations.valid_from, relations.valid_to]
--- */
select
    scored.subject_id,
    scored.scored_on,
    count(relations.relation_id) as value
from scored
left join relations
    on relations.employee_id = scored.subject_id
    and relations.valid_from <= scored.scored_on
    and (relations.valid_to is null or relations.valid_to >= scored.scored_on)
group by scored.subject_id, scored.scored_on
