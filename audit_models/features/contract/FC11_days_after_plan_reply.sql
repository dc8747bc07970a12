/* ---
id: FC11
title: {zh: 方案答复后签约天数, en: Days signed after the plan reply}
meaning:
  zh: 签订日减供电方案答复日；答复前已签约为负，评分日尚未答复的按评分日计。
  en: "Signature less plan reply; negative when signed before the reply, counted to the scoring date while there is none."
lowers:
  zh: 说明客户在方案答复前如何自主选定承包商。
  en: "Explain how the customer chose the contractor before the plan was known."
subject: contract
risk: lower
unit: days
peers: [scope]
ground: [own_practice]
needs: [contracts.signed_on]
--- */
select
    scored.subject_id,
    scored.scored_on,
    days_between(
        case
            when cast(projects.plan_replied_at as date) <= scored.scored_on
                then cast(projects.plan_replied_at as date)
            else scored.scored_on
        end,
        contracts.signed_on
    ) as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
inner join projects on projects.project_id = contracts.project_id
