/* ---
id: FC08
title: {zh: 超期天数, en: Days behind plan}
meaning:
  zh: 完工日（评分日仍未完工的取评分日）减计划完工日；提前为负。
  en: "Finish, or the scoring date while unfinished, less the planned finish; negative when early."
lowers:
  zh: 核实延期原因，补办延期手续或追究违约。
  en: "Establish the cause of the delay, and document an extension or claim it."
subject: contract
risk: higher
unit: days
peers: [scope]
ground: [own_practice]
needs: [contracts.planned_finish_on, contracts.actual_finish_on]
--- */
select
    scored.subject_id,
    scored.scored_on,
    days_between(
        contracts.planned_finish_on,
        case when contracts.actual_finish_on <= scored.scored_on then contracts.actual_finish_on else scored.scored_on end
    ) as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
