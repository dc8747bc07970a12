/* ---
id: FB02
title: {zh: 承包商成立时长, en: Age of the contractor}
meaning:
  zh: 评分日减企业注册日。
  en: The scoring date less the day of registration.
lowers:
  zh: 核实新设企业的业绩、人员与资质。
  en: "Verify the record, staff and permits of a new company."
subject: contractor
risk: lower
unit: days
peers: []
ground: [own_practice]
needs: [contractors.registered_on]
--- */
select
    scored.subject_id,
    scored.scored_on,
    days_between(contractors.registered_on, scored.scored_on) as value
from scored
inner join contractors on contractors.contractor_id = scored.subject_id
